"""Named changes that people and programs make to one supplier's entry between two lists."""

import random
import re
import unicodedata
from collections.abc import Callable, Mapping

_FORMS = (
    (r"\bCo\.?,? ?Ltd\b\.?", "Company Limited"),
    (r"\bLtd\b\.?", "Limited"),
    (r"\bPvt\b\.?|\bPVT\b\.?", "Private"),
    (r"\bS\.A\. de C\.V\.", "SA de CV"),
    (r"\bS\.L\.|\bS\.A\.", "SA"),
    (r"\bCorp\b\.?", "Corporation"),
    (r"\bInc\b\.?", "Incorporated"),
)
_DROPPED = r"(?i)[, ]*\b(co|ltd|limited|company|inc|corp|pvt|private|llc|gmbh|srl)\b\.?"


def _capitals(name: str, _: random.Random) -> str:
    return name.upper()


def _small(name: str, _: random.Random) -> str:
    return name.lower()


def _no_punctuation(name: str, _: random.Random) -> str:
    return " ".join(re.sub(r"[.,()'\-]", " ", name).split())


def _other_form(name: str, _: random.Random) -> str:
    for sought, put in _FORMS:
        name = re.sub(sought, put, name)
    return name


def _no_form(name: str, _: random.Random) -> str:
    return re.sub(_DROPPED, "", name).strip(" ,.") or name


def _turned(name: str, _: random.Random) -> str:
    first, _space, rest = name.partition(" ")
    return f"{rest} {first}".strip(" ,.") if rest else name


def _letter_lost(name: str, chance: random.Random) -> str:
    word, at = _long_word(name, chance)
    return name.replace(word, word[:at] + word[at + 1 :], 1)


def _letters_swapped(name: str, chance: random.Random) -> str:
    word, at = _long_word(name, chance)
    return name.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :], 1)


def _letter_doubled(name: str, chance: random.Random) -> str:
    word, at = _long_word(name, chance)
    return name.replace(word, word[:at] + word[at] + word[at:], 1)


def _no_accents(name: str, _: random.Random) -> str:
    apart = unicodedata.normalize("NFD", name)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _joined(name: str, _: random.Random) -> str:
    return name.replace(" ", "", 1)


def _spaced(name: str, _: random.Random) -> str:
    return f"  {name.replace(' ', chr(0xA0) + ' ')}\u200b"


CHANGES: Mapping[str, Callable[[str, random.Random], str]] = {
    "capitals": _capitals,
    "small letters": _small,
    "punctuation": _no_punctuation,
    "legal form written otherwise": _other_form,
    "legal form left out": _no_form,
    "word order": _turned,
    "letter lost": _letter_lost,
    "letters swapped": _letters_swapped,
    "letter doubled": _letter_doubled,
    "accents left out": _no_accents,
    "words joined": _joined,
    "invisible signs": _spaced,
}


def shortened(address: str) -> str:
    """Return an address as another clerk writes it."""
    for long, short in (("Road", "Rd."), ("District", "Dist"), ("Street", "St."), ("Town,", ",")):
        address = address.replace(long, short)
    return re.sub(r", (China|P\.R\.China)\b", "", address)


def _long_word(name: str, chance: random.Random) -> tuple[str, int]:
    words = sorted(re.findall(r"[A-Za-z]{3,}", name), key=len)
    word = words[-1]
    return word, chance.randrange(1, len(word) - 1)
