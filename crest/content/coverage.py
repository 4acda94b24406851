"""Which obligations are asked by which questions, and why the others are not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from crest.content.files import version_key
from crest.domain.bank import BankState, Questionnaire
from crest.domain.instruments import (
    Binds,
    Confidence,
    Force,
    Instrument,
    InstrumentKind,
    Obligation,
)
from crest.domain.scores import Applicability, Ternary
from crest.domain.statuses import counts, is_in_force

_ANYWHERE = Applicability(binds=Ternary.YES, reaches=Ternary.YES)
_STATE = frozenset({Binds.STATE, Binds.PUBLIC_BODY})
_EMPLOYERS = frozenset({Binds.EMPLOYER, Binds.ANYONE})
_LAW = frozenset({InstrumentKind.STATUTE, InstrumentKind.REGULATION})
_STRICT = frozenset({Force.MUST, Force.BAN})
_DUTIES = frozenset({Force.MUST, Force.BAN, Force.SHOULD})


class Reason(StrEnum):
    """Why no question asks about an obligation; the first that fits is given."""

    GAP_IN_FACTS = "gap_in_facts"
    STATE_DUTY = "state_duty"
    NOT_THE_EMPLOYERS = "not_the_employers"
    NOT_A_DUTY = "not_a_duty"
    NOT_IN_FORCE = "not_in_force"
    LOW_CONFIDENCE = "low_confidence"
    NOT_YET_ASKED = "not_yet_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A question of one version of a bank."""

    bank: str
    version: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """An obligation with the questions that ask about it, or the reason why none does."""

    obligation: Obligation
    counts: bool
    asked: tuple[Place, ...]
    reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of some duties are asked."""

    asked: int
    of: int

    @property
    def percent(self) -> Decimal | None:
        """Return the share in percent, None where there is no such duty."""
        return Decimal(100 * self.asked) / self.of if self.of else None


def share_asked(covered: Iterable[Covered]) -> Share:
    """Return how many of the musts and bans that laws lay on employers are asked."""
    owed = [
        part
        for part in covered
        if part.obligation.force in _STRICT
        and part.obligation.binds in _EMPLOYERS
        and part.obligation.kind in _LAW
    ]
    return Share(asked=sum(bool(part.asked) for part in owed), of=len(owed))


def coverage(
    instruments: Iterable[Instrument], questionnaires: Iterable[Questionnaire], *, as_of: date
) -> tuple[Covered, ...]:
    """Return every obligation with the questions of the newest usable version of each bank."""
    places = _places(questionnaires)
    found: list[Covered] = []
    for instrument in instruments:
        for part in instrument.obligations:
            asked = tuple(places.get(part.id, ()))
            reason = None if asked else reason_not_asked(part, instrument, as_of=as_of)
            scored = can_count(part, instrument, as_of=as_of)
            found.append(Covered(obligation=part, counts=scored, asked=asked, reason=reason))
    return tuple(found)


def can_count(obligation: Obligation, instrument: Instrument, *, as_of: date) -> bool:
    """Return whether the obligation enters the score of a company that it binds or reaches."""
    return counts(obligation, instrument, _ANYWHERE, as_of)


def reason_not_asked(obligation: Obligation, instrument: Instrument, *, as_of: date) -> Reason:
    """Return why no question needs to ask about it, or that one should."""
    sure = obligation.reviewed_by or obligation.confidence.requirement is Confidence.HIGH
    reasons = {
        Reason.GAP_IN_FACTS: obligation.kind is InstrumentKind.GAP,
        Reason.STATE_DUTY: obligation.binds in _STATE,
        Reason.NOT_THE_EMPLOYERS: obligation.binds not in _EMPLOYERS,
        Reason.NOT_A_DUTY: obligation.force not in _DUTIES,
        Reason.NOT_IN_FORCE: not (is_in_force(instrument, as_of) and _is_live(obligation, as_of)),
        Reason.LOW_CONFIDENCE: not sure,
    }
    return next((reason for reason, fits in reasons.items() if fits), Reason.NOT_YET_ASKED)


def _is_live(obligation: Obligation, day: date) -> bool:
    """Return whether the day lies in the time of the duty itself; a later one may stand for it."""
    start, end = obligation.in_force_from, obligation.in_force_to
    return (start is None or start <= day) and (end is None or day <= end)


def usable(questionnaires: Iterable[Questionnaire]) -> Mapping[str, Questionnaire]:
    """Return the newest usable version of each bank: a published one goes before any draft."""
    kept = [one for one in questionnaires if one.state is not BankState.RETIRED]
    ordered = sorted(
        kept, key=lambda one: (one.state is BankState.PUBLISHED, version_key(one.version))
    )
    return {one.id: one for one in sorted(ordered, key=lambda one: one.id)}


def _places(questionnaires: Iterable[Questionnaire]) -> Mapping[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for one in usable(questionnaires).values():
        for question in one.questions.values():
            place = Place(bank=one.id, version=one.version, question=question.code)
            for link in question.obligations:
                found[link.id].append(place)
    return found
