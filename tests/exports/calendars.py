"""Reads an iCalendar file back by the rules of RFC 5545, and by none of our own."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Property:
    """One property of an entry: its parameters and its value as written."""

    value: str
    parameters: str = ""

    @property
    def text(self) -> str:
        """Return the value as TEXT: escapes taken away."""
        return re.sub(
            r"\\(.)",
            lambda found: "\n" if found[1] in "nN" else found[1],
            self.value,
        )


def unfolded(file: bytes) -> list[str]:
    """Return the content lines; a line that begins with a blank goes on the one before it."""
    assert file.endswith(b"\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    return file.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]


def read_events(file: bytes) -> list[dict[str, Property]]:
    """Return the properties of each VEVENT by name; each property stands once."""
    found: list[dict[str, Property]] = []
    inside = False
    for line in unfolded(file):
        if line in {"BEGIN:VEVENT", "END:VEVENT"}:
            inside = line.startswith("BEGIN")
            found.extend([{}] if inside else [])
        elif inside:
            head, value = line.split(":", 1)
            name, _, parameters = head.partition(";")
            assert name not in found[-1], name
            found[-1][name] = Property(value=value, parameters=parameters)
    return found
