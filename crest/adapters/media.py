"""What an uploaded file is, read from its bytes; its name and the browser's word count for nothing.

Taken are papers and photos: PDF, JPEG, PNG, WebP, HEIC, DOCX, XLSX without macros, and plain text.
"""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from crest.domain.errors import RefusedInputError

_MAX_NAME = 120
_MAX_PARTS = 2_000
_MAX_UNPACKED = 200_000_000
_ENCRYPTED = 0x1
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNED = {
    "image/jpeg": (b"\xff\xd8\xff", ".jpg"),
    "image/png": (b"\x89PNG\r\n\x1a\n", ".png"),
    "application/pdf": (b"%PDF-", ".pdf"),
}
_OFFICE = {
    "word/document.xml": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
    ),
    "xl/workbook.xml": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
    ),
}
_HEIC_BRANDS = {b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis"}
_ACTIVE_TEXT = ("<", "#!", "%!", "{\\rtf", "@echo")
_KEPT_CONTROLS = {"\t", "\n", "\r"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A taken file: its media type, and the ending that its name gets."""

    type: str
    ending: str


def recognise(content: bytes, *, name: str) -> Media:
    """Return what the bytes are, or raise RefusedInputError with the reason."""
    if not content.strip(b"\0"):
        raise RefusedInputError("file_empty")
    found = _image_or_pdf(content) or _office(content) or _text(content, name=name)
    if found is None:
        raise RefusedInputError("file_type")
    return found


def clean_name(name: str, *, ending: str) -> str:
    """Return the name without folders and odd signs, with the ending that its content has."""
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(sign for sign in last if _may_stand_in_name(sign)).strip(" .")
    stem = PurePosixPath(kept).stem.strip(" .") or "file"
    return stem[: _MAX_NAME - len(ending)] + ending


def _image_or_pdf(content: bytes) -> Media | None:
    # puremagic is large, so it is loaded only when a file comes
    import puremagic  # noqa: PLC0415

    try:
        named = {match.mime_type for match in puremagic.magic_string(content[:65_536])}
    except puremagic.PureError:
        named = set()
    for type_, (start, ending) in _SIGNED.items():
        if type_ in named and content.startswith(start):
            return Media(type=type_, ending=ending)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Media(type="image/webp", ending=".webp")
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return Media(type="image/heic", ending=".heic")
    return None


def _office(content: bytes) -> Media | None:
    if content.startswith(_OLE):
        # old office files can hold macros, and so look the encrypted new ones
        raise RefusedInputError("file_old_office")
    if not content.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _office_parts(archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise RefusedInputError("file_damaged") from None


def _office_parts(parts: list[zipfile.ZipInfo]) -> Media | None:
    names = {part.filename for part in parts}
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise RefusedInputError("file_encrypted")
    if any("vbaproject" in name.lower() or name.lower().endswith(".bin") for name in names):
        raise RefusedInputError("file_macros")
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
        raise RefusedInputError("file_unpacks_large")
    for mark, (type_, ending) in _OFFICE.items():
        if mark in names and "[Content_Types].xml" in names:
            return Media(type=type_, ending=ending)
    return None


def _text(content: bytes, *, name: str) -> Media | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if text.lstrip().lower().startswith(_ACTIVE_TEXT) or not _is_plain(text):
        return None
    if name.lower().endswith(".csv"):
        return Media(type="text/csv", ending=".csv")
    return Media(type="text/plain", ending=".txt")


def _is_plain(text: str) -> bool:
    return not any(
        unicodedata.category(sign) == "Cc" and sign not in _KEPT_CONTROLS for sign in text
    )


def _may_stand_in_name(sign: str) -> bool:
    # Cf holds the signs that turn a name around; joiners are part of Khmer spelling
    if sign in "\u200c\u200d":
        return True
    return unicodedata.category(sign)[0] in "LMNPSZ" and sign not in '<>:"|?*\u2028\u2029'
