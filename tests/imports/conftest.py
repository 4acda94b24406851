"""Tests of imports read files as the installation does: in a process of their own, with limits."""

import pytest

from crest.imports import workbook_reader
from tests.once import READ_APART


@pytest.fixture(autouse=True)
def _read_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_reader, "_run", READ_APART)
