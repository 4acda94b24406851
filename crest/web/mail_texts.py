"""The words of mails about accounts and invitations; services queue them."""

from collections.abc import Mapping
from datetime import date

from flask import request, url_for
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from crest.domain.mail_text import MailKind, MailText
from crest.services import invitation_words
from crest.web.context import settings
from crest.web.labels import ROLE
from crest.web.words import day

_TRUST = _l(invitation_words.TRUST)
_ADMINISTRATOR = _l("the administrator of your company or the federation")
_NOT_YOU = _l(
    "If it was not you, sign in and set a new password at once, or call %(who)s on a number "
    "that you knew before."
)
_SUBJECTS: Mapping[MailKind, str] = {
    MailKind.INVITATION: _l("Your invitation to CREST for %(tenant)s"),
    MailKind.PASSWORD_LINK: _l("A new password for CREST"),
    MailKind.PASSWORD_CHANGED: _l("Your password for CREST has changed"),
    MailKind.FACTOR_ON: _l("Signing in to CREST now needs your telephone"),
    MailKind.FACTOR_OFF: _l("Signing in to CREST no longer needs your telephone"),
    MailKind.CODES_RENEWED: _l("You have new recovery codes for CREST"),
    MailKind.SUPPLIER_INVITATION: _l(invitation_words.SUBJECT),
    MailKind.SUPPLIER_CODE: _l("Your code to go on with the answers for %(buyer)s"),
}
_BODIES: Mapping[MailKind, tuple[str, ...]] = {
    MailKind.INVITATION: (
        _l("%(inviter)s (%(inviter_email)s) invites you to work in CREST."),
        _l("For: %(tenant)s\nYour role: %(role)s"),
        _l("Open this address within 24 hours to take the role. It works once:"),
        "%(link)s",
        _l("If you did not expect this, do nothing: without you nothing happens."),
        _TRUST,
    ),
    MailKind.PASSWORD_LINK: (
        _l("Somebody, most likely you, asked for a new password for %(email)s."),
        _l("Open this address within 24 hours to choose one. It works once:"),
        "%(link)s",
        _l("If it was not you, do nothing: your password stays as it is."),
        _TRUST,
    ),
    MailKind.PASSWORD_CHANGED: (
        _l("The password of %(email)s was changed, and other browsers were signed out."),
        _NOT_YOU,
    ),
    MailKind.FACTOR_ON: (
        _l("From now on signing in as %(email)s asks for a code of your telephone."),
        _NOT_YOU,
    ),
    MailKind.FACTOR_OFF: (
        _l("From now on signing in as %(email)s asks for the password alone."),
        _NOT_YOU,
    ),
    MailKind.CODES_RENEWED: (
        _l("New recovery codes were made for %(email)s. The old ones open nothing any more."),
        _NOT_YOU,
    ),
    MailKind.SUPPLIER_INVITATION: tuple(_l(part) for part in invitation_words.BODY),
    MailKind.SUPPLIER_CODE: (
        _l(
            "Type this code to go on with the answers for %(buyer)s: %(code)s\n"
            "It works once, for ten minutes."
        ),
        _l("If it was not you, do nothing: without the code nobody gets at the answers."),
    ),
}
# Where the one-use token of a mail leads.
_PLACES: Mapping[MailKind, str] = {
    MailKind.INVITATION: "joining.show",
    MailKind.PASSWORD_LINK: "passwords.link",
    MailKind.SUPPLIER_INVITATION: "invited.show",
}


def write_mail(kind: MailKind, *, language: str, **values: str) -> MailText:
    """Return the words of a mail in a language, with the address that a token leads to."""
    with force_locale(language if language in settings().languages else settings().languages[0]):
        known = {
            **values,
            "who": values.get("inviter") or str(_ADMINISTRATOR),
            "role": str(ROLE.get(values.get("role", ""), "")),
            "link": _link(kind, values.get("token", "")),
            "place": address_of("invited.enter"),
            "day": day(date.fromisoformat(values["due"])) if values.get("due") else "",
        }
        # What nobody wrote, as the message of whoever invites, leaves no gap.
        parts = [text for part in _BODIES[kind] if (text := str(part) % known)]
        subject = str(_SUBJECTS[kind]) % known
    return MailText(subject=subject, body="\n\n".join(parts) + "\n")


def _link(kind: MailKind, token: str) -> str:
    place = _PLACES.get(kind)
    if place is None:
        return ""
    return address_of(place, token=token)


def address_of(endpoint: str, *, token: str | None = None) -> str:
    """Return the full address of a page, at the fixed address of the installation if it has one."""
    base = settings().base_url or request.url_root
    path = url_for(endpoint) if token is None else url_for(endpoint, token=token)
    return base.rstrip("/") + path
