"""How far an answer is shown: by papers, by reviewers, and what a contradiction does."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from crest.domain.answers import Answer, AnswerState, Assurance
from crest.domain.assurance import (
    EvidenceUsed,
    Verification,
    months_before,
    resolve_assurance,
    shown_option,
)
from crest.domain.bank import AnswerType, EvidenceHint, Kind, Option, Question, Theme
from tests.domain.factories import METHOD

AS_OF = date(2026, 11, 21)
QUESTION = Question(
    code="ABC-010",
    theme=Theme.WAGES,
    kind=Kind.CONTROL,
    type=AnswerType.SINGLE,
    text="Are wages paid on time?",
    options=(
        Option(code="always", label="Always", credit=Decimal(1)),
        Option(code="mostly", label="Mostly", credit=Decimal("0.5")),
        Option(code="never", label="Never", credit=Decimal(0)),
    ),
    evidence=EvidenceHint(expected="optional", kinds=("payslip", "register")),
)
SAID = Answer(code="ABC-010", state=AnswerState.ANSWERED, value="always")
PAPER = EvidenceUsed(kind="payslip", added_on=AS_OF)
SEEN = Verification(level=Assurance.DOCUMENTED, option="always", made_on=date(2026, 11, 1))


def _resolved(
    *,
    answer: Answer = SAID,
    question: Question = QUESTION,
    evidence: tuple[EvidenceUsed, ...] = (),
    checks: tuple[Verification, ...] = (),
) -> Answer:
    return resolve_assurance(
        answer,
        question,
        evidence=evidence,
        verifications=checks,
        rules=METHOD.assurance,
        as_of=AS_OF,
    )


def test_an_answer_alone_is_only_stated() -> None:
    assert _resolved().assurance is Assurance.STATED


@pytest.mark.parametrize(
    ("paper", "level"),
    [
        pytest.param(PAPER, Assurance.ATTACHED, id="of an expected kind"),
        pytest.param(replace(PAPER, kind="photo"), Assurance.STATED, id="of another kind"),
        pytest.param(replace(PAPER, valid_until=AS_OF), Assurance.ATTACHED, id="valid until today"),
        pytest.param(
            replace(PAPER, valid_until=date(2026, 11, 20)), Assurance.STATED, id="expired"
        ),
        pytest.param(
            replace(PAPER, issued_on=date(2026, 11, 22)), Assurance.STATED, id="not issued yet"
        ),
        pytest.param(
            replace(PAPER, added_on=date(2026, 11, 22)), Assurance.STATED, id="added later"
        ),
    ],
)
def test_a_file_counts_by_its_kind_and_its_days(paper: EvidenceUsed, level: Assurance) -> None:
    assert _resolved(evidence=(paper,)).assurance is level


def test_where_no_kind_is_named_any_file_counts_and_where_none_is_expected_none_does() -> None:
    any_kind = replace(QUESTION, evidence=EvidenceHint(expected="optional"))
    none = replace(QUESTION, evidence=EvidenceHint(expected="none"))

    assert _resolved(question=any_kind, evidence=(PAPER,)).assurance is Assurance.ATTACHED
    assert _resolved(question=none, evidence=(PAPER,)).assurance is Assurance.STATED


def test_what_a_reviewer_saw_stands_above_a_file_not_looked_at() -> None:
    assert _resolved(evidence=(PAPER,), checks=(SEEN,)).assurance is Assurance.DOCUMENTED


@pytest.mark.parametrize(
    ("made_on", "level"),
    [
        pytest.param(date(2024, 11, 21), Assurance.VERIFIED, id="24 months ago"),
        pytest.param(date(2024, 11, 20), Assurance.DOCUMENTED, id="a day longer ago"),
        pytest.param(date(2026, 11, 22), Assurance.STATED, id="tomorrow"),
    ],
)
def test_a_check_on_site_holds_for_its_months(made_on: date, level: Assurance) -> None:
    check = replace(SEEN, level=Assurance.VERIFIED, made_on=made_on)

    assert _resolved(checks=(check,)).assurance is level


def test_accepted_proof_that_has_expired_leaves_what_was_said() -> None:
    expired = replace(SEEN, valid_until=date(2026, 11, 20))

    assert _resolved(checks=(expired,)).assurance is Assurance.STATED


def test_a_better_answer_keeps_the_support_that_the_earlier_one_earned() -> None:
    for_earlier = replace(SEEN, option="mostly")

    resolved = _resolved(checks=(for_earlier,))

    assert resolved.assurance is Assurance.STATED
    assert resolved.earned == Decimal("0.5") * METHOD.assurance.factor[Assurance.DOCUMENTED]


def test_proof_of_an_option_that_earns_nothing_known_is_not_kept() -> None:
    assert _resolved(checks=(replace(SEEN, option="gone"),)).earned is None


def test_a_contradiction_names_what_was_found_whatever_the_answer_says_now() -> None:
    found = replace(SEEN, level=Assurance.CONTRADICTED, option="never")

    for answer in (SAID, replace(SAID, state=AnswerState.DONT_KNOW, value=None)):
        resolved = _resolved(answer=answer, evidence=(PAPER,), checks=(SEEN, found))
        assert (resolved.assurance, resolved.found) == (Assurance.CONTRADICTED, "never")


def test_what_is_not_answered_is_shown_by_nothing() -> None:
    unknown = replace(SAID, state=AnswerState.DONT_KNOW, value=None)

    assert _resolved(answer=unknown, evidence=(PAPER,), checks=(SEEN,)) == unknown


def test_a_later_check_by_a_person_closes_a_contradiction() -> None:
    found = replace(SEEN, level=Assurance.CONTRADICTED, option="never")
    closed = replace(SEEN, made_on=date(2026, 11, 20))

    resolved = _resolved(checks=(closed, found))

    assert (resolved.assurance, resolved.found) == (Assurance.DOCUMENTED, None)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("always", "always"),
        (("a", "b"), "a,b"),
        (Decimal("2.50"), "2.50"),
        (None, None),
    ],
)
def test_an_answer_is_named_by_its_options(value, named: str | None) -> None:
    assert shown_option(value) == named


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 21), 24, date(2024, 11, 21)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_months_are_counted_back_to_the_same_day_or_the_last(
    day: date, months: int, before: date
) -> None:
    assert months_before(day, months=months) == before
