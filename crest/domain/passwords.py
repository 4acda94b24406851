"""What a password must be: long, and nothing that is tried first."""

import re

from crest.domain.errors import RefusedInputError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1024
_LEAST_SIGNS = 4
# A password is made of common pieces alone where less than this is left without them.
_LEAST_LEFT = 4
_LEAST_NAME = 3
_LOOK_ALIKES = str.maketrans("013457@$!", "oieastasi")
# Words and rows of keys that passwords begin with most often, longest first when taken out.
_COMMON = (
    *("password", "passw", "passphrase", "changeme", "letmein", "welcome", "administrator"),
    *("admin", "master", "secret", "default", "iloveyou", "sunshine", "princess", "football"),
    *("baseball", "superman", "batman", "monkey", "dragon", "shadow", "starwars", "trustno"),
    *("qwertyuiop", "qwerty", "qwertz", "azerty", "asdfghjkl", "asdfgh", "asdf", "zxcvbnm", "zxcv"),
    *("qazwsxedc", "qazwsx", "abcdefghijklmnopqrstuvwxyz", "abcdefgh", "abcdef", "abcd", "abc"),
    *("hello", "login", "google", "computer", "internet", "samsung", "cambodia", "phnompenh"),
    *("crest", "test", "user", "guest", "temp", "love", "pass", "word"),
)
_PIECES = re.compile("|".join(sorted(_COMMON, key=len, reverse=True)))


def check_password(password: str, *, email: str, name: str) -> None:
    """Return nothing for a password that may be used, or raise RefusedInputError."""
    if len(password) < SHORTEST_PASSWORD:
        raise RefusedInputError("short_password", least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise RefusedInputError("long_password", most=LONGEST_PASSWORD)
    folded = password.casefold()
    if _tells_who(folded, email=email, name=name):
        raise RefusedInputError("password_of_name")
    if len(set(folded)) < _LEAST_SIGNS or _is_common(folded):
        raise RefusedInputError("weak_password")


def _tells_who(folded: str, *, email: str, name: str) -> bool:
    """Return whether little is left of the password without the address and the name."""
    address = email.strip().casefold()
    parts = {address, address.partition("@")[0], *re.split(r"[@.\s]+", address)}
    parts |= {name.strip().casefold(), *name.casefold().split()}
    left = folded
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= _LEAST_NAME:
            left = left.replace(part, "")
    return left != folded and len(_letters(left)) < _LEAST_LEFT


def _is_common(folded: str) -> bool:
    """Return whether only digits, signs and the most common words make up the password."""
    read = folded.translate(_LOOK_ALIKES)
    return any(len(_letters(_PIECES.sub("", text))) < _LEAST_LEFT for text in (folded, read))


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())
