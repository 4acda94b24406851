"""Names and addresses in the form in which they are compared; never shown."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from crest.domain.names import normalise
from crest.matching.legal_forms import core, without_phrases

_DOTTED = re.compile(r"\b(?:\w\.){2,}\w?\b\.?")
_AMPERSAND = re.compile(r"\s*[&+]\s*")
_APOSTROPHES = re.compile("[\u2018\u2019'`\u00b4]")
_WORD = re.compile(r"[^\W_]+")
# Plain letters and digits, and blanks for all other signs: found in half the time of a pattern.
_LETTERS = bytes(sign if chr(sign).isalnum() and sign < 128 else 32 for sign in range(256))
_FIGURES = bytes(sign if chr(sign) in "0123456789" else 32 for sign in range(256))
_DIGITS = re.compile(r"\d+")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_BEFORE_NUMBERS = """
unit plant factory building bldg branch block workshop site division div line no nr number facility
mill shed phase floor warehouse fty fac
"""
# What stands before the number or letter of a site; alone it says nothing of which one.
_SITE_WORDS = frozenset(_BEFORE_NUMBERS.split())
# 一厂 is the first plant, 二厂 the second.
_HAN_NUMBER = re.compile("([一二三四五六七八九十]+)(?=分?工?[厂廠号號期部店])")
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5"}
# Words of a name that many write short.
_WRITTEN_OUT = {"bldg": "building", "fty": "factory", "fac": "factory", "mfg": "manufacturing"}
_NO_SITE = frozenset({"no", "nr", "number", "unit", "plant", "site", "facility"})
_MAY_BE_SIGNS = _NO_SITE | _ROMAN.keys() | _ORDINALS.keys()
_NONE: frozenset[str] = frozenset()
_ADDRESS_WORDS = {
    "rd": "road",
    "st": "street",
    "str": "street",
    "ave": "avenue",
    "av": "avenue",
    "blvd": "boulevard",
    "dist": "district",
    "ind": "industrial",
    "indl": "industrial",
    "ln": "lane",
    "bldg": "building",
    "prov": "province",
    "twp": "town",
    "sec": "section",
    "jl": "jalan",
    "hwy": "highway",
    "vill": "village",
    "est": "estate",
}
_SAYS_NOTHING = frozenset({"no", "nr", "the", "of", "and", "city", "province", "na", "n", "p", "o"})


# The words of a name in their order, and its letters of a script that is not Latin.
NameCore = tuple[tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class FoldedName:
    """A name as compared: its words in order of the alphabet, one text of them, its site numbers.

    `kinds` are the words as a set. `joined` has no spaces, so that "Zhong Shan" is "Zhongshan";
    `foreign` says that the words are a transliteration, and `native` is what it was made of.
    """

    words: tuple[str, ...]
    kinds: frozenset[str]
    text: str
    joined: str
    numbers: frozenset[str]
    foreign: bool
    native: str


@dataclass(frozen=True, slots=True)
class FoldedAddress:
    """An address as compared: its words, one text of them, and the numbers that stand in it."""

    words: frozenset[str]
    text: str
    numbers: frozenset[str]


def fold_name(name: str) -> FoldedName:
    """Return a name without case, accents, legal forms, order of words and signs."""
    kept, numbers, native = _parted(normalise(name))
    ordered = tuple(sorted(kept))
    return FoldedName(
        words=ordered,
        kinds=frozenset(ordered),
        text=" ".join(ordered),
        joined="".join(kept),
        numbers=numbers,
        foreign=bool(native),
        native=native,
    )


def name_core(plain: str) -> NameCore:
    """Return what of a name says who it is: its words as they stand, and its own letters.

    The name is given as `normalise` returns it.
    """
    kept, _, native = _parted(plain)
    return tuple(kept), native


def _parted(plain: str) -> tuple[list[str], frozenset[str], str]:
    """Return the words of a name, the numbers of its sites and its letters of other scripts."""
    if "&" in plain or "+" in plain:
        plain = _AMPERSAND.sub(" and ", plain)
    plain = without_phrases(plain)
    native = "" if plain.isascii() else _native(plain)
    words = _words(anyascii(plain).casefold() if native else _unaccented(plain))
    numbers, kept = _numbered(core(words))
    return kept, numbers | frozenset(_HAN_NUMBER.findall(native)) if native else numbers, native


def fold_address(address: str) -> FoldedAddress:
    """Return an address without case, accents, usual shortenings and order of words."""
    plain = _plain_address(address)
    words = {_ADDRESS_WORDS.get(word, word) for word in _WORD.findall(plain)} - _SAYS_NOTHING
    numbers = frozenset(number.lstrip("0") for word in words for number in _DIGITS.findall(word))
    return FoldedAddress(
        words=frozenset(words), text=" ".join(sorted(words)), numbers=numbers - {""}
    )


def address_numbers(address: str) -> frozenset[str]:
    """Return the numbers that stand in an address, as the folded one has them."""
    # Case and blanks change no number.
    is_plain = address.isascii() and "'" not in address and "`" not in address
    found = _parts(address, _FIGURES) if is_plain else _DIGITS.findall(_plain_address(address))
    return frozenset([number for one in found if (number := one.lstrip("0"))])


def _parts(text: str, kept: bytes) -> list[str]:
    """Return what of an ASCII text is kept, parted where signs are left out."""
    return text.encode().translate(kept).decode().split()


def _plain_address(address: str) -> str:
    plain = normalise(address)
    if plain.isascii():
        return _APOSTROPHES.sub("", plain) if "'" in plain or "`" in plain else plain
    return anyascii(_unaccented(_APOSTROPHES.sub("", plain))).casefold()


def _native(plain: str) -> str:
    """Return the letters of a name in a script that is not Latin, or nothing for a Latin one."""
    letters = [sign for sign in plain if sign.isalpha() or unicodedata.category(sign)[0] == "M"]
    other = [sign for sign in letters if not sign.isascii() and not _is_latin(sign)]
    if 2 * len(other) < len(letters) or not other:
        return ""
    return "".join(sign for sign in plain if sign.isalnum() or unicodedata.category(sign)[0] == "M")


def _is_latin(sign: str) -> bool:
    return (
        sign.isascii() or "LATIN" in unicodedata.name(sign, "") or unicodedata.combining(sign) > 0
    )


def _unaccented(text: str) -> str:
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("ł", "l").replace("ø", "o"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _words(text: str) -> list[str]:
    if text.count(".") > 1:
        text = _DOTTED.sub(lambda found: found.group().replace(".", "") + " ", text)
    is_plain = text.isascii()
    if "'" in text or "`" in text or not is_plain:
        text = _APOSTROPHES.sub("", text)
    words = _parts(text, _LETTERS) if is_plain else _WORD.findall(text)
    return _letters_joined(words) if 1 in map(len, words) else words


def _letters_joined(words: list[str]) -> list[str]:
    """Return the words with runs of single letters as one: "S L" is "sl", "A B C" is "abc"."""
    kept: list[str] = []
    run = False
    for number, word in enumerate(words):
        single = len(word) == 1 and word.isalpha()
        after_site = number > 0 and words[number - 1] in _SITE_WORDS
        if single and run:
            kept[-1] += word
        else:
            kept.append(word)
        run = single and not after_site
    return kept


def _numbered(words: list[str]) -> tuple[frozenset[str], list[str]]:
    """Return the numbers and letters of sites in a name, and its other words."""
    numbers: set[str] = set()
    kept = []
    for number, word in enumerate(words):
        if word.isdecimal():
            numbers.add(word.lstrip("0") or "0")
            continue
        plain = _plain_word(word)
        if plain:
            kept.append(plain)
            continue
        before = words[number - 1] if number else ""
        after = words[number + 1] if number + 1 < len(words) else ""
        sign = _site_sign(word, before, after)
        if sign:
            numbers.add(sign)
        elif word not in _NO_SITE:
            kept.append(word)
    return frozenset(numbers) if numbers else _NONE, kept or words


# Lists say a few thousand words again and again.
@lru_cache(maxsize=20_000)
def _plain_word(word: str) -> str:
    """Return the word written out, or nothing where what stands beside it may make it a sign."""
    if len(word) > 1 and word.isalpha() and word not in _MAY_BE_SIGNS:
        return _WRITTEN_OUT.get(word, word)
    return ""


def _site_sign(word: str, before: str, after: str) -> str:
    digits = _DIGITS.findall(word)
    if digits:
        return "-".join(digit.lstrip("0") or "0" for digit in digits)
    if word in _ORDINALS and after in _SITE_WORDS:
        return _ORDINALS[word]
    if word in _ROMAN and (before in _SITE_WORDS or not after):
        return _ROMAN[word]
    if before in _SITE_WORDS and len(word) == 1:
        return {"i": "1", "v": "5", "x": "10"}.get(word, word)
    return ""
