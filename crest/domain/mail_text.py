"""The words of a mail, and what mails about accounts there are."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class MailKind(StrEnum):
    """What a mail about an account or an invitation says."""

    INVITATION = "invitation"
    PASSWORD_LINK = "password_link"  # noqa: S105  # the name of a mail
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # the name of a mail
    FACTOR_ON = "second_factor_on"
    FACTOR_OFF = "second_factor_off"
    CODES_RENEWED = "recovery_codes_renewed"
    SUPPLIER_INVITATION = "supplier_invitation"
    SUPPLIER_CODE = "supplier_code"
    CONTRADICTED = "contradicted"
    CHANGES_ASKED = "changes_asked"
    SIGN_OFF = "sign_off"
    SIGN_OFF_ACCOUNT = "sign_off_account"
    SIGN_OFF_CODE = "sign_off_code"
    SIGN_OFF_BACK = "sign_off_back"
    SIGN_OFF_SIGNED = "sign_off_signed"
    SPACE_CLAIM = "space_claim"
    MEMBER_SUSPENDED = "member_suspended"
    MEMBER_LEAVES = "member_leaves"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailText:
    """Subject and plain body, in the language of whoever gets it."""

    subject: str
    body: str


class MailWriter(Protocol):
    """Finds the words of a mail in a language; services queue them with what causes them."""

    def __call__(self, kind: MailKind, *, language: str, **values: str) -> MailText:
        """Return the words of a mail with these values in them."""
        ...
