"""Response files in, score files out: plain JSON objects, checked place by place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crest.domain.amounts import span_of
from crest.domain.answers import Answer, AnswerState, AnswerValue, Assurance, Money, Response
from crest.domain.answers import TriggerState as Trigger
from crest.domain.facts import CATALOGUE, FactType, FactValue
from crest.domain.json_places import Place
from crest.domain.method import Factor, Method
from crest.domain.risk import resolve_factor
from crest.domain.rounding import round6
from crest.domain.scores import (
    Contribution,
    Explanation,
    FactorState,
    FactorValue,
    Figures,
    InstrumentScore,
    Score,
)
from crest.domain.statuses import status_word
from crest.domain.years import is_day_of_year

_REQUIRED = frozenset({"bank", "version", "method", "as_of", "answers"})
_KEYS = _REQUIRED | {"signed_off", "submitted", "profile", "factors", "triggers"}
_ANSWER_KEYS = frozenset(
    {
        "state",
        "value",
        "reason",
        "planned_by",
        "accepted",
        "note",
        "assurance",
        "valid_until",
        "found",
        "earned",
    }
)

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorOverride:
    """A factor as a response file states it; `value` (0-100) speaks only where it is known."""

    factor: Factor
    state: FactorState
    value: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFile:
    """A response with the facts and factors it was written with."""

    bank: str
    version: str
    response: Response
    facts: Mapping[str, FactValue]
    factors: tuple[FactorOverride, ...]


def parse_response(payload: object) -> ResponseFile:
    """Return the response file; RefusedInputError names the path of what cannot be taken.

    Values stand as JSON has them: `response_fit.fitted` types them by the questions of the bank.
    """
    place = Place("", payload).only(_KEYS, _REQUIRED)
    bank, version = place.at("bank").text(), place.at("version").text()
    response = Response(
        bank=bank,
        version=version,
        method=place.at("method").text(),
        as_of=place.at("as_of").day(),
        answers={code: _answer(code, part) for code, part in place.at("answers").entries()},
        signed_off=place.at("signed_off").day_or_none(),
        submitted=place.at("submitted").day_or_none(),
        triggers={code: part.word(Trigger) for code, part in place.at("triggers").entries()},
    )
    return ResponseFile(
        bank=bank,
        version=version,
        response=response,
        facts=_facts(place.at("profile")),
        factors=tuple(_factor(name, part) for name, part in place.at("factors").entries()),
    )


def parse_profile(payload: object) -> dict[str, FactValue]:
    """Return the facts of a profile, typed as the catalogue says; null means unknown."""
    return _facts(Place("", payload))


def with_overrides(
    derived: Sequence[FactorValue], overrides: Sequence[FactorOverride], *, method: Method
) -> tuple[FactorValue, ...]:
    """Return the derived factors with those of the file in their place."""
    found = {part.factor: part for part in derived}
    for part in overrides:
        found[part.factor] = resolve_factor(
            part.factor, part.state, part.value, method=method, source="response file"
        )
    return tuple(found[factor] for factor in Factor if factor in found)


def explanation_to_json(explanation: Explanation) -> dict[str, object]:
    """Return one number with its parts as plain values, the same as in the JSON of a score."""
    return {
        "number": explanation.number,
        "value": number_to_json(explanation.value),
        "parts": [_contribution(one) for one in explanation.parts],
    }


def score_to_json(score: Score, explanations: Sequence[Explanation] | None) -> dict[str, object]:
    """Return the score as a JSON object; numbers have six decimals at most, None is null.

    `explanations` is a key only where they are given.
    """
    found: dict[str, object] = {
        "control": _figures(score.control),
        "groups": {part.group.value: _figures(part.figures) for part in score.groups},
        "themes": {part.theme.value: _figures(part.figures) for part in score.themes},
        "laws": {part.id: _instrument(part, standard=False) for part in score.laws},
        "standards": {part.id: _instrument(part, standard=True) for part in score.standards},
        "coverage": number_to_json(score.coverage),
        "evidence_coverage": number_to_json(score.evidence_coverage),
        "inherent": number_to_json(score.inherent.value),
        "hold": number_to_json(score.residual.hold),
        "residual": number_to_json(score.residual.value),
        "band": score.residual.band.value,
        "span": {
            "from": number_to_json(score.span.start),
            "to": number_to_json(score.span.end),
            "firm": score.span.firm,
        },
        "stop_open": score.residual.stop_open,
        "assumed_share": number_to_json(score.inherent.assumed_share),
    }
    if explanations is not None:
        found["explanations"] = {
            part.number: [_contribution(one) for one in part.parts] for part in explanations
        }
    return found


def _answer(code: str, place: Place) -> Answer:
    place.only(_ANSWER_KEYS, frozenset({"state"}))
    earned, assurance = place.at("earned"), place.at("assurance")
    return Answer(
        code=code,
        state=place.at("state").word(AnswerState),
        value=_value(place.at("value")),
        reason=place.at("reason").text_or_none(),
        planned_by=place.at("planned_by").day_or_none(),
        accepted=place.at("accepted").flag(),
        note=place.at("note").text_or_none() or "",
        assurance=Assurance.STATED if assurance.is_null() else assurance.word(Assurance),
        valid_until=place.at("valid_until").day_or_none(),
        found=place.at("found").text_or_none(),
        earned=None if earned.is_null() else earned.number(most=1),
    )


def _value(place: Place) -> AnswerValue | None:
    if isinstance(place.value, str) or place.is_null():
        return place.text_or_none()
    if isinstance(place.value, dict):
        keys = frozenset({"amount", "currency"})
        place.only(keys, keys)
        return Money(amount=place.at("amount").number(), currency=place.at("currency").text())
    if not isinstance(place.value, list):
        return place.number()
    if any(isinstance(part, list) for part in place.value):
        return tuple(tuple(cell.text() for cell in row.items()) for row in place.items())
    return tuple(part.text() for part in place.items())


def _factor(name: str, place: Place) -> FactorOverride:
    factor = Place(place.path, name).word(Factor)
    place.only(frozenset({"state", "value"}), frozenset({"state"}))
    state, value = place.at("state").word(FactorState), place.at("value")
    if state is FactorState.KNOWN and value.is_null():
        value.refuse("missing")
    number = None if value.is_null() else value.number(most=100)
    return FactorOverride(factor=factor, state=state, value=number)


def _facts(place: Place) -> dict[str, FactValue]:
    return {key: fact_at(key, part) for key, part in place.entries() if not part.is_null()}


def fact_at(key: str, place: Place) -> FactValue:
    """Return the fact of this key at this place, or refuse what does not fit its type."""
    definition = CATALOGUE.get(key)
    if definition is None:
        place.refuse("unknown_fact")
    readers: Mapping[FactType, Callable[[Place], FactValue]] = {
        FactType.TEXT: Place.text,
        FactType.CODE: Place.text,
        FactType.NUMBER: Place.number,
        FactType.PERCENT: lambda part: part.number(most=100),
        FactType.YES_NO: _yes_no,
        FactType.LIST: lambda part: tuple(item.text() for item in part.items()),
        FactType.AMOUNT: _amount,
        FactType.DAY_OF_YEAR: _day_of_year,
    }
    return readers[definition.type](place)


def _amount(place: Place) -> FactValue:
    if not isinstance(place.value, str):
        return place.number()
    return place.value if span_of(place.value) else place.refuse("not_an_amount")


def _day_of_year(place: Place) -> str:
    text = place.text()
    return text if is_day_of_year(text) else place.refuse("not_a_day_of_year")


def _yes_no(place: Place) -> str:
    if isinstance(place.value, bool):
        return "yes" if place.value else "no"
    word = place.text()
    return word if word in {"yes", "no"} else place.refuse("unknown_word", allowed="yes, no")


def number_to_json(value: Decimal | None) -> int | float | None:
    """Return a number as JSON writes it; its six decimals survive the way through a float."""
    if value is None:
        return None
    rounded = round6(value)
    whole = int(rounded)
    return whole if whole == rounded else float(rounded)


def _figures(figures: Figures) -> dict[str, int | float | None]:
    return {
        "declared": number_to_json(figures.declared),
        "supported": number_to_json(figures.supported),
        "high": number_to_json(figures.high),
    }


def _instrument(score: InstrumentScore, *, standard: bool) -> dict[str, object]:
    status = score.status
    return {
        **_figures(score.figures),
        "status": None if status is None else status_word(score, status, standard=standard),
        "counts": {"met": score.met, "of": score.counted},
        "basis": {"asked": score.asked, "of": score.duties},
        "triggers": list(score.triggers),
        "obligations": {
            part.id: {
                **_figures(part.figures),
                "status": status_word(score, part.status, standard=standard),
            }
            for part in score.obligations
        },
    }


def _contribution(part: Contribution) -> dict[str, object]:
    return {
        "kind": part.kind,
        "ref": part.ref,
        "amount": number_to_json(part.amount),
        "weight": number_to_json(part.weight),
        "value": number_to_json(part.value),
    }
