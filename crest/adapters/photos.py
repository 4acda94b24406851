"""Photos without what a phone writes into them: place, time, device, names.

JPEG, PNG and WebP are cleaned; pixels, colour and the way up stay. HEIC, from which nothing can be
taken out here, is refused.
"""

import struct
from collections.abc import Callable, Iterator, Mapping

from crest.domain.errors import RefusedInputError

_JPEG_START_OF_SCAN = 0xDA
_JPEG_BARE = {0x01, *range(0xD0, 0xD9)}
# Exif and XMP, Photoshop's block, and comments
_JPEG_TOLD = {0xE1, 0xED, 0xFE}
_PNG_SIGNATURE = 8
_PNG_TOLD = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_WEBP_TOLD = {b"EXIF", b"XMP "}
_WEBP_TOLD_FLAGS = 0x08 | 0x04
_ORIENTATION = 0x0112
_TURNED = range(2, 9)


def without_metadata(content: bytes, media_type: str) -> bytes:
    """Return the photo without what it tells besides the picture; other files as they are.

    RefusedInputError `file_heic` for a photo that would keep telling it.
    """
    if media_type == "image/heic":
        raise RefusedInputError("file_heic")
    clean = _CLEANERS.get(media_type)
    if clean is None:
        return content
    try:
        return clean(content)
    except (struct.error, IndexError):
        raise RefusedInputError("file_damaged") from None


def _clean_jpeg(content: bytes) -> bytes:
    kept = [content[:2]]
    turned = None
    for marker, segment in _jpeg_segments(content):
        if marker == 0xE1 and turned is None:
            turned = _orientation(segment)
        if marker not in _JPEG_TOLD:
            kept.append(segment)
    if turned is not None and turned in _TURNED:
        kept.insert(1, _exif_with(turned))
    return b"".join(kept)


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each segment with its marker; the scan comes last, with all that follows it."""
    place = 2
    while place < len(content):
        if content[place] != 0xFF:
            raise struct.error
        marker = content[place + 1]
        if marker == 0xFF:  # filling between segments
            place += 1
        elif marker == _JPEG_START_OF_SCAN:
            yield marker, content[place:]
            return
        else:
            end = place + 2 if marker in _JPEG_BARE else _jpeg_end(content, place)
            yield marker, content[place:end]
            place = end


def _jpeg_end(content: bytes, place: int) -> int:
    if content[place + 1] == 0xD9:  # the end of the picture
        return len(content)
    (length,) = struct.unpack_from(">H", content, place + 2)
    if length < 2 or place + 2 + length > len(content):
        raise struct.error
    return int(place + 2 + length)


def _orientation(segment: bytes) -> int | None:
    """Return which way up the picture is held, where Exif says so in a way that can be read."""
    if segment[4:10] != b"Exif\0\0":
        return None
    tiff = segment[10:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return None
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        entries = (
            struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
            for number in range(count)
        )
        return next((value for tag, _, _, value in entries if tag == _ORIENTATION), None)
    except struct.error:
        return None


def _exif_with(orientation: int) -> bytes:
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _clean_png(content: bytes) -> bytes:
    kept, place = [content[:_PNG_SIGNATURE]], _PNG_SIGNATURE
    while place < len(content):
        (length,) = struct.unpack_from(">I", content, place)
        end = place + 12 + length
        name = content[place + 4 : place + 8]
        if end > len(content):
            raise struct.error
        if name not in _PNG_TOLD:
            kept.append(content[place:end])
        if name == b"IEND":
            break  # what hangs on behind the picture goes too
        place = end
    return b"".join(kept)


def _clean_webp(content: bytes) -> bytes:
    kept, place = [], 12
    while place < len(content):
        name, length = struct.unpack_from("<4sI", content, place)
        end = place + 8 + length + length % 2
        if place + 8 + length > len(content):
            raise struct.error
        if name == b"VP8X":
            flags = content[place + 8] & ~_WEBP_TOLD_FLAGS
            kept.append(content[place : place + 8] + bytes([flags]) + content[place + 9 : end])
        elif name not in _WEBP_TOLD:
            kept.append(content[place:end])
        place = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


_CLEANERS: Mapping[str, Callable[[bytes], bytes]] = {
    "image/jpeg": _clean_jpeg,
    "image/png": _clean_png,
    "image/webp": _clean_webp,
}
