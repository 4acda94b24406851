"""What tests of commands share."""

from functools import partial

import pytest

from crest.config import Settings
from crest.content.library import load_library
from tests.cli.commands import Crest, crest_for
from tests.library import COMPILED


@pytest.fixture(autouse=True)
def _compiled_content(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that keep nothing read compiled content; a file that a test changed is read anew."""
    compiled = partial(load_library, cache=COMPILED)
    monkeypatch.setattr("crest.content.library.load_library", compiled)


@pytest.fixture
def crest(settings: Settings) -> Crest:
    """Run `crest` on a fresh installation with tables."""
    return crest_for(settings)
