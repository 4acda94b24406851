"""Assessments, answers and their history, evidence, verifications, triggers and scores."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class AssessmentRow(Row):
    """The answering of one questionnaire version about one company, workplace or supplier."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint(
            "subject_kind IN ('company', 'workplace', 'supplier')", name="subject_kind"
        ),
        CheckConstraint("state IN ('draft', 'submitted', 'closed')", name="state"),
        CheckConstraint("(state = 'draft') = (submitted_at IS NULL)", name="submitted"),
        CheckConstraint("(subject_kind = 'workplace') = (workplace_id IS NOT NULL)", name="site"),
        CheckConstraint("(subject_kind = 'supplier') = (supplier_id IS NOT NULL)", name="supplier"),
        Index("ix_assessment_tenant_id_supplier_id", "tenant_id", "supplier_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    subject_kind: Mapped[str]
    workplace_id: Mapped[UUID | None] = mapped_column(ForeignKey("workplace.id"))
    supplier_id: Mapped[UUID | None] = mapped_column(ForeignKey("supplier.id"))
    bank: Mapped[str]
    bank_version: Mapped[str]
    state: Mapped[str]
    # the buyer answered in the supplier's place; said on every page and export
    on_behalf: Mapped[bool]
    due_on: Mapped[date | None]
    version: Mapped[int]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    signed_off_at: Mapped[datetime | None]
    # a second person signs before it is submitted, and has had it since then
    needs_sign_off: Mapped[bool] = mapped_column(default=False, server_default=false())
    handed_over_at: Mapped[datetime | None]
    # where changes were asked for: the answers that stay as they were submitted before
    kept_codes: Mapped[list[Any] | None]


class AnswerRow(Row):
    """What is recorded for one question; keyed by assessment and code."""

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint(
            "state IN ('blank', 'answered', 'dont_know', 'planned', 'not_applicable', 'declined')",
            name="state",
        ),
        {"sqlite_with_rowid": False},
    )

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    # typed value as JSON: {"t": "single|multi|number|percent|money|date|text|table", "v": ...}
    value: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]
    note: Mapped[str]
    planned_by: Mapped[date | None]
    accepted: Mapped[bool]
    version: Mapped[int]
    answered_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime]


class AnswerRevisionRow(Row):
    """An earlier state of an answer, kept when a newer one is saved."""

    __tablename__ = "answer_revision"
    __table_args__ = ({"sqlite_with_rowid": False},)

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    value: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]
    note: Mapped[str]
    planned_by: Mapped[date | None]
    answered_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime]


class EvidenceRow(Row):
    """One file that backs answers; its bytes lie outside the web root under a random name."""

    __tablename__ = "evidence"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    file_name: Mapped[str]
    stored_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    digest: Mapped[str]
    kind: Mapped[str]
    issued_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    added_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime]


class EvidenceUseRow(Row):
    """One file shown for one answer; a file serves many answers."""

    __tablename__ = "evidence_use"
    __table_args__ = (UniqueConstraint("evidence_id", "assessment_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), index=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    code: Mapped[str]
    added_at: Mapped[datetime]


class VerificationRow(Row):
    """What a reviewer (a person of another tenant) found about one answer."""

    __tablename__ = "verification"
    __table_args__ = (
        CheckConstraint("level IN ('documented', 'verified', 'contradicted')", name="level"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    code: Mapped[str]
    level: Mapped[str]
    # the option code that was shown or found true
    option: Mapped[str | None]
    note: Mapped[str]
    valid_until: Mapped[date | None]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
    # how it is known; of answers that the own company gave a check changes no level
    source: Mapped[str] = mapped_column(default="", server_default="")
    is_internal: Mapped[bool] = mapped_column(default=False, server_default=false())
    # what whoever answered says to a contradiction
    reply: Mapped[str] = mapped_column(default="", server_default="")
    replied_at: Mapped[datetime | None]


class TriggerRow(Row):
    """A trigger that fired; a person moves it on, a new answer does not."""

    __tablename__ = "trigger_record"
    __table_args__ = (
        UniqueConstraint("assessment_id", "code"),
        CheckConstraint("state IN ('open', 'remedy', 'closed')", name="state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    code: Mapped[str]
    state: Mapped[str]
    opened_on: Mapped[date]
    changed_at: Mapped[datetime]
    note: Mapped[str]


class ContradictionRow(Row):
    """Two things said that do not fit, as they stood, and what people wrote about it.

    It changes no number. While the assessment is a draft it is here only where somebody left a
    note; from submitting on, whatever was found then.
    """

    __tablename__ = "contradiction"
    __table_args__ = (
        UniqueConstraint("assessment_id", "code"),
        CheckConstraint("(settled_by IS NULL) = (settled_at IS NULL)", name="settled"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    # the same each time the same two are asked about
    code: Mapped[str]
    kind: Mapped[str]
    # what was said where: {"asks": [...], "here": {...}, "there": {...}}
    sides: Mapped[dict[str, Any]]
    note: Mapped[str]
    noted_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    noted_at: Mapped[datetime | None]
    outcome: Mapped[str]
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    settled_at: Mapped[datetime | None]
    found_at: Mapped[datetime]


class ScoreRow(Row):
    """A score as it was when the assessment was submitted, with the versions it stands on."""

    __tablename__ = "score"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    as_of: Mapped[date]
    method: Mapped[str]
    method_digest: Mapped[str]
    bank_digest: Mapped[str]
    library_digest: Mapped[str]
    declared: Mapped[Decimal | None]
    supported: Mapped[Decimal | None]
    residual: Mapped[Decimal]
    band: Mapped[str]
    # the whole score as `crest score --json` prints it
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
