"""The form of a filled register."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField

from crest.web.forms import KeyForm


class FilledForm(KeyForm):
    """A workbook that comes back."""

    file = FileField(_l("Filled register"))
