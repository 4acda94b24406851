"""How far an obligation and a law are met, and which obligations count."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from crest.domain.answers import Assurance, ScoredState
from crest.domain.crediting import LIVE
from crest.domain.instruments import (
    Binds,
    Confidence,
    Force,
    Instrument,
    InstrumentKind,
    InstrumentStatus,
    Obligation,
)
from crest.domain.method import Method, StatusRules
from crest.domain.pooling import Pick, figures, mean_of_means, pooled
from crest.domain.rounding import kept, round6
from crest.domain.scores import (
    Applicability,
    Figures,
    InstrumentScore,
    ObligationScore,
    ObligationStatus,
    QuestionScore,
    Ternary,
)

DUTIES = frozenset({Force.MUST, Force.BAN})
SCORED_FORCES = DUTIES | {Force.SHOULD}
SCORED_KINDS = frozenset(
    {InstrumentKind.STATUTE, InstrumentKind.REGULATION, InstrumentKind.STANDARD}
)
_EMPLOYERS = frozenset({Binds.EMPLOYER, Binds.ANYONE})
SETTLED = frozenset({ScoredState.ANSWERED, ScoredState.IMPLIED, ScoredState.PLANNED})
WORST_FIRST = tuple(ObligationStatus)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as one obligation weighs it."""

    score: QuestionScore
    weight: Decimal
    critical: bool


Links = Mapping[str, Sequence[Asked]]


def counts(
    obligation: Obligation, instrument: Instrument, applicability: Applicability, as_of: date
) -> bool:
    """Return whether the obligation enters a score on that day."""
    return (
        applies(applicability)
        and is_in_force(instrument, as_of)
        and _within(obligation.in_force_from, obligation.in_force_to, as_of)
        and obligation.kind in SCORED_KINDS
        and obligation.force in SCORED_FORCES
        and obligation.binds in _EMPLOYERS
        and _is_sure(obligation)
    )


def applies(applicability: Applicability) -> bool:
    """Return whether the instrument binds or reaches, or a missing fact leaves one open."""
    return {applicability.binds, applicability.reaches} != {Ternary.NO}


def is_in_force(instrument: Instrument, as_of: date) -> bool:
    """Return whether the instrument has effect on that day; first and last day included.

    A deferred instrument has effect from its date, a repealed one until its date; without that
    date neither has.
    """
    dated = {
        InstrumentStatus.IN_FORCE: True,
        InstrumentStatus.DEFERRED: instrument.in_force_from is not None,
        InstrumentStatus.REPEALED: instrument.in_force_to is not None,
    }
    in_time = _within(instrument.in_force_from, instrument.in_force_to, as_of)
    return dated.get(instrument.status, False) and in_time


def obligation_score(
    obligation: Obligation, asked: Sequence[Asked], rules: StatusRules
) -> ObligationScore:
    """Return the obligation over the questions that ask it; without any it is not in scope."""
    live = (part.score.code for part in asked if part.score.trigger in LIVE)
    found = _Evidence(obligation, asked, obligation_figures(asked), rules)
    return ObligationScore(
        id=obligation.id,
        figures=found.figures,
        status=next(status for status, fits in _FIRST_THAT_FITS if fits(found)),
        questions=tuple(sorted(part.score.code for part in asked)),
        triggers=tuple(sorted(live)),
    )


def obligation_figures(asked: Sequence[Asked]) -> Figures:
    """Return the three numbers over the questions that ask the obligation."""
    return figures(lambda pick: obligation_mean(asked, pick))


def obligation_mean(asked: Sequence[Asked], pick: Pick) -> Fraction | None:
    """Return one number of an obligation, exact."""
    return pooled(((part.weight, part.score) for part in asked), pick)


def law_mean(
    obligations: Sequence[Obligation], links: Links, method: Method, pick: Pick
) -> Fraction | None:
    """Return one number of a law, exact: the mean over its obligations by force."""
    return mean_of_means(
        (method.force[part.force], obligation_mean(links.get(part.id, ()), pick))
        for part in obligations
    )


def counting(
    instrument: Instrument, applicability: Applicability, as_of: date
) -> tuple[Obligation, ...]:
    """Return the obligations of the instrument that count."""
    return tuple(
        part for part in instrument.obligations if counts(part, instrument, applicability, as_of)
    )


def instrument_score(
    instrument: Instrument,
    applicability: Applicability,
    *,
    links: Links,
    method: Method,
    as_of: date,
) -> InstrumentScore:
    """Return a law or standard: pooled numbers, its worst must or ban, and what was asked."""
    obligations = counting(instrument, applicability, as_of)
    scores = {
        part.id: obligation_score(part, links.get(part.id, ()), method.status)
        for part in obligations
    }
    duties = [scores[part.id] for part in obligations if part.force in DUTIES]
    return InstrumentScore(
        id=instrument.id,
        applies=applicability,
        figures=figures(lambda pick: law_mean(obligations, links, method, pick)),
        status=_worst(duties),
        met=sum(part.status is ObligationStatus.MET for part in duties),
        counted=sum(part.status is not ObligationStatus.NOT_IN_SCOPE for part in duties),
        asked=sum(bool(part.questions) for part in duties),
        duties=len(duties),
        triggers=tuple(sorted({code for part in duties for code in part.triggers})),
        obligations=tuple(scores.values()),
    )


def status_word(score: InstrumentScore, status: ObligationStatus, *, standard: bool) -> str:
    """Return the word for a status: a breach reads `conflicts_with` where no law binds.

    That is so for standards, and for laws that only reach or whose test is unknown.
    """
    is_breach = status is ObligationStatus.BREACH_INDICATED
    if is_breach and (standard or score.applies.binds is not Ternary.YES):
        return "conflicts_with"
    return status.value


def _worst(duties: Sequence[ObligationScore]) -> ObligationStatus | None:
    """Return the worst status of the duties asked; None where this bank asks none of them."""
    return min(
        (part.status for part in duties if part.questions or part.triggers),
        key=WORST_FIRST.index,
        default=None,
    )


def _within(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or day <= end)


def _is_sure(obligation: Obligation) -> bool:
    reviewed = obligation.reviewed_by is not None
    return reviewed or obligation.confidence.requirement is Confidence.HIGH


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the tests of an obligation's status read."""

    obligation: Obligation
    asked: Sequence[Asked]
    figures: Figures
    rules: StatusRules

    def is_breach(self) -> bool:
        """Return whether a linked trigger of a must or ban is open or under remedy."""
        live = any(part.score.trigger in LIVE for part in self.asked)
        return live and self.obligation.force in DUTIES

    def is_empty(self) -> bool:
        """Return whether no question is left in `supported`."""
        return self.figures.supported is None

    def is_unanswered(self) -> bool:
        """Return whether under half of the weight that stays in `supported` is settled."""
        stays = [part for part in self.asked if part.score.supported is not None]
        settled = (part.weight for part in stays if part.score.state in SETTLED)
        total = sum((part.weight for part in stays), Decimal(0))
        share = Fraction(sum(settled, Decimal(0))) / Fraction(total)
        return kept(share) < self.rules.answered

    def contradicted(self) -> list[Asked]:
        """Return the questions in scope whose answer a person found to be wrong.

        An answer given since, even one that leaves the sum, does not close that record.
        """
        return [
            part
            for part in self.asked
            if part.score.assurance is Assurance.CONTRADICTED
            and part.score.state is not ScoredState.NOT_ASKED
        ]

    def is_refuted(self) -> bool:
        """Return whether a contradiction is critical, or leaves too little shown."""
        found = self.contradicted()
        low = (self.figures.supported or Decimal(0)) < self.rules.partly
        return bool(found) and (low or any(part.critical for part in found))

    def is_said(self) -> bool:
        """Return whether what was said meets the lines, each critical question for itself."""
        said = [part.score.declared for part in self.asked if part.critical]
        enough = _reaches(self.figures.declared, self.rules.met)
        return enough and all(
            _reaches(credit, self.rules.critical_credit) for credit in said if credit is not None
        )

    def is_met(self) -> bool:
        """Return whether what was shown meets the lines too."""
        shown = [part.score.supported for part in self.asked if part.critical]
        enough = self.is_said() and _reaches(self.figures.supported, self.rules.shown)
        return enough and all(
            _reaches(value, self.rules.critical_support) for value in shown if value is not None
        )

    def is_partly(self) -> bool:
        """Return whether a fair part is said to be in place."""
        return _reaches(self.figures.declared, self.rules.partly)


def _reaches(value: Decimal | None, line: Decimal) -> bool:
    return value is not None and round6(value) >= line


_FIRST_THAT_FITS: tuple[tuple[ObligationStatus, Callable[[_Evidence], bool]], ...] = (
    (ObligationStatus.BREACH_INDICATED, _Evidence.is_breach),
    (ObligationStatus.NOT_IN_SCOPE, _Evidence.is_empty),
    (ObligationStatus.NOT_ANSWERED, _Evidence.is_unanswered),
    (ObligationStatus.NOT_MET, _Evidence.is_refuted),
    (ObligationStatus.PARTLY_MET, lambda found: bool(found.contradicted())),
    (ObligationStatus.MET, _Evidence.is_met),
    (ObligationStatus.SAID_TO_BE_MET, _Evidence.is_said),
    (ObligationStatus.PARTLY_MET, _Evidence.is_partly),
    (ObligationStatus.NOT_MET, lambda _found: True),
)
