"""The operator at the command line, acting for one member."""

from uuid import UUID

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Role, TenantKind
from crest.persistence import tenants
from crest.persistence.session import DatabaseSession, reading

_OPERATOR = UUID(int=0)


def operator_for(session: DatabaseSession, code: str) -> Actor:
    """Return the operator in the role of an editor of this member, or raise NotFoundError."""
    with reading(session):
        tenant = tenants.get_by_code(session, code)
    if tenant.kind is not TenantKind.MEMBER:
        raise NotFoundError(tenant=code)
    return Actor(
        user_id=_OPERATOR,
        tenant_id=tenant.id,
        tenant_kind=tenant.kind,
        role=Role.EDIT,
        email="",
        name="operator",
        language="en",
    )
