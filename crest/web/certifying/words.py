"""Where a sign-off stands, in words, and the text that carries its link by messenger."""

from collections.abc import Mapping
from datetime import timedelta

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.adapters.qr_codes import qr_image
from crest.domain.invitations import shown_code
from crest.domain.sign_off import SignOffState
from crest.services.sign_offs import CertifierPage, NamedCertifier
from crest.web.filters import LabelFilter
from crest.web.invitations.words import LinkShown
from crest.web.mail_texts import address_of
from crest.web.words import day

STATE: Mapping[str, str] = {
    SignOffState.ASKED: _l("Asked, not opened yet"),
    SignOffState.OPENED: _l("Opened, not signed yet"),
    SignOffState.SIGNED: _l("Signed"),
    SignOffState.RETURNED: _l("Sent back"),
    SignOffState.TAKEN_BACK: _l("Taken back"),
    SignOffState.OVER: _l("Not signed by the last day"),
}
_LOOK: Mapping[str, str] = {
    SignOffState.SIGNED: "good",
    SignOffState.OPENED: "info",
    SignOffState.RETURNED: "warn",
    SignOffState.OVER: "warn",
}
label_of = LabelFilter(STATE)


def look_of(state: str) -> str:
    """Return the kind of tag that a state is shown as; empty for a plain one."""
    return _LOOK.get(state, "")


def shown_signing_link(page: CertifierPage, named: NamedCertifier, *, company: str) -> LinkShown:
    """Return a new link to sign, with a text in the language of whoever gets it."""
    if named.link is None:
        raise ValueError(named.name)
    address = address_of("signing_door.show", token=named.link.token)
    code = shown_code(named.link.code)
    with force_locale(named.language):
        text = _(
            "Please read and sign the answers “%(title)s” of %(subject)s for %(company)s, by "
            "%(day)s. You need no account:\n%(link)s\nCode: %(code)s",
            title=page.title,
            subject=page.subject_name,
            company=company,
            day=day((named.until - timedelta(days=1)).date()),
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
