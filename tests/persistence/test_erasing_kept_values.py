"""A person's address is erased from what is kept to undo imports and merges, too."""

from uuid import uuid4

from sqlalchemy import select

from crest.domain.permissions import TenantKind
from crest.persistence import erasure, people, suppliers, tenants
from crest.persistence.models import ImportStepRow, SupplierMergeRow
from crest.persistence.session import DatabaseSession, writing
from tests.conftest import NOW

TOLD = {"contact_email": "Sok_Dara@thread.example", "contact_name": "Sok Dara"}
OTHER = {"contact_email": "SokxDara@thread.example"}


def test_values_kept_aside_lose_the_person_and_no_other(session: DatabaseSession) -> None:
    with writing(session):
        tenant = tenants.add(session, kind=TenantKind.MEMBER, code="M", name="M", now=NOW)
        person = people.add_user(
            session, email="e@m.example", name="E", language="en", password_hash="x", now=NOW
        )
        ids = [
            suppliers.add(
                session,
                {"code": code, "name": code, "country": None, "address": None},
                tenant_id=tenant.id,
                now=NOW,
            ).id
            for code in "AB"
        ]
        for supplier_id, before in zip(ids, (TOLD, OTHER), strict=True):
            session.add(
                ImportStepRow(
                    import_id=uuid4(),
                    supplier_id=supplier_id,
                    tenant_id=tenant.id,
                    before=before,
                    after={},
                    version=2,
                    made_at=NOW,
                )
            )
        session.add(
            SupplierMergeRow(
                id=uuid4(),
                tenant_id=tenant.id,
                kept_id=ids[0],
                gone_id=ids[1],
                before={},
                after=TOLD,
                moved={},
                merged_by=person,
                merged_at=NOW,
                undone_by=None,
                undone_at=None,
            )
        )
        session.flush()

        counts = erasure.erase_person(session, "sok_dara@thread.example", now=NOW)

        assert (counts["supplier_import_step"], counts["supplier_merge"]) == (1, 1)
        assert session.scalars(select(ImportStepRow.before)).all() == [OTHER]
        assert session.scalars(select(SupplierMergeRow.after)).all() == [{}]
