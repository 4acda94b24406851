"""Files that mean harm: each is refused with its reason or read, within the caps of the child."""

import resource
import sys
from pathlib import Path

import pytest

from crest.content.library import load_library
from crest.domain.errors import RefusedInputError
from crest.domain.reference import Reference
from crest.imports.supplier_list import read_with
from crest.imports.table import Limits
from crest.imports.understanding import understand
from tests.imports.hostile import HOSTILE, READ

_MEGABYTE = 1_000_000
_MOST_SECONDS = 10


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_library().reference


def _outcome(path: Path, reference: Reference) -> str:
    try:
        understood = understand(path, reference)
        read_with(path, understood.mapping, reference)
    except RefusedInputError as refused:
        return "no_name" if refused.reason == "no_name_column" else refused.reason
    return READ


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_or_read_within_the_caps(
    tmp_path: Path, reference: Reference, name: str
) -> None:
    make, expected = HOSTILE[name]
    make(tmp_path / "list")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    outcome = _outcome(tmp_path / "list", reference)

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # The peak is that of the largest child so far.
    told = f"{name}: {outcome}, {seconds:.2f} s, peak so far {after.ru_maxrss / 1000:.0f} MB\n"
    sys.stdout.write(told)
    assert outcome in expected
    assert seconds < _MOST_SECONDS
    assert after.ru_maxrss * 1024 < Limits().memory_bytes + 50 * _MEGABYTE
