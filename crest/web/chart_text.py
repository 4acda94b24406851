"""Names beside pictures: a drawing does not break lines, so they are broken here.

Widths are of letters 12 units high, a little wider than fonts draw them.
"""

import re
import unicodedata

_NARROW, _WIDE = "iljtf.,:;'|!()[] ", "mwMW@%—…"
_LETTER, _CAPITAL, _SLIM, _BROAD = 6.6, 8.0, 3.8, 10.6
# A Khmer syllable as it is drawn: a letter, what stands below it, and its marks.
_SYLLABLE = re.compile(
    r"[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd\u200c\u200d])*|.",
    re.DOTALL,
)
_KHMER, _BESIDE = 8.6, 4.2
_MARKS_BESIDE = "\u17b6\u17be\u17bf\u17c0\u17c1\u17c2\u17c3\u17c4\u17c5\u17c7"
_BREAK = "\u200b"


def width_of(words: str) -> float:
    """Return about how wide the words are drawn."""
    return sum(map(_width, _SYLLABLE.findall(words)))


def lines_of(words: str, *, room: float, most: int = 2) -> list[str]:
    """Return a name in at most so many lines of this width; what does not fit ends in a dot mark.

    Lines end at spaces and at marked breaks; a longer word is broken between syllables.
    """
    lines = [""]
    for piece in _pieces(words, room):
        if width_of((lines[-1] + piece).rstrip()) <= room:
            lines[-1] += piece
        else:
            lines.append(piece)
    found = [line.strip(" " + _BREAK) for line in lines if line.strip(" " + _BREAK)]
    return found if len(found) <= most else [*found[: most - 1], _cut(found[most - 1], room)]


def _pieces(words: str, room: float) -> list[str]:
    """Return what may not be broken: words with the space behind them, long ones by syllable."""
    found: list[str] = []
    for word in re.findall(rf"[^\s{_BREAK}]+[\s{_BREAK}]*", words):
        found += [word] if width_of(word.rstrip()) <= room else _SYLLABLE.findall(word)
    return found


def _cut(line: str, room: float) -> str:
    kept = _SYLLABLE.findall(line)
    while kept and width_of("".join(kept)) + _BROAD > room:
        kept.pop()
    return "".join(kept).rstrip() + "…"


def _width(syllable: str) -> float:
    first = syllable[0]
    if "\u1780" <= first <= "\u17dd":
        return _KHMER + _BESIDE * sum(mark in _MARKS_BESIDE for mark in syllable[1:])
    if first == _BREAK or unicodedata.combining(first):
        return 0
    if first in _NARROW:
        return _SLIM
    if first in _WIDE:
        return _BROAD
    return _CAPITAL if first.isupper() else _LETTER
