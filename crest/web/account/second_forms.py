"""The forms about passwords and codes."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField
from wtforms.validators import Length

from crest.web.forms import KeyForm
from crest.web.record_fields import KeptText, Needed, text

_MOST = 1024


class ForgotForm(KeyForm):
    """Whose password was forgotten."""

    email = EmailField(
        _l("E-mail"), validators=[KeptText(320), Needed(_l("Enter your e-mail address."))]
    )


class NewPasswordForm(KeyForm):
    """A password to be set."""

    password = PasswordField(
        _l("New password"),
        validators=[Needed(_l("Choose a password.")), Length(max=_MOST)],
    )


class ChangePasswordForm(NewPasswordForm):
    """A password to be set, and the one it was."""

    old = PasswordField(
        _l("Your password now"),
        validators=[Needed(_l("Enter your password.")), Length(max=_MOST)],
    )


class OwnPasswordForm(KeyForm):
    """The password typed once more."""

    old = PasswordField(
        _l("Your password"),
        validators=[Needed(_l("Enter your password.")), Length(max=_MOST)],
    )


class CodeForm(KeyForm):
    """A code of the telephone, or a recovery code."""

    code = text(_l("Code"), Needed(_l("Enter the code.")), most=40)
