"""Names, addresses and phones in the form in which they are compared."""

import pytest

from crest.domain.supplier_match import Party, Reason
from crest.matching.find import find_duplicates, find_matches
from crest.matching.folding import fold_address, fold_name
from crest.matching.phones import email_sign, phone_sign


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GOLDEN THREAD CO., LTD.", "Golden Thread Company Limited"),
        ("PT. Gistex", "Gistex, PT"),
        ("Multi Packaging Sp. z o.o.", "MULTI PACKAGING SP. Z.O.O."),
        ("Textiles Opico S.A. de C.V.", "Opico Textiles SA de CV"),
        ("A.B.C. Garments Pvt Ltd", "ABC Garments Private Limited"),
        ("Gallant (M) Sdn. Bhd.", "GALLANT M SDN BHD"),
        ("Công ty TNHH May Đông Á", "May Dong A"),
        ("Schmied s.r.o.", "Schmied SRO"),
        ("Müller & Söhne GmbH", "MULLER AND SOHNE G.m.b.H."),
        ("Saitex Plant No. 2", "Saitex #2"),
        ("Saitex Unit II", "Saitex (Unit-2)"),
        ("株式会社ミズノ", "ミズノ(株)"),
        ("宁波华盛袜业有限公司", "宁波华盛袜业"),
        ("บริษัท ไทยเสื้อผ้า จำกัด", "ไทยเสื้อผ้า"),
        ("ក្រុមហ៊ុន សូរិយា", "សូរិយា\u200b"),
    ],
)
def test_two_writings_of_one_name_fold_alike(one: str, other: str) -> None:
    ours, theirs = fold_name(one), fold_name(other)

    assert (ours.text, ours.numbers, ours.native) == (theirs.text, theirs.numbers, theirs.native)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Golden #3", "Golden #6"),
        ("Saitex Plant 2", "Saitex Plant 3"),
        ("Saitex Plant II", "Saitex Plant III"),
        ("Shinwon Building A", "Shinwon Building B"),
        ("Changping First Branch", "Changping Second Branch"),
        ("华盛一厂", "华盛二厂"),
        ("Golden", "Golden 2"),
        ("រោងចក្រ ១", "រោងចក្រ ២"),
    ],
)
def test_numbers_in_names_are_decisive(one: str, other: str) -> None:
    assert fold_name(one).numbers != fold_name(other).numbers


def test_a_name_of_legal_forms_alone_keeps_them() -> None:
    assert fold_name("Company Limited").words == ("company", "limited")
    assert fold_name("!!!").words == ()


def test_names_of_signs_alone_are_not_alike() -> None:
    assert find_duplicates([Party(key="2", name="!!!"), Party(key="3", name="???")]) == ()


def test_addresses_fold_shortenings_and_order() -> None:
    one = fold_address("No. 8, Penghu Rd., Bavet City")

    assert one.text == fold_address("Penghu Road 8 Bavet").text
    assert one.numbers == {"8"}


def test_phones_are_compared_as_the_world_dials_them() -> None:
    assert phone_sign("012 345 678", "KH") == phone_sign("+855 12 345 678", None)
    assert phone_sign("012 345 678; 099 111 222", "KH") == phone_sign("012345678", "KH")
    assert phone_sign("012 345 678", None) == "012345678"
    assert phone_sign("ask", "KH") == phone_sign(None, "KH") == phone_sign("12", "KH") == ""


def test_addresses_of_mail_are_compared_without_case() -> None:
    assert email_sign(" A@B.example ") == "a@b.example"
    assert email_sign(None) == ""


def test_the_file_is_matched_with_itself_and_each_pair_is_asked_once() -> None:
    rows = [
        Party(key="2", name="Golden Thread Co., Ltd", country="KH", phone="012 345 678"),
        Party(key="3", name="GOLDEN THREAD", country="KH", phone="+85512345678"),
        Party(key="4", name="Silver Needle", country="KH"),
    ]

    proposals = find_matches([], rows).proposals

    assert [(one.left, one.right, one.inside) for one in proposals] == [("3", "2", True)]
    assert proposals[0].reasons == (Reason.SAME_NAME, Reason.SAME_PHONE)
    assert find_duplicates(rows) == proposals


def test_nothing_is_asked_of_what_is_found_by_equal_signs_or_placed_already() -> None:
    held = [Party(key="a", name="Golden Thread", code="S-1"), Party(key="b", name="Silver")]
    rows = [
        Party(key="2", name="Golden Thread", code="s-1"),
        Party(key="3", name="Silver"),
        Party(key="4", name="Silver"),
    ]

    matches = find_matches(held, rows, placed={"3"})

    assert matches.exact == {"2": "a"}
    assert [(one.left, one.right) for one in matches.proposals] == [("4", "b")]


def test_another_script_finds_a_name_by_transliteration_alone_as_weak_evidence() -> None:
    held = [Party(key="a", name="Mizuno", country="JP", address="1-12-35 Nanko Kita Suminoe")]
    rows = [
        Party(key="2", name="株式会社ミズノ", country="JP", address="1-12-35 Nanko Kita Suminoe")
    ]

    proposal = find_matches(held, rows).proposals[0]

    assert proposal.score < 0.9
    assert Reason.TRANSLITERATED in proposal.reasons


def test_a_local_name_is_compared_in_its_own_script() -> None:
    held = [Party(key="a", name="Soriya Garment", name_local="សូរិយា កាត់ដេរ", country="KH")]
    rows = [Party(key="2", name="ក្រុមហ៊ុន សូរិយា កាត់ដេរ", country="KH")]

    assert find_matches(held, rows).proposals[0].reasons == (Reason.SAME_NAME,)


def test_a_name_that_hundreds_share_does_not_make_the_work_quadratic() -> None:
    rows = [
        Party(key=str(number), name="Golden Thread", country="KH", address=f"House {number}, Bavet")
        for number in range(400)
    ]
    twin = Party(key="x", name="Golden Thread", country="KH", address="House 77, Bavet")

    found = [one for one in find_matches(rows, [twin]).proposals if one.kind == "same"]

    assert [one.right for one in found] == ["77"]
