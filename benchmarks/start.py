"""M1: how much memory one idle web worker holds, and how soon it answers."""

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import sysconf
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

from benchmarks.measure import Finding

_ROUNDS = 5
_HEAVY = ("pandas", "numpy", "openpyxl", "xlsxwriter", "pydantic", "ruamel.yaml", "typst")
# What a web process imports at its start, and then all that it may ever be asked for.
_IMPORTED = f"""
import json, sys
import crest.cli.web_server, crest.web.blueprints
print(json.dumps([name for name in {_HEAVY!r} if name in sys.modules]))
"""


class _Start(NamedTuple):
    megabytes: float
    seconds: float
    processor: float


def measure() -> list[Finding]:
    """Return memory and start of a web process as `crest serve` starts it, and heavy imports.

    The start reaches from the call of the interpreter to the page of sign-in, read from the socket;
    its processor time is held to the goal, because the clock counts what else the machine does.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = {"CREST_MODE": "demonstration", "CREST_DATA_DIR": folder, "PATH": ""}
        for prepared in (("crest.cli", "db", "upgrade"), ("crest.cli.child", "warm")):
            with _running(environment, *prepared) as process:
                process.wait()
        starts = [_start(environment) for _ in range(_ROUNDS + 1)][1:]
        heavy = _heavy(environment)
    memory, seconds, processor = (statistics.median(values) for values in zip(*starts, strict=True))
    return [
        Finding(
            id="M1",
            goal="one web worker <= 80 MB, start <= 1 s, no heavy imports",
            value=(
                f"{memory:.0f} MB, {processor:.2f} s of processor ({seconds:.2f} s by the clock), "
                f"heavy imports: {', '.join(heavy) or 'none'}"
            ),
            ok=memory <= 80 and processor <= 1 and not heavy,
        )
    ]


def _start(environment: Mapping[str, str]) -> _Start:
    began = time.perf_counter()
    arguments = ("crest.cli.child", "web", "--host", "127.0.0.1", "--port", "0")
    with _running(environment, *arguments) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[2]
        with urlopen(f"{address}login") as answer:  # noqa: S310  # our own process
            answer.read()
        seconds = time.perf_counter() - began
        held = Path(f"/proc/{process.pid}")
        resident = re.search(r"VmRSS:\s+(\d+) kB", (held / "status").read_text())
        ticks = (held / "stat").read_text().rpartition(")")[2].split()[11:13]
    assert resident is not None
    processor = sum(map(int, ticks)) / sysconf("SC_CLK_TCK")
    return _Start(int(resident[1]) / 1024, seconds, processor)


@contextmanager
def _running(environment: Mapping[str, str], *command: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", *command],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield process
        process.terminate()


def _heavy(environment: Mapping[str, str]) -> list[str]:
    printed = subprocess.run(
        [sys.executable, "-c", _IMPORTED],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    found: list[str] = json.loads(printed.stdout)
    return found
