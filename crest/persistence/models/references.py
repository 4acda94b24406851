"""Reference data that the federation loaded, and which of it is used."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crest.persistence.models.base import Row


class ReferencePackRow(Row):
    """One edition of a source as it was loaded; it never changes, so that old figures can be read.

    It belongs to no tenant: the factors of every member stand on the same data. `sheet` and `cells`
    are the two files as they were sent. `loaded_by` is None for a pack loaded by command.
    """

    __tablename__ = "reference_pack"

    source: Mapped[str] = mapped_column(primary_key=True)
    edition: Mapped[str] = mapped_column(primary_key=True)
    sheet: Mapped[str]
    cells: Mapped[str]
    digest: Mapped[str]
    loaded_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    loaded_at: Mapped[datetime]


class ReferenceChoiceRow(Row):
    """Which edition of a source counts from then on; an empty edition switches the source off.

    Rows are only added; the last one of a source holds. `number` counts all of them.
    """

    __tablename__ = "reference_choice"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str]
    edition: Mapped[str]
    reason: Mapped[str]
    chosen_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    chosen_at: Mapped[datetime]
