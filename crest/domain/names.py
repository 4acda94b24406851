"""Text as people type it: one form for comparing, another for keeping."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from crest.domain.errors import RefusedInputError

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff"))
_COENG_RO = "\u17d2\u179a"
_SUBSCRIPTS = re.compile("(?:\u17d2[\u1780-\u17b3]){2,}")
_KEPT_CONTROLS = {"\t", "\n"}
_REFUSED_CATEGORIES = {"Cc", "Cs"}
_AT_ONCE = 200
# What stands nowhere in plain texts that are written one behind the other, with strokes between.
_NOT_PLAIN = ("  ", "| ", " |")


def normalise(text: str) -> str:
    """Return the form in which two spellings of one name compare as equal; never shown."""
    if text.isascii():
        folded = text.casefold()
        # Most texts have single blanks alone, so that nothing is to be put together anew.
        plain = "  " not in folded and folded.isprintable()
        return folded.strip() if plain else " ".join(folded.split())
    visible = text.translate(_INVISIBLE)
    folded = unicodedata.normalize("NFD", visible).casefold()
    composed = unicodedata.normalize("NFC", ascii_digits(folded))
    return _SUBSCRIPTS.sub(_in_order, " ".join(composed.split()))


def normalised(texts: Sequence[str]) -> list[str]:
    """Return what `normalise` returns for each text; many plain ones cost hardly more than one."""
    return [
        text
        for first in range(0, len(texts), _AT_ONCE)
        for text in _normalised(texts[first : first + _AT_ONCE])
    ]


def _normalised(texts: Sequence[str]) -> Iterator[str] | list[str]:
    whole = f"|{'|'.join(texts)}|"
    is_plain = whole.isascii() and whole.isprintable() and whole.count("|") == len(texts) + 1
    if is_plain and not any(map(whole.__contains__, _NOT_PLAIN)):
        return whole[1:-1].casefold().split("|")
    return map(normalise, texts)


def clean_text(text: str) -> str:
    """Return the text as kept: trimmed, line ends as one sign; control characters are refused."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if kept.isprintable():
        return kept
    for sign in kept:
        if not can_be_kept(sign):
            raise RefusedInputError("bad_character", character=f"U+{ord(sign):04X}")
    return kept


def can_be_kept(sign: str) -> bool:
    """Return whether a page, a workbook and a database can all hold the sign."""
    if sign in _KEPT_CONTROLS:
        return True
    return unicodedata.category(sign) not in _REFUSED_CATEGORIES and not _is_no_sign(sign)


def showable(text: str) -> str:
    """Return the text without the signs that no page can hold, not even to show a refusal."""
    return "".join(sign for sign in text if sign == "\r" or can_be_kept(sign))


def _is_no_sign(sign: str) -> bool:
    # Unicode promises that these never mean anything, and XML forbids some of them.
    number = ord(sign)
    return number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF


def ascii_digits(text: str) -> str:
    """Return the text with the decimal digits of every script (Khmer, Thai ...) as 0-9."""
    if text.isascii():
        return text
    return "".join(_ascii_digit(sign) for sign in text)


def _ascii_digit(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def _in_order(found: re.Match[str]) -> str:
    # Two subscripts under one consonant look alike in either order; the spelling has RO last.
    pairs = re.findall("..", found.group())
    return "".join(sorted(pairs, key=lambda pair: (pair == _COENG_RO, pair)))
