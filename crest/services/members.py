"""The federation and its members, as the operator of the installation makes them."""

from datetime import datetime

from crest.domain.names import clean_text
from crest.domain.permissions import TenantKind
from crest.domain.trail import Act, by_operator
from crest.persistence import tenants
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.tenants import Tenant
from crest.persistence.trail import record


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
