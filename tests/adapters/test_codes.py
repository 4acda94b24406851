"""Codes of telephones, recovery codes and their pictures."""

import base64
import hmac
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pyotp
import pytest

from crest.adapters.one_time_codes import Factor, OneTimeCodes, fresh_salt
from crest.adapters.qr_codes import qr_image
from crest.adapters.recovery_codes import make_recovery_codes, number_of, plain_code

NOW = datetime(2026, 11, 21, 9, 30, 7, tzinfo=UTC)
CODES = OneTimeCodes("the key of this installation")


def _factor() -> Factor:
    return Factor(user_id=uuid4(), salt=fresh_salt())


def _rfc_6238(secret: str, moment: datetime) -> str:
    """The code as the standard makes it, written a second time."""
    counter = (int(moment.timestamp()) // 30).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def test_codes_are_those_of_the_standard() -> None:
    factor = _factor()
    code = _rfc_6238(CODES.secret(factor), NOW)

    assert CODES.step_of(code, factor, now=NOW) == int(NOW.timestamp()) // 30
    assert CODES.step_of(f"{code[:3]} {code[3:]}", factor, now=NOW) is not None


@pytest.mark.parametrize(("seconds", "fits"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_one_step_early_or_late_fits(seconds: int, fits: bool) -> None:
    factor = _factor()
    code = _rfc_6238(CODES.secret(factor), NOW + timedelta(seconds=seconds))

    assert (CODES.step_of(code, factor, now=NOW) is not None) is fits


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "១២៣៤៥៦"])
def test_what_is_no_code_fits_never(code: str) -> None:
    assert CODES.step_of(code, _factor(), now=NOW) is None


def test_secrets_differ_by_person_by_time_and_by_installation() -> None:
    factor = _factor()
    others = [
        CODES.secret(Factor(user_id=uuid4(), salt=factor.salt)),
        CODES.secret(Factor(user_id=factor.user_id, salt=fresh_salt())),
        OneTimeCodes("another key").secret(factor),
    ]

    assert CODES.secret(factor) == CODES.secret(factor)
    assert len(base64.b32decode(CODES.secret(factor))) == 20
    assert len({CODES.secret(factor), *others}) == 4


def test_the_address_for_the_telephone_holds_secret_and_name() -> None:
    factor = _factor()
    read = pyotp.parse_uri(CODES.address(factor, email="a@b.example", issuer="CREST"))

    assert isinstance(read, pyotp.TOTP)
    assert read.secret == CODES.secret(factor)
    assert (read.name, read.issuer) == ("a@b.example", "CREST")


def test_a_picture_is_an_address_by_itself() -> None:
    assert qr_image("otpauth://totp/x").startswith("data:image/svg+xml")


def test_recovery_codes_begin_with_their_number_and_hold_fifty_bits() -> None:
    made = make_recovery_codes()

    assert [number_of(code) for code in made] == list(range(10))
    assert len({code[2:] for code in made}) == 10
    assert all(len(plain_code(code)) == 11 for code in made)
    assert not set("".join(code[1:] for code in made)) & set("IO01")


@pytest.mark.parametrize("typed", ["3-ABCDE-FGHJK", " 3 abcde fghjk ", "3abcdefghjk"])
def test_a_recovery_code_is_read_however_it_is_typed(typed: str) -> None:
    assert number_of(typed) == 3
    assert plain_code(typed) == "3ABCDEFGHJK"


@pytest.mark.parametrize("typed", ["123456", "", "ABCDEFGHJKL", "33ABCDEFGHJK"])
def test_other_codes_are_no_recovery_codes(typed: str) -> None:
    assert number_of(typed) is None


def test_a_telephone_set_up_under_an_old_key_goes_on_working() -> None:
    factor = _factor()
    old = CODES.secret(factor)
    turned = OneTimeCodes("a new key", "another", "the key of this installation")

    assert turned.secret(factor) != old
    assert turned.step_of(_rfc_6238(old, NOW), factor, now=NOW) == int(NOW.timestamp()) // 30
    assert turned.step_of(_rfc_6238(turned.secret(factor), NOW), factor, now=NOW) is not None
    assert OneTimeCodes("a new key").step_of(_rfc_6238(old, NOW), factor, now=NOW) is None
