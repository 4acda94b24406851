"""The form of a supplier list."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField

from crest.web.forms import KeyForm


class ListForm(KeyForm):
    """A file with suppliers."""

    file = FileField(_l("Supplier list"))
