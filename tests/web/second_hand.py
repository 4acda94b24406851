"""A signed assessment of each member, and who gets what where a second person signs."""

from datetime import timedelta
from uuid import uuid4

from crest.domain.permissions import Role
from crest.persistence import invitations
from crest.persistence.models import SignOffRow
from crest.persistence.session import DatabaseSession
from crest.persistence.sessions import digest_of
from tests.web.federation import BUILT, MemberWorld
from tests.web.walker import Row

_OWN = "view edit adm site"
_DRAFT = {"assessment_id": lambda world: world.draft}
_SUBMITTED = {"assessment_id": lambda world: world.submitted}
_CHECKED = {**_SUBMITTED, "code": lambda world: world.evidence_code}
_ASKED = {"assessment_id": lambda world: world.asked}


def add_sign_off(session: DatabaseSession, world: MemberWorld) -> None:
    """Store a link under which the submitted answers were signed, in the caller's transaction."""
    name = f"{world.name} director"
    world.signing_token = f"{world.code * 3}{'x' * 40}"
    session.add(
        SignOffRow(
            id=uuid4(),
            tenant_id=world.tenant_id,
            assessment_id=world.submitted,
            certifier_id=invitations.add_respondent(session, name=name, language="en", now=BUILT),
            asked_by=world.users[Role.EDIT].user_id,
            token_digest=digest_of(world.signing_token),
            email=None,
            name=name,
            language="en",
            created_at=BUILT,
            expires_at=BUILT + timedelta(days=60),
            signed_at=BUILT,
            signed_name=name,
            signed_function=f"{world.name} head",
            statement=f"{world.name} is true.",
            return_reason="",
        )
    )
    session.flush()


SECOND_HAND = (
    Row(
        endpoint="change_requests.show",
        allowed="view edit adm",
        nearly="site",
        args=_SUBMITTED,
        owned=True,
    ),
    Row(
        endpoint="change_requests.show",
        variant="of an invited supplier",
        allowed=_OWN,
        status=404,
        special={"resp": 200},
        args=_ASKED,
        owned=True,
    ),
    # Answers that the buyer gave itself are not asked back.
    Row(
        endpoint="change_requests.ask",
        method="POST",
        allowed="edit adm",
        status=422,
        args=_SUBMITTED,
        fields=lambda world: {
            "mark": world.evidence_code,
            f"reason:{world.evidence_code}": "Which?",
            "due_on": "2026-12-05",
        },
        owned=True,
    ),
    Row(
        endpoint="checks.index",
        allowed="view edit adm",
        nearly="site",
        args=_SUBMITTED,
        owned=True,
    ),
    Row(
        endpoint="checks.index",
        variant="of an invited supplier",
        allowed=_OWN,
        status=404,
        special={"resp": 200},
        args=_ASKED,
        owned=True,
    ),
    Row(
        endpoint="checks.show",
        allowed="view edit adm",
        nearly="site",
        args=_CHECKED,
        owned=True,
    ),
    Row(
        endpoint="checks.add",
        method="POST",
        allowed="edit adm",
        status=422,
        args=_CHECKED,
        fields=lambda _: {"level": "verified", "note": "Seen."},
        owned=True,
    ),
    Row(
        endpoint="checks.reply",
        method="POST",
        allowed="edit",
        status=422,
        args={**_SUBMITTED, "check_id": lambda _: uuid4()},
        fields=lambda _: {"reply": "It was repaired."},
        owned=True,
    ),
    Row(
        endpoint="change_requests.withdraw",
        method="POST",
        allowed="edit adm",
        status=404,
        args=_SUBMITTED,
        owned=True,
    ),
    Row(
        endpoint="signing.show",
        allowed=_OWN,
        status=404,
        special={"cert": 200},
        args=_SUBMITTED,
        owned=True,
    ),
    Row(
        endpoint="signing.show",
        variant="that nobody is asked to sign",
        allowed=_OWN,
        status=404,
        args=_DRAFT,
        owned=True,
    ),
    Row(
        endpoint="signing.sign",
        method="POST",
        allowed=_OWN,
        status=404,
        special={"cert": 422},
        args=_SUBMITTED,
        fields=lambda _: {"name": "Dara", "function": "Director", "agrees": "1", "version": "1"},
        owned=True,
    ),
    Row(
        endpoint="signing.send_back",
        method="POST",
        allowed=_OWN,
        status=404,
        special={"cert": 422},
        args=_SUBMITTED,
        fields=lambda _: {"reason": "Look at wages."},
        owned=True,
    ),
    Row(endpoint="certifier.show", allowed="edit", nearly="adm site", args=_DRAFT, owned=True),
    Row(
        endpoint="certifier.show",
        variant="of an invited supplier",
        allowed="edit adm site",
        status=404,
        special={"resp": 200},
        args=_ASKED,
        owned=True,
    ),
    Row(
        endpoint="certifier.name",
        method="POST",
        allowed="edit",
        nearly="adm site",
        status=422,
        args=_DRAFT,
        fields=lambda _: {"name": "Dara"},
        owned=True,
    ),
    Row(
        endpoint="certifier.take_back",
        method="POST",
        allowed="edit",
        nearly="adm site",
        status=422,
        args=_DRAFT,
        owned=True,
    ),
    Row(
        endpoint="certifier.rule",
        method="POST",
        allowed="edit",
        nearly="adm",
        status=303,
        args=_DRAFT,
        fields=lambda _: {"needed": "1"},
        owned=True,
    ),
)
