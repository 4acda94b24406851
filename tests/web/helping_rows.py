"""A question given to a colleague of each member, and who gets what there."""

from datetime import timedelta

from crest.domain.permissions import Role
from crest.persistence import delegations, invitations
from crest.persistence.models import DelegationRow
from crest.persistence.session import DatabaseSession
from crest.persistence.sessions import digest_of
from tests.web.federation import BUILT, MemberWorld
from tests.web.walker import Row

_DRAFT = {
    "assessment_id": lambda world: world.draft,
    "code": lambda world: world.section_code,
}
_ASKED = {
    "assessment_id": lambda world: world.asked,
    "code": lambda world: world.section_code,
}
_GIVEN = {"delegation_id": lambda world: world.given}


def add_delegation(session: DatabaseSession, world: MemberWorld) -> None:
    """Store a link to one question of the draft, in the caller's transaction."""
    name = f"{world.name} colleague"
    world.helping_token = f"{world.code * 3}{'d' * 40}"
    delegations.add(
        session,
        DelegationRow(
            id=world.given,
            tenant_id=world.tenant_id,
            assessment_id=world.draft,
            section=world.section_code,
            code=world.evidence_code,
            helper_id=invitations.add_respondent(session, name=name, language="en", now=BUILT),
            made_by=world.users[Role.EDIT].user_id,
            token_digest=digest_of(world.helping_token),
            name=name,
            created_at=BUILT,
            expires_at=BUILT + timedelta(days=60),
        ),
    )


def _door(endpoint: str, method: str = "GET") -> Row:
    return Row(
        endpoint=f"delegated_door.{endpoint}",
        method=method,
        public=True,
        status=404,
        args={"token": lambda _: "x" * 43},
    )


HELPING = (
    _door("show"),
    _door("begin", "POST"),
    _door("come_back", "POST"),
    Row(endpoint="delegations.show", allowed="edit", nearly="adm site", args=_DRAFT, owned=True),
    Row(
        endpoint="delegations.make",
        method="POST",
        allowed="edit",
        nearly="adm site",
        args=_DRAFT,
        fields=lambda _: {"name": "Sokha", "until": "2026-12-05"},
        owned=True,
    ),
    Row(
        endpoint="delegations.show",
        variant="of an invited supplier",
        allowed="edit adm site",
        status=404,
        special={"resp": 200},
        args=_ASKED,
        owned=True,
    ),
    Row(
        endpoint="delegations.close",
        method="POST",
        allowed="edit",
        nearly="adm site",
        status=303,
        args=_GIVEN,
        owned=True,
    ),
    Row(endpoint="delegated.show", special={"aid": 200}),
    Row(endpoint="delegated.save", method="POST", special={"aid": 303}),
    Row(
        endpoint="delegated.save_answer",
        method="POST",
        special={"aid": 200},
        args={"code": lambda world: world.evidence_code},
        fields=lambda world: {f"q_{world.evidence_code}__state": "dont_know"},
    ),
)
