"""What is wrong in a filled questionnaire, row by row, in the reader's language."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from crest.i18n import N_

_RESTORE = N_("Put back what stood there, or fill a new copy.")
_VALUE = N_("Write the value itself, or leave it empty.")
_CHOOSE = N_("Choose from the list in the cell, or write the option's number.")
# Each sentence and its remedy; the second part of a reason's name is that of `parse_answer`.
SENTENCES: Mapping[str, tuple[str, str]] = {
    "copy_row_unmarked": (N_("Nobody knows which question this row is about."), _RESTORE),
    "copy_code_changed": (N_("The code was %(was)s and is %(now)s now."), _RESTORE),
    "copy_code_unknown": (N_("This questionnaire asks no question %(code)s."), _RESTORE),
    "copy_code_twice": (
        N_("The question %(code)s stands in more than one row: %(rows)s."),
        N_("Keep the row with your answer and empty the others."),
    ),
    "copy_other_bank": (
        N_("The row is of another questionnaire: %(bank)s %(version)s."),
        N_("Fill a copy that is made from this page."),
    ),
    "copy_other_assessment": (
        N_("The row is of a copy for somebody else's answers."),
        N_("Fill a copy that is made from this page."),
    ),
    "copy_merged": (
        N_("The cell is made one with others, so nobody knows which question it answers."),
        N_("Unmerge the cells and write each answer into its own row."),
    ),
    "copy_formula": (N_("The cell holds a formula."), _VALUE),
    "cell_error": (N_("The cell shows an error (%(value)s)."), _VALUE),
    "copy_row_missing": (
        N_("The row of the question %(code)s is gone, so its answer stays as it is."),
        N_("Fill a new copy if you want to change it."),
    ),
    "copy_table_missing": (
        N_("The sheet of the question %(code)s is gone or changed, so its answer stays as it is."),
        N_("Fill a new copy if you want to change it."),
    ),
    "copy_answer_and_state": (
        N_("There is an answer, and “%(value)s” beside it."),
        N_("Keep one of the two and empty the other."),
    ),
    "copy_state_unknown": (
        N_("'%(value)s' cannot stand instead of an answer."),
        N_("Choose from the list in the cell, or leave it empty."),
    ),
    "copy_day_alone": (
        N_("There is a day, and nothing says that this is planned."),
        N_("Choose “Planned” instead of an answer, or empty the day."),
    ),
    "copy_reason_alone": (
        N_("There is a reason, and nothing says that the question does not apply."),
        N_("Choose “Not applicable” instead of an answer, or empty the reason."),
    ),
    "copy_currency_alone": (
        N_("There is a currency without an amount."),
        N_("Write the amount, or empty the currency."),
    ),
    "copy_file_here": (
        N_("A file cannot come by this workbook."),
        N_("Attach it on the page of the question, and leave the cell as it was."),
    ),
    "unknown_option": (N_("'%(value)s' is not one of the options."), _CHOOSE),
    "copy_options_many": (
        N_("Several options stand here; this question takes one."),
        _CHOOSE,
    ),
    "not_a_number": (N_("'%(value)s' is not a number."), N_("Write a number such as 250 or 12.5.")),
    "out_of_range": (
        N_("'%(value)s' is outside of what can stand here."),
        N_("Write a number of 0 or more; a percentage is at most 100, people are counted whole."),
    ),
    "not_a_date": (N_("'%(value)s' is not a day."), N_("Write a day such as 2026-11-21.")),
    "not_a_currency": (
        N_("'%(value)s' is not a currency."),
        N_("Write three letters, for example KHR or USD."),
    ),
    "too_long": (
        N_("The text has %(length)s characters; %(limit)s are kept at most."),
        N_("Shorten it."),
    ),
    "bad_character": (
        N_("A sign in the text cannot be kept (%(character)s)."),
        N_("Type the text again without it."),
    ),
    "state_not_allowed": (
        N_("This question does not take “%(value)s”."),
        N_("Choose from the list in the cell, or leave it empty."),
    ),
    "planned_date_missing": (
        N_("It is planned, and no day is written."),
        N_("Write the day beside it, such as 2027-01-31."),
    ),
    "reason_missing": (
        N_("It does not apply, and nothing says why."),
        N_("Write the reason beside it."),
    ),
    "decline_not_open": (
        N_("This question cannot be declined."),
        N_("Choose another answer, or leave it empty."),
    ),
    "too_many_rows": (
        N_("The list has %(rows)s rows; %(limit)s fit."),
        N_("Take rows out, or join some."),
    ),
    "too_many_cells": (
        N_("Row %(row)s of the list has more cells than columns."),
        N_("Empty the cells beyond the last column."),
    ),
}
OTHER = (N_("This answer cannot be taken."), N_("Give it on the page of the question."))


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFault:
    """One thing wrong in one cell: sheet, cell, question, and what makes its sentence."""

    sheet: str
    cell: str
    code: str
    fault: str
    params: Mapping[str, str] = field(default_factory=dict)

    def worded(self, translate: Callable[[str], str]) -> tuple[str, str]:
        """Return what is wrong and how to mend it, in the language of `translate`."""
        what, remedy = SENTENCES.get(self.fault, OTHER)
        values = defaultdict(str, {"code": self.code, **self.params})
        return translate(what) % values, translate(remedy)
