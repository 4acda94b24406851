"""What commands work with: the composed installation and one JSON object as output."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from crest.app import compose
from crest.config import read_settings
from crest.content.library import Library
from crest.persistence.session import DatabaseSession
from crest.services.reference_data import read_chosen_library
from crest.web.context import Runtime


def open_installation() -> Runtime:
    """Return database, content, files and clock as the environment sets them."""
    return compose(read_settings())


@contextmanager
def database_session(runtime: Runtime) -> Iterator[DatabaseSession]:
    """Open a database session for one command; its connections are closed with it."""
    try:
        with runtime.sessions() as session:
            yield session
    finally:
        runtime.sessions.kw["bind"].dispose()


def chosen_library(runtime: Runtime, session: DatabaseSession) -> Library:
    """Return the content with the reference data that this installation chose."""
    return read_chosen_library(session, runtime.library)


def print_json(found: Mapping[str, Any]) -> None:
    """Print one JSON object on standard output."""
    click.echo(json.dumps(found, ensure_ascii=False, default=str))
