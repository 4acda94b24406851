"""A merge of a member's that can be undone, and who gets what where suppliers are tied."""

from crest.domain.permissions import Role
from crest.persistence import suppliers
from crest.persistence.models import SupplierMergeRow
from crest.persistence.session import DatabaseSession
from tests.web.federation import BUILT, MemberWorld
from tests.web.walker import Row

_WRITERS = "edit adm"
_SUPPLIER = {"supplier_id": lambda world: world.supplier}
_BOTH = {**_SUPPLIER, "other_id": lambda world: world.other_supplier}
_LIST = {"import_id": lambda world: world.supplier_import}


def add_merge(session: DatabaseSession, world: MemberWorld) -> None:
    """Store a merge into the member's first supplier in the caller's transaction."""
    given = {"code": "MERGED", "name": f"{world.name} merged", "country": "KH", "address": None}
    gone = suppliers.add(session, given, tenant_id=world.tenant_id, now=BUILT)
    gone.archived_at = BUILT
    moved = ("assessment", "invitation", "tags", "parents", "children")
    session.add(
        SupplierMergeRow(
            id=world.merge,
            tenant_id=world.tenant_id,
            kept_id=world.supplier,
            gone_id=gone.id,
            before={},
            after={},
            moved={name: [] for name in (*moved, "gone_parents", "gone_children")},
            merged_by=world.users[Role.EDIT].user_id,
            merged_at=BUILT,
            undone_by=None,
            undone_at=None,
        )
    )
    session.flush()


TIES = (
    Row(endpoint="merging.index", allowed=_WRITERS),
    Row(endpoint="merging.search", method="POST", allowed=_WRITERS, status=303),
    Row(
        endpoint="merging.decide",
        method="POST",
        allowed=_WRITERS,
        status=303,
        fields=lambda world: {
            "left": str(world.supplier),
            "right": str(world.other_supplier),
            "verdict": "later",
        },
    ),
    Row(endpoint="merging.show", allowed=_WRITERS, args=_BOTH, owned=True),
    # Without the versions that the page shows, it is shown again.
    Row(
        endpoint="merging.merge",
        method="POST",
        allowed=_WRITERS,
        status=409,
        args=_BOTH,
        owned=True,
    ),
    Row(endpoint="merging.merges", allowed=_WRITERS),
    Row(
        endpoint="merging.undo",
        method="POST",
        allowed=_WRITERS,
        status=303,
        args={"merge_id": lambda world: world.merge},
        owned=True,
    ),
    Row(endpoint="chain.show", allowed=_WRITERS, args=_SUPPLIER, owned=True),
    Row(
        endpoint="chain.tie",
        method="POST",
        allowed=_WRITERS,
        status=422,
        args=_SUPPLIER,
        owned=True,
    ),
    Row(
        endpoint="chain.untie",
        method="POST",
        allowed=_WRITERS,
        status=303,
        args={**_SUPPLIER, "parent_id": lambda world: world.other_supplier},
        owned=True,
    ),
    Row(endpoint="changing.choose", allowed=_WRITERS),
    Row(
        endpoint="changing.change",
        method="POST",
        allowed=_WRITERS,
        status=303,
        fields=lambda world: {
            "supplier": str(world.supplier),
            "count": "1",
            "field": "tier",
            "value": "2",
        },
    ),
    Row(endpoint="list_undo.show", allowed=_WRITERS, args=_LIST, owned=True),
    Row(
        endpoint="list_undo.undo",
        method="POST",
        allowed=_WRITERS,
        status=422,
        args=_LIST,
        owned=True,
    ),
    Row(endpoint="supplier_file.text", allowed=_WRITERS, status=404),
    Row(endpoint="supplier_file.book", allowed=_WRITERS, status=404),
    Row(endpoint="supplier_file.ask_text", method="POST", allowed=_WRITERS, status=303),
    Row(endpoint="supplier_file.ask_book", method="POST", allowed=_WRITERS, status=303),
)
