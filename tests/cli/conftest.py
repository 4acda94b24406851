"""What tests of commands share."""

import pytest

from crest.config import Settings
from tests.cli.commands import Crest, crest_for


@pytest.fixture
def crest(settings: Settings) -> Crest:
    """Run `crest` on a fresh installation with tables."""
    return crest_for(settings)
