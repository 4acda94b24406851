"""The words of the mail that asks a supplier, for pages and for the worker, which has no pages."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from crest.domain.mail_text import MailKind, MailText
from crest.i18n import N_, Translator

SUBJECT = N_("%(buyer)s asks %(supplier)s for answers")
TRUST = N_(
    "CREST never asks for your password by mail. If you are not sure that this mail is "
    "genuine, do not open the address: call %(who)s on a number that you knew before."
)
BODY = (
    N_(
        "%(inviter)s (%(inviter_email)s) of %(buyer)s asks %(supplier)s to answer questions "
        "about how people are hired and treated at work."
    ),
    "%(message)s",
    N_("The questions: %(title)s\nThey stand on laws, among them: %(laws)s"),
    N_("They take about %(minutes)s minutes. Please answer by %(day)s."),
    "%(audience)s",
    N_("Open this address to begin. You need no account:"),
    "%(link)s",
    N_("Or type this invitation code: %(code)s\nat this address: %(place)s"),
    N_("You can stop at any time and go on later, and you may decline on the same page."),
    TRUST,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainWriter:
    """Writes the mail that asks a supplier without a page; links lead to `base_url`.

    It is a `MailWriter` of that one kind; any other is a mistake of the caller.
    """

    base_url: str

    def __call__(self, kind: MailKind, *, language: str, **values: str) -> MailText:
        """Return the words of the mail with these values in them."""
        if kind is not MailKind.SUPPLIER_INVITATION:
            raise ValueError(kind)
        say, base = Translator(language=language), self.base_url.rstrip("/")
        due = date.fromisoformat(values["due"])
        known = {
            **values,
            "who": values["inviter"],
            "link": f"{base}/i/{values['token']}",
            "place": f"{base}/i",
            "day": format_date(due, "d MMM y", locale=language),
        }
        # What nobody wrote, as the message of whoever invites, leaves no gap.
        parts = [text for part in BODY if (text := say(part) % known)]
        return MailText(subject=say(SUBJECT) % known, body="\n\n".join(parts) + "\n")
