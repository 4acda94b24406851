"""Reading a JSON value place by place: each refusal names the path it stands at."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NoReturn, TypeVar

from crest.domain.errors import RefusedInputError

_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Place:
    """A value of a JSON document and the path that leads to it; `path` is empty at the top."""

    path: str
    value: object

    def refuse(self, reason: str, **more: object) -> NoReturn:
        """Raise RefusedInputError with the reason and this path."""
        raise RefusedInputError(reason, path=self.path or "$", **more)

    def is_null(self) -> bool:
        """Return whether nothing stands here."""
        return self.value is None

    def at(self, key: str) -> "Place":
        """Return the place of a key; a missing key reads as null."""
        return Place(f"{self.path}.{key}" if self.path else key, self._object().get(key))

    def only(self, keys: AbstractSet[str], required: AbstractSet[str] = frozenset()) -> "Place":
        """Return this place as an object of these keys; unknown and missing ones are refused."""
        found = self._object()
        for key in found:
            if key not in keys:
                self.at(key).refuse("unknown_key")
        for key in sorted(required):
            if self.at(key).is_null():
                self.at(key).refuse("missing")
        return self

    def entries(self) -> Iterator[tuple[str, "Place"]]:
        """Yield the keys of an object with their places; null has none."""
        if not self.is_null():
            yield from ((key, self.at(key)) for key in self._object())

    def items(self) -> Iterator["Place"]:
        """Yield the places of a list."""
        if not isinstance(self.value, list):
            self.refuse("not_a_list")
        for number, value in enumerate(self.value):
            yield Place(f"{self.path}[{number}]", value)

    def text(self) -> str:
        """Return a text."""
        return self.value if isinstance(self.value, str) else self.refuse("not_text")

    def text_or_none(self) -> str | None:
        """Return a text, or None for null."""
        return None if self.is_null() else self.text()

    def flag(self) -> bool:
        """Return true or false; null is false."""
        if self.is_null():
            return False
        return self.value if isinstance(self.value, bool) else self.refuse("not_true_or_false")

    def number(self, *, least: int = 0, most: int | None = None) -> Decimal:
        """Return a finite number within its limits; what JSON wrote, digit by digit."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float | Decimal):
            self.refuse("not_a_number")
        found = Decimal(str(self.value))
        if not found.is_finite() or found < least or (most is not None and found > most):
            self.refuse("out_of_range", least=least, most=most)
        return found

    def day(self) -> date:
        """Return a day written YYYY-MM-DD."""
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            self.refuse("not_a_date")

    def day_or_none(self) -> date | None:
        """Return a day, or None for null."""
        return None if self.is_null() else self.day()

    def word(self, words: type[_Word]) -> _Word:
        """Return one of these words."""
        try:
            return words(self.text())
        except ValueError:
            self.refuse("unknown_word", allowed=", ".join(words))

    def _object(self) -> dict[str, object]:
        if not isinstance(self.value, dict):
            self.refuse("not_an_object")
        return self.value
