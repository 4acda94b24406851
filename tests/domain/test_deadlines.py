"""When something is due next."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crest.domain.deadlines import next_due
from crest.domain.instruments import Due

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("due", "year_end", "expected"),
    [
        pytest.param(Due(after_year_end=6), "03-31", date(2027, 9, 30), id="after this year's"),
        pytest.param(Due(after_year_end=6), "06-30", date(2026, 12, 31), id="still to come"),
        pytest.param(Due(after_year_end=6), "05-21", DAY, id="today"),
        pytest.param(Due(after_year_end=6), "05-20", date(2027, 11, 20), id="yesterday"),
        pytest.param(Due(after_year_end=6), "08-31", date(2027, 2, 28), id="end of a month"),
        pytest.param(Due(after_year_end=36), "12-31", date(2026, 12, 31), id="three years"),
        pytest.param(Due(after_year_end=6), None, None, id="year end not known"),
        pytest.param(Due(every_year="05-31"), None, date(2027, 5, 31), id="next year"),
        pytest.param(Due(every_year="11-21"), None, DAY, id="each year, today"),
        pytest.param(Due(every_year="12-01"), None, date(2026, 12, 1), id="this year"),
        pytest.param(Due(once=DAY), None, DAY, id="once, today"),
        pytest.param(Due(once=date(2026, 11, 20)), None, None, id="once, past"),
        pytest.param(Due(), "12-31", None, id="never"),
    ],
)
def test_the_next_day_is_found(due: Due, year_end: str | None, expected: date | None) -> None:
    assert next_due(due, year_end=year_end, as_of=DAY) == expected


@given(
    months=st.integers(1, 36),
    month=st.integers(1, 12),
    day=st.dates(date(1990, 1, 1), date(2090, 12, 31)),
)
def test_a_yearly_day_comes_within_a_year(months: int, month: int, day: date) -> None:
    found = next_due(Due(after_year_end=months), year_end=f"{month:02}-28", as_of=day)

    assert found is not None
    assert 0 <= (found - day).days <= 366
