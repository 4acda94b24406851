"""The form of a workplace."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from crest.services.workplaces import WorkplaceIdentity
from crest.web.forms import KeyForm
from crest.web.record_fields import Needed, cleaned, text

LABELS = (
    ("code", _l("Code")),
    ("name", _l("Name")),
    ("name_local", _l("Name in the local script")),
    ("country", _l("Country")),
    ("province", _l("Province or city")),
    ("address", _l("Address")),
)


class WorkplaceForm(KeyForm):
    """Which workplace it is and where."""

    code = text(_l("Code"), Needed(_l("Give the workplace a short code, for example W1.")), most=40)
    name = text(_l("Name"), Needed(_l("Write the name of the workplace.")))
    name_local = text(_l("Name in the local script"))
    country = SelectField(_l("Country"), validate_choice=True)
    province = text(_l("Province or city"))
    address = text(_l("Address"), most=500)

    def identity(self) -> WorkplaceIdentity:
        """Return what was entered."""
        return WorkplaceIdentity(
            code=self.code.data or "",
            name=self.name.data or "",
            name_local=cleaned(self.name_local.data),
            country=cleaned(self.country.data),
            province=cleaned(self.province.data),
            address=cleaned(self.address.data),
        )
