"""What one load of the demonstration works with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_DNS, UUID, uuid5

from crest.adapters.files import FileStore
from crest.content.library import Library
from crest.persistence.session import DatabaseSession


@dataclass(kw_only=True)
class Loading:
    """What one load works with."""

    session: DatabaseSession
    library: Library
    files: FileStore
    now: datetime
    password_hash: str

    def id_of(self, *parts: str) -> UUID:
        """Return the same id for the same names, on every machine."""
        return uuid5(NAMESPACE_DNS, "/".join(("crest-demonstration", *parts)))
