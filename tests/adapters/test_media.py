"""Files are taken by what they are, whatever they are called."""

import io
import zipfile

import pytest

from crest.adapters.media import clean_name, recognise
from crest.domain.errors import RefusedInputError

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\1" * 30
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\1" * 30
OLD_DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 600
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\1" * 20


def _zip(*names: str, encrypted: bool = False) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "content")
    content = held.getvalue()
    if encrypted:
        content = content.replace(
            b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
        )
    return content


DOCX = _zip("[Content_Types].xml", "word/document.xml")
XLSX = _zip("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        pytest.param(PDF, ".pdf", id="pdf"),
        pytest.param(JPEG, ".jpg", id="jpeg"),
        pytest.param(PNG, ".png", id="png"),
        pytest.param(WEBP, ".webp", id="webp"),
        pytest.param(HEIC, ".heic", id="heic"),
        pytest.param(DOCX, ".docx", id="docx"),
        pytest.param(XLSX, ".xlsx", id="xlsx"),
        pytest.param("ប្រាក់ឈ្នួល 200\n".encode(), ".txt", id="text in Khmer"),
    ],
)
def test_papers_and_photos_are_taken(content: bytes, ending: str) -> None:
    assert recognise(content, name="anything.exe").ending == ending


def test_text_called_csv_stays_csv() -> None:
    assert recognise(b"a,b\n1,2\n", name="List.CSV").type == "text/csv"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "file_empty", id="empty"),
        pytest.param(b"\0" * 50, "file_empty", id="nothing but NUL"),
        pytest.param(b"  <!doctype html><p>x", "file_type", id="a web page"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_type", id="svg"),
        pytest.param(b"\xef\xbb\xbf<?xml version='1.0'?>", "file_type", id="xml with a mark"),
        pytest.param(b"MZ\x90\x00" + b"\0\1" * 100, "file_type", id="a program"),
        pytest.param(b"#!/bin/sh\nrm -r /\n", "file_type", id="a script"),
        pytest.param(b"hello\x00world", "file_type", id="text with NUL"),
        pytest.param(b"\x00\x00\x00\x18ftypisom" + b"\1" * 20, "file_type", id="a film"),
        pytest.param(OLD_DOC, "file_old_office", id="doc"),
        pytest.param(b"PK\x03\x04" + b"\1" * 60, "file_damaged", id="a torn zip"),
        pytest.param(_zip("[Content_Types].xml", "other.txt"), "file_type", id="another zip"),
        pytest.param(
            _zip("[Content_Types].xml", "word/document.xml", encrypted=True),
            "file_encrypted",
            id="a locked zip",
        ),
        pytest.param(
            _zip("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
            "file_macros",
            id="macros",
        ),
        pytest.param(
            _zip("[Content_Types].xml", "xl/workbook.xml", *(f"{n}.xml" for n in range(2001))),
            "file_unpacks_large",
            id="too many parts",
        ),
    ],
)
def test_everything_else_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(RefusedInputError) as refused:
        recognise(content, name="paper.pdf")

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\papers\\fees.html", "fees.pdf"),
        ('a<b>"c".pdf', "abc.pdf"),
        ("ប្រាក់.pdf", "ប្រាក់.pdf"),
        ("fdp.\u202eexe", "fdp.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("line\nbreak\0.pdf", "linebreak.pdf"),
    ],
)
def test_a_name_loses_folders_and_odd_signs_and_gets_its_true_ending(
    name: str, cleaned: str
) -> None:
    assert clean_name(name, ending=".pdf") == cleaned


def test_a_long_name_is_cut_before_its_ending() -> None:
    cleaned = clean_name("x" * 500, ending=".docx")

    assert len(cleaned) == 120
    assert cleaned.endswith(".docx")
