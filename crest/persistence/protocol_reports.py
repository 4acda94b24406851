"""Reports along the heads of a protocol: which release a year stands on, and its texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from crest.domain.protocol_report import ReportText
from crest.persistence.models import ProtocolReportRow, ProtocolTextRow, UserRow
from crest.persistence.session import DatabaseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsOn:
    """The release of a year's report, and the version of that choice."""

    release: int
    version: int


def list_years(session: DatabaseSession, *, tenant_id: UUID) -> tuple[int, ...]:
    """Return the years that have a release or a text, the newest first."""
    reports = select(ProtocolReportRow.year).where(ProtocolReportRow.tenant_id == tenant_id)
    texts = select(ProtocolTextRow.year).where(ProtocolTextRow.tenant_id == tenant_id)
    return tuple(sorted(session.scalars(reports.union(texts)), reverse=True))


def find_stand(session: DatabaseSession, year: int, *, tenant_id: UUID) -> StandsOn | None:
    """Return which release the report of a year stands on, or None where none was chosen."""
    row = session.get(ProtocolReportRow, (tenant_id, year))
    return None if row is None else StandsOn(release=row.release_number, version=row.version)


def save_stand(
    session: DatabaseSession, year: int, stand: StandsOn, *, tenant_id: UUID, by: UUID, at: datetime
) -> None:
    """Let the report of a year stand on a release."""
    session.merge(
        ProtocolReportRow(
            tenant_id=tenant_id,
            year=year,
            release_number=stand.release,
            version=stand.version,
            chosen_by=by,
            chosen_at=at,
        )
    )


def list_texts(session: DatabaseSession, year: int, *, tenant_id: UUID) -> Mapping[str, ReportText]:
    """Return the texts of a year by their places."""
    query = (
        select(ProtocolTextRow, UserRow.name, UserRow.email)
        .join(UserRow, UserRow.id == ProtocolTextRow.written_by)
        .where(ProtocolTextRow.tenant_id == tenant_id, ProtocolTextRow.year == year)
    )
    return {
        row.place: ReportText(
            body=row.body, version=row.version, by_name=name or email, at=row.written_at
        )
        for row, name, email in session.execute(query)
    }


def save_body(  # the text, its place, and who wrote it
    session: DatabaseSession,
    year: int,
    place: str,
    *,
    kept: ReportText,
    tenant_id: UUID,
    by: UUID,
) -> None:
    """Keep a text at its place; `kept` has body, version and time."""
    session.merge(
        ProtocolTextRow(
            tenant_id=tenant_id,
            year=year,
            place=place,
            body=kept.body,
            version=kept.version,
            written_by=by,
            written_at=kept.at,
        )
    )


def queue_writers(session: DatabaseSession, year: int, *, tenant_id: UUID) -> None:
    """Let whoever writes in the same report wait until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        # a first text has no row yet that could be locked; SQLite has one writer anyway
        words = f"protocol/{tenant_id}/{year}"
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(words, 0))))
