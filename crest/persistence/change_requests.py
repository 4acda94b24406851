"""Requests to change marked answers of a submitted assessment, and the draft that each opens."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Table, insert, literal, select, update
from sqlalchemy import Row as ResultRow

from crest.domain.change_requests import ChangeRequestState, Mark, state_of
from crest.domain.errors import NotFoundError
from crest.persistence.models import (
    AnswerRow,
    AssessmentRow,
    ChangeRequestRow,
    EvidenceUseRow,
    InvitationRow,
    UserRow,
    VerificationRow,
)
from crest.persistence.session import DatabaseSession

_ANSWERS = cast("Table", AnswerRow.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequest:
    """What one buyer asked one supplier to change: who asked, when, which answers, by when.

    `assessment_id` is what was submitted before, `revised_id` what is changed instead. `note` is
    for the buyer's own eyes.
    """

    id: UUID
    assessment_id: UUID
    revised_id: UUID
    invitation_id: UUID
    asked_by: str
    asked_at: datetime
    due_on: date
    marks: tuple[Mark, ...]
    note: str
    answered_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def state(self) -> ChangeRequestState:
        """Return where the request stands."""
        return state_of(answered_at=self.answered_at, withdrawn_at=self.withdrawn_at)


def add(session: DatabaseSession, invited: InvitationRow, row: ChangeRequestRow) -> None:
    """Store a request about an invitation of the tenant, which leads to the new draft now."""
    invited.assessment_id = row.revised_id
    session.add(row)
    session.flush()


def find_invitation(
    session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID
) -> InvitationRow | None:
    """Return the invitation that an assessment was answered by, locked for a change, or None."""
    return session.scalars(
        select(InvitationRow)
        .where(
            InvitationRow.assessment_id == assessment_id,
            InvitationRow.tenant_id == tenant_id,
            InvitationRow.closed_at.is_(None),
            InvitationRow.declined_at.is_(None),
        )
        .with_for_update()
    ).one_or_none()


def list_about(
    session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID
) -> tuple[ChangeRequest, ...]:
    """Return all requests to who answered an assessment of the tenant's, the newest first."""
    about = (ChangeRequestRow.assessment_id == assessment_id) | (
        ChangeRequestRow.revised_id == assessment_id
    )
    invited = select(ChangeRequestRow.invitation_id).where(
        about, ChangeRequestRow.tenant_id == tenant_id
    )
    return _list(
        session,
        ChangeRequestRow.tenant_id == tenant_id,
        ChangeRequestRow.invitation_id.in_(invited),
    )


def find_opened(
    session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID
) -> ChangeRequest | None:
    """Return the request that a draft of the tenant's was opened by, or None."""
    found = _list(
        session,
        ChangeRequestRow.tenant_id == tenant_id,
        ChangeRequestRow.revised_id == assessment_id,
    )
    return found[0] if found else None


def get_open_row(
    session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID
) -> ChangeRequestRow:
    """Return the open request about a submitted assessment, locked, or raise NotFoundError."""
    row = session.scalars(
        select(ChangeRequestRow)
        .where(
            ChangeRequestRow.assessment_id == assessment_id,
            ChangeRequestRow.tenant_id == tenant_id,
            ChangeRequestRow.answered_at.is_(None),
            ChangeRequestRow.withdrawn_at.is_(None),
        )
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def has_open(session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID) -> bool:
    """Return whether somebody is asked to change a submitted assessment right now."""
    query = select(ChangeRequestRow.id).where(
        ChangeRequestRow.assessment_id == assessment_id,
        ChangeRequestRow.tenant_id == tenant_id,
        ChangeRequestRow.answered_at.is_(None),
        ChangeRequestRow.withdrawn_at.is_(None),
    )
    return session.scalar(query) is not None


def mark_answered(
    session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID, now: datetime
) -> None:
    """Write that what was asked of an invitation is answered by the assessment it leads to."""
    invited = select(InvitationRow.id).where(
        InvitationRow.assessment_id == assessment_id, InvitationRow.tenant_id == tenant_id
    )
    session.execute(
        update(ChangeRequestRow)
        .where(
            ChangeRequestRow.tenant_id == tenant_id,
            ChangeRequestRow.invitation_id.in_(invited),
            ChangeRequestRow.answered_at.is_(None),
            ChangeRequestRow.withdrawn_at.is_(None),
        )
        # who began afresh by a new link answered in another draft
        .values(answered_at=now, revised_id=assessment_id)
        .execution_options(synchronize_session=False)
    )


def copy_content(session: DatabaseSession, assessment_id: UUID, *, to: UUID) -> None:
    """Copy answers, what backs them and what was found about them into a new draft.

    Contradictions come along too: a person closes them, a new answer does not.
    """
    columns = [column.name for column in _ANSWERS.columns]
    given = [
        literal(to, type_=_ANSWERS.c.assessment_id.type) if name == "assessment_id" else column
        for name, column in zip(columns, _ANSWERS.columns, strict=True)
    ]
    source = select(*given).where(_ANSWERS.c.assessment_id == assessment_id)
    session.execute(insert(_ANSWERS).from_select(columns, source))
    for row_type in (EvidenceUseRow, VerificationRow):
        for row in session.scalars(
            select(row_type).where(row_type.assessment_id == assessment_id)
        ).all():
            values = {one.key: getattr(row, one.key) for one in row.__table__.columns}
            session.add(row_type(**values | {"id": uuid4(), "assessment_id": to}))
    session.flush()


def keep_answers(session: DatabaseSession, assessment_id: UUID, codes: tuple[str, ...]) -> None:
    """Write which answers of a draft stay as they are."""
    session.get_one(AssessmentRow, assessment_id).kept_codes = list(codes)


def _list(session: DatabaseSession, *conditions: ColumnElement[bool]) -> tuple[ChangeRequest, ...]:
    query = (
        select(ChangeRequestRow, UserRow.name)
        .join(UserRow, UserRow.id == ChangeRequestRow.asked_by)
        .where(*conditions)
        .order_by(ChangeRequestRow.asked_at.desc(), ChangeRequestRow.id)
        .execution_options(populate_existing=True)
    )
    return tuple(_read(row) for row in session.execute(query))


def _read(row: ResultRow[*tuple[Any, ...]]) -> ChangeRequest:
    kept: ChangeRequestRow = row.ChangeRequestRow
    return ChangeRequest(
        id=kept.id,
        assessment_id=kept.assessment_id,
        revised_id=kept.revised_id,
        invitation_id=kept.invitation_id,
        asked_by=row.name,
        asked_at=kept.asked_at,
        due_on=kept.due_on,
        marks=tuple(Mark(code=one["code"], reason=one["reason"]) for one in kept.marks),
        note=kept.note,
        answered_at=kept.answered_at,
        withdrawn_at=kept.withdrawn_at,
    )
