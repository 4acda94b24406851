"""Word files read back, the way a person reads them."""

import io
from dataclasses import dataclass

from docx import Document


@dataclass(frozen=True, kw_only=True)
class ReadWord:
    """Headings with their level, paragraphs, and tables as rows of texts."""

    title: str
    language: str
    headings: list[tuple[int, str]]
    paragraphs: list[str]
    tables: list[list[list[str]]]
    heads_repeat: bool

    @property
    def words(self) -> str:
        cells = [cell for table in self.tables for row in table for cell in row]
        return "\n".join((*self.paragraphs, *cells))


def read_word(content: bytes) -> ReadWord:
    document = Document(io.BytesIO(content))
    styles = [(one.style.name or "" if one.style else "", one.text) for one in document.paragraphs]
    return ReadWord(
        title=document.core_properties.title,
        language=document.core_properties.language,
        headings=[
            (int(name.removeprefix("Heading ")), text)
            for name, text in styles
            if name.startswith("Heading ")
        ],
        paragraphs=[text for _, text in styles],
        tables=[
            [[cell.text for cell in row.cells] for row in table.rows] for table in document.tables
        ],
        heads_repeat=all(
            table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in document.tables
        ),
    )
