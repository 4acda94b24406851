"""The base of all rows: naming of constraints, types of columns."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Dialect,
    MetaData,
    Text,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class AwareDateTime(TypeDecorator[datetime]):
    """An aware time; stored as UTC, so that SQLite gives back what PostgreSQL gives back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC, or refuse one without a zone."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            words = "a stored time needs a zone"
            raise ValueError(words)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored time with its zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Micros(TypeDecorator[Decimal]):
    """A number of at most six decimals, stored as whole millionths: exact on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Return the millionths, or refuse a number with more decimals."""
        del dialect
        if value is None:
            return None
        micros = value * 1_000_000
        if micros != micros.to_integral_value():
            words = "a stored number has at most six decimals"
            raise ValueError(words)
        return int(micros)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Return the number."""
        del dialect
        return None if value is None else Decimal(value) / 1_000_000


class Row(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        UUID: Uuid,
        datetime: AwareDateTime,
        date: Date,
        Decimal: Micros,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }
