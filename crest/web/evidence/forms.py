"""The form of a file."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import DateField, FileField, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Optional

from crest.services.evidence import KINDS
from crest.web.forms import KeyForm

KIND_WORDS: Mapping[str, str] = {
    "policy": _l("Policy or rule"),
    "contract": _l("Contract"),
    "payslip": _l("Payslip or pay record"),
    "receipt": _l("Receipt or proof of payment"),
    "register": _l("Register or list"),
    "photo": _l("Photo"),
    "certificate": _l("Certificate or licence"),
    "report": _l("Report"),
    "letter": _l("Letter or notice"),
    "other": _l("Something else"),
}


class EvidenceForm(KeyForm):
    """A photo or another file, what sort of paper it is, and the days between which it holds."""

    photo = FileField(_l("Take a photo"))
    file = FileField(_l("File"))
    kind = SelectField(
        _l("What sort of paper it is"),
        choices=[SelectChoice(kind, KIND_WORDS[kind]) for kind in KINDS],
    )
    issued_on = DateField(_l("Day of issue"), validators=[Optional()])
    valid_until = DateField(_l("Valid until"), validators=[Optional()])
