"""Which version the tables have, told without the tools that migrate them."""

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from crest.paths import data_folder
from crest.persistence.session import DatabaseSession, reading


def read_revision(session: DatabaseSession) -> str | None:
    """Return the revision of the tables; None where there are none or nobody answers."""
    try:
        with reading(session):
            found = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DatabaseError:
        return None
    return None if found is None else str(found)


def newest_numbered_revision() -> str:
    """Return the newest revision; migrations are numbered, so the files tell."""
    scripts = (data_folder("migrations") / "versions").glob("[0-9]*_*.py")
    return max(path.name.partition("_")[0] for path in scripts)
