"""What is typed to name whoever signs, to sign, and to send back."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, SelectField, StringField, TextAreaField

from crest.domain.sign_off import MOST_BACK, MOST_NAME
from crest.services.sign_offs import CertifierPage, WantedCertifier
from crest.web.forms import KeyForm, uuid_of
from crest.web.language.choice import offered_languages
from crest.web.record_fields import KeptText, Needed, text


class CertifierForm(KeyForm):
    """Who is to sign."""

    colleague = SelectField(_l("A colleague with an account"), validate_choice=False)
    name = text(_l("Name"))
    email = EmailField(_l("E-mail"), validators=[KeptText(320)])
    language = SelectField(_l("Language of the mail"), validate_choice=False)

    def offer(self, page: CertifierPage, *, language: str) -> None:
        """Set what can be chosen; the language of the page goes first."""
        nobody = [("", _l("Nobody of these: send a link"))]
        people = [(str(one.user_id), one.name or one.email) for one in page.colleagues]
        self.colleague.choices = [*nobody, *people]
        self.language.choices = [(one.code, one.name) for one in offered_languages()]
        self.language.data = self.language.data or language

    def wanted(self, page: CertifierPage) -> WantedCertifier:
        """Return who was named."""
        languages = [one.code for one in offered_languages()]
        chosen = self.language.data or ""
        return WantedCertifier(
            assessment_id=page.head.id,
            colleague=uuid_of(self.colleague.data) if self.colleague.data else None,
            name=self.name.data or "",
            email=(self.email.data or "").strip() or None,
            language=chosen if chosen in languages else languages[0],
        )


class RuleForm(KeyForm):
    """Whether a second person signs."""

    needed = BooleanField()


class SignForm(KeyForm):
    """A signature."""

    name = StringField(_l("Your name"), validators=[KeptText(MOST_NAME)])
    function = StringField(_l("Your function"), validators=[KeptText(MOST_NAME)])
    agrees = BooleanField()


class BackForm(KeyForm):
    """Why the answers go back."""

    reason = TextAreaField(
        _l("What should be looked at again?"),
        validators=[KeptText(MOST_BACK), Needed(_l("Say what should be looked at again."))],
    )
