"""What a report along the heads of a protocol asks, and which released figures answer it.

The content of `questionnaires/reports/<instrument>.yaml`: it names articles and families of
released cubes, and holds no figure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from crest.domain import member_details as details
from crest.domain.instruments import Confidence, Instrument, Rule, Source
from crest.domain.member_figures import STATUSES, outcome_values
from crest.domain.member_levels import NO_FIGURE, levels_of
from crest.domain.method import Method

WRITTEN = "en"
# The place of the text before the first head.
OPENING = "opening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A text by language; English is always there, every other one is a draft."""

    texts: Mapping[str, str]

    def language(self, wanted: str) -> str:
        """Return the language in which the text can be told to who wants this one."""
        return wanted if wanted in self.texts else WRITTEN

    def of(self, wanted: str) -> str:
        """Return the text in this language, or as it was written."""
        return self.texts[self.language(wanted)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFigure:
    """One figure: members of a family who have one of the outcomes, of those who have any.

    Members with the outcome `absent` were not asked; None where everybody was.
    """

    family: str
    outcomes: tuple[str, ...]
    absent: str | None
    words: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One thing that an article asks; without figures it is a gap that the federation writes on.

    `rule` is that of the instrument which bears the row out, and its citation and sources are the
    row's; a row without one stands on nothing that was read. `prompt` says what to write.
    """

    id: str
    rule: str | None
    citation: str
    says: Said
    confidence: Confidence
    prompt: Said
    figures: tuple[ReportFigure, ...]
    sources: tuple[Source, ...] = ()

    @property
    def is_gap(self) -> bool:
        """Return whether no figure of the platform answers the row."""
        return not self.figures

    @property
    def is_guidance(self) -> bool:
        """Return whether the article is yet to be read before it is cited."""
        return self.confidence is Confidence.LOW


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHead:
    """A head of the report with its rows."""

    id: str
    title: Said
    about: Said
    rows: tuple[ReportRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFrame:
    """The whole report before any figure, and where its articles were read."""

    instrument: str
    title: Said
    about: Said
    heads: tuple[ReportHead, ...]

    @property
    def rows(self) -> Iterator[ReportRow]:
        """Yield the rows of all heads in their order."""
        for head in self.heads:
            yield from head.rows

    @property
    def families(self) -> frozenset[str]:
        """Return every family that a figure stands on."""
        return frozenset(one.family for row in self.rows for one in row.figures)

    @property
    def places(self) -> tuple[str, ...]:
        """Return where the federation writes: the opening, then each head and its rows."""
        heads = ((head.id, *(row.id for row in head.rows)) for head in self.heads)
        return (OPENING, *(place for group in heads for place in group))


def with_articles(frame: ReportFrame, instrument: Instrument) -> ReportFrame:
    """Return the frame with citation and sources of each row as the instrument has them."""
    rules = {rule.id: rule for rule in instrument.rules}
    sources = {source.code: source for source in instrument.sources}

    def cited(row: ReportRow, rule: Rule) -> ReportRow:
        read = tuple(sources[code] for code in rule.sources)
        return replace(row, citation=rule.citation, sources=read)

    return replace(
        frame,
        heads=tuple(
            replace(
                head,
                rows=tuple(
                    row if row.rule is None else cited(row, rules[row.rule]) for row in head.rows
                ),
            )
            for head in frame.heads
        ),
    )


def told_outcomes(family: str, method: Method) -> tuple[str, ...]:
    """Return the outcomes that a released family can have; none for what is never released."""
    prefix, dot, _ = family.partition(".")
    if not dot:
        return outcome_values(method).get(family, ())
    levels = (*levels_of(method.status), NO_FIGURE)
    by_prefix: Mapping[str, tuple[str, ...]] = {
        details.LAW: STATUSES,
        details.OBLIGATION: details.DUTY_STATUSES,
        details.THEME: levels,
        details.RUNG: levels,
        details.LADDER: details.RUNGS,
        details.TRIGGER: details.SIGNS,
        details.QUESTION: details.REPLIES,
        details.CHANGED: details.SIGNS,
        details.CONTRADICTION: details.SIGNS,
    }
    return by_prefix.get(prefix + dot, ())
