"""Pages of a list: which rows are shown, and how to get to the others."""

from collections.abc import Sequence
from dataclasses import dataclass

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """One page of a list of `total` rows; numbers count from 1."""

    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """Return how many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Return the number of the first row shown, or 0 where there is none."""
        return min(self.total, (self.number - 1) * self.size + 1)

    @property
    def last(self) -> int:
        """Return the number of the last row shown."""
        return min(self.total, self.number * self.size)

    @property
    def near(self) -> Sequence[int]:
        """Return the pages to link: the ends and those around this one."""
        wanted = {1, self.pages, *range(self.number - 2, self.number + 3)}
        return sorted(page for page in wanted if 1 <= page <= self.pages)


def page_number(text: str | None) -> int:
    """Return the page asked for in an address; anything but a positive number is the first."""
    if text and text.isascii() and text.isdigit() and len(text) < 7:
        return max(1, int(text))
    return 1
