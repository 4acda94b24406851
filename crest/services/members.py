"""The federation and its members, as the operator of the installation makes them."""

from datetime import datetime

from crest.domain.names import clean_text
from crest.domain.permissions import TenantKind
from crest.persistence import tenants
from crest.persistence.session import DatabaseSession, writing
from crest.persistence.tenants import Tenant


def add_tenant(
    session: DatabaseSession, *, kind: TenantKind, code: str, name: str, now: datetime
) -> Tenant:
    """Store the federation or a member; refused where the code is taken."""
    with writing(session):
        return tenants.add(session, kind=kind, code=code, name=clean_text(name), now=now)
