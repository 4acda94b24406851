"""Facts of a long list are written as text at once: the same text as one by one."""

import json
from datetime import date
from decimal import Decimal

from crest.domain.facts import Facts
from crest.persistence.facts import facts_texts, merge_facts

_DAY = date(2026, 11, 21)


_TOLD: list[Facts] = [
    {},
    {"workforce.total": Decimal(1)},
    # equal to the one before, and written differently
    {"workforce.total": Decimal("1.0")},
    {"workforce.total": Decimal("1E+3"), "workforce.women": Decimal("0.000001")},
    {"workforce.note": 'a "quoted" text, កម្ពុជា', "labour.kinds": ("one", "two")},
]


def test_facts_at_once_are_written_as_one_by_one() -> None:
    keys = dict.fromkeys(key for facts in _TOLD for key in facts)
    columns = {key: [facts.get(key) for facts in _TOLD] for key in keys}

    written = facts_texts(columns, len(_TOLD), source="list", on=_DAY)

    merged = [merge_facts({}, facts, source="list", on=_DAY) for facts in _TOLD]
    assert written == [*map(json.dumps, merged)]
    assert facts_texts({}, 2, source="list", on=_DAY) == ["{}", "{}"]
