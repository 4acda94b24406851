"""The federation and its members, as the operator of the installation makes them."""

from datetime import datetime

from crest.domain.names import clean_text
from crest.domain.permissions import TenantKind
from crest.domain.trail import Act, by_operator
from crest.persistence import tenants
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.tenants import Tenant
from crest.persistence.trail import record


def is_made(session: DatabaseSession, *, kind: TenantKind, code: str, name: str) -> bool:
    """Return whether this very tenant is there: then a command that failed may go on."""
    with reading(session):
        found = tenants.find_by_code(session, code)
    return found is not None and (found.kind, found.name) == (kind, clean_text(name))


def add_tenant(
    session: DatabaseSession, *, kind: TenantKind, code: str, name: str, now: datetime
) -> Tenant:
    """Store the federation or a member; refused where the code is taken."""
    with writing(session):
        added = tenants.add(session, kind=kind, code=code, name=clean_text(name), now=now)
        operator = by_operator(added.id)
        told = {"kind": kind, "code": code}
        record(session, operator, Act.TENANT_ADD, of=added.id, told=told, now=now)
        return added
