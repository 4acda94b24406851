"""The six inherent factors of a company, workplace or supplier, read off its facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from crest.domain.bank import Questionnaire
from crest.domain.facts import Facts, FactValue
from crest.domain.method import Factor, Method
from crest.domain.reference import Reference
from crest.domain.rounding import round6
from crest.domain.scores import FactorState, FactorValue
from crest.domain.voices import Voice, country_voices, goods_voices, sector_voices, words_of

OWN_FACTS_SOURCE = "facts"

# What only the supplier itself can say: silence after the due date counts against these.
_OWN = frozenset({Factor.WORKFORCE, Factor.CHANNEL, Factor.STRUCTURE})
_NOTHING: tuple[FactValue | None, ...] = (None, "", ())
_COUNT_OF_SHARE: Mapping[str, str] = {
    "workforce.migrant_share": "workforce.migrants",
    "workforce.agency_share": "workforce.agency",
    "workforce.under_18_share": "workforce.under_18",
}
# A bank that asks less than this does not exist; what a longer one asks is given by the caller.
ASKED_BY_EVERY_BANK = frozenset(
    {
        "country",
        "sector",
        "goods",
        "workforce.total",
        *_COUNT_OF_SHARE.values(),
        "recruitment.channels",
        "recruitment.cross_border",
        "structure.subcontracting",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What the facts give: a value (the least, while facts are missing) and who spoke."""

    value: Decimal | None = None
    missing: frozenset[str] = frozenset()
    source: str = ""
    out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """All that the six readings look at."""

    facts: Facts
    reference: Reference
    method: Method
    submitted: bool
    silent: bool
    asked_facts: frozenset[str] = field(default=ASKED_BY_EVERY_BANK)

    def lacks(self, key: str) -> bool:
        """Return whether a submission that was asked for this fact leaves it unknown."""
        unknown = self.facts.get(key) in _NOTHING
        return self.submitted and key in self.asked_facts and unknown

    def says(self, key: str, value: str) -> bool:
        """Return whether the fact is known and has this value."""
        return self.facts.get(key) == value


def asked_facts(questionnaire: Questionnaire) -> frozenset[str]:
    """Return the facts that the questionnaire asks for; head counts stand for their shares."""
    asked = {question.fact for question in questionnaire.questions.values() if question.fact}
    return frozenset(_COUNT_OF_SHARE.get(key, key) for key in asked)


def derive_factors(  # noqa: PLR0913 - each argument is a fact of the case that the caller holds
    facts: Facts,
    *,
    reference: Reference,
    method: Method,
    submitted: bool,
    silent: bool,
    asked: bool,
    asked_for: frozenset[str] = ASKED_BY_EVERY_BANK,
) -> tuple[FactorValue, ...]:
    """Return the six factors (0-100) in their order, each with its state and who spoke.

    `submitted`: an assessment is submitted; `asked` and `silent`: one was asked for and its due
    date is over; `asked_for`: the facts that the bank asks for, which alone can be withheld.
    """
    case = _Case(
        facts=facts,
        reference=reference,
        method=method,
        submitted=submitted,
        silent=silent and asked and not submitted,
        asked_facts=asked_for,
    )
    readings = {
        Factor.COUNTRY: _country(case),
        Factor.SECTOR: _sector(case),
        Factor.GOODS: _goods(case),
        Factor.WORKFORCE: _workforce(case),
        Factor.CHANNEL: _channel(case),
        Factor.STRUCTURE: _structure(case),
    }
    return tuple(_with_state(factor, readings[factor], case) for factor in Factor)


def _with_state(factor: Factor, reading: _Reading, case: _Case) -> FactorValue:
    rules = case.method.inherent
    if reading.out:
        return FactorValue(factor=factor, state=FactorState.OUT, value=None, source=reading.source)
    if reading.value is not None and not reading.missing:
        return FactorValue(
            factor=factor,
            state=FactorState.KNOWN,
            value=round6(reading.value),
            source=reading.source,
        )
    if any(case.lacks(key) for key in reading.missing):
        worst = case.method.tables.extent[factor][1]
        return FactorValue(factor=factor, state=FactorState.WITHHELD, value=worst)
    if case.silent and factor in _OWN:
        return _at_least(factor, FactorState.NO_REPLY, rules.no_reply, reading)
    return _at_least(factor, FactorState.ASSUMED, rules.assumed, reading)


def _at_least(
    factor: Factor, state: FactorState, stand_in: Decimal, reading: _Reading
) -> FactorValue:
    # A part that is known and already worse than the stand-in is not hidden by it.
    known = stand_in if reading.value is None else round6(reading.value)
    if known <= stand_in:
        return FactorValue(factor=factor, state=state, value=stand_in)
    return FactorValue(factor=factor, state=state, value=known, source=reading.source)


def _country(case: _Case) -> _Reading:
    if not words_of(case.facts, "country"):
        return _Reading(missing=frozenset({"country"}))
    voices = country_voices(case.facts, reference=case.reference, method=case.method)
    spoken = [voice.value for voice in voices if voice.value is not None]
    if not spoken:
        return _Reading()
    mean = sum(spoken, Decimal(0)) / len(spoken)
    return _Reading(value=mean, source=_spoken_by(voices, case.reference))


def _sector(case: _Case) -> _Reading:
    if not words_of(case.facts, "sector"):
        return _Reading(missing=frozenset({"sector"}))
    voices = sector_voices(case.facts, reference=case.reference)
    return _Reading(value=_highest(voices), source=_spoken_by(voices, case.reference))


def _goods(case: _Case) -> _Reading:
    if case.says("produces_goods", "no"):
        return _Reading(out=True, source=OWN_FACTS_SOURCE)
    missing = {key for key in ("goods", "country") if not case.facts.get(key)}
    missing |= {key for key in ("produces_goods", "inputs") if case.lacks(key)}
    voices = goods_voices(case.facts, reference=case.reference, method=case.method)
    value = _highest(voices)
    # An input that a list names is worse where it comes from there, so that its origin is needed.
    if value is not None and value < case.method.tables.goods["input_of_listed"]:
        unplaced = [voice for voice in voices if voice.finding and voice.finding.unplaced]
        missing |= {"inputs"} if unplaced else set()
    return _Reading(
        value=value, missing=frozenset(missing), source=_spoken_by(voices, case.reference)
    )


def _highest(voices: Iterable[Voice]) -> Decimal | None:
    # Where several tables speak the worse counts, so that adding one hides nothing.
    return max((voice.value for voice in voices if voice.value is not None), default=None)


def _spoken_by(voices: Iterable[Voice], reference: Reference) -> str:
    return "+".join(reference.edition_code(voice.source) for voice in voices if voice.spoke)


def _workforce(case: _Case) -> _Reading:
    tables = case.method.tables
    shares = {key: _share(case.facts, key) for key in _COUNT_OF_SHARE}
    missing = {_missing_of(case.facts, key) for key, share in shares.items() if share is None}
    known = {key: share for key, share in shares.items() if share is not None}
    if "workforce.under_18_share" in known:
        known["workforce.under_18_share"] *= tables.under_18_multiple
    floor = tables.isolated_women_min
    value = on_line(max(known.values()), tables.workforce_points) if known else None
    if case.says("workforce.isolated_women", "yes"):
        value = floor if value is None else max(value, floor)
    elif _women_may_be_isolated(case) and (value is None or value < floor):
        missing.add("workforce.isolated_women")
    return _Reading(value=value, missing=frozenset(missing), source=OWN_FACTS_SOURCE)


def _women_may_be_isolated(case: _Case) -> bool:
    # Where no woman works the question has no subject, so its silence hides nothing.
    return case.lacks("workforce.isolated_women") and case.facts.get("workforce.women") != 0


def _share(facts: Facts, key: str) -> Decimal | None:
    count, total = facts.get(_COUNT_OF_SHARE[key]), facts.get("workforce.total")
    if isinstance(count, Decimal):
        if count == 0:
            return count
        if isinstance(total, Decimal) and total > 0:
            return count * 100 / total
    given = facts.get(key)
    return given if isinstance(given, Decimal) else None


def _missing_of(facts: Facts, key: str) -> str:
    count = _COUNT_OF_SHARE[key]
    return "workforce.total" if count in facts else count


def on_line(x: Decimal, points: tuple[tuple[Decimal, Decimal], ...]) -> Decimal:
    """Return the height at x of the line through the points, level before and after them."""
    if x <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x <= x1:
            return y0 + (x - x0) * (y1 - y0) / (x1 - x0)
    return points[-1][1]


def _channel(case: _Case) -> _Reading:
    tables = case.method.tables
    channels = case.facts.get("recruitment.channels")
    crosses = case.facts.get("recruitment.cross_border")
    needed = {"recruitment.channels": channels, "recruitment.cross_border": crosses}
    missing = frozenset(key for key, value in needed.items() if not value)
    names = (channels,) if isinstance(channels, str) else channels
    if not names or isinstance(names, Decimal):
        return _Reading(missing=missing)
    # A channel that the table does not name is one that nobody knows.
    unknown = tables.channel["unknown"]
    value = max(tables.channel.get(name, unknown) for name in names)
    if crosses == "yes":
        value += tables.cross_border_add
    worst = tables.extent[Factor.CHANNEL][1]
    return _Reading(value=min(value, worst), missing=missing, source=OWN_FACTS_SOURCE)


def _structure(case: _Case) -> _Reading:
    tables = case.method.tables
    anchors = [tables.structure["none"]]
    missing = set()
    for key in ("subcontracting", "homework"):
        fact = f"structure.{key}"
        if case.says(fact, "yes"):
            anchors.append(tables.structure[key])
        elif not case.facts.get(fact):
            missing.add(fact)
    tier = case.facts.get("tier")
    # Own workplaces have no tier; a supplier's is said by the buyer, so it hides nothing.
    steps = max(tier - 1, Decimal(0)) if isinstance(tier, Decimal) else Decimal(0)
    value = max(anchors) + steps * tables.structure["tier_step"]
    worst = tables.extent[Factor.STRUCTURE][1]
    return _Reading(value=min(value, worst), missing=frozenset(missing), source=OWN_FACTS_SOURCE)
