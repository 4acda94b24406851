"""The forms about users and their roles."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import Length

from crest.domain.errors import RefusedInputError
from crest.domain.permissions import Role
from crest.services.user_accounts import Invitation, NamedWorkplace, RolePlan
from crest.web.forms import KeyForm, uuid_of
from crest.web.labels import ROLE, ROLE_MEANING
from crest.web.language.choice import offered_languages
from crest.web.record_fields import KeptText, Needed, text


class PersonForm(KeyForm):
    """Whom an invitation goes to."""

    email = EmailField(
        _l("E-mail"), validators=[KeptText(320), Needed(_l("Write the person's e-mail address."))]
    )
    name = text(_l("Name"), Needed(_l("Write the person's name.")))
    language = SelectField(_l("Language of the mail"), validate_choice=False)

    def offer_languages(self) -> None:
        """Set the languages that can be chosen, that of the page first."""
        self.language.choices = [(one.code, one.name) for one in offered_languages()]

    def chosen_language(self) -> str:
        """Return what was chosen, or nothing where it is no language of ours."""
        chosen = self.language.data or ""
        return chosen if chosen in {one.code for one in offered_languages()} else ""


class RoleForm(KeyForm):
    """A role, and the workplaces of a workplace manager."""

    role = RadioField(_l("Role"), validate_choice=False)
    workplaces = SelectMultipleField(_l("Workplaces"), validate_choice=False)

    def offer(self, roles: Iterable[Role], sites: Iterable[NamedWorkplace]) -> None:
        """Set what can be chosen."""
        self.role.choices = [
            (role.value, f"{ROLE[role.value]}: {ROLE_MEANING[role.value]}") for role in roles
        ]
        self.workplaces.choices = [(str(site.id), site.name) for site in sites]

    def plan(self) -> RolePlan:
        """Return what was chosen, or raise RefusedInputError for what is no role."""
        try:
            role = Role(self.role.data or "")
        except ValueError:
            raise RefusedInputError("role_of_other_tenant") from None
        chosen = tuple(uuid_of(one) for one in self.workplaces.data or ())
        return RolePlan(role=role, workplace_ids=chosen)


class InviteForm(PersonForm, RoleForm):
    """A person and a role."""

    def invitation(self) -> Invitation:
        """Return what was entered."""
        return Invitation(
            email=self.email.data or "",
            name=self.name.data or "",
            plan=self.plan(),
            key=self.key.data or "",
            language=self.chosen_language(),
        )


class FirstAdministratorForm(PersonForm):
    """The first administrator of a member."""

    member = SelectField(_l("Member"), validate_choice=False)

    def invitation(self) -> Invitation:
        """Return what was entered."""
        return Invitation(
            email=self.email.data or "",
            name=self.name.data or "",
            plan=RolePlan(role=Role.ADM),
            key=self.key.data or "",
            language=self.chosen_language(),
            member_id=uuid_of(self.member.data),
        )


class EraseForm(KeyForm):
    """The address of whom to erase, typed once more."""

    named = EmailField(_l("E-mail address of this person"), validators=[KeptText(320)])


class JoinForm(KeyForm):
    """Name and password of a new account; both stay empty where there is an account."""

    name = text(_l("Your name"))
    password = PasswordField(_l("New password"), validators=[Length(max=1024)])
