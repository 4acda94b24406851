"""M1: how much memory one idle web worker holds, and how soon it answers."""

import statistics
import subprocess
import sys
import tempfile

from benchmarks.measure import Finding

_HEAVY = ("pandas", "numpy", "openpyxl", "xlsxwriter", "pydantic", "ruamel.yaml", "typst")
_PROBE = f"""
import time
began = time.perf_counter()
from crest.app import create_app
app = create_app()
status = app.test_client().get("/login").status_code
seconds = time.perf_counter() - began
import sys
memory = next(line for line in open("/proc/self/status") if line.startswith("VmRSS"))
heavy = [name for name in {_HEAVY!r} if name in sys.modules]
print(status, seconds, int(memory.split()[1]) / 1024, ",".join(heavy) or "none")
"""


def measure() -> list[Finding]:
    """Return start, memory and heavy imports of a web worker, over five fresh processes."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"CREST_MODE": "demonstration", "CREST_DATA_DIR": folder, "PATH": ""}
        subprocess.run(
            [sys.executable, "-m", "crest.cli", "db", "upgrade"],
            env=environment,
            check=True,
            capture_output=True,
        )
        runs = [_probe(environment) for _ in range(6)][1:]  # the first fills the content cache
    seconds = statistics.median(float(run[1]) for run in runs)
    memory = statistics.median(float(run[2]) for run in runs)
    heavy = runs[-1][3]
    return [
        Finding(
            id="M1",
            goal="one web worker <= 80 MB, start <= 1 s, no heavy imports",
            value=f"{memory:.0f} MB, {seconds:.2f} s, heavy imports: {heavy}",
            ok=memory <= 80 and seconds <= 1 and heavy == "none",
        )
    ]


def _probe(environment: dict[str, str]) -> list[str]:
    printed = subprocess.run(
        [sys.executable, "-c", _PROBE], env=environment, check=True, capture_output=True, text=True
    )
    return printed.stdout.split()
