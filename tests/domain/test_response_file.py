"""A response file is read place by place, and a score is written with its stable names."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crest.domain.answers import (
    Answer,
    AnswerState,
    AnswerValue,
    Assurance,
    Money,
    TriggerState,
)
from crest.domain.bank import AnswerType, Band
from crest.domain.errors import RefusedInputError
from crest.domain.explain import explain_all
from crest.domain.instruments import InstrumentKind
from crest.domain.method import Factor
from crest.domain.response_file import (
    FactorOverride,
    explanation_to_json,
    parse_profile,
    parse_response,
    score_to_json,
    with_overrides,
)
from crest.domain.response_fit import fitted
from crest.domain.scores import Contribution, Explanation, FactorState
from crest.domain.scoring import score_response
from tests.domain.factories import (
    AS_OF,
    BINDS,
    FACTORS,
    METHOD,
    REACHES,
    STOP,
    answered,
    d,
    documented,
    make_control,
    make_instrument,
    make_obligation,
    make_questionnaire,
    make_response,
)


def payload() -> dict[str, Any]:
    return {
        "bank": "supplier-short",
        "version": "2026.1",
        "method": "2026.1",
        "as_of": "2026-11-21",
        "signed_off": "2026-11-01",
        "profile": {
            "country": "KH",
            "workforce.total": 120,
            "workforce.migrant_share": 12.5,
            "exports_to": ["US", "GB"],
            "site.guards": True,
            "accommodation.provided": "no",
            "province": "Kandal",
            "tier": None,
        },
        "factors": {
            "country": {"state": "known", "value": 70},
            "structure": {"state": "assumed"},
        },
        "answers": {
            "A": {
                "state": "answered",
                "value": "yes",
                "assurance": "documented",
                "valid_until": None,
                "found": None,
                "earned": 0.4,
            },
            "B": {"state": "not_applicable", "reason": "none", "accepted": False},
            "C": {"state": "answered", "value": {"amount": 10.5, "currency": "USD"}},
            "D": {"state": "answered", "value": ["x", "y"], "valid_until": "2027-01-01"},
            "E": {"state": "answered", "value": [["a", "b"], ["c", "d"]]},
            "F": {"state": "planned", "planned_by": "2027-01-01", "note": "soon"},
            "G": {"state": "answered", "value": 7},
        },
        "triggers": {"A": "remedy"},
    }


def test_a_response_file_is_read() -> None:
    file = parse_response(json.loads(json.dumps(payload())))

    assert (file.bank, file.version) == ("supplier-short", "2026.1")
    response = file.response
    assert (response.as_of, response.signed_off) == (AS_OF, date(2026, 11, 1))
    assert response.triggers == {"A": TriggerState.REMEDY}
    assert file.facts == {
        "country": "KH",
        "workforce.total": d(120),
        "workforce.migrant_share": d("12.5"),
        "exports_to": ("US", "GB"),
        "site.guards": "yes",
        "accommodation.provided": "no",
        "province": "Kandal",
    }
    assert file.factors == (
        FactorOverride(factor=Factor.COUNTRY, state=FactorState.KNOWN, value=d(70)),
        FactorOverride(factor=Factor.STRUCTURE, state=FactorState.ASSUMED, value=None),
    )


def test_answers_are_read_with_all_that_a_score_needs() -> None:
    answers = parse_response(payload()).response.answers

    assert answers["A"] == Answer(
        code="A",
        state=AnswerState.ANSWERED,
        value="yes",
        assurance=Assurance.DOCUMENTED,
        earned=d("0.4"),
    )
    assert answers["B"].reason == "none"
    assert answers["C"].value == Money(amount=d("10.5"), currency="USD")
    assert answers["D"].value == ("x", "y")
    assert answers["D"].valid_until == date(2027, 1, 1)
    assert answers["E"].value == (("a", "b"), ("c", "d"))
    assert (answers["F"].planned_by, answers["F"].note) == (date(2027, 1, 1), "soon")
    assert answers["G"].value == d(7)


def test_the_least_response_file_is_enough() -> None:
    least = {key: payload()[key] for key in ("bank", "version", "method", "as_of")}

    file = parse_response({**least, "answers": {}})

    assert (file.facts, file.factors, file.response.triggers) == ({}, (), {})
    assert file.response.signed_off is None


def put(*path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        for key in path[:-1]:
            document = document[key]
        document[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "reason", "path"),
    [
        pytest.param(put("bank", value=None), "missing", "bank", id="no bank"),
        pytest.param(put("bank", value=7), "not_text", "bank", id="a number for a bank"),
        pytest.param(put("asof", value="x"), "unknown_key", "asof", id="a stray key"),
        pytest.param(put("as_of", value="21.11.2026"), "not_a_date", "as_of", id="a date"),
        pytest.param(put("answers", value=[]), "not_an_object", "answers", id="a list of answers"),
        pytest.param(
            put("answers", "A", value="yes"), "not_an_object", "answers.A", id="a bare answer"
        ),
        pytest.param(
            put("answers", "A", "state", value="implied"),
            "unknown_word",
            "answers.A.state",
            id="a state nobody records",
        ),
        pytest.param(
            put("answers", "A", "state", value=None), "missing", "answers.A.state", id="no state"
        ),
        pytest.param(
            put("answers", "A", "value", value=True), "not_a_number", "answers.A.value", id="true"
        ),
        pytest.param(
            put("answers", "A", "value", value=-1), "out_of_range", "answers.A.value", id="negative"
        ),
        pytest.param(
            put("answers", "A", "value", value=float("nan")),
            "out_of_range",
            "answers.A.value",
            id="not a number",
        ),
        pytest.param(
            put("answers", "A", "value", value={"amount": 1}),
            "missing",
            "answers.A.value.currency",
            id="an amount of what",
        ),
        pytest.param(
            put("answers", "D", "value", value=["x", 1]),
            "not_text",
            "answers.D.value[1]",
            id="a number among options",
        ),
        pytest.param(
            put("answers", "E", "value", value=[["a"], "b"]),
            "not_a_list",
            "answers.E.value[1]",
            id="a word among rows",
        ),
        pytest.param(
            put("answers", "B", "accepted", value="yes"),
            "not_true_or_false",
            "answers.B.accepted",
            id="a word for true",
        ),
        pytest.param(
            put("answers", "A", "earned", value=1.5),
            "out_of_range",
            "answers.A.earned",
            id="earned more than all",
        ),
        pytest.param(
            put("answers", "A", "assurance", value="sworn"),
            "unknown_word",
            "answers.A.assurance",
            id="assurance",
        ),
        pytest.param(
            put("factors", "moon", value={"state": "known"}),
            "unknown_word",
            "factors.moon",
            id="a factor that is none",
        ),
        pytest.param(
            put("factors", "country", "value", value=None),
            "missing",
            "factors.country.value",
            id="known without a value",
        ),
        pytest.param(
            put("factors", "country", "value", value=101),
            "out_of_range",
            "factors.country.value",
            id="a factor above 100",
        ),
        pytest.param(
            put("profile", "shoe_size", value=1), "unknown_fact", "profile.shoe_size", id="a fact"
        ),
        pytest.param(
            put("profile", "site.guards", value="maybe"),
            "unknown_word",
            "profile.site.guards",
            id="neither yes nor no",
        ),
        pytest.param(
            put("profile", "workforce.migrant_share", value=101),
            "out_of_range",
            "profile.workforce.migrant_share",
            id="more than all",
        ),
        pytest.param(
            put("profile", "exports_to", value="US"),
            "not_a_list",
            "profile.exports_to",
            id="a word for a list",
        ),
        pytest.param(
            put("triggers", "A", value="gone"), "unknown_word", "triggers.A", id="a trigger state"
        ),
    ],
)
def test_bad_input_is_refused_at_its_place(
    change: Callable[[dict[str, Any]], None], reason: str, path: str
) -> None:
    document = payload()
    change(document)

    with pytest.raises(RefusedInputError) as refusal:
        parse_response(document)

    assert (refusal.value.reason, refusal.value.params["path"]) == (reason, path)


@pytest.mark.parametrize("document", [None, [], "text", 3])
def test_what_is_no_object_is_refused_as_a_whole(document: object) -> None:
    with pytest.raises(RefusedInputError) as refusal:
        parse_response(document)

    assert refusal.value.params["path"] == "$"


def test_a_profile_is_read_alone() -> None:
    assert parse_profile({"country": "TH", "tier": 2}) == {"country": "TH", "tier": d(2)}
    assert parse_profile(None) == {}


def test_factors_of_the_file_take_the_place_of_derived_ones() -> None:
    overrides = (
        FactorOverride(factor=Factor.COUNTRY, state=FactorState.KNOWN, value=d(33)),
        FactorOverride(factor=Factor.WORKFORCE, state=FactorState.WITHHELD, value=d(1)),
    )

    found = with_overrides(FACTORS, overrides, method=METHOD)

    assert [part.factor for part in found] == list(Factor)
    assert [part.value for part in found] == [33, 60, 50, 100, 90, 60]


def test_an_explanation_is_written_with_each_of_its_parts() -> None:
    part = Contribution(kind="factor", ref="country", amount=d(12), weight=d(2), value=d(6))
    bare = Contribution(kind="base", ref="none", amount=d(0))

    written = explanation_to_json(Explanation(number="inherent", value=d(12), parts=(part, bare)))

    assert written == {
        "number": "inherent",
        "value": 12,
        "parts": [
            {"kind": "factor", "ref": "country", "amount": 12, "weight": 2, "value": 6},
            {"kind": "base", "ref": "none", "amount": 0, "weight": None, "value": None},
        ],
    }


# Fitting ------------------------------------------------------------------------------------------

BANDS = (Band(start=None, below=None, credit=d(1)),)


def fit(
    type_: AnswerType, value: AnswerValue | None, found: str | None = None
) -> AnswerValue | None:
    banded = type_ in {AnswerType.NUMBER, AnswerType.PERCENT, AnswerType.MONEY, AnswerType.DATE}
    bank = make_questionnaire(make_control("Q", type=type_, bands=BANDS if banded else ()))
    response = make_response(
        answered("Q", "", found=found) if value is None else answered("Q", value)
    )
    if value is None:
        response = make_response(Answer(code="Q", state=AnswerState.BLANK, found=found))
    return fitted(response, bank).answers["Q"].value


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        (AnswerType.SINGLE, "yes", "yes"),
        (AnswerType.SINGLE, None, None),
        (AnswerType.MULTI, "yes", ("yes",)),
        (AnswerType.MULTI, ("no", "yes"), ("yes", "no")),
        (AnswerType.NUMBER, d(101), d(101)),
        (AnswerType.PERCENT, d(100), d(100)),
        (AnswerType.MONEY, d(5), d(5)),
        (AnswerType.MONEY, Money(amount=d(5), currency="KHR"), Money(amount=d(5), currency="KHR")),
        (AnswerType.DATE, "2026-02-28", date(2026, 2, 28)),
        (AnswerType.TEXT, "words", "words"),
        (AnswerType.FILE, "", ""),
        (AnswerType.TABLE, (("a",),), (("a",),)),
    ],
)
def test_values_are_typed_by_their_question(
    type_: AnswerType, value: AnswerValue | None, expected: AnswerValue | None
) -> None:
    assert fit(type_, value) == expected


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (AnswerType.SINGLE, "maybe"),
        (AnswerType.SINGLE, ("yes",)),
        (AnswerType.MULTI, ("yes", "maybe")),
        (AnswerType.MULTI, d(1)),
        (AnswerType.NUMBER, "1"),
        (AnswerType.PERCENT, d("100.5")),
        (AnswerType.MONEY, "5 USD"),
        (AnswerType.DATE, "2026-02-30"),
        (AnswerType.DATE, d(2026)),
        (AnswerType.TEXT, d(1)),
        (AnswerType.TABLE, ("a",)),
    ],
)
def test_a_value_that_does_not_fit_is_refused(type_: AnswerType, value: AnswerValue) -> None:
    with pytest.raises(RefusedInputError) as refusal:
        fit(type_, value)

    assert refusal.value.params["path"] == "answers.Q.value"


@pytest.mark.parametrize(
    ("type_", "found"),
    [(AnswerType.SINGLE, "maybe"), (AnswerType.NUMBER, "many"), (AnswerType.NUMBER, "NaN")],
)
def test_what_was_found_must_be_an_answer(type_: AnswerType, found: str) -> None:
    with pytest.raises(RefusedInputError) as refusal:
        fit(type_, None, found)

    assert refusal.value.params["path"] == "answers.Q.found"
    assert fit(type_, None, "5" if type_ is AnswerType.NUMBER else "no") is None


def test_an_unknown_question_is_refused() -> None:
    with pytest.raises(RefusedInputError) as refusal:
        fitted(make_response(answered("X")), make_questionnaire(make_control("Q")))

    assert refusal.value.params["path"] == "answers.X"


# Out ----------------------------------------------------------------------------------------------


def written(*, explained: bool) -> Mapping[str, Any]:
    bank = make_questionnaire(
        make_control("A", options=STOP, links=["o.1", "s.1"]), make_control("B", links=["o.2"])
    )
    standard = make_instrument(
        make_obligation("s.1", kind=InstrumentKind.STANDARD), id="std", kind=InstrumentKind.STANDARD
    )
    laws = [
        (make_instrument(make_obligation("o.1"), make_obligation("o.2")), BINDS),
        (make_instrument(make_obligation("o.3"), id="far"), REACHES),
        (standard, BINDS),
    ]
    score = score_response(
        make_response(answered("A", "kept"), documented("B")),
        questionnaire=bank,
        method=METHOD,
        facts={},
        laws=laws,
        factors=FACTORS,
    )
    parts = explain_all(score, questionnaire=bank, method=METHOD, laws=laws) if explained else None
    document: Mapping[str, Any] = json.loads(json.dumps(score_to_json(score, parts)))
    return document


def test_a_score_is_written_under_its_stable_names() -> None:
    document = written(explained=False)

    assert set(document) == {
        "control", "groups", "themes", "laws", "standards", "coverage", "evidence_coverage",
        "inherent", "hold", "residual", "band", "span", "stop_open", "assumed_share",
    }  # fmt: skip
    assert document["control"] == {"declared": 50, "supported": 40, "high": 50}
    assert document["band"] == "severe"
    assert set(document["span"]) == {"from", "to", "firm"}
    assert document["stop_open"] == 1
    assert document["groups"]["freedom"] == {"declared": None, "supported": None, "high": None}
    assert document["themes"]["policy"]["declared"] == 50
    assert document["inherent"] == 72.461538


def test_laws_and_standards_are_written_with_status_counts_and_basis() -> None:
    document = written(explained=False)

    assert document["laws"]["law"] == {
        "declared": 50,
        "supported": 40,
        "high": 50,
        "status": "breach_indicated",
        "counts": {"met": 1, "of": 2},
        "basis": {"asked": 2, "of": 2},
        "triggers": ["A"],
        "obligations": {
            "o.1": {"declared": 0, "supported": 0, "high": 0, "status": "breach_indicated"},
            "o.2": {"declared": 100, "supported": 80, "high": 100, "status": "met"},
        },
    }
    assert document["laws"]["far"]["status"] is None
    assert document["standards"]["std"]["status"] == "conflicts_with"
    assert document["standards"]["std"]["obligations"]["s.1"]["status"] == "conflicts_with"


def test_explanations_sum_to_the_numbers_as_written() -> None:
    document = written(explained=True)

    for number in ("residual", "inherent", "coverage"):
        amounts = [Decimal(str(part["amount"])) for part in document["explanations"][number]]
        assert sum(amounts, Decimal(0)) == Decimal(str(document[number]))
    part = document["explanations"]["declared"][0]
    assert part == {"kind": "group", "ref": "management", "amount": 50, "weight": 15, "value": 50}
