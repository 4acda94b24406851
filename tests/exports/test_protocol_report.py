"""The Word file of the yearly report: fonts and languages of both scripts, and what it refuses."""

import io
from datetime import UTC, date, datetime

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from crest.domain.protocol_frame import OPENING
from crest.domain.protocol_report import (
    ReportRelease,
    ReportText,
    YearReport,
    found_heads,
    response_of,
)
from crest.exports.protocol_report import write_report
from tests.library import shipped_library

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def written(language: str, *, text: str = "") -> WordDocument:
    frame = shipped_library().report("ilo.p029")
    release = ReportRelease(number=3, as_of=date(2026, 11, 1), method="2026.1")
    report = YearReport(
        year=2026,
        frame=frame,
        heads=found_heads(frame, {}),
        response=response_of({}),
        release=release,
        releases={3: release},
        texts={OPENING: ReportText(body=text, version=1, by_name="Officer", at=NOW)},
    )
    stream = io.BytesIO()
    write_report(stream, report, language=language, made_at=NOW, is_demonstration=True)
    return Document(io.BytesIO(stream.getvalue()))


@pytest.mark.parametrize("style", ["Normal", "Title", "Subtitle", "Heading 1", "Heading 2"])
def test_each_style_has_a_font_a_size_and_a_weight_for_khmer(style: str) -> None:
    properties = written("km").styles[style].element.rPr
    fonts = properties.find(qn("w:rFonts"))
    size, complex_size = properties.find(qn("w:sz")), properties.find(qn("w:szCs"))

    assert fonts.get(qn("w:cs")) == "Khmer OS Battambang"
    assert not [name for name in fonts.attrib if name.lower().endswith("theme")]
    assert size.getnext() is complex_size
    assert size.get(qn("w:val")) == complex_size.get(qn("w:val"))
    assert (properties.find(qn("w:b")) is None) == (properties.find(qn("w:bCs")) is None)


def test_word_proofs_latin_as_english_and_complex_script_as_khmer() -> None:
    document = written("km")
    (lang,) = document.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang"))

    assert [lang.get(qn(f"w:{name}")) for name in ("val", "bidi")] == ["en-GB", "km-KH"]
    assert document.core_properties.language == "km"
    assert document.core_properties.title.startswith("របាយការណ៍")


def test_the_file_says_that_it_is_fiction_and_drops_signs_that_word_cannot_read() -> None:
    document = written("en", text="One\x00\x0b two\ufffe\n\n  Three")
    lines = [one.text for one in document.paragraphs]

    assert {"Demonstration: fictional companies", "One two", "Three"} <= set(lines)
    assert lines[0] == document.core_properties.title
    assert document.core_properties.author == "CREST"


def test_every_figure_that_no_release_tells_says_so() -> None:
    tables = [one for one in written("en").tables if len(one.columns) == 5]
    cells = [row.cells[1].text for table in tables for row in table.rows[1:]]

    assert len(cells) == 27
    assert set(cells) == {"not released"}
