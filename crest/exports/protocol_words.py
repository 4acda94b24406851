"""The words of a yearly report, the same on its page and in its Word file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crest.domain.instruments import Confidence, Source
from crest.domain.protocol_frame import ReportRow, Said
from crest.domain.protocol_report import FoundFigure, FoundRow, ReportText, Told, Whole, YearReport
from crest.i18n import N_

WHO = N_("Whom the figures are about")
ARTICLES = N_("The articles, and what answers them")
READING = N_("How to read the figures")
SOURCES = N_("Where the articles were read")
ARTICLE_COLUMNS = (N_("Article"), N_("What it asks"), N_("Part"), N_("What answers it"))
FIGURE_COLUMNS = (N_("Figure"), N_("Number"), N_("Out of"), N_("In percent"), N_("Release"))
WHO_COLUMNS = (N_("What is counted"), N_("Number"))
GAP = N_("Gap")
NO_FIGURE = N_("No figure of the platform answers this.")
GUIDANCE = N_("Guidance: the article was not read yet. Read it before you cite it.")
_RELEASE = N_("Release %(number)s of %(day)s")
_STANDS_ON = N_(
    "The figures are those told up to release %(number)s of %(day)s, by method %(method)s."
)
_NO_RELEASE = N_("No release is chosen for this year yet, so there are no figures.")
_CITED = N_("%(citation)s (to be confirmed)")
_HIDDEN = N_("hidden")
_NOT_RELEASED = N_("not released")
_OF: Mapping[Whole, str] = {
    Whole.ASKED: N_("%(whole)s to whom it applies"),
    Whole.COUNTED: N_("%(whole)s counted"),
}
_FIGURES = N_("Figures: %(number)s")
_CONFIDENCE: Mapping[Confidence, str] = {
    Confidence.HIGH: N_("read in the text, or in two sources"),
    Confidence.MEDIUM: N_("read about, not in the text itself"),
    Confidence.LOW: N_("to be confirmed"),
}
_WRITTEN = N_("Written by %(name)s on %(day)s")
_NO_RESPONSE = N_(
    "The response rate is in no release up to this one. Write how many members were asked and how "
    "many answered, or choose a release that tells it."
)
_SILENCE = N_(
    "Members that did not submit are in no figure. They may stand better or worse than those that "
    "did."
)
NOTES = (
    N_("A member is one company. Its newest submitted self-assessment of each workplace counts."),
    N_(
        "Hidden: the number could tell of one company, or it protects one that could. None and few "
        "look alike, and nothing is worked out from a hidden number."
    ),
    N_("Not released: too few members have something to say here, or it waits for a release."),
    N_(
        "The best answer is the option that counts in full. 70 of 100 is the line from which the "
        "method calls something shown."
    ),
    N_("What members say is their own answer. A figure is advice and no legal finding."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCells:
    """One figure as the cells of its row."""

    words: str
    language: str
    count: str
    whole: str
    share: str
    release: str
    is_told: bool


class ReportWords:
    """Says the parts of a report in one language; `say` knows the marked texts."""

    def __init__(self, report: YearReport, *, language: str, say: Callable[[str], str]) -> None:
        self.report = report
        self.language = language
        self.say = say

    def text(self, said: Said) -> str:
        """Return a text of the frame."""
        return said.of(self.language)

    @property
    def stands_on(self) -> str:
        """Return which release the figures come from."""
        release = self.report.release
        if release is None:
            return self.say(_NO_RELEASE)
        values = {"number": release.number, "day": self.day(release.as_of)}
        return self.say(_STANDS_ON) % {**values, "method": release.method}

    @property
    def who(self) -> tuple[tuple[str, str], ...]:
        """Return whom the figures are about, a name and a number each."""
        found = self.report.response
        lines = [(N_("Members with a result that is counted"), self._number(found.counted))]
        if found.is_released:
            lines += [
                (N_("Members in all"), self._number(found.members)),
                (N_("Members asked by a campaign"), self._number(found.asked)),
                (N_("Members that submitted"), self._number(found.submitted)),
                (N_("Response rate, of all members"), self._percent(found.rate)),
            ]
        return tuple((self.say(name), number) for name, number in lines)

    @property
    def response_gap(self) -> str:
        """Return what is missing of the response rate; empty where it is released."""
        return "" if self.report.response.is_released else self.say(_NO_RESPONSE)

    @property
    def silence(self) -> str:
        """Return what members that did not answer mean for the figures."""
        return self.say(_SILENCE)

    def citation(self, row: ReportRow) -> str:
        """Return the article; one that was not read says so."""
        return self.say(_CITED) % {"citation": row.citation} if row.is_guidance else row.citation

    def source(self, row: ReportRow) -> str:
        """Return how sure the article is, with the codes of its sources."""
        codes = ", ".join(source.code for source in row.sources)
        sure = self.say(_CONFIDENCE[row.confidence])
        return f"{sure}: {codes}" if codes else sure

    def answered(self, row: ReportRow) -> str:
        """Return how many figures answer a row, or that none does."""
        if row.is_gap:
            return self.say(NO_FIGURE)
        return self.say(_FIGURES) % {"number": len(row.figures)}

    def cells(self, one: FoundFigure) -> FigureCells:
        """Return a figure as the cells of its row."""
        release = self.report.told_in(one)
        told = {"number": "", "day": ""}
        if release is not None:
            told = {"number": str(release.number), "day": self.day(release.as_of)}
        return FigureCells(
            words=self.text(one.figure.words),
            language=one.figure.words.language(self.language),
            count=self._count(one),
            whole=self._whole(one),
            share="-" if one.share is None else self._percent(one.share),
            release="-" if release is None else self.say(_RELEASE) % told,
            is_told=one.told is Told.TOLD,
        )

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return every source of an article, by code."""
        found = {one.code: one for row in self.report.frame.rows for one in row.sources}
        return tuple(one for _, one in sorted(found.items()))

    def written(self, text: ReportText) -> str:
        """Return who wrote a text and when; empty where nothing is written."""
        if text.at is None:
            return ""
        return self.say(_WRITTEN) % {"name": text.by_name, "day": self.day(text.at)}

    def is_gap(self, one: FoundRow) -> bool:
        """Return whether a row has neither figure nor text."""
        return one.row.is_gap and not self.report.text(one.row.id).body

    def day(self, value: object) -> str:
        """Return a day in the language."""
        from babel.dates import format_date  # noqa: PLC0415

        return str(format_date(value, "d MMM y", locale=self.language))  # type: ignore[arg-type]

    def _count(self, one: FoundFigure) -> str:
        if one.told is Told.NOT_RELEASED:
            return self.say(_NOT_RELEASED)
        return self._number(one.count)

    def _whole(self, one: FoundFigure) -> str:
        if one.told is Told.NOT_RELEASED:
            return "-"
        return self.say(_OF[one.of]) % {"whole": self._number(one.whole)}

    def _number(self, count: int | None) -> str:
        from babel.numbers import format_decimal  # noqa: PLC0415

        if count is None:
            return self.say(_HIDDEN)
        return str(format_decimal(count, locale=self.language))

    def _percent(self, share: int | None) -> str:
        return self.say(_HIDDEN) if share is None else f"{share}%"
