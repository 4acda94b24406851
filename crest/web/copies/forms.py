"""The form of a filled questionnaire."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField

from crest.web.forms import KeyForm


class FilledCopyForm(KeyForm):
    """A workbook that comes back."""

    file = FileField(_l("Filled questionnaire"))
