"""Which entries may mean one supplier: equal signs, weighed likeness, and how many are asked."""

from decimal import Decimal

import pytest

from crest.domain.supplier_match import (
    MOST_PROPOSALS,
    TOP_SCORE,
    Kind,
    Likeness,
    Party,
    Proposal,
    Reason,
    best_of,
    exact_matches,
    judge,
    registrations,
    sign_of,
)


def _party(key: str, **given: str | None) -> Party:
    return Party(key=key, name=given.pop("name", None) or "Golden Thread", **given)


def test_a_code_finds_its_supplier_whatever_its_case() -> None:
    held = [_party("a", code="S-001"), _party("b", code="S-002")]

    exact = exact_matches(held, [_party("3", code="s-001"), _party("4", code="S-009")])

    assert exact.found == {"3": "a"}
    assert exact.clashes == {}


def test_nothing_is_the_same_as_suppliers_without_code_and_number() -> None:
    entry = _party("row 1", code="C1", registration_number="12 34")

    assert exact_matches([], [entry]) == exact_matches([_party("x")], [entry])
    assert exact_matches([], [entry]).found == {}


def test_a_registration_number_finds_its_supplier_written_otherwise() -> None:
    held = [_party("a", registration_number="KH-00 123", country="KH"), _party("b")]

    exact = exact_matches(held, [_party("3", registration_number="kh00123"), _party("4")])

    assert exact.found == {"3": "a"}


def test_a_code_of_another_registration_number_is_a_clash_and_no_match() -> None:
    held = [_party("a", code="S-001", registration_number="1")]

    exact = exact_matches(held, [_party("3", code="S-001", registration_number="2")])

    assert exact.found == {}
    assert exact.clashes == {"3": "a"}


@pytest.mark.parametrize(
    ("held", "candidates"),
    [
        ([("a", "7"), ("b", "7")], [("3", "7")]),
        ([("a", "7")], [("3", "7"), ("4", "7")]),
    ],
)
def test_a_number_of_several_decides_nothing(
    held: list[tuple[str, str]], candidates: list[tuple[str, str]]
) -> None:
    parties = [
        [_party(key, registration_number=number) for key, number in group]
        for group in (held, candidates)
    ]

    assert exact_matches(*parties).found == {}


def test_a_number_counts_within_its_country() -> None:
    ours = _party("a", registration_number="7", country="KH")

    assert registrations(ours, _party("b", registration_number="7", country="TH")) is None
    assert registrations(ours, _party("b", registration_number="7", country="KH")) is True
    assert registrations(ours, _party("b", registration_number="8")) is False
    assert registrations(ours, _party("b")) is None
    assert exact_matches([ours], [_party("3", registration_number="7", country="TH")]).found == {}


def test_signs_are_letters_and_digits_of_every_script() -> None:
    assert sign_of(" KH-00/១២ ") == "kh0012"
    assert sign_of(None) == ""


def test_an_entry_is_remembered_by_what_it_says_and_not_by_its_row() -> None:
    one = _party("3", name="Golden  THREAD", country="KH")

    assert one.fingerprint == _party("9", country="KH").fingerprint
    assert one.fingerprint != _party("3", country="TH").fingerprint
    assert one.fingerprint != _party("3", country="KH", registration_number="1").fingerprint


def test_the_same_name_at_the_same_address_is_surely_asked() -> None:
    found = judge(Likeness(name=100, address=95, same_country=True))

    assert found is not None
    assert (found.kind, found.score) == (Kind.SAME, Decimal("0.98"))
    assert found.reasons == (Reason.SAME_NAME, Reason.SAME_ADDRESS)


@pytest.mark.parametrize(
    ("alike", "reason"),
    [
        (Likeness(name=100, address=95, numbers_differ=True), Reason.NUMBERS_DIFFER),
        (Likeness(name=100, address=20), Reason.SITES_DIFFER),
        (Likeness(name=100, same_province=False), Reason.SITES_DIFFER),
        (Likeness(name=100, same_country=False), Reason.COUNTRIES_DIFFER),
        (Likeness(name=100, address=95, same_registration=False), Reason.REGISTRATIONS_DIFFER),
    ],
)
def test_sites_of_one_company_are_kept_apart(alike: Likeness, reason: Reason) -> None:
    found = judge(alike)

    assert found is not None
    assert found.kind is Kind.SITE
    assert found.reasons[0] is reason


def test_the_same_number_is_one_company_wherever_its_list_says_it_sits() -> None:
    found = judge(Likeness(name=100, address=20, same_registration=True))

    assert found is not None
    assert found.kind is Kind.SAME
    assert found.score == Decimal("0.99")
    assert found.reasons == (Reason.SAME_REGISTRATION, Reason.SAME_NAME)


@pytest.mark.parametrize(
    "alike",
    [
        Likeness(name=40),
        Likeness(name=40, same_phone=True),
        Likeness(name=40, address=95),
        Likeness(name=75, address=50),
        Likeness(name=85, address=95, numbers_differ=True),
        Likeness(name=82, transliterated=True),
    ],
)
def test_what_is_too_little_is_not_asked(alike: Likeness) -> None:
    assert judge(alike) is None


def test_a_phone_at_the_same_address_is_asked_under_another_name() -> None:
    found = judge(Likeness(name=10, address=90, same_phone=True, same_email=True))

    assert found is not None
    assert found.score < TOP_SCORE
    assert found.reasons == (Reason.SAME_ADDRESS, Reason.SAME_PHONE, Reason.SAME_EMAIL)


def test_a_close_name_is_asked_and_helped_by_a_close_address() -> None:
    alone, helped = judge(Likeness(name=94)), judge(Likeness(name=94, address=70))

    assert alone is not None
    assert helped is not None
    assert alone.score < helped.score < TOP_SCORE
    assert helped.reasons == (Reason.NAME_CLOSE, Reason.ADDRESS_CLOSE)


def test_another_script_is_weak_evidence() -> None:
    found = judge(Likeness(name=100, address=95, transliterated=True))

    assert found is not None
    assert found.score < TOP_SCORE
    assert Reason.TRANSLITERATED in found.reasons
    assert Reason.SAME_NAME not in found.reasons


def test_each_candidate_gets_a_few_questions_its_own_supplier_first() -> None:
    def proposal(right: str, score: str, kind: Kind = Kind.SAME) -> Proposal:
        return Proposal(
            left="3", right=right, inside=False, kind=kind, score=Decimal(score), reasons=()
        )

    many = [proposal(str(number), "0.60") for number in range(5)]

    kept = best_of([proposal("s", "0.95", Kind.SITE), *many, proposal("x", "0.80")])

    assert [one.right for one in kept] == ["x", "0", "1"]
    assert len(kept) == MOST_PROPOSALS
