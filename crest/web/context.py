"""What one request works with: database session, content, settings, files and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, cast

from flask import current_app, g
from flask_babel import get_locale

from crest.adapters.passwords import Passwords
from crest.config import Settings
from crest.persistence.session import DatabaseSession, SessionFactory
from crest.services.reference_data import read_chosen_library
from crest.services.translations import read_reviewed_library

if TYPE_CHECKING:
    from crest.adapters.files import FileStore
    from crest.content.library import Library


@dataclass(kw_only=True)
class Runtime:
    """What the application was composed of; one for each application."""

    settings: Settings
    sessions: SessionFactory
    passwords: Passwords
    clock: Callable[[], datetime]
    load_library: Callable[[], "Library"]
    open_files: Callable[[], "FileStore"]

    @cached_property
    def library(self) -> "Library":
        """Return the content, loaded at the first request for it."""
        return self.load_library()

    @cached_property
    def files(self) -> "FileStore":
        """Return the store of evidence and job files."""
        return self.open_files()


def runtime() -> Runtime:
    """Return what the running application was composed of."""
    return cast("Runtime", current_app.extensions["crest"])


def session() -> DatabaseSession:
    """Return the database session of this request."""
    if "database_session" not in g:
        g.database_session = runtime().sessions()
    return cast("DatabaseSession", g.database_session)


def close_session(_error: BaseException | None = None) -> None:
    """Give the database session of this request back."""
    kept = g.pop("database_session", None)
    if kept is not None:
        kept.close()


def library() -> "Library":
    """Return laws, questionnaires, methods and reference data in the language of the page."""
    if "library" not in g:
        written = read_chosen_library(session(), runtime().library, g.get("packs_stamp"))
        spoken = written.speaking(str(get_locale() or written.language))
        is_written = spoken is written
        g.library = spoken if is_written else read_reviewed_library(session(), spoken)
    return cast("Library", g.library)


def settings() -> Settings:
    """Return the settings of this installation."""
    return runtime().settings


def files() -> "FileStore":
    """Return the store of evidence and job files."""
    return runtime().files


def now() -> datetime:
    """Return the time of this request, the same from its begin to its end."""
    if "now" not in g:
        g.now = runtime().clock()
    return cast("datetime", g.now)
