"""The form at the door."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, Length, Regexp

from crest.web.forms import SpokenForm


class LoginForm(SpokenForm):
    """E-mail, password, and where the person wanted to go."""

    email = EmailField(
        _l("E-mail"),
        validators=[
            DataRequired(_l("Enter your e-mail address.")),
            Length(max=320),
            Regexp(r"[^\x00-\x1f\x7f]*\Z", message=_l("Enter your e-mail address.")),
        ],
    )
    password = PasswordField(
        _l("Password"),
        validators=[DataRequired(_l("Enter your password.")), Length(max=1024)],
    )
    next = HiddenField()
