"""Sentences for answers and files that cannot be taken: what is wrong, and how to mend it."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain.bank import Question
from crest.domain.errors import CrestError, RefusedInputError, StaleVersionError
from crest.web.refusals import sentence

_SENTENCES: Mapping[str, str] = {
    "too_long": _l("This is longer than fits: %(limit)s is the most, here are %(length)s."),
    "not_a_number": _l("Write a number, for example 250 or 12.5."),
    "not_a_date": _l("Write a day that exists, for example 2026-11-21."),
    "not_a_currency": _l("Write the currency as three letters, for example KHR or USD."),
    "unknown_option": _l("Choose one of the options shown here."),
    "state_not_allowed": _l("This question cannot be answered that way. Choose another answer."),
    "planned_date_missing": _l("Write the day by which this will be in place."),
    "reason_missing": _l("Say why this does not apply to you."),
    "decline_not_open": _l("This question cannot be declined. Choose another answer."),
    "several_texts": _l("Write one text here; several came."),
    "too_many_cells": _l("Row %(row)s has more cells than the %(limit)s columns of the table."),
    "too_many_rows": _l("At most %(limit)s rows fit here; these are %(rows)s."),
    "bad_character": _l("A sign in the text cannot be kept (%(character)s). Take it out."),
    "file_missing": _l("Choose a file first."),
    "file_empty": _l("This file is empty. Choose the file that you meant."),
    "file_too_large": _l("This file is larger than %(megabytes)s MB. Make it smaller first."),
    "file_type": _l(
        "Files of this sort are not taken. Use PDF, a photo (JPEG, PNG, WebP), "
        "Word (.docx), Excel (.xlsx), or plain text."
    ),
    "file_heic": _l(
        "From a HEIC photo we cannot take out where and when it was made. "
        "Send it as JPEG, or take it with the button for photos."
    ),
    "file_old_office": _l(
        "This is an old or locked Office file. Save it as .docx, .xlsx or PDF, "
        "without a password, then attach that."
    ),
    "file_damaged": _l("This file is damaged. Open it on your computer and save it again."),
    "file_encrypted": _l("This file is locked with a password. Save it without one."),
    "file_macros": _l("This file holds macros. Save it as .docx or .xlsx without macros."),
    "file_unpacks_large": _l("This file unpacks to more than can be checked. Save it as PDF."),
    "file_kind": _l("Choose what sort of paper this is."),
    "file_dates": _l("The last day of validity lies before the day of issue. Mend one of them."),
    "too_many_files": _l("This assessment already has %(limit)s files, which is the most."),
}


def fault_sentence(error: CrestError, question: Question | None = None) -> str:
    """Return the sentence for an answer or file that cannot be taken."""
    if isinstance(error, StaleVersionError):
        return str(
            _("Somebody changed this while you were working on it. Look at both answers below.")
        )
    reason = error.reason if isinstance(error, RefusedInputError) else ""
    text = _range_sentence(error) if reason == "out_of_range" else _plain_sentence(error, reason)
    return _in_place(text, error, question)


def _plain_sentence(error: CrestError, reason: str) -> str:
    if reason not in _SENTENCES:
        return sentence(error)
    values = {name: str(value) for name, value in error.params.items()}
    return str(_SENTENCES[reason]) % values


def _range_sentence(error: CrestError) -> str:
    if error.params.get("whole"):
        return str(_("Write a whole number, without a decimal point."))
    if "most" in error.params:
        return str(_("Write a percentage from 0 to 100."))
    if error.params.get("least"):
        return str(_("Write a day from the year %(year)s on.", year=error.params["least"]))
    return str(_("Write a number of 0 or more that is not larger than can be true."))


def _in_place(text: str, error: CrestError, question: Question | None) -> str:
    row, code = error.params.get("row"), error.params.get("column")
    if row is None or question is None:
        return text
    label = next((column.label for column in question.columns if column.code == code), code)
    return str(_("Row %(row)s, column %(column)s: %(text)s", row=row, column=label, text=text))
