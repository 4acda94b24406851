"""The mails of campaigns: the one that asks a supplier, and those about own answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from babel.dates import format_date

from crest.content.library import Library
from crest.domain.campaigns import Audience
from crest.domain.invitations import shown_code
from crest.domain.mail_text import MailKind, MailText
from crest.i18n import N_, Translator
from crest.persistence.campaign_candidates import Addressee
from crest.persistence.campaigns import Campaign
from crest.services.invitation_mails import LawsAsked, NewLink, laws_asked
from crest.services.invitation_words import PlainWriter

_SUBJECT = N_("%(asker)s asks %(owner)s to answer “%(title)s” by %(day)s")
_REMINDER = N_("Until %(day)s: %(asker)s waits for “%(title)s” of %(owner)s")
_ASKS = N_("%(sender)s (%(email)s) of %(asker)s asks you to answer “%(title)s”, about:")
_STILL = N_(
    "%(sender)s (%(email)s) of %(asker)s still waits for “%(title)s”. Nothing more is needed where "
    "you have submitted meanwhile. It is about:"
)
_EACH = N_("Each takes about %(minutes)s minutes. Please submit by %(day)s.")
_SEES = N_(
    "%(asker)s sees for each member whether it has begun and submitted: never an answer, a score "
    "or a supplier that you have not shared."
)
_STAYS = N_("The answers stay within %(owner)s.")
_WHERE = N_("Sign in and find it on your first page:")
_TRUST = N_(
    "CREST never asks for your password by mail. If you are not sure that this mail is genuine, "
    "call %(asker)s on a number that you knew before."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSupplier:
    """A supplier as its mail names it."""

    name: str
    contact: str
    country: str | None
    language: str


@dataclass(kw_only=True)
class CampaignWords:
    """Writes the mails of one campaign; what all of them say alike is looked up once."""

    campaign: Campaign
    library: Library
    base_url: str
    _laws: dict[tuple[str, str | None], LawsAsked] = field(default_factory=dict)

    def supplier_mail(self, asked: AskedSupplier, link: NewLink) -> MailText:
        """Return the mail that asks a supplier, in its language."""
        spoken = self.library.speaking(asked.language)
        questionnaire = spoken.questionnaire(self.campaign.bank, self.campaign.bank_version)
        return PlainWriter(base_url=self.base_url)(
            MailKind.SUPPLIER_INVITATION,
            language=asked.language,
            buyer=self.campaign.asker,
            supplier=asked.name,
            name=asked.contact,
            inviter=self.campaign.sender,
            inviter_email=self.campaign.sender_email,
            message=self.campaign.message,
            due=self.campaign.due_on.isoformat(),
            title=questionnaire.title,
            minutes=str(questionnaire.minutes),
            audience=questionnaire.audience,
            laws="; ".join(self.laws(asked).named),
            token=link.token,
            code=shown_code(link.code),
        )

    def laws(self, asked: AskedSupplier) -> LawsAsked:
        """Return the laws that the questions stand on, those of the supplier's country first."""
        named = (asked.language, asked.country)
        if named not in self._laws:
            spoken = self.library.speaking(asked.language)
            version = spoken.questionnaire(self.campaign.bank, self.campaign.bank_version)
            self._laws[named] = laws_asked(spoken, version, country=asked.country)
        return self._laws[named]

    def own_mail(
        self, to: Addressee, *, owner: str, places: tuple[str, ...], again: bool = False
    ) -> MailText:
        """Return the mail about own answers, in the language of the person; `again` reminds."""
        say = Translator(language=to.language)
        values = self._values(to.language, owner=owner, due=self.campaign.due_on)
        is_member = self.campaign.audience is Audience.MEMBERS
        parts = [
            say(_STILL if again else _ASKS) % values,
            "\n".join(f"- {place}" for place in places),
            "" if again else self.campaign.message,
            say(_EACH) % values,
            say(_SEES if is_member else _STAYS) % values,
            *((say(_WHERE), self.base_url.rstrip("/") + "/") if self.base_url else ()),
            say(_TRUST) % values,
        ]
        subject = say(_REMINDER if again else _SUBJECT) % values
        return MailText(subject=subject, body="\n\n".join(filter(None, parts)) + "\n")

    def _values(self, language: str, *, owner: str, due: date) -> Mapping[str, str]:
        spoken = self.library.speaking(language)
        questionnaire = spoken.questionnaire(self.campaign.bank, self.campaign.bank_version)
        return {
            "asker": self.campaign.asker,
            "sender": self.campaign.sender,
            "email": self.campaign.sender_email,
            "owner": owner,
            "title": questionnaire.title,
            "minutes": str(questionnaire.minutes),
            "day": format_date(due, "d MMM y", locale=language),
        }
