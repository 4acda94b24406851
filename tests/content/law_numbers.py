"""Numbers and dates in a text about law, in one spelling, so that two texts can be compared.

`law_rows.csv` holds the figures of every row of the facts that the library was written from: rows
of clauses, rows of instruments, and sources. It holds figures alone, no sentence. Dates are written
2029-07-26, 2029-07 or --05-31 (a day of every year), amounts in full (36 m is 36000000), and six
months are 6 and 6months.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

ROWS = Path(__file__).with_name("law_rows.csv")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\b"
)
_WORDS = {
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
    "fifteen": "15",
    "sixteen": "16",
    "eighteen": "18",
    "twenty": "20",
    "thirty": "30",
    "forty": "40",
    "sixty": "60",
}
_DATES = (
    (re.compile(r"\b(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b"), "{0}-{1}-{2}"),
    (re.compile(rf"\b(\d{{1,2}}) {_MONTH},? (\d{{4}})\b", re.IGNORECASE), "{2}-{1}-{0}"),
    (re.compile(rf"\b{_MONTH} (\d{{4}})\b", re.IGNORECASE), "{1}-{0}"),
    (re.compile(r"\b((?:19|20)\d{2})-(0[1-9]|1[0-2])\b(?!-)"), "{0}-{1}"),
    (re.compile(rf"\b(\d{{1,2}}) {_MONTH}", re.IGNORECASE), "--{1}-{0}"),
)
_SCALES = {
    "m": 10**6,
    "million": 10**6,
    "bn": 10**9,
    "billion": 10**9,
    "e6": 10**6,
    "e9": 10**9,
}
_YEARS = re.compile(r"\b((?:19|20)\d{2})-(1[3-9]|[2-9]\d)\b")
_MONTHS_LONG = re.compile(r"\b(\d{1,2})[ -]months?\b")
_NUMBER = re.compile(
    r"(\d{1,3}(?:[,_]\d{3})+|\d+)(\.\d+)?(?: ?(million|billion|bn|m|e6|e9)\b)?", re.IGNORECASE
)


def numbers(text: str) -> frozenset[str]:
    """Return every number and date of the text, each in one spelling."""
    found: set[str] = set()

    def take(match: re.Match[str], shape: str) -> str:
        found.add(shape.format(*map(_part, match.groups())))
        return " "

    for pattern, shape in _DATES:
        text = pattern.sub(lambda match, shape=shape: take(match, shape), text)
    text = _YEARS.sub(lambda match: f"{match[1]} {match[1][:2]}{match[2]}", text)
    text = re.sub(r"[A-Za-z]+", lambda match: _WORDS.get(match[0].lower(), match[0]), text)
    found |= {f"{int(match[1])}months" for match in _MONTHS_LONG.finditer(text)}
    return frozenset(found | {_amount(match) for match in _NUMBER.finditer(text)})


def _part(text: str) -> str:
    if text[:3].lower() in _MONTHS:
        return f"{_MONTHS.index(text[:3].lower()) + 1:02}"
    return text.zfill(2)


def _amount(match: re.Match[str]) -> str:
    whole, fraction, scale = match.groups()
    digits = re.sub("[,_]", "", whole)
    if scale:
        shifted = float(f"{digits}{fraction or ''}") * _SCALES[scale.lower()]
        return str(round(shifted))
    return f"{int(digits)}{fraction or ''}"


def unknown(text: str, known: Iterable[str]) -> frozenset[str]:
    """Return the numbers of the text that are not known; a known day knows its month and year."""
    known = frozenset(known)
    return frozenset(one for one in numbers(text) if not any(_covers(held, one) for held in known))


def _covers(held: str, asked: str) -> bool:
    if held == asked:
        return True
    is_date = re.fullmatch(r"\d{4}(-\d{2}){1,2}", held) is not None
    if is_date and asked.startswith("--"):
        return held[4:] == asked[1:]
    return is_date and held.startswith(f"{asked}-")


@cache
def rows() -> Mapping[tuple[str, str], frozenset[str]]:
    """Return the figures by kind (row, instrument, source, common) and id."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        return {
            (line["kind"], line["id"]): frozenset(line["numbers"].split())
            for line in csv.DictReader(file)
        }


def ids() -> Iterator[str]:
    """Yield the id of every row of the facts."""
    yield from (name for kind, name in rows() if kind == "row")
