"""Sign-offs: who is asked to sign which assessment, by link or account, and what came of it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, Select, case, delete, select, update
from sqlalchemy import Row as ResultRow
from sqlalchemy.orm import aliased

from crest.domain.errors import NotFoundError
from crest.domain.permissions import Actor, Role, TenantKind
from crest.domain.sign_off import Signature, SignOffCourse
from crest.persistence.models import AssessmentRow, SessionRow, SignOffRow, TenantRow, UserRow
from crest.persistence.session import DatabaseSession
from crest.persistence.sessions import IDLE, SignedIn, digest_of

_ASKER = aliased(UserRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """One person asked to sign, with where that stands.

    `by_account`: the person signs in; else a link leads there. `asker` asked, for `company`.
    """

    id: UUID
    tenant_id: UUID
    assessment_id: UUID
    certifier_id: UUID
    company: str
    asker: str
    asker_id: UUID
    by_account: bool
    name: str
    email: str | None
    language: str
    bank: str
    bank_version: str
    created_at: datetime
    pin_hash: str | None = field(repr=False)
    mailed_code_hash: str | None = field(repr=False)
    mailed_code_until: datetime | None
    course: SignOffCourse
    signature: Signature
    return_reason: str

    @property
    def last_day(self) -> date:
        """Return the last day on which the link works, in UTC."""
        return (self.course.expires_at - timedelta(days=1)).date()


def add(session: DatabaseSession, asked: SignOffRow) -> None:
    """Store a sign-off of the tenant that it names."""
    session.add(asked)
    session.flush()


def find_by_link(session: DatabaseSession, token: str) -> SignOff | None:
    """Return the sign-off of a link, ended ones too, or None."""
    found = _list(session, SignOffRow.token_digest == digest_of(token))
    return found[0] if found else None


def list_of(
    session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID
) -> tuple[SignOff, ...]:
    """Return who was asked to sign one assessment of the tenant's, the newest first."""
    return _list(
        session, SignOffRow.assessment_id == assessment_id, SignOffRow.tenant_id == tenant_id
    )


def find_signed(
    session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID
) -> SignOff | None:
    """Return the sign-off under which an assessment was submitted, or None."""
    found = list_of(session, assessment_id, tenant_id=tenant_id)
    return next((one for one in found if one.course.signed_at), None)


def get_for(
    session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID, certifier_id: UUID
) -> SignOff:
    """Return the newest sign-off of an assessment that this person signs, or NotFoundError."""
    found = _list(
        session,
        SignOffRow.assessment_id == assessment_id,
        SignOffRow.tenant_id == tenant_id,
        SignOffRow.certifier_id == certifier_id,
    )
    if not found:
        raise NotFoundError
    return found[0]


def end_open(
    session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID, now: datetime
) -> None:
    """Close what still waits for a signature under an assessment, and its browsers."""
    for one in list_of(session, assessment_id, tenant_id=tenant_id):
        if not one.course.has_ended:
            _change(session, one, closed_at=now)
            end_sessions(session, one)


def sign(session: DatabaseSession, asked: SignOff, given: Signature, *, now: datetime) -> None:
    """Store the signature."""
    _change(
        session,
        asked,
        signed_at=now,
        signed_name=given.name,
        signed_function=given.function,
        statement=given.statement,
    )


def send_back(session: DatabaseSession, asked: SignOff, *, reason: str, now: datetime) -> None:
    """Store that the answers go back, and why; the link opens nothing any more."""
    _change(session, asked, returned_at=now, return_reason=reason)
    end_sessions(session, asked)


def claim(session: DatabaseSession, asked: SignOff, *, pin_hash: str | None, now: datetime) -> bool:
    """Begin to read by a link; returns whether this was the one browser that does."""
    taken = session.execute(
        update(SignOffRow)
        .where(
            SignOffRow.id == asked.id,
            SignOffRow.claimed_at.is_(None),
            SignOffRow.returned_at.is_(None),
            SignOffRow.closed_at.is_(None),
            SignOffRow.expires_at > now,
        )
        .values(claimed_at=now, pin_hash=pin_hash)
        .execution_options(synchronize_session=False)
    )
    return isinstance(taken, CursorResult) and bool(taken.rowcount)


def come_back(session: DatabaseSession, asked: SignOff, *, now: datetime) -> None:
    """Write down that the one who began came back; a mailed code is used up by it."""
    _change(session, asked, claimed_at=now, mailed_code_hash=None, mailed_code_until=None)


def keep_mailed_code(
    session: DatabaseSession, asked: SignOff, *, code_hash: str, until: datetime
) -> None:
    """Store the hash of a code that was mailed; an earlier one opens nothing any more."""
    _change(session, asked, mailed_code_hash=code_hash, mailed_code_until=until)


def end_sessions(session: DatabaseSession, asked: SignOff) -> None:
    """Forget the browsers that read by a link; who has an account stays signed in."""
    if not asked.by_account:
        session.execute(delete(SessionRow).where(SessionRow.user_id == asked.certifier_id))


def find_signed_in(session: DatabaseSession, token: str, *, now: datetime) -> SignedIn | None:
    """Return who reads by a link under this token; None once that or the session is over."""
    row = session.execute(
        select(SignOffRow, UserRow, TenantRow, SessionRow.seen_at)
        .join_from(SessionRow, SignOffRow, SignOffRow.certifier_id == SessionRow.user_id)
        .join(UserRow, UserRow.id == SessionRow.user_id)
        .join(TenantRow, TenantRow.id == SignOffRow.tenant_id)
        .where(
            SessionRow.token_digest == digest_of(token),
            SessionRow.tenant_id == SignOffRow.tenant_id,
            SessionRow.expires_at > now,
            SessionRow.seen_at > now - IDLE,
            SessionRow.seen_at < now + IDLE,
            # who has an account acts by it, and by nothing narrower or wider than its role
            SignOffRow.token_digest.is_not(None),
            SignOffRow.returned_at.is_(None),
            SignOffRow.closed_at.is_(None),
            SignOffRow.expires_at > now,
        )
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    asked, user, tenant, seen_at = row
    actor = Actor(
        user_id=user.id,
        tenant_id=tenant.id,
        tenant_kind=TenantKind(tenant.kind),
        role=Role.CERT,
        email=user.email,
        name=user.name,
        language=user.language,
        assessment_id=asked.assessment_id,
    )
    return SignedIn(actor=actor, tenant_name=tenant.name, membership_count=1, seen_at=seen_at)


def _change(session: DatabaseSession, asked: SignOff, **values: object) -> None:
    statement = update(SignOffRow).where(SignOffRow.id == asked.id).values(**values)
    session.execute(statement.execution_options(synchronize_session=False))


def _list(session: DatabaseSession, *conditions: ColumnElement[bool]) -> tuple[SignOff, ...]:
    # What is signed or waits goes before what came back: of these there is one at most.
    has_gone = case((SignOffRow.returned_at.is_(None) & SignOffRow.closed_at.is_(None), 0), else_=1)
    ordered = (has_gone, SignOffRow.created_at.desc(), SignOffRow.id)
    query = _query().where(*conditions).order_by(*ordered)
    return tuple(_read(row) for row in session.execute(query))


def _query() -> Select[*tuple[Any, ...]]:
    return (
        select(
            SignOffRow,
            TenantRow.name.label("company"),
            _ASKER.name.label("asker"),
            AssessmentRow.bank,
            AssessmentRow.bank_version,
        )
        .join_from(SignOffRow, TenantRow, TenantRow.id == SignOffRow.tenant_id)
        .join(_ASKER, _ASKER.id == SignOffRow.asked_by)
        .join(AssessmentRow, AssessmentRow.id == SignOffRow.assessment_id)
        # A row that was read before is read again: another browser may have claimed it.
        .execution_options(populate_existing=True)
    )


def _read(row: ResultRow[*tuple[Any, ...]]) -> SignOff:
    kept: SignOffRow = row.SignOffRow
    return SignOff(
        id=kept.id,
        tenant_id=kept.tenant_id,
        assessment_id=kept.assessment_id,
        certifier_id=kept.certifier_id,
        company=row.company,
        asker=row.asker,
        asker_id=kept.asked_by,
        by_account=kept.token_digest is None,
        name=kept.name,
        email=kept.email,
        language=kept.language,
        bank=row.bank,
        bank_version=row.bank_version,
        created_at=kept.created_at,
        pin_hash=kept.pin_hash,
        mailed_code_hash=kept.mailed_code_hash,
        mailed_code_until=kept.mailed_code_until,
        course=SignOffCourse(
            expires_at=kept.expires_at,
            claimed_at=kept.claimed_at,
            signed_at=kept.signed_at,
            returned_at=kept.returned_at,
            closed_at=kept.closed_at,
        ),
        signature=Signature(
            name=kept.signed_name, function=kept.signed_function, statement=kept.statement
        ),
        return_reason=kept.return_reason,
    )
