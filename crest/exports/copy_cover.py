"""The first sheet of a questionnaire to fill: what it is, how to fill it, how it goes back."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crest.exports.register_words import DEMONSTRATION
from crest.exports.workbook import BRAND, BRAND_SOFT, MUTED, Book, Translate, put
from crest.i18n import N_

if TYPE_CHECKING:
    from crest.exports.answer_copy import AnswerCopy

SHEET = "Start"
_WIDTH, _SIGNS_A_LINE, _LINE = 72, 68, 17
_STEPS = (
    N_(
        "Go to the sheet Questions. Fill the light yellow cells alone: the other cells say what "
        "is asked."
    ),
    N_(
        "A question that “When it is asked” does not fit can stay empty. What you write there is "
        "kept and not counted."
    ),
    N_(
        "Choose from the list in the cell where there is one. Where several apply, write their "
        "numbers with commas between."
    ),
    N_(
        "If you have no answer, choose one of “Instead of an answer”. “Planned” needs the day; "
        "“Not applicable” needs the reason."
    ),
    N_(
        "Write values, not formulas. Do not merge cells, and leave codes and hidden columns as "
        "they are. Rows may stand in any order."
    ),
    N_(
        "Save the file as .xlsx and send it back on the page where you got it: you see every "
        "change and every row that cannot be taken before anything is kept."
    ),
)


def write_cover(book: Book, copy: "AnswerCopy", translate: Translate) -> None:
    """Write the first sheet, one text a row."""
    sheet = book.sheet(SHEET)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _WIDTH)
    for row, (text, look) in enumerate(_texts(copy, translate)):
        lines = max(-(-len(text) // _SIGNS_A_LINE), 1)
        sheet.set_row(row, _LINE * lines * (2 if "font_size" in look else 1))
        put(book, sheet, row, 0, text, text_wrap=True, **look)
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.protect()


def _texts(copy: "AnswerCopy", translate: Translate) -> Iterator[tuple[str, dict[str, object]]]:
    of = copy.questionnaire
    quiet: dict[str, object] = {"font_color": MUTED}
    if copy.demonstration:
        yield translate(DEMONSTRATION), {"bold": True, "bg_color": "#FBE7A8"}
    yield of.title, {"bold": True, "font_size": 18, "font_color": BRAND}
    if copy.subject:
        yield copy.subject, {"bold": True, "font_size": 13}
    yield of.about, {}
    yield of.audience, {"bg_color": BRAND_SOFT}
    if of.drafts or of.untranslated:
        yield translate(N_("No native speaker has read all of these texts yet.")), quiet
    yield "", {}
    yield translate(N_("How to fill it")), {"bold": True, "font_size": 13}
    for number, step in enumerate(_STEPS, start=1):
        yield f"{number}. {translate(step)}", {}
    yield "", {}
    made = {"bank": of.id, "version": of.version, "day": copy.made_at.date().isoformat()}
    yield translate(N_("Questionnaire %(bank)s %(version)s, copy of %(day)s")) % made, quiet
