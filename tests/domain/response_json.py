"""Cases written as response files, as a person would send them to `crest score`."""

from collections.abc import Mapping
from decimal import Decimal

from crest.domain.answers import Answer, AnswerValue, Response
from crest.domain.facts import FactValue
from crest.domain.scores import FactorValue
from tests.domain.strategies import Case


def response_json(case: Case) -> dict[str, object]:
    """Return the case's response file: everything but bank, method and laws."""
    response = case.response
    return {
        "bank": response.bank,
        "version": response.version,
        "method": response.method,
        "as_of": response.as_of.isoformat(),
        "signed_off": _day(response),
        "profile": {key: _fact(value) for key, value in case.facts.items()},
        "factors": {part.factor.value: _factor(part) for part in case.factors},
        "answers": {code: _answer(answer) for code, answer in response.answers.items()},
        "triggers": {code: state.value for code, state in (response.triggers or {}).items()},
    }


def _day(response: Response) -> str | None:
    return None if response.signed_off is None else response.signed_off.isoformat()


def _fact(value: FactValue) -> object:
    if isinstance(value, tuple):
        return list(value)
    return float(value) if isinstance(value, Decimal) else value


def _factor(part: FactorValue) -> Mapping[str, object]:
    return {"state": part.state.value, "value": None if part.value is None else float(part.value)}


def _answer(answer: Answer) -> Mapping[str, object]:
    return {
        "state": answer.state.value,
        "value": _value(answer.value),
        "accepted": answer.accepted,
        "assurance": answer.assurance.value,
        "valid_until": None if answer.valid_until is None else answer.valid_until.isoformat(),
        "found": answer.found,
        "earned": None if answer.earned is None else float(answer.earned),
    }


def _value(value: AnswerValue | None) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return list(value) if isinstance(value, tuple) else value
