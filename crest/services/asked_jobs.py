"""Work that a person asks of a worker: once for each form, however often it is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by
from crest.persistence import jobs, write_keys
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.trail import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for: the kind of job, who may, what it needs, and how the trail tells of it.

    `about` names the thing that the work is about, so that a key serves for that thing alone.
    The trail tells `of` that thing, or of the job where none is named.
    """

    kind: str
    permission: Permission
    act: Act
    params: Mapping[str, object] = field(default_factory=dict)
    about: str = ""
    of: UUID | None = None
    told: Mapping[str, object] = field(default_factory=dict)

    @property
    def key_act(self) -> str:
        """Return what a key of this order is kept under."""
        return f"{self.act.value}:{self.about}" if self.about else self.act.value


def ask_once(
    session: DatabaseSession,
    actor: Actor,
    order: Order,
    *,
    key: str,
    now: datetime,
    check: Callable[[], object] | None = None,
) -> UUID:
    """Add the job and return it, or the one that this key added before.

    `check` looks at what the work is about, in the same transaction, and refuses by raising.
    """
    require(actor, order.permission)
    with writing(session):
        if check is not None:
            check()
        reply = write_keys.replayed(session, actor.tenant_id, key, order.key_act)
        if reply is not None:
            return UUID(reply["id"])
        job_id = jobs.add(
            session,
            tenant_id=actor.tenant_id,
            user_id=actor.user_id,
            kind=order.kind,
            params=dict(order.params),
            now=now,
        )
        kept = {"id": str(job_id)}
        write_keys.remember(session, actor.tenant_id, key, order.key_act, kept, now)
        of = order.of or job_id
        record(session, by(actor), order.act, of=of, told=order.told, now=now)
    return job_id
