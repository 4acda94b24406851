"""The forms about members and associations."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, FileField, SelectField, SelectMultipleField

from crest.services.federation_associations import AssociationForm
from crest.services.federation_members import Association, MemberForm
from crest.services.member_course import Typed
from crest.web.forms import KeyForm, uuid_of
from crest.web.language.choice import offered_languages
from crest.web.record_fields import KeptText, Needed, text


class ContactForm(KeyForm):
    """Name and contact of a company or an association."""

    name = text(_l("Name"), Needed(_l("Write the member's name.")))
    contact_name = text(_l("Contact person"))
    contact_email = EmailField(_l("E-mail of the contact"), validators=[KeptText(254)])


class CompanyForm(ContactForm):
    """What the federation keeps of a member company."""

    code = text(_l("Code"))
    sector_group = text(_l("Sector"))
    contact_language = SelectField(_l("Language of the contact"), validate_choice=False)
    associations = SelectMultipleField(_l("Associations"), validate_choice=False)

    def offer(self, associations: tuple[Association, ...]) -> None:
        """Set what can be chosen."""
        languages = [(one.code, one.name) for one in offered_languages()]
        self.contact_language.choices = [("", str(_l("Not known"))), *languages]
        self.associations.choices = [(str(one.id), one.name) for one in associations]

    def member(self) -> MemberForm:
        """Return what was entered."""
        languages = {one.code for one in offered_languages()}
        chosen = self.contact_language.data or ""
        return MemberForm(
            code=(self.code.data or "").strip(),
            name=self.name.data or "",
            sector_group=self.sector_group.data or "",
            contact_name=self.contact_name.data or "",
            contact_email=(self.contact_email.data or "").strip(),
            contact_language=chosen if chosen in languages else "",
            association_ids=tuple(uuid_of(one) for one in self.associations.data or ()),
            version=self.version.data,
            key=self.key.data or "",
        )


class AssociationEditForm(ContactForm):
    """What the federation keeps of an association."""

    code = text(_l("Code"))

    def association(self) -> AssociationForm:
        """Return what was entered."""
        return AssociationForm(
            code=(self.code.data or "").strip(),
            name=self.name.data or "",
            contact_name=self.contact_name.data or "",
            contact_email=(self.contact_email.data or "").strip(),
            version=self.version.data,
            key=self.key.data or "",
        )


class TypedCodeForm(KeyForm):
    """The code of a member, typed to confirm."""

    typed = text(_l("Code of the member"), Needed(_l("Type the code that stands at the top.")))

    def confirmed(self) -> Typed:
        """Return what was typed, with the key of the form."""
        return Typed(code=self.typed.data or "", key=self.key.data or "")


class ListForm(KeyForm):
    """A list of members."""

    file = FileField(_l("List of members"))
