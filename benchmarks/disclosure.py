"""D2: a cube of some 500 cells protected and audited, with its utility."""

from time import perf_counter

from benchmarks.measure import Finding
from crest.disclosure.release import Report, protect_all
from crest.disclosure.suppression import Effort
from tests.disclosure.populations import family, members

# 28 x 17 and their margins: 522 cells
SHAPE = (28, 17)
MEMBERS, SEED = 1500, 20261121
EFFORT = Effort(rounds=25, seconds=60)


def measure() -> list[Finding]:
    """Return how long the search and the audit take, and how far from the least they end."""
    rows = members(MEMBERS, SHAPE, SEED)
    started = perf_counter()
    report = protect_all(
        family(SHAPE, (("sector", "region"),)), rows, before=None, effort=EFFORT
    ).report
    seconds = perf_counter() - started
    return [
        Finding(
            id="D2",
            goal="a cube of 500 cells protected and audited: <= 120 s, its gap reported",
            value=f"{report.cells} cells in {seconds:.0f} s; {_words(report)}",
            ok=seconds <= 120 and report.is_safe,
        )
    ]


def _words(report: Report) -> str:
    end = "proven cheapest" if report.proven else f"gap {report.gap:.1%} ({report.stopped})"
    return (
        f"{report.small} small, {report.besides} besides, value hidden {report.value_hidden} "
        f"(threshold alone {report.value_small}), {end}, {report.audited} cells audited against "
        f"{report.readers} readers by {report.programmes} programmes"
    )
