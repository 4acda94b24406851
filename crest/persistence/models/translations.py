"""Reviews of translated texts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class TranslationReviewRow(Row):
    """What a person took as the text of one part of a bank in a language.

    It belongs to no tenant: banks are the same for the whole installation. `source` is the digest
    of the original; a review of another original no longer applies.
    """

    __tablename__ = "translation_review"

    bank: Mapped[str] = mapped_column(primary_key=True)
    bank_version: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    said: Mapped[str]
    reviewed_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    reviewed_at: Mapped[datetime]
    version: Mapped[int]
