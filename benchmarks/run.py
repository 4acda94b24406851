"""Take all measurements, print them, and write the report as Markdown and JSON."""

import json
from dataclasses import asdict
from pathlib import Path

from benchmarks import (
    autosave,
    content,
    disclosure,
    export,
    export_beside,
    figures,
    imports_meanwhile,
    lists,
    pages,
    scoring,
    single,
    start,
    writers,
)
from benchmarks.measure import Finding

FOLDER = Path(__file__).parent
_MODULES = (
    pages,
    autosave,
    writers,
    start,
    content,
    scoring,
    single,
    export,
    export_beside,
    imports_meanwhile,
    lists,
    disclosure,
    figures,
)


def main() -> None:
    """Measure everything; goals missed are printed, not hidden."""
    findings: list[Finding] = []
    for module in _MODULES:
        for finding in module.measure():
            findings.append(finding)
            print(f"{finding.id}  {'met ' if finding.ok else 'MISSED'}  {finding.value}")
    report = [asdict(finding) for finding in findings]
    (FOLDER / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    rows = [f"| {f.id} | {f.goal} | {f.value} | {'yes' if f.ok else 'no'} |" for f in findings]
    table = ["| id | goal | measured | met |", "|---|---|---|---|", *rows]
    text = "# Measurements\n\nTaken by `make bench`; ratios to a reference of the same run.\n\n"
    (FOLDER / "report.md").write_text(text + "\n".join(table) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
