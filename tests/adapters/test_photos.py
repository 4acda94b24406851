"""Photos keep the picture and lose what a phone wrote beside it."""

import struct
import zlib

import pytest

from crest.adapters.photos import without_metadata
from crest.domain.errors import RefusedInputError

PLACE = b"GPS 11.5564 N 104.9282 E"


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def _exif(orientation: int, order: str = ">") -> bytes:
    mark = b"MM\0*" if order == ">" else b"II*\0"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = mark + struct.pack(f"{order}IH", 8, 1) + entry + struct.pack(f"{order}I", 0)
    return _segment(0xE1, b"Exif\0\0" + tiff + PLACE)


SCAN = b"\xff\xda\x00\x02picture \xff\x00 data\xff\xd9"
JFIF = _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")


def _jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments) + SCAN


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(
        name + struct.pack("<I", len(part)) + part + b"\0" * (len(part) % 2)
        for name, part in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_a_jpeg_loses_place_comment_and_editor_but_no_picture() -> None:
    photo = _jpeg(JFIF, _exif(1), _segment(0xFE, PLACE), _segment(0xED, PLACE))

    assert without_metadata(photo, "image/jpeg") == _jpeg(JFIF)


@pytest.mark.parametrize("order", [">", "<"])
def test_a_turned_jpeg_stays_the_right_way_up(order: str) -> None:
    clean = without_metadata(_jpeg(_exif(6, order), JFIF), "image/jpeg")

    assert PLACE not in clean
    assert clean.endswith(JFIF + SCAN)
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in clean
    assert without_metadata(clean, "image/jpeg") == clean


def test_a_png_loses_its_texts_and_what_hangs_on_behind() -> None:
    start, end = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", b"\0" * 13), _chunk(b"IEND", b"")
    pixels = _chunk(b"IDAT", b"pixels")
    photo = start + _chunk(b"tEXt", PLACE) + _chunk(b"eXIf", PLACE) + pixels + end + PLACE

    assert without_metadata(photo, "image/png") == start + pixels + end


def test_a_webp_loses_exif_and_says_so_in_its_head() -> None:
    photo = _riff(
        (b"VP8X", bytes([0x1C]) + b"\0" * 9), (b"VP8 ", b"odd"), (b"EXIF", PLACE), (b"XMP ", PLACE)
    )

    clean = without_metadata(photo, "image/webp")

    assert clean == _riff((b"VP8X", bytes([0x10]) + b"\0" * 9), (b"VP8 ", b"odd"))


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        pytest.param(b"\xff\xd8\xff\xe1\xff\xff", "image/jpeg", id="a segment past the end"),
        pytest.param(b"\xff\xd8\xff\xe1", "image/jpeg", id="no length"),
        pytest.param(b"\xff\xd8\0\0\0", "image/jpeg", id="no marker"),
        pytest.param(b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT", "image/png", id="a long chunk"),
        pytest.param(b"RIFF\0\0\0\0WEBPVP8 \xff\xff\xff\xff", "image/webp", id="a long part"),
    ],
)
def test_a_torn_photo_is_refused(content: bytes, media_type: str) -> None:
    with pytest.raises(RefusedInputError) as refused:
        without_metadata(content, media_type)

    assert refused.value.reason == "file_damaged"


def test_an_exif_that_cannot_be_read_goes_and_harms_nothing() -> None:
    torn = _segment(0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff")

    assert without_metadata(_jpeg(torn, JFIF), "image/jpeg") == _jpeg(JFIF)


def test_papers_are_kept_as_they_came() -> None:
    assert without_metadata(b"%PDF-1.7 by somebody", "application/pdf") == b"%PDF-1.7 by somebody"


def test_a_photo_that_would_keep_telling_is_refused() -> None:
    with pytest.raises(RefusedInputError) as refused:
        without_metadata(b"\0\0\0\x18ftypheic", "image/heic")

    assert refused.value.reason == "file_heic"
