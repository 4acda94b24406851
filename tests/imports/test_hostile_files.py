"""Files that mean harm: each is refused with its reason or read, within the caps of the child.

`pytest -s tests/imports/test_hostile_files.py` prints what became of each, and what it took.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
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


# Runs what it is asked for, writes down what that took, and ends as it ended.
_BETWEEN = """#!{python} -S
import os, sys
child = os.posix_spawn({python!r}, [{python!r}, *sys.argv[1:]], os.environ)
_, status, use = os.wait4(child, 0)
with open({told!r}, "a") as file:
    print(use.ru_utime + use.ru_stime, use.ru_maxrss, file=file)
if os.WIFSIGNALED(status):
    os.kill(os.getpid(), os.WTERMSIG(status))
sys.exit(os.WEXITSTATUS(status))
"""


@dataclass
class Children:
    """What the children of one file took, one a line of the file `told`."""

    told: Path

    def taken(self) -> tuple[float, int]:
        """Return the seconds of processor of all, and the memory of the largest in bytes."""
        lines = [line.split() for line in self.told.read_text().splitlines()]
        return sum(float(line[0]) for line in lines), max(int(line[1]) for line in lines) * 1024


@dataclass
class Answers:
    """What became of all files, told at the end."""

    lines: list[str] = field(default_factory=list)
    seconds: float = 0.0
    peak: int = 0
    took: float = 0.0


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_library().reference


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    told = Answers()
    yield told
    head = f"\n{'file':36} {'answer':20} {'CPU s':>6} {'took s':>7} {'MB':>5}\n"
    end = f"{len(told.lines)} files, the most of one: {told.seconds:.2f} s of processor, "
    most = f"{told.peak / _MEGABYTE:.0f} MB; all of them took {told.took:.0f} s\n"
    sys.stdout.write(head + "".join(told.lines) + end + most)


@pytest.fixture
def children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Children:
    """Note what each child took, by a small process between: ours would count as its peak."""
    told, between = tmp_path / "told", tmp_path / "python"
    between.write_text(_BETWEEN.format(python=sys.executable, told=str(told)))
    between.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(between))
    return Children(told)


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
    tmp_path: Path, reference: Reference, answers: Answers, children: Children, name: str
) -> None:
    make, expected = HOSTILE[name]
    make(tmp_path / "list")
    began = time.perf_counter()

    outcome = _outcome(tmp_path / "list", reference)

    took = time.perf_counter() - began
    seconds, peak = children.taken()
    figures = f"{seconds:6.2f} {took:7.2f} {peak / _MEGABYTE:5.0f}"
    answers.lines.append(f"{name:36} {outcome:20} {figures}\n")
    answers.seconds, answers.peak = max(answers.seconds, seconds), max(answers.peak, peak)
    answers.took += took
    assert outcome in expected
    assert 0 < seconds < _MOST_SECONDS
    assert 0 < peak < Limits().memory_bytes + 50 * _MEGABYTE
