"""The calendar file, read back by the rules of RFC 5545."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from crest.exports.calendar import CalendarEntry, write_calendar
from tests.exports.calendars import Property, read_events, unfolded

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
ENTRY = CalendarEntry(
    uid="uk.msa.statement.2027@crest.example",
    on=date(2027, 6, 30),
    summary="Publish the yearly statement",
    description="An injunction may follow; a court decides.",
    url="https://crest.example/laws/uk.msa",
)


def one(entry: CalendarEntry) -> dict[str, Property]:
    """Return the properties of the one entry, read back from its file."""
    (found,) = read_events(write_calendar([entry], name="Laws", now=NOW))
    return found


def test_a_file_without_entries_is_a_calendar() -> None:
    lines = unfolded(write_calendar([], name="Laws, rules", now=NOW))

    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "VERSION:2.0" in lines
    assert "X-WR-CALNAME:Laws\\, rules" in lines


def test_an_entry_is_one_whole_day() -> None:
    found = one(ENTRY)

    assert found["DTSTART"] == Property(parameters="VALUE=DATE", value="20270630")
    assert found["DTEND"] == Property(parameters="VALUE=DATE", value="20270701")
    assert found["UID"].text == ENTRY.uid
    assert found["SUMMARY"].text == ENTRY.summary
    assert found["DESCRIPTION"].text == ENTRY.description
    assert found["URL"].value == ENTRY.url


def test_the_stamp_is_in_world_time() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=7)))

    (found,) = read_events(write_calendar([ENTRY], name="Laws", now=there))

    assert found["DTSTAMP"].value == "20261121T093000Z"


def test_what_is_empty_is_left_out() -> None:
    found = one(CalendarEntry(uid="a@b", on=date(2027, 1, 1), summary="Day"))

    assert "DESCRIPTION" not in found
    assert "URL" not in found


def test_the_last_day_of_all_has_no_day_after_it() -> None:
    assert "DTEND" not in one(CalendarEntry(uid="a@b", on=date.max, summary="Day"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a; b, c \\ d", id="signs that are escaped"),
        pytest.param("one\ntwo\nthree", id="lines"),
        pytest.param("ក្រុមហ៊ុនកាត់ដេរ" * 20, id="Khmer over many lines"),
        pytest.param("x" * 400, id="one long word"),
        pytest.param("\U0001f1f0\U0001f1ed" * 40, id="signs of four octets"),
        pytest.param("END:VEVENT\nBEGIN:VALARM", id="what looks like a line of the format"),
    ],
)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    found = one(CalendarEntry(uid="a@b", on=date(2027, 1, 1), summary=text, description=text))

    assert found["SUMMARY"].text == text
    assert found["DESCRIPTION"].text == text


def test_line_ends_of_other_systems_become_lines() -> None:
    assert (
        one(CalendarEntry(uid="a", on=NOW.date(), summary="a\r\nb\rc"))["SUMMARY"].text == "a\nb\nc"
    )


def test_a_control_sign_starts_no_line_of_its_own() -> None:
    sent = CalendarEntry(uid="a", on=NOW.date(), summary="a\x0b\x00b", url="https://x/\r\nATTACH:y")

    found = one(sent)

    assert found["SUMMARY"].text == "ab"
    assert found["URL"].value == "https://x/ATTACH:y"
    assert "ATTACH" not in found


def test_no_line_is_longer_than_the_format_allows_and_no_sign_is_cut() -> None:
    entry = CalendarEntry(uid="a@b", on=date(2027, 1, 1), summary="ខ្មែរ, abcd" * 60)

    lines = write_calendar([entry], name="ច្បាប់" * 30, now=NOW).split(b"\r\n")

    assert max(map(len, lines)) == 75
    assert all(line.decode("utf-8") is not None for line in lines)
    assert lines[-1] == b""


def test_the_same_entry_has_the_same_name_in_every_file() -> None:
    later = write_calendar([ENTRY], name="Laws", now=NOW + timedelta(days=40))

    assert read_events(later)[0]["UID"].text == one(ENTRY)["UID"].text
