"""Forms of reference data: the two files of a pack, and why an edition is chosen."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField, TextAreaField
from wtforms.validators import InputRequired, Length

from crest.domain.packs import MOST_REASON
from crest.web.forms import KeyForm


class PackForm(KeyForm):
    """A sheet and its table."""

    sheet = FileField(_l("Sheet that describes it (.yaml)"))
    table = FileField(_l("Its rows (.csv)"))


class ChoiceForm(KeyForm):
    """Why an edition counts from now on, or a source no longer does."""

    reason = TextAreaField(
        _l("Why"),
        validators=[
            InputRequired(_l("Say why.")),
            Length(max=MOST_REASON, message=_l("Say it in at most 500 signs.")),
        ],
    )
