"""The states of campaigns and of those asked, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain.campaigns import Audience, CampaignState, ReplyState
from crest.domain.members import MemberState
from crest.services.campaign_board import BoardLine, Preview
from crest.web.filters import LabelFilter
from crest.web.invitations.words import LOOK, STATE
from crest.web.words import day

AUDIENCE: Mapping[str, str] = {
    Audience.SUPPLIERS: _l("Suppliers"),
    Audience.WORKPLACES: _l("Own workplaces"),
    Audience.MEMBERS: _l("Members"),
}
CAMPAIGN_STATE: Mapping[str, str] = {
    CampaignState.DRAFT: _l("Draft, nobody asked yet"),
    CampaignState.SENDING: _l("Being sent"),
    CampaignState.RUNNING: _l("Running"),
    CampaignState.CLOSED: _l("Closed"),
}
_LOOK_OF_CAMPAIGN: Mapping[str, str] = {
    CampaignState.SENDING: "info",
    CampaignState.RUNNING: "good",
}
_REPLY: Mapping[str, str] = {
    **STATE,
    ReplyState.WAITING: _l("Not asked yet"),
    ReplyState.LEFT_OUT: _l("Left out"),
    ReplyState.MADE: _l("No address"),
}
# Who answers for an own company signs in, and has no link.
_OWN_REPLY: Mapping[str, str] = {
    **_REPLY,
    ReplyState.MADE: _l("Asked without mail"),
    ReplyState.QUEUED: _l("Mail on its way"),
    ReplyState.SENT: _l("Asked, not begun"),
    ReplyState.BEGUN: _l("Begun"),
}
_LEFT_OUT: Mapping[str, str] = {
    "invited_already": _l("asked for the same already"),
    "supplier_gone": _l("no longer in the list"),
}
_HELD: Mapping[str, str] = {
    MemberState.SUSPENDED: _l("suspended: it is not asked until it is resumed"),
    MemberState.LEAVING: _l("leaves the federation: it is not asked"),
    MemberState.LEFT: _l("left the federation: it is not asked"),
}
audience_label = LabelFilter(AUDIENCE)
campaign_label = LabelFilter(CAMPAIGN_STATE)


def campaign_look(state: str) -> str:
    """Return the kind of tag that the state of a campaign is shown as."""
    return _LOOK_OF_CAMPAIGN.get(state, "")


def reply_label(state: str, audience: str) -> str:
    """Return where one of those asked stands, in words."""
    words = _REPLY if audience == Audience.SUPPLIERS else _OWN_REPLY
    return str(words.get(state, state))


def reply_look(state: str) -> str:
    """Return the kind of tag that the state of one asked is shown as."""
    return "warn" if state == ReplyState.MADE else LOOK.get(state, "")


def left_out_because(line: BoardLine) -> str:
    """Return why one was not asked, or is not while things stand so; empty where it was."""
    if line.state is ReplyState.WAITING:
        return str(_HELD.get(line.recipient.owner_state, ""))
    return str(_LEFT_OUT.get(line.recipient.refusal, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPage:
    """What a supplier reads behind the link, in its language."""

    title: str
    about: tuple[str, ...]
    why: str
    reasons: tuple[str, ...]
    laws: tuple[str, ...]
    who: str
    readers: tuple[str, ...]


def first_page(found: Preview) -> FirstPage | None:
    """Return the first page as a supplier reads it; None where people sign in instead."""
    if found.laws is None:
        return None
    campaign, asked = found.campaign, found.questionnaire
    with force_locale(found.language):
        law_count = ngettext(
            "The questions stand on %(num)d law, among them:",
            "The questions stand on %(num)d laws, among them:",
            found.laws.total,
        )
        return FirstPage(
            title=_("%(buyer)s asks you to answer some questions", buyer=campaign.asker),
            about=(
                asked.title,
                ngettext(
                    "About %(num)d minute. You can stop and go on later.",
                    "About %(num)d minutes. You can stop and go on later.",
                    asked.minutes,
                ),
                _("Please answer by %(day)s.", day=day(campaign.due_on)),
                _("“I do not know” is an honest answer, and you may decline."),
            ),
            why=_("Why you are asked"),
            reasons=tuple(filter(None, (campaign.message, asked.about, law_count))),
            laws=found.laws.named,
            who=_("Who sees the answers"),
            readers=(
                asked.audience,
                _("%(buyer)s sees nothing before you submit.", buyer=campaign.asker),
            ),
        )
