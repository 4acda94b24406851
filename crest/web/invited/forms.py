"""What somebody with a link or a code types."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from crest.domain.invitations import MOST_REASON
from crest.web.forms import KeyForm
from crest.web.record_fields import KeptText, Needed

_LONGEST = 60


class CodeForm(KeyForm):
    """An invitation code."""

    code = StringField(
        _l("Invitation code"),
        validators=[Length(max=_LONGEST), Needed(_l("Type the invitation code."))],
    )


class BeginForm(KeyForm):
    """A PIN that is chosen to come back by; empty where a code can be mailed."""

    pin = StringField(_l("Choose a PIN to come back with"), validators=[Length(max=_LONGEST)])


class ReturnForm(KeyForm):
    """The PIN, or the code that was mailed."""

    secret = StringField(
        _l("PIN or code of six digits"),
        validators=[Length(max=_LONGEST), Needed(_l("Type the six digits."))],
    )


class DeclineForm(KeyForm):
    """Why somebody does not answer, if they want to say so."""

    reason = TextAreaField(_l("Why"), validators=[KeptText(MOST_REASON)])
