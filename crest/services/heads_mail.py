"""Where the trails of acts end, mailed once a month to whoever administers the federation.

A chain alone cannot show that its tail was cut or that all of it was written anew; an end that lies
in a mailbox elsewhere does.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from crest.adapters.head_file import line_of
from crest.domain.permissions import Role, TenantKind
from crest.domain.trail import Act, Head, by_worker
from crest.i18n import N_, Translator
from crest.persistence import memberships, tenants, trail_reading
from crest.persistence.outbox import queue_mail
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record

_PURPOSE = "trail_heads"
_SUBJECT = N_("Where the trails of acts end, %(month)s")
_BEFORE = (
    N_(
        "Please keep this mail where nobody who reaches the server of CREST can change it. "
        "Nothing else is to be done."
    ),
    N_(
        "Each line says where the trail of one organisation ended on %(day)s: the number of its "
        "last entry, and a digest over all entries until then. A trail that was cut off or "
        "written anew no longer fits its line."
    ),
)
_AFTER = N_("To compare, save the lines as a file and have the operator run this command:")
_COMMAND = "crest audit verify --head FILE"


def mail_heads(session: DatabaseSession, *, now: datetime) -> int:
    """Queue this month's mail for each administrator of the federation; return how many.

    None where this month's are queued already, or where nobody administers the federation.
    """
    month = f"{now:%Y-%m}"
    with reading(session):
        federation = next(iter(tenants.list_tenants(session, kind=TenantKind.FEDERATION)), None)
        if federation is None or _is_told(session, federation.id, month):
            return 0
    with writing(session):
        # Of two workers at the first minute of a month one waits here, and finds it done.
        memberships.lock_tenant(session, federation.id)
        told = {} if _is_told(session, federation.id, month) else trail_reading.list_heads(session)
        mails = _queue(session, federation.id, told, now=now)
        if mails:
            worker = by_worker(federation.id)
            record(session, worker, Act.TRAIL_TELL, of=month, told={"mails": mails}, now=now)
        return mails


def _is_told(session: DatabaseSession, federation_id: UUID, month: str) -> bool:
    return trail_reading.has_event(session, federation_id, act=Act.TRAIL_TELL, object_id=month)


def _queue(
    session: DatabaseSession, federation_id: UUID, heads: Mapping[UUID, Head], *, now: datetime
) -> int:
    users = memberships.list_users(session, tenant_id=federation_id) if heads else ()
    administrators = [one for one in users if one.role is Role.FADM and not one.disabled]
    for one in administrators:
        say = Translator(language=one.language)
        queue_mail(
            session,
            tenant_id=federation_id,
            to=one.email,
            subject=say(_SUBJECT) % {"month": f"{now:%Y-%m}"},
            body=_body(say, heads, now=now),
            purpose=_PURPOSE,
            now=now,
        )
    return len(administrators)


def _body(say: Translator, heads: Mapping[UUID, Head], *, now: datetime) -> str:
    lines = [line_of(chain_id, head, now=now) for chain_id, head in sorted(heads.items())]
    words = [say(part) % {"day": f"{now:%Y-%m-%d}"} for part in _BEFORE]
    return "\n\n".join([*words, "\n".join(lines), f"{say(_AFTER)}\n{_COMMAND}"]) + "\n"
