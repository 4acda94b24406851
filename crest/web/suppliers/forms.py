"""The form of a supplier."""

import re
from decimal import Decimal, InvalidOperation

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, ValidationError
from wtforms.fields import Field

from crest.domain.errors import RefusedInputError
from crest.domain.fact_input import sector_code
from crest.domain.names import ascii_digits
from crest.services.suppliers import SupplierIdentity
from crest.web.context import library
from crest.web.forms import KeyForm, SpokenForm
from crest.web.record_fields import Needed, cleaned, text
from crest.web.refusals import sentence

LABELS = (
    ("code", _l("Code")),
    ("name", _l("Name")),
    ("name_local", _l("Name in the local script")),
    ("country", _l("Country")),
    ("province", _l("Province or city")),
    ("address", _l("Address")),
    ("sector", _l("Sector")),
    ("goods", _l("Goods or services")),
    ("tier", _l("Tier")),
    ("registration_number", _l("Registration number")),
    ("contact_name", _l("Contact person")),
    ("contact_email", _l("E-mail")),
    ("contact_phone", _l("Phone")),
    ("leverage", _l("Your share of its sales")),
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class SupplierForm(KeyForm):
    """Who the supplier is and what is bought from it."""

    code = text(_l("Code"), Needed(_l("Give the supplier a code, for example S-001.")), most=40)
    name = text(_l("Name"), Needed(_l("Write the name of the supplier.")))
    name_local = text(_l("Name in the local script"))
    country = SelectField(_l("Country"), validate_choice=True)
    province = text(_l("Province or city"))
    address = text(_l("Address"), most=500)
    sector = text(_l("Sector"))
    goods = text(_l("Goods or services"), most=500)
    tier = text(_l("Tier"), most=10)
    registration_number = text(_l("Registration number"))
    contact_name = text(_l("Contact person"))
    contact_email = text(_l("E-mail"))
    contact_phone = text(_l("Phone"), most=40)
    leverage = text(_l("Your share of its sales"), most=20)

    def validate_sector(self, field: Field) -> None:
        """Refuse a sector that is not known."""
        if field.data:
            try:
                field.data = sector_code(field.data, library().reference)
            except RefusedInputError as error:
                raise ValidationError(sentence(error)) from error

    def validate_tier(self, field: Field) -> None:
        """Refuse a tier that is not a whole number from 1."""
        if field.data and not re.fullmatch(r"[1-9]\d?", ascii_digits(field.data)):
            raise ValidationError(str(_l("Write a whole number: 1 is who you buy from directly.")))

    def validate_leverage(self, field: Field) -> None:
        """Refuse a share outside 0 to 100 percent."""
        number = _decimal(field.data)
        if field.data and (number is None or not 0 <= number <= 100):
            raise ValidationError(str(_l("Write a percentage from 0 to 100, for example 15.")))

    def validate_contact_email(self, field: Field) -> None:
        """Refuse what is no address."""
        if field.data and not _EMAIL.fullmatch(field.data):
            raise ValidationError(sentence("bad_email"))

    def identity(self) -> SupplierIdentity:
        """Return what was entered."""
        tier = ascii_digits(self.tier.data or "")
        return SupplierIdentity(
            code=self.code.data or "",
            name=self.name.data or "",
            name_local=cleaned(self.name_local.data),
            country=cleaned(self.country.data),
            province=cleaned(self.province.data),
            address=cleaned(self.address.data),
            sector=cleaned(self.sector.data),
            goods=cleaned(self.goods.data),
            tier=int(tier) if tier else None,
            registration_number=cleaned(self.registration_number.data),
            contact_name=cleaned(self.contact_name.data),
            contact_email=cleaned(self.contact_email.data),
            contact_phone=cleaned(self.contact_phone.data),
            leverage=_decimal(self.leverage.data),
        )


class FilterForm(SpokenForm):
    """What a list of suppliers is filtered and sorted by; read from the address."""

    q = text(_l("Search by name, code or number"))
    country = SelectField(_l("Country"), validate_choice=False)
    sector = SelectField(_l("Sector"), validate_choice=False)
    band = SelectField(_l("Risk"), validate_choice=False)
    state = SelectField(_l("Assessment"), validate_choice=False)
    trigger = SelectField(_l("Needs action now"), validate_choice=False)
    tier = SelectField(_l("Tier"), validate_choice=False)
    tag = SelectField(_l("Tag"), validate_choice=False)
    law = SelectField(_l("Law"), validate_choice=False)
    status = SelectField(_l("How far the law is met"), validate_choice=False)
    gap = SelectField(_l("Missing fact"), validate_choice=False)
    sort = SelectField(_l("Sorted by"), validate_choice=False)
    order = SelectField(_l("Direction"), validate_choice=False)


def _decimal(typed: str | None) -> Decimal | None:
    plain = ascii_digits(typed or "").strip().removesuffix("%").strip()
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    is_small = number.is_finite() and abs(number) < 1000
    return number.quantize(Decimal("0.000001")) if is_small else None
