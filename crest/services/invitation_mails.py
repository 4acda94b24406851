"""What an invitation says of the questions, and the mails that carry it; a part of use cases."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from crest.content.library import Library
from crest.domain.bank import Questionnaire
from crest.domain.instruments import Instrument, InstrumentKind, InstrumentStatus
from crest.domain.invitations import code_of, link_of_code, shown_code
from crest.domain.mail_text import MailKind, MailWriter
from crest.persistence.invitations import Asked
from crest.persistence.outbox import queue_mail
from crest.persistence.session import DatabaseSession

# How many laws an invitation names; how many there are is said beside them.
_LAWS_NAMED = 3
_LAWS = (InstrumentKind.STATUTE, InstrumentKind.REGULATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawsAsked:
    """The laws that a questionnaire asks about most, by name, and how many it asks about."""

    named: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """A link and the code that leads to it; neither is stored."""

    token: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationTools:
    """What invitations are made with: the content, the words of mails, and the secret of links."""

    library: Library
    write: MailWriter
    secret: str = field(repr=False)


def link_made(invitation_id: UUID, made_at: datetime, *, secret: str) -> NewLink:
    """Return the link that an invitation got at this time, with its code."""
    code = code_of(invitation_id, made_at, secret=secret)
    return NewLink(token=link_of_code(code, secret=secret), code=code)


def laws_asked(library: Library, questionnaire: Questionnaire, *, country: str | None) -> LawsAsked:
    """Return the laws in force that a version asks about, those of the supplier's country first."""
    owner = {part.id: one for one in library.instruments for part in one.obligations}
    counts: Counter[str] = Counter()
    by_id: dict[str, Instrument] = {}
    for question in questionnaire.questions.values():
        for one in {owner[link.id].id: owner[link.id] for link in question.obligations}.values():
            if one.kind in _LAWS and one.status is InstrumentStatus.IN_FORCE:
                counts[one.id] += 1
                by_id[one.id] = one
    ordered = sorted(
        counts,
        key=lambda found: (by_id[found].jurisdiction != country, -counts[found], found),
    )
    name = _local_name if library.language == "km" else _name
    return LawsAsked(
        named=tuple(name(by_id[found]) for found in ordered[:_LAWS_NAMED]), total=len(ordered)
    )


def mail_invitation(
    session: DatabaseSession,
    asked: Asked,
    link: NewLink,
    *,
    tools: InvitationTools,
    now: datetime,
) -> UUID | None:
    """Queue the mail of an invitation and return its id; None where no address is known."""
    if asked.email is None:
        return None
    spoken = tools.library.speaking(asked.language)
    questionnaire = spoken.questionnaire(asked.bank, asked.bank_version)
    laws = laws_asked(spoken, questionnaire, country=asked.country)
    return _queue(
        session,
        asked,
        MailKind.SUPPLIER_INVITATION,
        now=now,
        write=tools.write,
        title=questionnaire.title,
        minutes=str(questionnaire.minutes),
        audience=questionnaire.audience,
        laws="; ".join(laws.named),
        token=link.token,
        code=shown_code(link.code),
    )


def mail_code(
    session: DatabaseSession, asked: Asked, code: str, *, write: MailWriter, now: datetime
) -> UUID:
    """Queue a mail with a code to come back by."""
    return _queue(session, asked, MailKind.SUPPLIER_CODE, now=now, write=write, code=code)


def _queue(
    session: DatabaseSession,
    asked: Asked,
    kind: MailKind,
    *,
    now: datetime,
    write: MailWriter,
    **values: str,
) -> UUID:
    text = write(
        kind,
        language=asked.language,
        buyer=asked.buyer,
        supplier=asked.supplier,
        name=asked.name,
        inviter=asked.sender,
        inviter_email=asked.sender_email,
        message=asked.message,
        due=asked.due_on.isoformat(),
        **values,
    )
    return queue_mail(
        session,
        tenant_id=asked.tenant_id,
        to=asked.email or "",
        subject=text.subject,
        body=text.body,
        purpose=kind.value,
        now=now,
    )


def _name(instrument: Instrument) -> str:
    return instrument.name


def _local_name(instrument: Instrument) -> str:
    return instrument.local_name or instrument.name
