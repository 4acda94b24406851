"""Things said that do not fit together: asked about, never held against anybody.

Every finding names two places. It is a question to a person: no score reads it, and answers stay
as they are until somebody changes them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from crest.domain.answers import Answer
from crest.domain.bank import Questionnaire
from crest.domain.conditions import holds
from crest.domain.facts import Facts, FactValue
from crest.domain.routing import answer_values


class ContradictionKind(StrEnum):
    """Which two places are held against each other."""

    ANSWERS = "answers"
    PROFILE = "profile"
    LIST = "list"
    SITE = "site"
    YEARS = "years"


class ContradictionState(StrEnum):
    """Where the question stands: asked, explained by who answers, settled by who reviews."""

    OPEN = "open"
    EXPLAINED = "explained"
    SETTLED = "settled"


class Place(StrEnum):
    """Where something was said."""

    ANSWER = "answer"
    PROFILE = "profile"
    LIST = "list"
    COMPANY = "company"
    SITE = "site"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said in one place: of a fact its value, of an answer the code of its question.

    `on` is the day where it is known; `name` and `id` say which workplace or assessment. `hidden`:
    the reader may know that it differs, and not what it is.
    """

    place: Place
    key: str
    value: FactValue | None = None
    on: date | None = None
    name: str = ""
    id: UUID | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two things said that do not fit; `code` is the same each time the same two are asked.

    `asks` are the questions to look at again, here; `there` is none where both stand in them.
    """

    code: str
    kind: ContradictionKind
    asks: tuple[str, ...]
    here: Said | None = None
    there: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fact as it stands elsewhere, and since which day."""

    value: FactValue
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Facts told in another place: of which workplace, in which assessment, on which day."""

    place: Place
    facts: Mapping[str, Told]
    name: str = ""
    id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one assessment says, and what is known elsewhere of the same subject.

    `answers` are those to questions that are asked now, `facts` all that is known, `given` what
    the answers themselves set. `whole` is the company of a workplace; `parts` are the workplaces
    of a company.
    """

    questionnaire: Questionnaire
    answers: Mapping[str, Answer]
    facts: Facts
    given: Facts
    records: Sequence[Elsewhere] = ()
    whole: Elsewhere | None = None
    parts: Sequence[Elsewhere] = ()
    earlier: Elsewhere | None = None
    askers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """From where on two head counts are asked about: so many times as many, and so many people."""

    times: Decimal
    people: Decimal


# Our own scale, as data: no law and no standard gives one. Two counts of one thing in one year
# may differ by what a season or a rounding brings; between two years a firm may grow, but when
# it halves or doubles it is asked once.
SAME_TIME = Drift(times=Decimal("1.2"), people=Decimal(5))
YEAR_TO_YEAR = Drift(times=Decimal(2), people=Decimal(10))
# A child at work is never a matter of rounding.
FEW = Drift(times=Decimal(1), people=Decimal(1))
_FEW = frozenset({"workforce.under_18"})
# A firm may change these, but seldom does from one year to the next.
STEADY = (
    "country",
    "sector",
    "produces_goods",
    "accommodation.provided",
    "recruitment.cross_border",
    "structure.homework",
    "structure.labour_contractors",
)
HEAD_COUNTS = (
    "workforce.total",
    "workforce.women",
    "workforce.migrants",
    "workforce.agency",
    "workforce.under_18",
)
# What no workplace has unless its company has it.
_WITHIN = (
    *HEAD_COUNTS,
    "recruitment.channels",
    "recruitment.origins",
    "recruitment.cross_border",
    "accommodation.provided",
    "transport.provided",
    "structure.homework",
    "structure.labour_contractors",
    "structure.subcontracting",
)
# A buyer's own judgement of a supplier: nothing that the supplier said could contradict it, and
# nothing that it should learn by being asked.
BUYERS_OWN = frozenset({"tier", "leverage"})
_KIND_OF_RECORD: Mapping[Place, ContradictionKind] = {
    Place.PROFILE: ContradictionKind.PROFILE,
    Place.LIST: ContradictionKind.LIST,
}

Test = Callable[[str, FactValue, FactValue], bool]


def find_contradictions(look: Look) -> tuple[Contradiction, ...]:
    """Return what does not fit together: answers first, then each other place in turn."""
    return (
        *_checks(look),
        *(one for record in look.records for one in _against(look, record, _differs)),
        *(_against(look, look.whole, _exceeds) if look.whole else ()),
        *(one for part in look.parts for one in _against(look, part, _is_exceeded)),
        *(_against(look, look.earlier, _drifted) if look.earlier else ()),
    )


def without_company(found: Contradiction) -> Contradiction:
    """Return the finding for a reader who may not know what the company said as a whole."""
    there = found.there
    if there is None or there.place is not Place.COMPANY:
        return found
    return replace(found, there=replace(there, value=None, on=None, hidden=True))


def state_of(*, note: str, settled: bool) -> ContradictionState:
    """Return where a question stands."""
    if settled:
        return ContradictionState.SETTLED
    return ContradictionState.EXPLAINED if note else ContradictionState.OPEN


def _checks(look: Look) -> Iterator[Contradiction]:
    values = answer_values(look.questionnaire, look.answers)
    for check in look.questionnaire.checks:
        if holds(check.when, look.facts, values) is True:
            yield Contradiction(
                code=check.code, kind=ContradictionKind.ANSWERS, asks=tuple(check.asks)
            )


def _against(look: Look, other: Elsewhere, apart: Test) -> Iterator[Contradiction]:
    kind = _KIND_OF_RECORD.get(other.place, ContradictionKind.SITE)
    if other.place is Place.EARLIER:
        kind = ContradictionKind.YEARS
    for key, value in look.given.items():
        told = other.facts.get(key)
        if told is None or key in BUYERS_OWN or not apart(key, value, told.value):
            continue
        asker = look.askers.get(key)
        yield Contradiction(
            code=":".join(part for part in (kind.value, key, _which(other)) if part),
            kind=kind,
            asks=() if asker is None else (asker,),
            here=Said(place=Place.ANSWER, key=key, value=value),
            there=Said(
                place=other.place,
                key=key,
                value=told.value,
                on=told.on,
                name=other.name,
                id=other.id,
            ),
        )


def _which(other: Elsewhere) -> str:
    """Return what tells several places of one sort apart."""
    return str(other.id) if other.place is Place.SITE else ""


def _differs(key: str, here: FactValue, there: FactValue) -> bool:
    if isinstance(here, Decimal) and isinstance(there, Decimal):
        return _far(here, there, FEW if key in _FEW else SAME_TIME)
    return _words(here) != _words(there)


def _drifted(key: str, here: FactValue, there: FactValue) -> bool:
    if key in HEAD_COUNTS and isinstance(here, Decimal) and isinstance(there, Decimal):
        return _far(here, there, YEAR_TO_YEAR)
    return key in STEADY and _words(here) != _words(there)


def _exceeds(key: str, site: FactValue, company: FactValue) -> bool:
    """Return whether a workplace has what its company as a whole has not."""
    if key not in _WITHIN:
        return False
    if isinstance(site, Decimal) and isinstance(company, Decimal):
        return site > company
    if isinstance(site, tuple) and isinstance(company, tuple):
        return not set(site) <= set(company)
    return (company, site) == ("no", "yes")


def _is_exceeded(key: str, company: FactValue, site: FactValue) -> bool:
    return _exceeds(key, site, company)


def _far(one: Decimal, other: Decimal, drift: Drift) -> bool:
    low, high = sorted((one, other))
    return high - low >= drift.people and high >= drift.times * low


def _words(value: FactValue) -> frozenset[str]:
    return frozenset(value) if isinstance(value, tuple) else frozenset({str(value)})
