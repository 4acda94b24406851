"""One law with all that the library says of it, and why it applies to the person's company."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crest.content.coverage import Reason as NotAsked
from crest.content.coverage import reason_not_asked
from crest.content.library import Library
from crest.domain.applicability import (
    Reasons,
    obligations_for,
    previewed,
    reasons,
)
from crest.domain.bank import Questionnaire
from crest.domain.facts import Facts
from crest.domain.instruments import (
    Confidence,
    Deadline,
    Instrument,
    Obligation,
    Rule,
    RuleRole,
    Source,
)
from crest.domain.law_data import BaseWage
from crest.domain.penalties import Fine, fine_of
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.reasoning import Reason, reasons_of
from crest.domain.scores import Ternary
from crest.persistence.session import DatabaseSession, reading
from crest.services.banks_offered import offered_banks
from crest.services.law_calendar import (
    YEAR_END,
    days_of,
    is_sure,
    waits,
    year_end_of,
)
from crest.services.law_standing import (
    CompanyFacts,
    LawLine,
    law_line,
    read_company,
)

_SCOPE_LINES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBy:
    """A question that asks about an obligation."""

    bank: str
    version: str
    title: str
    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationLine:
    """An obligation, how sure the library is of it, and the questions that ask about it.

    `own_line` is whether the company meets the line that this obligation alone has; None where it
    has none.
    """

    obligation: Obligation
    asked_by: tuple[AskedBy, ...]
    not_asked: NotAsked | None = None
    fine: Fine | None = None
    own_line: Ternary | None = None

    @property
    def citation_is_sure(self) -> bool:
        """Return whether the article may be cited without a caution."""
        return self.obligation.confidence.citation is not Confidence.LOW

    @property
    def dates_are_sure(self) -> bool:
        """Return whether the first and the last day may be shown without a caution."""
        return self.obligation.confidence.dates is not Confidence.LOW

    @property
    def is_guidance(self) -> bool:
        """Return whether it is shown as guidance alone, so that it counts in no score."""
        reviewed = self.obligation.reviewed_by is not None
        return not reviewed and self.obligation.confidence.requirement is not Confidence.HIGH

    @property
    def penalty(self) -> str | None:
        """Return the penalty in words where the library is sure of it."""
        sure = self.obligation.confidence.penalty is Confidence.HIGH
        penalty = self.obligation.penalty
        return penalty.text if penalty is not None and sure else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineLine:
    """A deadline of a law, and its next day where one is known."""

    deadline: Deadline
    on: date | None
    is_sure: bool
    waits_for_year_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeLine:
    """Where a law says whom it covers."""

    citation: str
    text: str
    is_sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WageLine:
    """The wage that fines of a law are counted in today, and where it was read."""

    wage: BaseWage
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Whether a bill or draft would bind the company if it came as it stands, and why."""

    binds: Ternary
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawPage:
    """One instrument with all that the library says of it, and why it is what it is to a company.

    `rules` by role; `scope` is where it says whom it covers; `preview` is whether a bill or draft
    would bind as it stands; without `wage` no fine is counted in days. `reasons`, `preview` and
    `company` are None for the federation.
    """

    line: LawLine
    obligations: tuple[ObligationLine, ...]
    rules: Mapping[RuleRole, tuple[Rule, ...]]
    scope: tuple[ScopeLine, ...]
    deadlines: tuple[DeadlineLine, ...]
    reasons: Reasons | None
    preview: Preview | None
    company: CompanyFacts | None
    wage: WageLine | None
    may_read_banks: bool = False
    year_end_key: str = YEAR_END


def get_law(
    session: DatabaseSession, actor: Actor, instrument_id: str, *, library: Library, as_of: date
) -> LawPage:
    """Return one instrument with all that is said of it, or raise NotFoundError."""
    require(actor, Permission.LAW_READ)
    law = library.instrument(instrument_id)
    company = read_company(session, actor, library=library, as_of=as_of)
    facts = None if company is None else company.facts
    year_end = year_end_of(facts)
    with reading(session):
        banks = offered_banks(session, library).values()
    return LawPage(
        line=law_line(law, facts, as_of=as_of),
        obligations=_obligations(law, library, facts, banks=banks, as_of=as_of),
        rules=_rules(law),
        scope=_scope(law),
        deadlines=tuple(_deadline(one, year_end=year_end, as_of=as_of) for one in law.deadlines),
        reasons=None if facts is None else reasons(law, facts, as_of=as_of),
        preview=_preview(law, facts, as_of=as_of),
        company=company,
        wage=_wage(law, library, as_of=as_of),
        may_read_banks=allows(actor, Permission.BANK_READ),
    )


def questions_by_obligation(banks: Iterable[Questionnaire]) -> Mapping[str, tuple[AskedBy, ...]]:
    """Return the questions of these versions of banks that ask about each obligation."""
    found: dict[str, list[AskedBy]] = {}
    for questionnaire in banks:
        for question in questionnaire.questions.values():
            asked = AskedBy(
                bank=questionnaire.id,
                version=questionnaire.version,
                title=questionnaire.title,
                code=question.code,
                text=question.text,
            )
            for link in question.obligations:
                found.setdefault(link.id, []).append(asked)
    return {obligation: tuple(questions) for obligation, questions in found.items()}


def _obligations(
    law: Instrument,
    library: Library,
    facts: Facts | None,
    *,
    banks: Iterable[Questionnaire],
    as_of: date,
) -> tuple[ObligationLine, ...]:
    asked = questions_by_obligation(banks)
    own = {} if facts is None else dict(_own_lines(law, facts, as_of=as_of))
    return tuple(
        ObligationLine(
            obligation=one,
            asked_by=asked.get(one.id, ()),
            not_asked=None if one.id in asked else reason_not_asked(one, law, as_of=as_of),
            fine=fine_of(one, library.law_data, as_of=as_of),
            own_line=own.get(one.id),
        )
        for one in law.obligations
    )


def _own_lines(law: Instrument, facts: Facts, *, as_of: date) -> Iterator[tuple[str, Ternary]]:
    for one, met in obligations_for(law, facts, as_of=as_of):
        if one.only_if is not None:
            yield one.id, met


def _preview(law: Instrument, facts: Facts | None, *, as_of: date) -> Preview | None:
    if facts is None or law.preview_when is None:
        return None
    return Preview(
        binds=previewed(law, facts, as_of=as_of).binds,
        reasons=reasons_of(law.preview_when, facts, as_of=as_of),
    )


def _wage(law: Instrument, library: Library, *, as_of: date) -> WageLine | None:
    data = library.law_data
    fines = (fine_of(one, data, as_of=as_of) for one in law.obligations)
    wage = next((fine.wage for fine in fines if fine is not None), None)
    return None if wage is None else WageLine(wage=wage, sources=data.sources_of(wage.sources))


def _rules(law: Instrument) -> Mapping[RuleRole, tuple[Rule, ...]]:
    found = {role: tuple(one for one in law.rules if one.role is role) for role in RuleRole}
    return {role: rules for role, rules in found.items() if rules}


def _scope(law: Instrument) -> tuple[ScopeLine, ...]:
    """Return the rules on scope, or without any what the first duties say of whom they cover."""
    rules = tuple(
        ScopeLine(
            citation=rule.citation,
            text=rule.text,
            is_sure=rule.citation_confidence is not Confidence.LOW,
        )
        for rule in law.rules
        if rule.role is RuleRole.SCOPE
    )
    duties: dict[str, ScopeLine] = {}
    for duty in law.obligations:
        line = ScopeLine(
            citation=duty.citation,
            text=duty.applies_when,
            is_sure=duty.confidence.citation is not Confidence.LOW,
        )
        duties.setdefault(duty.applies_when, line)
    return rules or tuple(line for text, line in duties.items() if text)[:_SCOPE_LINES]


def _deadline(deadline: Deadline, *, year_end: str | None, as_of: date) -> DeadlineLine:
    days: Sequence[date] = list(days_of(deadline, year_end=year_end, as_of=as_of))
    return DeadlineLine(
        deadline=deadline,
        on=days[0] if days else None,
        is_sure=is_sure(deadline),
        waits_for_year_end=waits(deadline, year_end),
    )
