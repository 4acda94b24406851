"""What a file is, told by its bytes; names and extensions are not asked."""

import hashlib
import re
import zipfile
from pathlib import Path

from crest.domain.errors import RefusedInputError
from crest.imports.table import FileKind, Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_BOOKS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)
_OTHER = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"\x1f\x8b", b"7z\xbc\xaf", b"MZ")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = "META-INF/manifest.xml"
_HEAD_BYTES = 4_096
_MOST_MANIFEST = 1_000_000


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, by which the record of a list names it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def workbook_kind(path: Path, limits: Limits) -> FileKind | None:
    """Return which kind of workbook the file is, None for what may be text; others are refused."""
    size = path.stat().st_size
    if size == 0:
        raise RefusedInputError("empty_file")
    if size > limits.file_bytes:
        raise RefusedInputError("file_too_large", most=limits.file_bytes)
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.startswith(_OLE):
        return _compound(path.read_bytes())
    if head.startswith(_OTHER):
        raise RefusedInputError("other_kind")
    if _WEB_PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise RefusedInputError("web_page")
    return _packed(path, limits) if head.startswith(b"PK") else None


def _compound(content: bytes) -> FileKind:
    if _ENCRYPTED in content:
        raise RefusedInputError("encrypted")
    if not any(name in content for name in _OLD_BOOKS):
        raise RefusedInputError("other_kind")
    return FileKind.XLS


def _packed(path: Path, limits: Limits) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            is_ods = "content.xml" in names and _is_ods(archive, names)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise RefusedInputError("damaged") from None
    if not is_ods:
        _check_names(names)
    if any(entry.flag_bits & 1 for entry in entries):
        raise RefusedInputError("encrypted")
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits.entries or unpacked > limits.unpacked_bytes:
        raise RefusedInputError("too_large_unpacked", most=limits.unpacked_bytes)
    return FileKind.ODS if is_ods else FileKind.XLSX


def _check_names(names: set[str]) -> None:
    if "xl/workbook.xml" not in names:
        raise RefusedInputError("other_kind")
    if "xl/vbaProject.bin" in names:
        raise RefusedInputError("macros")


def _is_ods(archive: zipfile.ZipFile, names: set[str]) -> bool:
    with archive.open("mimetype") if "mimetype" in names else archive.open("content.xml") as first:
        if not first.read(len(_ODS)).startswith(_ODS):
            return False
    if _MANIFEST in names:
        with archive.open(_MANIFEST) as manifest:
            if b"encryption-data" in manifest.read(_MOST_MANIFEST):
                raise RefusedInputError("encrypted")
    return True
