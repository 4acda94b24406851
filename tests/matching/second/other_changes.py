"""Named changes of another hand: two at once, other slips, other ways to write a site."""

import random
import re
from collections.abc import Callable, Mapping

from tests.matching.changes import CHANGES, shortened

Change = Callable[[str, random.Random], str]
# Keys that stand beside one another.
_BESIDE = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopoasdfghjkzxcvbnmn", strict=False))
_TITLES = (("Co", "co"), ("Ltd", "LTD"), ("Garments", "GARMENTS"), ("Industry", "industry"))


def _letter_replaced(name: str, chance: random.Random) -> str:
    word = max(re.findall(r"[A-Za-z]{4,}", name) or [name], key=len)
    at = chance.randrange(1, len(word) - 1)
    put = _BESIDE.get(word[at].lower(), word[at])
    return name.replace(word, word[:at] + put + word[at + 1 :], 1)


def _mixed_case(name: str, _: random.Random) -> str:
    for sought, put in _TITLES:
        name = re.sub(rf"\b{sought}\b", put, name)
    return name.title() if name.isupper() else name.swapcase()


def _form_first(name: str, _: random.Random) -> str:
    found = re.search(r"(?i)[, ]*\b(co\.?,? ?ltd|ltd|limited|s\.?a|inc|jsc|gmbh)\b\.?$", name)
    return f"{found.group().strip(' ,.')} {name[: found.start()]}" if found else f"M/s. {name}"


def _hyphens(name: str, _: random.Random) -> str:
    return name.replace(" ", "-", 1).replace(", ", " - ")


def _bracketed_place(name: str, _: random.Random) -> str:
    return re.sub(r"\s*\((Thailand|Vietnam|Myanmar|Lanka|VN| Vietnam)\)", r" \1", name)


def _both(first: Change, second: Change) -> Change:
    return lambda name, chance: second(first(name, chance), chance)


SECOND: Mapping[str, Change] = {
    "letters of the other case": _mixed_case,
    "punctuation and capitals": _both(CHANGES["punctuation"], CHANGES["capitals"]),
    "legal form put first": _form_first,
    "legal form left out, small letters": _both(
        CHANGES["legal form left out"], CHANGES["small letters"]
    ),
    "legal form written otherwise, capitals": _both(
        CHANGES["legal form written otherwise"], CHANGES["capitals"]
    ),
    "word order and punctuation": _both(CHANGES["word order"], CHANGES["punctuation"]),
    "another letter": _letter_replaced,
    "letter lost, capitals": _both(CHANGES["letter lost"], CHANGES["capitals"]),
    "letters swapped, legal form left out": _both(
        CHANGES["letters swapped"], CHANGES["legal form left out"]
    ),
    "letter doubled, accents left out": _both(
        CHANGES["letter doubled"], CHANGES["accents left out"]
    ),
    "hyphens": _hyphens,
    "brackets left out": _both(_bracketed_place, CHANGES["invisible signs"]),
}

# How one list and another write the same site.
SITES: tuple[tuple[str, str], ...] = (
    ("Unit 3", "#3"),
    ("Factory No. 2", "(Factory 2)"),
    ("Plant II", "Plant 2"),
    ("2nd Factory", "Factory 2"),
    ("Building B", "- Bldg. B"),
    ("(Unit-04)", "Unit 4"),
)


def _capitals_without_end(address: str) -> str:
    parts = [part.strip() for part in address.upper().split(",")]
    return ", ".join(parts[:-1] if len(parts) > 3 else parts)


def _none(address: str) -> str:
    del address
    return ""


# What another clerk makes of the address; every fourth list has none.
ADDRESSES: tuple[Callable[[str], str], ...] = (shortened, _capitals_without_end, str.lower, _none)
