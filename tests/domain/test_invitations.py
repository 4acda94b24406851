"""Where an invitation stands, and what people type for it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from crest.domain.errors import RefusedInputError
from crest.domain.invitations import (
    InvitationCourse,
    InvitationState,
    chosen_pin,
    code_of,
    link_of_code,
    masked_address,
    over_after,
    reminder_before,
    shown_code,
    state_of,
    typed_code,
    typed_pin,
)

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
OPEN = InvitationCourse(expires_at=NOW + timedelta(days=3))


@pytest.mark.parametrize(
    ("mail", "state"),
    [
        ("", "made"),
        ("queued", "queued"),
        ("sending", "queued"),
        ("unknown", "queued"),
        ("sent", "sent"),
        ("failed", "failed"),
    ],
)
def test_until_it_is_opened_its_mail_speaks(mail: str, state: str) -> None:
    assert state_of(replace(OPEN, mail=mail), now=NOW) == state


def test_what_happened_later_goes_before_what_happened_first() -> None:
    opened = replace(OPEN, mail="sent", claimed_at=NOW)
    begun = replace(opened, answered=1)

    assert state_of(opened, now=NOW) is InvitationState.OPENED
    assert state_of(begun, now=NOW) is InvitationState.BEGUN
    assert state_of(begun, now=begun.expires_at) is InvitationState.OVER
    assert state_of(replace(begun, closed_at=NOW), now=NOW) is InvitationState.CLOSED
    assert state_of(replace(begun, declined_at=NOW), now=NOW) is InvitationState.DECLINED
    assert (
        state_of(replace(begun, submitted_at=NOW, closed_at=NOW), now=begun.expires_at)
        is InvitationState.SUBMITTED
    )


def test_it_is_open_until_its_end_unless_somebody_ends_it() -> None:
    assert OPEN.is_open(NOW)
    assert not OPEN.is_open(OPEN.expires_at)
    assert not replace(OPEN, closed_at=NOW).is_open(NOW)
    assert not replace(OPEN, declined_at=NOW).is_open(NOW)


@pytest.mark.parametrize(
    "typed",
    [
        "7K3M-0WXY-Z1AB",
        "7k3m owxy ziab",
        " 7k3m0wxyzlab ",
        "៧K3M-០WXY-Z១AB",
        "7K3M\u20130WXY\u2013Z1AB",
    ],
)
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    assert typed_code(typed) == "7K3M0WXYZ1AB"


@pytest.mark.parametrize("typed", ["", "7K3M", "7K3M-0WXY-Z1AU", "7K3M-0WXY-Z1ABC", "ក" * 12])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert typed_code(typed) == ""


def test_a_code_is_shown_in_groups() -> None:
    assert shown_code("7K3M0WXYZ1AB") == "7K3M-0WXY-Z1AB"


def test_a_pin_may_be_typed_in_khmer_digits() -> None:
    assert typed_pin("៤៨ ២១៩០") == "482190"
    assert typed_pin("48219") == ""
    assert typed_pin("48219x") == ""


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "pin_shape"),
        ("12345", "pin_shape"),
        ("123456", "pin_easy"),
        ("654321", "pin_easy"),
        ("777777", "pin_easy"),
    ],
)
def test_a_pin_that_is_guessed_first_is_refused(typed: str, reason: str) -> None:
    with pytest.raises(RefusedInputError) as refused:
        chosen_pin(typed)

    assert refused.value.reason == reason


def test_a_chosen_pin_comes_back_in_ascii_digits() -> None:
    assert chosen_pin("៤៨២១៩០") == "482190"


def test_it_is_over_when_its_last_day_is() -> None:
    assert over_after(date(2026, 11, 21), now=NOW) == datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize("due", [date(2026, 11, 20), date(2027, 3, 1)])
def test_a_day_that_is_gone_or_far_away_is_refused(due: date) -> None:
    with pytest.raises(RefusedInputError):
        over_after(due, now=NOW)


def test_an_address_is_shown_to_its_owner_alone() -> None:
    assert masked_address("sokha@weavers.example") == "s•••@weavers.example"


def test_a_code_leads_to_one_link_that_nobody_guesses_without_the_secret() -> None:
    link = link_of_code("7K3M0WXYZ1AB", secret="ours")

    assert re.fullmatch("[A-Za-z0-9_-]{43}", link)
    assert link == link_of_code("7K3M0WXYZ1AB", secret="ours")
    assert link != link_of_code("7K3M0WXYZ1AB", secret="another")
    assert link != link_of_code("7K3M0WXYZ1AC", secret="ours")


def test_the_code_of_a_link_is_found_again_by_the_secret_alone() -> None:
    one, other = UUID(int=1), UUID(int=2)

    code = code_of(one, NOW, secret="ours")

    assert typed_code(code) == code
    assert code == code_of(one, NOW, secret="ours")
    assert len({code, code_of(other, NOW, secret="ours"), code_of(one, NOW, secret="theirs")}) == 3
    assert code != code_of(one, NOW + timedelta(seconds=1), secret="ours")


@pytest.mark.parametrize(
    ("today", "before"),
    [
        (date(2026, 11, 24), None),  # eight working days: Tuesday to Friday of the next week
        (date(2026, 11, 25), 7),
        (date(2026, 11, 30), 7),
        (date(2026, 12, 1), 3),
        (date(2026, 12, 2), 3),
        (date(2026, 12, 3), 1),
        (date(2026, 12, 4), None),
        (date(2026, 12, 7), None),
    ],
)
def test_reminders_count_working_days(today: date, before: int | None) -> None:
    assert reminder_before(date(2026, 12, 4), today=today) == before


def test_a_weekend_is_no_working_day() -> None:
    sunday = date(2026, 12, 6)

    assert reminder_before(sunday, today=date(2026, 12, 4)) is None
    assert reminder_before(sunday, today=date(2026, 12, 3)) == 1
