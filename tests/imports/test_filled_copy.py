"""Workbooks that mean harm in the place of a filled questionnaire: refused, never read on."""

from pathlib import Path

import pytest

from crest.domain.errors import RefusedInputError
from crest.imports.filled_copy import read_copy
from tests.imports.hostile import HOSTILE


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_files_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    HOSTILE[name][0](path)

    with pytest.raises(RefusedInputError) as refused:
        read_copy(path)

    assert refused.value.reason
