"""The forms about inviting a supplier."""

from datetime import date, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, EmailField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from crest.domain.invitations import MOST_MESSAGE, USUAL_DAYS
from crest.services.invitations import InvitePage, WantedInvitation
from crest.web.forms import KeyForm
from crest.web.language.choice import offered_languages
from crest.web.record_fields import KeptText, Needed, text


class DueForm(KeyForm):
    """The last day for the answers."""

    due_on = DateField(
        _l("Last day for the answers"), validators=[InputRequired(_l("Choose a day."))]
    )


class InviteForm(DueForm):
    """Whom to ask, for what, and in which words."""

    bank = SelectField(
        _l("Questionnaire"),
        validators=[Needed(_l("Choose a questionnaire."))],
        validate_choice=False,
    )
    name = text(_l("Contact person"))
    email = EmailField(_l("E-mail"), validators=[KeptText(320)])
    language = SelectField(_l("Language of the invitation"), validate_choice=False)
    needs_sign_off = BooleanField(_l("A second person signs"))
    message = TextAreaField(_l("Your own words"), validators=[KeptText(MOST_MESSAGE)])

    def offer(self, page: InvitePage) -> None:
        """Set what can be chosen."""
        self.bank.choices = [(one.id, one.title) for one in page.banks]
        self.language.choices = [(one.code, one.name) for one in offered_languages()]

    def prefill(self, page: InvitePage, *, today: date) -> None:
        """Fill in what is known of the supplier, and the usual last day."""
        identity = page.supplier.identity
        self.name.data, self.email.data = identity.contact_name, identity.contact_email
        self.due_on.data = today + timedelta(days=USUAL_DAYS)
        codes = [one.code for one in offered_languages()]
        self.language.data = "km" if identity.country == "KH" and "km" in codes else codes[0]

    def wanted(self, supplier_id: UUID, due_on: date) -> WantedInvitation:
        """Return what was entered."""
        languages = {one.code for one in offered_languages()}
        chosen = self.language.data or ""
        return WantedInvitation(
            supplier_id=supplier_id,
            bank=self.bank.data or "",
            name=self.name.data or "",
            email=(self.email.data or "").strip() or None,
            language=chosen if chosen in languages else offered_languages()[0].code,
            message=self.message.data or "",
            due_on=due_on,
            needs_sign_off=bool(self.needs_sign_off.data),
        )
