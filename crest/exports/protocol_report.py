"""The federation's yearly report as a Word file: headings, tables with header rows, Khmer fonts.

The only module that knows python-docx; the worker alone imports it.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.font import Font
from docx.text.paragraph import Paragraph

from crest.domain.protocol_report import FoundHead, FoundRow, YearReport
from crest.exports import protocol_words as words
from crest.exports.protocol_words import ReportWords
from crest.i18n import N_, Translator

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Khmer is a complex script: Word takes its font, size and weight from attributes of their own.
_LATIN, _KHMER = "Calibri", "Khmer OS Battambang"
_INK, _BRAND, _MUTED = RGBColor(0x17, 0x20, 0x2A), RGBColor(0x08, 0x45, 0x47), "52606D"
_SOFT, _WARN = "E3F1F1", "FBE7A8"
_SIZES = {"Normal": 10.5, "Title": 20, "Subtitle": 12, "Heading 1": 15, "Heading 2": 12}
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_YEAR = N_("Year %(year)s")
_MADE = N_("Made on %(day)s.")
_FICTION = N_("Demonstration: fictional companies")


def write_report(
    stream: BinaryIO,
    report: YearReport,
    *,
    language: str,
    made_at: datetime,
    is_demonstration: bool,
) -> None:
    """Write the report as .docx in the language; what is hidden or missing is said in words."""
    spoken = ReportWords(report, language=language, say=Translator(language=language))
    title = spoken.text(report.frame.title)
    document = _document(title, language=language, made_at=made_at)
    document.add_paragraph(title, style="Title")
    document.add_paragraph(spoken.say(_YEAR) % {"year": report.year}, style="Subtitle")
    if is_demonstration:
        _say(document, spoken.say(_FICTION), bold=True)
    for line in (spoken.text(report.frame.about), spoken.stands_on):
        _say(document, line)
    _own_words(document, report.text("opening").body)
    _who(document, spoken)
    _articles(document, spoken)
    for head in report.heads:
        _head(document, spoken, head)
    _reading(document, spoken)
    _say(document, spoken.say(_MADE) % {"day": spoken.day(made_at)})
    document.save(stream)


def _who(document: WordDocument, spoken: ReportWords) -> None:
    document.add_heading(spoken.say(words.WHO), 1)
    heads = [spoken.say(one) for one in words.WHO_COLUMNS]
    _table(document, heads, spoken.who, widths=(124, 50), caption=heads[0])
    if spoken.response_gap:
        _gap(document, spoken, spoken.response_gap)
    _say(document, spoken.silence)


def _articles(document: WordDocument, spoken: ReportWords) -> None:
    title = spoken.say(words.ARTICLES)
    document.add_heading(title, 1)
    rows = [
        (
            f"{spoken.citation(row)}\n{spoken.source(row)}",
            spoken.text(row.says),
            spoken.text(head.title),
            spoken.answered(row),
        )
        for head in spoken.report.frame.heads
        for row in head.rows
    ]
    heads = [spoken.say(one) for one in words.ARTICLE_COLUMNS]
    _table(document, heads, rows, widths=(44, 60, 26, 44), caption=title)


def _head(document: WordDocument, spoken: ReportWords, found: FoundHead) -> None:
    document.add_heading(spoken.text(found.head.title), 1)
    _say(document, spoken.text(found.head.about))
    _own_words(document, spoken.report.text(found.head.id).body)
    for row in found.rows:
        _row(document, spoken, row)


def _row(document: WordDocument, spoken: ReportWords, found: FoundRow) -> None:
    row = found.row
    title = spoken.text(row.says)
    document.add_heading(title, 2)
    _say(document, f"{spoken.citation(row)}, {spoken.source(row)}", muted=True)
    if row.is_guidance:
        _say(document, spoken.say(words.GUIDANCE))
    if found.figures:
        heads = [spoken.say(one) for one in words.FIGURE_COLUMNS]
        lines = [
            (one.words, one.count, one.whole, one.share, one.release)
            for one in map(spoken.cells, found.figures)
        ]
        _table(document, heads, lines, widths=(74, 22, 30, 16, 32), caption=title)
    if spoken.is_gap(found):
        _gap(document, spoken, f"{spoken.say(words.NO_FIGURE)} {spoken.text(row.prompt)}")
    _own_words(document, spoken.report.text(row.id).body)


def _reading(document: WordDocument, spoken: ReportWords) -> None:
    document.add_heading(spoken.say(words.READING), 1)
    for note in words.NOTES:
        _say(document, spoken.say(note), style="List Bullet")
    document.add_heading(spoken.say(words.SOURCES), 1)
    for source in spoken.sources:
        _say(document, f"{source.code}: {source.title}, {source.address}", style="List Bullet")


def _say(document: WordDocument, text: str, *, style: str = "Normal", **look: bool) -> Paragraph:
    paragraph = document.add_paragraph(style=style)
    run = paragraph.add_run(_printable(text))
    if look.get("bold"):
        _make_bold(run)
    if look.get("muted"):
        # it stands above a table or a text, and never alone at the foot of a page
        paragraph.paragraph_format.keep_with_next = True
        run.font.color.rgb = RGBColor.from_string(_MUTED)
    return paragraph


def _gap(document: WordDocument, spoken: ReportWords, text: str) -> None:
    """Mark what is missing, so that nobody hands the report on without seeing it."""
    paragraph = document.add_paragraph()
    _make_bold(paragraph.add_run(f"[{spoken.say(words.GAP)}] "))
    paragraph.add_run(_printable(text))
    _shade(paragraph._p.get_or_add_pPr(), _WARN)  # noqa: SLF001 - no other way in


def _own_words(document: WordDocument, body: str) -> None:
    for part in body.split("\n"):
        if part.strip():
            _say(document, part.strip())


def _table(
    document: WordDocument,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths: Sequence[int],
    caption: str,
) -> Table:
    """Add a table whose first row stands again on every page; widths in millimetres."""
    lines = list(rows)
    table: Table = document.add_table(rows=1 + len(lines), cols=len(heads), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    _name(table, caption)
    for place, line in enumerate([heads, *lines]):
        row = table.rows[place]
        _mark_row(row._tr, is_head=place == 0)  # noqa: SLF001 - no other way in
        for cell, text, width in zip(row.cells, line, widths, strict=True):
            cell.width = Mm(width)
            _fill(cell, text, is_head=place == 0)
    document.add_paragraph().paragraph_format.space_after = Pt(2)
    return table


def _fill(cell: _Cell, text: str, *, is_head: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(_printable(text))
    _size(run.font, 9.5)
    if is_head:
        _make_bold(run)
        _shade(cell._tc.get_or_add_tcPr(), _SOFT)  # noqa: SLF001 - no other way in


def _document(title: str, *, language: str, made_at: datetime) -> WordDocument:
    document: WordDocument = Document()
    core = document.core_properties
    core.title, core.language, core.author = title, language, "CREST"
    core.created = core.modified = made_at
    core.comments = ""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(18)
    for name, size in _SIZES.items():
        _set_style(document.styles[name], size)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    _set_languages(document)
    _number_pages(section.footer.paragraphs[0])
    return document


def _set_style(style: ParagraphStyle, size: float) -> None:
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind in ("ascii", "hAnsi", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), _LATIN)
    fonts.set(qn("w:cs"), _KHMER)
    _size(style.font, size)
    style.font.italic = style.font.cs_italic = False
    style.font.color.rgb = _INK if style.name == "Normal" else _BRAND
    if style.name.startswith(("Heading", "Title")):
        style.font.bold = style.font.cs_bold = True


def _size(font: Font, size: float) -> None:
    """Set the size in points, of complex script too."""
    font.size = Pt(size)
    properties = font.element.get_or_add_rPr()
    for old in properties.findall(qn("w:szCs")):
        properties.remove(old)
    complex_size = OxmlElement("w:szCs")
    complex_size.set(qn("w:val"), str(int(2 * size)))
    properties.find(qn("w:sz")).addnext(complex_size)


def _make_bold(run: Any) -> None:
    run.font.bold = run.font.cs_bold = True


def _set_languages(document: WordDocument) -> None:
    """Let Word proof Latin text as English and complex script as Khmer."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for lang in [] if defaults is None else defaults.iter(qn("w:lang")):
        _tongue(lang)
    settings = document.settings.element
    found = settings.find(qn("w:themeFontLang"))
    if found is not None:
        _tongue(found)


def _tongue(element: Any) -> None:
    for name, code in (("val", "en-GB"), ("eastAsia", "en-GB"), ("bidi", "km-KH")):
        element.set(qn(f"w:{name}"), code)


def _number_pages(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text or None
        paragraph.add_run()._r.append(element)  # noqa: SLF001 - no other way in


def _mark_row(row: Any, *, is_head: bool) -> None:
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))


def _name(table: Table, caption: str) -> None:
    named = OxmlElement("w:tblCaption")
    named.set(qn("w:val"), caption)
    table._tbl.tblPr.append(named)  # noqa: SLF001 - no other way in


def _shade(properties: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    properties.append(shade)


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)
