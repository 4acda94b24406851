"""What differs between two versions of a bank is told question by question."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest

from crest.domain.bank import (
    Allow,
    AnswerType,
    Asks,
    Band,
    BankState,
    Check,
    Column,
    EvidenceHint,
    Follows,
    ObligationLink,
    Option,
    Question,
    Questionnaire,
    Reason,
    SubjectKind,
    Theme,
    WeightClass,
)
from crest.domain.bank_changes import _counted, _words, bank_changes, condition_text
from crest.domain.conditions import AllOf, AnyOf, Not, Operator, Test
from crest.domain.library_changes import Change
from tests.domain.factories import make_control, make_questionnaire, when

ONE = make_control("POL-010", links=["kh.1"])
TWO = make_control("POL-020")
BANDED = make_control(
    "WAG-010",
    type=AnswerType.NUMBER,
    bands=(Band(start=None, below=Decimal(48), credit=Decimal(1)),),
)
MIGRANTS = when("workforce.migrants", "gt", Decimal(0))


def changed_parts(before: Question, after: Question) -> dict[str, tuple[str, str]]:
    found = bank_changes(make_questionnaire(before), make_questionnaire(after))
    (one,) = found.questions
    assert one.change is Change.CHANGED
    return {part.place: (part.before, part.after) for part in one.parts}


def test_the_same_content_under_another_version_is_no_difference() -> None:
    old = make_questionnaire(ONE, TWO)

    found = bank_changes(old, replace(old, version="2027.1", state=BankState.DRAFT))

    assert found.is_empty
    assert found.same == 2


def test_questions_come_go_and_stay() -> None:
    three = make_control("POL-030")

    found = bank_changes(make_questionnaire(ONE, TWO), make_questionnaire(TWO, three))

    assert [(one.code, one.change, one.section) for one in found.questions] == [
        ("POL-030", Change.ADDED, "ONE"),
        ("POL-010", Change.REMOVED, "ONE"),
    ]
    assert found.questions[1].text == ONE.text
    assert [found.count(change) for change in Change] == [1, 1, 0]
    assert found.same == 1
    assert not found.is_empty


@pytest.mark.parametrize(
    ("changes", "place", "before", "after"),
    [
        pytest.param({"text": "New?"}, "text", "Text of POL-010?", "New?", id="text"),
        pytest.param({"help": "So."}, "help", "", "So.", id="help"),
        pytest.param({"unit": "workers"}, "unit", "", "workers", id="unit"),
        pytest.param({"theme": Theme.WAGES}, "theme", "policy", "wages", id="theme"),
        pytest.param(
            {"weight_class": WeightClass.MINOR}, "weight_class", "major", "minor", id="weight"
        ),
        pytest.param({"weight_class": None}, "weight_class", "major", "", id="no weight"),
        pytest.param(
            {"obligations": (ObligationLink(id="kh.1", weight=Decimal("5.0")),)},
            "obligation.kh.1",
            "as the question",
            "5",
            id="weight of a link",
        ),
        pytest.param({"obligations": ()}, "obligation.kh.1", "as the question", "", id="link"),
        pytest.param({"scope": MIGRANTS}, "scope", "", "workforce.migrants gt 0", id="scope"),
        pytest.param({"decline": MIGRANTS}, "decline", "", "workforce.migrants gt 0", id="decline"),
        pytest.param(
            {"follows": Follows(question="POL-001", op="in", value=("yes", "partly"))},
            "follows",
            "",
            "POL-001 in yes, partly",
            id="gate",
        ),
        pytest.param(
            {"allow": Allow(not_applicable=True, dont_know=False, planned=True)},
            "allow",
            "dont_know",
            "not_applicable, planned",
            id="states",
        ),
        pytest.param(
            {"evidence": EvidenceHint(good=("a list", "a receipt"))},
            "evidence.good",
            "",
            "a list; a receipt",
            id="evidence",
        ),
        pytest.param(
            {"na_reasons": (Reason(code="none", label="Nobody"),)},
            "reason.none",
            "",
            "Nobody",
            id="reason",
        ),
        pytest.param(
            {"columns": (Column(code="who", label="Who", type=AnswerType.TEXT),)},
            "column.who",
            "",
            "Who (text)",
            id="column",
        ),
    ],
)
def test_a_changed_part_is_told_with_both_values(
    changes: dict[str, object], place: str, before: str, after: str
) -> None:
    assert changed_parts(ONE, replace(ONE, **changes)) == {place: (before, after)}  # type: ignore[arg-type]


def test_options_are_told_one_by_one_with_their_credits() -> None:
    yes, no = ONE.options
    after = replace(
        ONE,
        options=(
            replace(yes, credit=Decimal("0.5"), trigger=True, cap=Decimal(0)),
            Option(code="partly", label="Partly", credit=Decimal("0.25"), exclusive=True),
        ),
    )

    assert changed_parts(ONE, after) == {
        "options": ("yes, no", "yes, partly"),
        "option.yes.credit": ("1", "0.5"),
        "option.yes.cap": ("", "0"),
        "option.yes.trigger": ("", "yes"),
        "option.partly.label": ("", "Partly"),
        "option.partly.credit": ("", "0.25"),
        "option.partly.exclusive": ("", "yes"),
        "option.no.label": (no.label, ""),
        "option.no.credit": ("0", ""),
    }


def test_bands_are_told_with_ends_and_credits() -> None:
    after = replace(
        BANDED, bands=(Band(start=Decimal(48), below=None, credit=Decimal(0), trigger=True),)
    )

    assert changed_parts(BANDED, after) == {"bands": ("... to 48: 1", "48 to ...: 0 trigger")}


def test_a_question_that_moves_says_where_it_stood() -> None:
    old = make_questionnaire(ONE)
    (section,) = old.sections
    new = replace(old, sections=(replace(section, code="TWO"),))

    found = bank_changes(old, new)

    assert [(part.place, part.before, part.after) for part in found.questions[0].parts] == [
        ("section", "ONE", "TWO")
    ]
    assert [(one.code, one.change) for one in found.sections] == [
        ("TWO", Change.ADDED),
        ("ONE", Change.REMOVED),
    ]
    assert [(part.place, part.before) for part in found.whole] == [("sections", "ONE")]


def test_the_bank_as_a_whole_and_its_checks_are_told() -> None:
    check = Check(
        code="CHK-001",
        when=AllOf((MIGRANTS, Test(op=Operator.CONTAINS, value="abroad", question="POL-010"))),
        says="Both cannot be.",
        asks=("POL-010",),
    )
    old = _with(make_questionnaire(ONE), check)
    new = replace(
        _with(old, replace(check, says="Please look again.", when=MIGRANTS)),
        minutes=20,
        asks=(Asks(size="small", least=20, most=40),),
        subjects=(SubjectKind.SUPPLIER,),
    )

    found = bank_changes(old, new)

    assert {(part.place, part.before, part.after) for part in found.whole} == {
        ("minutes", "15", "20"),
        ("asks.small", "", "20 to 40"),
        ("subjects", "company, workplace", "supplier"),
    }
    (one,) = found.checks
    assert {part.place: part.before for part in one.parts} == {
        "if": "all; > workforce.migrants gt 0; > POL-010 contains abroad",
        "says": "Both cannot be.",
    }
    assert bank_changes(_with(old), old).checks[0].change is Change.ADDED
    assert not found.is_empty


def test_a_condition_is_written_with_its_groups() -> None:
    written = condition_text(
        AnyOf((Not(MIGRANTS), when("exports_to", "in", ("US", "EU")))),
    )

    assert written == "any; > not; > > workforce.migrants gt 0; > exports_to in US, EU"
    assert condition_text(None) == ""


def test_no_part_of_a_question_is_left_out() -> None:
    """A new part of the format is compared too, or named here with a reason."""
    told = {place.partition(".")[0] for place in (*_words(ONE), *_counted(ONE))}
    named_otherwise = {
        "code": "what versions are compared by",
        "na_reasons": "reason",
        "columns": "column",
        "obligations": "obligation",
    }

    assert {one.name for one in fields(Question)} - told == set(named_otherwise)


def _with(bank: Questionnaire, *checks: Check) -> Questionnaire:
    return replace(bank, checks=checks)
