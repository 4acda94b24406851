"""Which encoding a text file is in, told from its bytes; what was told is shown and can be set.

UTF-8 either fits every byte or is not it. Of the older encodings several fit most files, so the
lines that hold other signs than ASCII are weighed, and the commonest wins where two weigh alike.
"""

import codecs
from collections.abc import Iterator
from pathlib import Path

from crest.domain.errors import RefusedInputError

# Later ones must weigh more than earlier ones, or tell less noise.
ENCODINGS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "cp874",
    "cp932",
    "gb18030",
    "big5",
    "cp949",
)
_OLD = ENCODINGS[ENCODINGS.index("cp1252") :]
_WIDE = frozenset({"cp932", "gb18030", "big5", "cp949"})
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CHUNK = 1 << 20
_HEAD = 2_000
_WEIGHED = 20_000
_ALIKE = 0.02
_TELLING = 0.05
_MOST_NOISE = 0.6


def find_encoding(path: Path) -> str:
    """Return the encoding of a text file; one that none fits is refused."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    told = next((name for bom, name in _BOMS if head.startswith(bom)), None) or _unmarked(head)
    if told is not None:
        return _fitting(path, (told,))
    if fits(path, "utf-8"):
        return "utf-8"
    return _fitting(path, (*_weighed(_unusual_lines(path)), "cp1252"))


def fits(path: Path, encoding: str) -> bool:
    """Return whether every byte of the file means something in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except (UnicodeError, ValueError):
        return False
    return True


def _fitting(path: Path, encodings: tuple[str, ...]) -> str:
    found = next((encoding for encoding in encodings if fits(path, encoding)), None)
    if found is None:
        raise RefusedInputError("encoding")
    return found


def _unmarked(head: bytes) -> str | None:
    # Every second byte of Latin text in UTF-16 is zero.
    if head.count(0) <= len(head) // 4:
        return None
    return "utf-16-be" if head[0::2].count(0) > head[1::2].count(0) else "utf-16-le"


def _unusual_lines(path: Path) -> bytes:
    found, size = [], 0
    for line in _lines(path):
        if not line.isascii():
            found.append(line)
            size += len(line)
        if size >= _WEIGHED:
            break
    return b"".join(found)[: 2 * _WEIGHED]


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while line := file.readline(_WEIGHED):
            yield line


def _weighed(sample: bytes) -> tuple[str, ...]:
    """Return the older encodings that may be meant, the likeliest first."""
    # Weighing loads tables of many languages, which most files need not wait for.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    found = {
        match.encoding: (match.chaos, match.coherence)
        for match in from_bytes(sample, cp_isolation=list(_OLD), threshold=_MOST_NOISE)
        if match.encoding in _OLD
    }
    least = min((noise for noise, _ in found.values()), default=0.0)
    near = {name: sense for name, (noise, sense) in found.items() if noise <= least + _ALIKE}
    best = max(near.values(), default=0.0)

    def rank(name: str) -> tuple[bool, bool, bool, float, int]:
        telling = near.get(name, 0.0) >= best - _TELLING
        wide = name in _WIDE and name in near
        return (name not in near, not wide, not telling, found[name][0], _OLD.index(name))

    ordered = sorted(found, key=rank)
    return tuple(dict.fromkeys(_commonest(name, sample) for name in ordered))


def _commonest(encoding: str, sample: bytes) -> str:
    """Return the commonest encoding in which the sample reads the same."""
    text = sample.decode(encoding, "replace")
    return next(name for name in _OLD if sample.decode(name, "replace") == text)
