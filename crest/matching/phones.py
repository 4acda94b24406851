"""Phone numbers and e-mail addresses in the form in which they are compared."""

import re
from functools import lru_cache

import phonenumbers

_DIGITS = re.compile(r"\d+")
_FEWEST = 7
# Shorter than any number of a subscriber but those of some islands, which agree in writing too.
_LAST = 6
_SIGNS = b"-+ ()."


@lru_cache(maxsize=50_000)
def phone_sign(phone: str | None, country: str | None) -> str:
    """Return a phone number as the whole world dials it, its digits where no country is known.

    Of several numbers in one cell the first speaks. A text with too few digits gives nothing.
    """
    if not phone:
        return ""
    first = re.split(r"[;/,|]| or ", phone)[0]
    try:
        number = phonenumbers.parse(first, country or None)
    except phonenumbers.NumberParseException:
        digits = "".join(_DIGITS.findall(first))
        return digits if len(digits) >= _FEWEST else ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_end(phone: str, country: str | None) -> str:
    """Return the last digits of a number: two numbers that are the same have the same ones.

    Nothing for a text with too few digits. Only what holds more than digits and signs is parsed.
    """
    if phone.isascii():
        digits = phone.encode().translate(None, _SIGNS)
        if digits.isdigit() or not digits:
            return digits[-_LAST:].decode()
    return phone_sign(phone, country)[-_LAST:]


def email_sign(email: str | None) -> str:
    """Return an address as it is compared, or nothing for none."""
    return (email or "").strip().casefold()
