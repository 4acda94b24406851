"""Which translated texts were reviewed, by whom and when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from crest.domain.errors import StaleVersionError
from crest.domain.reviews import ReviewedText, Reviews
from crest.persistence.models import TranslationReviewRow, UserRow
from crest.persistence.session import DatabaseSession


def read_reviews(session: DatabaseSession, language: str) -> Reviews:
    """Return all reviews of a language."""
    query = (
        select(TranslationReviewRow, UserRow.name, UserRow.email)
        .join(UserRow, UserRow.id == TranslationReviewRow.reviewed_by)
        .where(TranslationReviewRow.language == language)
    )
    texts = tuple(_review(row, name or email) for row, name, email in session.execute(query))
    return Reviews(stamp=read_stamp(session, language), texts=texts)


def read_stamp(session: DatabaseSession, language: str) -> str:
    """Return what changes with every review of the language; empty where there is none."""
    counted = select(func.count(), func.sum(TranslationReviewRow.version)).where(
        TranslationReviewRow.language == language
    )
    number, versions = session.execute(counted).one()
    return f"{number}.{versions}" if number else ""


def write_review(
    session: DatabaseSession, review: ReviewedText, *, reviewed_by: UUID, now: datetime
) -> None:
    """Store a review in the place of the one before; StaleVersionError if that is another one.

    `review.version` is the one that follows on what its reviewer saw.
    """
    key = (review.bank, review.bank_version, review.language, review.code, review.part)
    if session.get_bind().dialect.name == "postgresql":
        # Two reviewers of one text wait for each other; SQLite has one writer anyway.
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext("/".join(key)))))
    kept = session.get(TranslationReviewRow, key)
    if review.version != (1 if kept is None else kept.version + 1):
        raise StaleVersionError
    session.merge(
        TranslationReviewRow(
            bank=review.bank,
            bank_version=review.bank_version,
            language=review.language,
            code=review.code,
            part=review.part,
            source=review.source,
            said=review.said,
            reviewed_by=reviewed_by,
            reviewed_at=now,
            version=review.version,
        )
    )
    session.flush()


def _review(row: TranslationReviewRow, name: str) -> ReviewedText:
    return ReviewedText(
        bank=row.bank,
        bank_version=row.bank_version,
        language=row.language,
        code=row.code,
        part=row.part,
        source=row.source,
        said=row.said,
        by=name,
        on=row.reviewed_at.date(),
        version=row.version,
    )
