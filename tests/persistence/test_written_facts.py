"""Facts of a long list are written as text at once: the same text as one by one."""

import json
from datetime import date
from decimal import Decimal

import pytest

from crest.domain.facts import Facts
from crest.persistence.facts import facts_text, merge_facts

_DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"workforce.total": Decimal(1)},
        # equal to the one before, and written differently
        {"workforce.total": Decimal("1.0")},
        {"workforce.total": Decimal("1E+3"), "workforce.women": Decimal("0.000001")},
        {"workforce.note": 'a "quoted" text, កម្ពុជា', "labour.kinds": ("one", "two")},
    ],
)
def test_facts_at_once_are_written_as_one_by_one(facts: Facts) -> None:
    merged = merge_facts({}, facts, source="list", on=_DAY)

    assert facts_text(facts, source="list", on=_DAY) == json.dumps(merged)
