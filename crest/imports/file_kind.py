"""What a file is, told by its bytes; names and extensions are not asked."""

import re
import zipfile
from pathlib import Path

from crest.domain.errors import RefusedInputError
from crest.imports.table import Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)
_OTHER = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"\x1f\x8b", b"7z\xbc\xaf", b"MZ")
_HEAD_BYTES = 4_096


def is_workbook(path: Path, limits: Limits) -> bool:
    """Return whether the file is a workbook (else delimited text); other kinds are refused."""
    size = path.stat().st_size
    if size == 0:
        raise RefusedInputError("empty_file")
    if size > limits.file_bytes:
        raise RefusedInputError("file_too_large", most=limits.file_bytes)
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.startswith(_OLE):
        raise RefusedInputError("encrypted" if _ENCRYPTED in path.read_bytes() else "old_workbook")
    if head.startswith(_OTHER):
        raise RefusedInputError("other_kind")
    if _WEB_PAGE.match(head):
        raise RefusedInputError("web_page")
    if not head.startswith(b"PK"):
        return False
    _check_entries(path, limits)
    return True


def _check_entries(path: Path, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise RefusedInputError("damaged") from None
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        raise RefusedInputError("other_kind")
    if "xl/vbaProject.bin" in names:
        raise RefusedInputError("macros")
    if any(entry.flag_bits & 1 for entry in entries):
        raise RefusedInputError("encrypted")
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits.entries or unpacked > limits.unpacked_bytes:
        raise RefusedInputError("too_large_unpacked", most=limits.unpacked_bytes)
