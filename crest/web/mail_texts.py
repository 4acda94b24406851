"""The words of mails about accounts and invitations; services queue them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

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
    MailKind.CONTRADICTED: _l("%(buyer)s found something else than an answer of %(supplier)s"),
    MailKind.CHANGES_ASKED: _l("%(buyer)s asks %(supplier)s to look at some answers again"),
    MailKind.SIGN_OFF: _l("Please sign the answers of %(subject)s"),
    MailKind.SIGN_OFF_ACCOUNT: _l("Please sign the answers of %(subject)s"),
    MailKind.SIGN_OFF_CODE: _l("Your code to go on signing"),
    MailKind.SIGN_OFF_BACK: _l("The answers of %(subject)s were not signed"),
    MailKind.SIGN_OFF_SIGNED: _l("The answers of %(subject)s are signed and submitted"),
    MailKind.SPACE_CLAIM: _l("Confirm your address for CREST"),
    MailKind.MEMBER_SUSPENDED: _l("%(tenant)s is suspended in CREST"),
    MailKind.MEMBER_LEAVES: _l("%(tenant)s leaves CREST: fetch your copy until %(day)s"),
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
    MailKind.SPACE_CLAIM: (
        _l("Somebody, most likely you, wants an account in CREST for %(company)s."),
        _l("Open this address within 24 hours to confirm it. It works once:"),
        "%(link)s",
        _l("No buyer learns that you have an account, or who else asks you."),
        _l("If you did not expect this, do nothing: without you nothing happens."),
        _TRUST,
    ),
    MailKind.MEMBER_SUSPENDED: (
        _l(
            "The federation has suspended %(tenant)s in CREST. Nobody of the company can sign in "
            "for it now. All its data stay as they are, and suppliers who were asked can still "
            "answer."
        ),
        _l("If this surprises you, call the federation on a number that you knew before."),
    ),
    MailKind.MEMBER_LEAVES: (
        _l(
            "%(tenant)s leaves the federation in CREST. From %(day)s on the federation can erase "
            "all that the company holds here. That cannot be taken back."
        ),
        _l(
            "Before that, sign in and fetch the copy of all your data. It is being made for you, "
            "nobody else can fetch it, and you can make a newer one at any time:"
        ),
        "%(link)s",
        _l("If this surprises you, call the federation on a number that you knew before."),
    ),
}
_SIGN_WORDS = _l(
    "%(inviter)s has answered the questions “%(title)s” about %(subject)s, for %(company)s, "
    "and asks you to read and sign them by %(day)s."
)
_SIGN_HOW = _l(
    "You see first what needs attention, then all answers. You sign, which submits them, or "
    "send them back with a reason."
)
_SIGN_BODIES: Mapping[MailKind, tuple[str, ...]] = {
    MailKind.CONTRADICTED: (
        _l(
            "%(inviter)s of %(buyer)s found something else than what you answered here for "
            "%(supplier)s:"
        ),
        "%(question)s",
        _l("You can read what was found, and reply until %(day)s. Your reply stands beside it."),
        "%(link)s",
        _TRUST,
    ),
    MailKind.CHANGES_ASKED: (
        _l(
            "%(inviter)s of %(buyer)s has read the answers of %(supplier)s and asks you to look at "
            "these again, by %(day)s:"
        ),
        "%(marks)s",
        _l("Only these answers can be changed. Open your link again, the same as before:"),
        "%(link)s",
        _l("Then submit once more. What you answered before is kept beside it."),
        _TRUST,
    ),
    MailKind.SIGN_OFF: (
        _SIGN_WORDS,
        _SIGN_HOW,
        _l("Open this address. You need no account:"),
        "%(link)s",
        _l("Or type this code: %(code)s\nat this address: %(place)s"),
        _TRUST,
    ),
    MailKind.SIGN_OFF_ACCOUNT: (
        _SIGN_WORDS,
        _SIGN_HOW,
        _l("Sign in and open this address:"),
        "%(link)s",
        _TRUST,
    ),
    MailKind.SIGN_OFF_CODE: (
        _l(
            "Type this code to go on reading and signing the answers for %(company)s: %(code)s\n"
            "It works once, for ten minutes."
        ),
        _l("If it was not you, do nothing: without the code nobody gets at the answers."),
    ),
    MailKind.SIGN_OFF_SIGNED: (
        _l(
            "%(inviter)s has signed the answers of %(subject)s for %(company)s, which submitted "
            "them."
        ),
        _l("You can read them and their result the same way as before. They no longer change."),
        _TRUST,
    ),
    MailKind.SIGN_OFF_BACK: (
        _l("%(inviter)s did not sign the answers of %(subject)s for %(company)s, and says why:"),
        "%(reason)s",
        _l("You can change them now, the same way as before, and hand them over again."),
        _TRUST,
    ),
}
# Where the one-use token of a mail leads.
_PLACES: Mapping[MailKind, str] = {
    MailKind.INVITATION: "joining.show",
    MailKind.PASSWORD_LINK: "passwords.link",
    MailKind.SUPPLIER_INVITATION: "invited.show",
    MailKind.SIGN_OFF: "signing_door.show",
    MailKind.CHANGES_ASKED: "invited.show",
    MailKind.CONTRADICTED: "invited.show",
    MailKind.SPACE_CLAIM: "claims.show",
}
# Pages for people with an account.
_PAGES: Mapping[MailKind, str] = {MailKind.SIGN_OFF_ACCOUNT: "signing.show"}
_OWN_PAGES: Mapping[MailKind, str] = {MailKind.MEMBER_LEAVES: "company_copy.show"}


def write_mail(kind: MailKind, *, language: str, **values: str) -> MailText:
    """Return the words of a mail in a language, with the address that a token leads to."""
    with force_locale(language if language in settings().languages else settings().languages[0]):
        known = {
            **values,
            "who": values.get("inviter") or str(_ADMINISTRATOR),
            "role": str(ROLE.get(values.get("role", ""), "")),
            "link": _link(kind, values.get("token", ""), values.get("assessment", "")),
            "place": address_of("invited.enter"),
            "day": day(date.fromisoformat(values["due"])) if values.get("due") else "",
        }
        bodies = _SIGN_BODIES if kind in _SIGN_BODIES else _BODIES
        # What nobody wrote, as the message of whoever invites, leaves no gap.
        parts = [text for part in bodies[kind] if (text := str(part) % known)]
        subject = str(_SUBJECTS[kind]) % known
    return MailText(subject=subject, body="\n\n".join(parts) + "\n")


def _link(kind: MailKind, token: str, assessment_id: str) -> str:
    if kind in _PAGES:
        return address_of(_PAGES[kind], assessment_id=assessment_id)
    if kind in _OWN_PAGES:
        return address_of(_OWN_PAGES[kind])
    place = _PLACES.get(kind)
    # who cannot be told the link anew types the code, or opens the mail of before
    return address_of(place, token=token) if place and token else ""


def address_of(endpoint: str, **named: Any) -> str:
    """Return the full address of a page, at the fixed address of the installation if it has one."""
    base = settings().base_url or request.url_root
    return base.rstrip("/") + url_for(endpoint, **named)
