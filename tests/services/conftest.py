"""Content and a small world of two members for the tests of services."""

from pathlib import Path

import pytest

from crest.content.library import Library, load_library
from crest.persistence.session import DatabaseSession
from tests.library import without_version
from tests.services.world import World, build_world


@pytest.fixture(scope="session")
def library(_content: Path) -> Library:
    return load_library(cache=_content)


@pytest.fixture
def world(session: DatabaseSession) -> World:
    return build_world(session)


@pytest.fixture
def old(tmp_path: Path) -> Library:
    """The content before the next version of the short check was written."""
    return without_version(tmp_path / "old", "supplier-short", "2026.2")
