"""The second person's word: states, signatures, reasons, and when an assessment is handed over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crest.domain.errors import (
    AnswersLockedError,
    NotReadyError,
    RefusedInputError,
    WithCertifierError,
)
from crest.domain.sign_off import (
    MOST_BACK,
    MOST_NAME,
    Signature,
    SignOffCourse,
    SignOffState,
    checked_reason,
    checked_signature,
    state_of,
)
from crest.domain.workflow import AssessmentState, check_answerable, hand_over, sign_off, submit
from tests.domain.test_workflow import DRAFT, NOW

OPEN = SignOffCourse(expires_at=NOW + timedelta(days=14))
GIVEN = Signature(name=" Sok  Dara ", function="Director", statement="All true.")


@pytest.mark.parametrize(
    ("course", "state"),
    [
        pytest.param(OPEN, SignOffState.ASKED, id="asked"),
        pytest.param(replace(OPEN, claimed_at=NOW), SignOffState.OPENED, id="opened"),
        pytest.param(replace(OPEN, expires_at=NOW), SignOffState.OVER, id="over"),
        pytest.param(replace(OPEN, signed_at=NOW, expires_at=NOW), SignOffState.SIGNED, id="sign"),
        pytest.param(replace(OPEN, returned_at=NOW), SignOffState.RETURNED, id="returned"),
        pytest.param(replace(OPEN, closed_at=NOW), SignOffState.TAKEN_BACK, id="taken back"),
    ],
)
def test_what_ended_a_sign_off_goes_before_the_rest(
    course: SignOffCourse, state: SignOffState
) -> None:
    assert state_of(course, now=NOW) is state


def test_a_signed_link_still_shows_what_was_signed_until_its_last_day() -> None:
    signed = replace(OPEN, signed_at=NOW)

    assert signed.has_ended
    assert signed.is_open(NOW)
    assert not signed.is_open(signed.expires_at)
    assert not replace(OPEN, returned_at=NOW).is_open(NOW)
    assert not replace(OPEN, closed_at=NOW).is_open(NOW)
    assert not OPEN.has_ended


def test_a_signature_is_kept_cleaned() -> None:
    kept = checked_signature(GIVEN, agrees=True)

    assert (kept.function, kept.statement) == ("Director", "All true.")
    assert kept.name.startswith("Sok")
    assert kept.name == kept.name.strip()


@pytest.mark.parametrize(
    ("given", "agrees", "reason"),
    [
        pytest.param(replace(GIVEN, name=" "), True, "signer_missing", id="no name"),
        pytest.param(replace(GIVEN, function=""), True, "function_missing", id="no function"),
        pytest.param(replace(GIVEN, name="a" * (MOST_NAME + 1)), True, "too_long", id="long"),
        pytest.param(GIVEN, False, "not_agreed", id="words not agreed to"),
    ],
)
def test_a_signature_names_who_signs_in_which_function_and_says_yes(
    given: Signature, agrees: bool, reason: str
) -> None:
    with pytest.raises(RefusedInputError) as refused:
        checked_signature(given, agrees=agrees)

    assert refused.value.reason == reason


def test_answers_go_back_with_a_reason() -> None:
    assert checked_reason(" Look at wages. ") == "Look at wages."
    for text, reason in (("  ", "back_reason_missing"), ("a" * (MOST_BACK + 1), "too_long")):
        with pytest.raises(RefusedInputError) as refused:
            checked_reason(text)
        assert refused.value.reason == reason


def test_what_lies_with_the_second_person_does_not_change() -> None:
    handed = hand_over(DRAFT, missing=(), now=NOW)

    assert handed.handed_over_at == NOW
    with pytest.raises(WithCertifierError):
        check_answerable(handed)
    with pytest.raises(WithCertifierError):
        submit(handed, missing=(), now=NOW)
    with pytest.raises(WithCertifierError):
        hand_over(handed, missing=(), now=NOW)


def test_nothing_incomplete_is_handed_over_or_signed() -> None:
    with pytest.raises(NotReadyError):
        hand_over(DRAFT, missing=("ID-Q01",), now=NOW)
    with pytest.raises(NotReadyError):
        sign_off(replace(DRAFT, handed_over_at=NOW), missing=("ID-Q01",), now=NOW)


def test_what_is_signed_is_submitted_at_that_moment() -> None:
    signed = sign_off(replace(DRAFT, handed_over_at=NOW, needs_sign_off=True), missing=(), now=NOW)

    assert signed.state is AssessmentState.SUBMITTED
    assert signed.submitted_at == signed.signed_off_at == NOW
    assert signed.handed_over_at is None
    with pytest.raises(AnswersLockedError):
        sign_off(signed, missing=(), now=NOW)


def test_only_what_was_handed_over_is_signed_and_what_needs_it_is_not_submitted_without() -> None:
    with pytest.raises(RefusedInputError) as refused:
        sign_off(DRAFT, missing=(), now=NOW)
    assert refused.value.reason == "not_handed_over"
    with pytest.raises(RefusedInputError) as refused:
        submit(replace(DRAFT, needs_sign_off=True), missing=(), now=NOW)
    assert refused.value.reason == "sign_off_missing"
