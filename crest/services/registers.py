"""The supplier risk register: what its page shows, and asking for one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by
from crest.persistence import jobs, register_rows, write_keys
from crest.persistence.jobs import JobState
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.suppliers import SupplierFilter, list_ids
from crest.persistence.trail import record
from crest.services.jobs import REGISTER, REGISTER_CSV, JobView, view_of
from crest.services.register_keeping import RegisterOrder

_REQUEST = "register.export"
_OPEN = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """What the page of the register shows: how many suppliers, the newest file, work under way.

    `chosen` is how many fit the filters, None where there are none.
    """

    suppliers: int
    chosen: int | None
    latest: JobView | None
    under_way: JobView | None


def get_register_page(
    session: DatabaseSession,
    actor: Actor,
    *,
    now: datetime,
    wanted: SupplierFilter | None = None,
) -> RegisterPage:
    """Return what the page of the register shows, for the suppliers that fit the filter."""
    require(actor, Permission.REGISTER_READ)
    with reading(session):
        latest = _newest(session, actor, (JobState.DONE,))
        under_way = _newest(session, actor, _OPEN)
        return RegisterPage(
            suppliers=register_rows.count_suppliers(session, tenant_id=actor.tenant_id),
            chosen=len(list_ids(session, tenant_id=actor.tenant_id, wanted=wanted))
            if wanted is not None and not wanted.is_open
            else None,
            latest=None if latest is None else view_of(latest, now=now),
            under_way=None if under_way is None else view_of(under_way, now=now),
        )


def request_register(
    session: DatabaseSession,
    actor: Actor,
    *,
    key: str,
    now: datetime,
    order: RegisterOrder | None = None,
) -> UUID:
    """Ask for a register and return the job; the same one under way is returned again."""
    require(actor, Permission.REGISTER_EXPORT)
    with writing(session):
        reply = write_keys.replayed(session, actor.tenant_id, key, _REQUEST)
        if reply is not None:
            return UUID(reply["id"])
        order = order or RegisterOrder()
        newest = _newest(session, actor, _OPEN, kind=_kind(order))
        under_way = newest if newest and newest.params == order.params() else None
        job_id = under_way.id if under_way else _ask(session, actor, order, now)
        write_keys.remember(session, actor.tenant_id, key, _REQUEST, {"id": str(job_id)}, now)
        told = {"is_new": under_way is None}
        record(session, by(actor), Act.REGISTER_ASK, of=job_id, told=told, now=now)
    return job_id


def _newest(
    session: DatabaseSession, actor: Actor, states: tuple[JobState, ...], *, kind: str = REGISTER
) -> jobs.Job | None:
    return jobs.find_newest(
        session, tenant_id=actor.tenant_id, user_id=actor.user_id, kind=kind, states=states
    )


def _kind(order: RegisterOrder) -> str:
    # Apart, so that the address of the newest workbook never hands out a list.
    return REGISTER_CSV if order.as_csv else REGISTER


def _ask(session: DatabaseSession, actor: Actor, order: RegisterOrder, now: datetime) -> UUID:
    return jobs.add(
        session,
        tenant_id=actor.tenant_id,
        user_id=actor.user_id,
        kind=_kind(order),
        params=order.params(),
        now=now,
    )
