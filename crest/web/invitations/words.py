"""The states of invitations in words, and the text that carries a link by messenger."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.adapters.qr_codes import qr_image
from crest.domain.invitations import InvitationState, shown_code
from crest.services.invitation_mails import NewLink
from crest.services.invitations import InvitationLine
from crest.web.context import runtime
from crest.web.filters import LabelFilter
from crest.web.mail_texts import address_of
from crest.web.words import day

STATE: Mapping[str, str] = {
    InvitationState.MADE: _l("Link made, no mail sent"),
    InvitationState.QUEUED: _l("Mail on its way"),
    InvitationState.SENT: _l("Mail sent, not opened yet"),
    InvitationState.FAILED: _l("Mail not delivered"),
    InvitationState.OPENED: _l("Opened, nothing answered yet"),
    InvitationState.BEGUN: _l("Answering"),
    InvitationState.SUBMITTED: _l("Submitted"),
    InvitationState.DECLINED: _l("Declined"),
    InvitationState.OVER: _l("No reply by the last day"),
    InvitationState.CLOSED: _l("Not asked any more"),
}
# The look of each state: what needs a hand stands out.
LOOK: Mapping[str, str] = {
    InvitationState.SUBMITTED: "good",
    InvitationState.BEGUN: "info",
    InvitationState.OPENED: "info",
    InvitationState.FAILED: "bad",
    InvitationState.OVER: "warn",
    InvitationState.DECLINED: "warn",
}
label_of = LabelFilter(STATE)


def look_of(state: str) -> str:
    """Return the kind of tag that a state is shown as; empty for a plain one."""
    return LOOK.get(state, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkShown:
    """A new link as it is shown once: address, code, picture, and a text to send it with."""

    address: str
    code: str
    place: str
    picture: str
    text: str


def shown_link(line: InvitationLine, link: NewLink) -> LinkShown:
    """Return a new link with a text in the recipient's language."""
    address, code = address_of("invited.show", token=link.token), shown_code(link.code)
    asked = line.asked
    spoken = runtime().library.speaking(asked.language)
    with force_locale(asked.language):
        text = _(
            "%(buyer)s asks %(supplier)s to answer “%(title)s” by %(day)s. It takes about "
            "%(minutes)s minutes and needs no account:\n%(link)s\nInvitation code: %(code)s",
            buyer=asked.buyer,
            supplier=asked.supplier,
            title=spoken.questionnaire(asked.bank, asked.bank_version).title,
            day=day(asked.due_on),
            minutes=spoken.questionnaire(asked.bank, asked.bank_version).minutes,
            link=address,
            code=code,
        )
    return LinkShown(
        address=address,
        code=code,
        place=address_of("invited.enter"),
        picture=qr_image(address),
        text=text,
    )
