"""The register's priorities: people at risk, the key and the rank."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crest.domain.method import RiskBand
from crest.domain.register import RegisterRow, Reply, people_at_risk, priority_key, rank
from tests.domain.examples import METHOD


@pytest.mark.parametrize(
    ("workforce", "shares", "people", "people_class"),
    [
        pytest.param(200, ("10", "25", "0"), "50", 1, id="the highest share"),
        pytest.param(200, ("10", None, "0"), "100", 2, id="an unknown share counts as half"),
        pytest.param(200, ("80", None, None), "160", 2, id="a known share above half"),
        pytest.param(200, (), "100", 2, id="no share at all"),
        pytest.param(99, ("10",), "9.9", 0, id="fewer than ten"),
        pytest.param(100, ("10",), "10", 1, id="ten"),
        pytest.param(1000, ("10",), "100", 2, id="a hundred"),
        pytest.param(10_000, ("10",), "1000", 3, id="a thousand"),
        pytest.param(0, ("10",), "0", 0, id="nobody works there"),
        pytest.param(None, ("10",), None, 2, id="unknown workforce"),
        pytest.param(
            300, (str(Decimal(10) / Decimal(3)),), "10", 1, id="a third of ten is compared rounded"
        ),
    ],
)
def test_people_at_risk_are_the_workforce_times_its_highest_share(
    workforce: int | None, shares: tuple[str | None, ...], people: str | None, people_class: int
) -> None:
    given_shares = [None if share is None else Decimal(share) for share in shares]

    found = people_at_risk(workforce, given_shares, METHOD)

    assert found == (None if people is None else Decimal(people), people_class)


@pytest.mark.parametrize(
    ("band", "trigger_open", "people_class", "residual", "key"),
    [
        pytest.param(RiskBand.LOW, False, 0, "12.34", "123", id="low"),
        pytest.param(RiskBand.MODERATE, False, 1, "43.476923", "1010435", id="moderate"),
        pytest.param(RiskBand.HIGH, False, 2, "54.35", "2020544", id="half goes up"),
        pytest.param(RiskBand.SEVERE, True, 3, "93.115385", "3130931", id="severe, trigger open"),
        pytest.param(RiskBand.SEVERE, False, 0, "100", "3001000", id="the most that R can be"),
    ],
)
def test_the_priority_key_is_band_then_trigger_then_people_then_risk(
    band: RiskBand, people_class: int, residual: str, key: str, *, trigger_open: bool
) -> None:
    found = priority_key(
        band,
        trigger_open=trigger_open,
        people_class=people_class,
        residual=Decimal(residual),
        method=METHOD,
    )

    assert found == Decimal(key)


def row(code: str, *, key: int = 0, leverage: str | None = None) -> RegisterRow:
    return RegisterRow(
        supplier_code=code,
        name=f"Supplier {code}",
        local_name=None,
        country="KH",
        province=None,
        sector=None,
        goods=(),
        tier=1,
        workplaces=1,
        workplaces_assessed=0,
        workforce=None,
        migrant_share=None,
        agency_share=None,
        under_18_share=None,
        people_at_risk=None,
        people_class=2,
        spend=None,
        currency=None,
        leverage=None if leverage is None else Decimal(leverage),
        factors=(),
        inherent=Decimal(60),
        declared=None,
        supported=None,
        high=None,
        coverage=None,
        evidence_coverage=None,
        triggers_open=0,
        triggers_remedy=0,
        stop_open=0,
        freshness=None,
        hold=None,
        k=Decimal("0.8"),
        reply=Reply.NOT_ASSESSED,
        residual=Decimal(60),
        band=RiskBand.HIGH,
        span_from=Decimal(20),
        span_to=Decimal(95),
        firm=False,
        priority_key=Decimal(key),
        assumed_share=Decimal(1),
        bank=None,
        bank_version=None,
        submitted_on=None,
        valid_until=None,
        open_findings=0,
    )


def test_rank_follows_the_key_then_leverage_then_the_code() -> None:
    rows = [
        row("S5", key=10),
        row("S4", key=10, leverage="0"),
        row("S3", key=10, leverage="40"),
        row("S2", key=10, leverage="60"),
        row("S1", key=5, leverage="100"),
        row("S9", key=20),
    ]

    ranked = rank(rows)

    assert [(one.supplier_code, one.rank) for one in ranked] == [
        ("S9", 1),
        ("S2", 2),
        ("S3", 3),
        ("S4", 4),
        ("S5", 5),
        ("S1", 6),
    ]


ROWS = st.lists(
    st.builds(
        row,
        st.from_regex(r"S[0-9]{1,3}", fullmatch=True),
        key=st.integers(min_value=0, max_value=3),
        leverage=st.sampled_from([None, "0", "10", "100"]),
    ),
    unique_by=lambda one: one.supplier_code,
    max_size=12,
)


@given(rows=ROWS, seed=st.randoms(use_true_random=False))
def test_rank_is_a_total_order_whatever_order_the_rows_come_in(
    rows: list[RegisterRow], seed: Random
) -> None:
    shuffled = list(rows)
    seed.shuffle(shuffled)

    ranked = rank(rows)

    assert ranked == rank(shuffled)
    assert [one.rank for one in ranked] == list(range(1, len(rows) + 1))
    assert [one.priority_key for one in ranked] == sorted(
        (one.priority_key for one in rows), reverse=True
    )


KEYS = st.fixed_dictionaries(
    {
        "band": st.sampled_from(RiskBand),
        "trigger_open": st.booleans(),
        "people_class": st.integers(min_value=0, max_value=3),
        "residual": st.decimals(min_value=0, max_value=100, places=1),
    }
)


@given(KEYS, KEYS)
def test_a_lesser_matter_never_outweighs_a_greater_one(
    left: dict[str, object], right: dict[str, object]
) -> None:
    def place(given_parts: dict[str, object]) -> tuple[object, ...]:
        bands = list(RiskBand)
        return (
            bands.index(RiskBand(str(given_parts["band"]))),
            given_parts["trigger_open"],
            given_parts["people_class"],
            given_parts["residual"],
        )

    keys = [priority_key(**parts, method=METHOD) for parts in (left, right)]  # type: ignore[arg-type]

    assert (keys[0] < keys[1]) is (place(left) < place(right))
