"""The page of what the law library holds, written from the library itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from crest.content.counts import count_laws
from crest.content.coverage import Covered, Reason, coverage
from crest.content.library import Library
from crest.content.not_carried import read_not_carried
from crest.domain.instruments import Instrument

_WHY: Mapping[Reason, str] = {
    Reason.GAP_IN_FACTS: "the law has a gap here",
    Reason.STATE_DUTY: "binds the state or a public body",
    Reason.NOT_THE_EMPLOYERS: "binds somebody other than employers",
    Reason.NOT_A_DUTY: "asks nothing: optional, a limit, or suspended",
    Reason.NOT_IN_FORCE: "not in force",
    Reason.LOW_CONFIDENCE: "not read well enough to count",
    Reason.NOT_YET_ASKED: "could be asked, and no bank does yet",
}


def law_coverage_page(library: Library, *, as_of: date) -> str:
    """Return the page in Markdown, as of this day."""
    covered = coverage(library.instruments, library.questionnaires, as_of=as_of)
    return "\n".join(_lines(library, covered, as_of)) + "\n"


def _lines(library: Library, covered: Sequence[Covered], as_of: date) -> Iterator[str]:
    yield "# What the law library holds"
    yield ""
    yield f"As of {as_of.isoformat()}. Written by `crest content coverage --markdown`; do not edit."
    yield ""
    yield from _counts(library, covered)
    yield "## Laws, treaties, standards and drafts"
    yield ""
    head = ["id", "name", "where", "kind", "status", "duties", "count", "asked", "rules"]
    head += ["deadlines", "open points", "review by"]
    yield from _table(head, (_law(one, covered) for one in library.instruments))
    yield "Duties count in a score where they are in force, sure and an employer's own."
    yield ""
    yield from _unasked(covered)
    yield from _left_out(library)


def _counts(library: Library, covered: Sequence[Covered]) -> Iterator[str]:
    counts = count_laws(library.instruments)
    asked, scored = sum(bool(one.asked) for one in covered), sum(one.counts for one in covered)
    rows = [
        ("instruments", counts.instruments, counts.instruments_by),
        ("duties", counts.obligations, counts.obligations_by),
        ("rules", counts.rules, counts.rules_by),
    ]
    found = (
        [f"{what}: {total}", f"by {name}", ", ".join(f"{key} {held}" for key, held in by.items())]
        for what, total, groups in rows
        for name, by in groups.items()
    )
    yield from _table(["what", "how", "how many"], found)
    yield (
        f"{scored} duties can count in a score, {asked} are asked by a bank. "
        f"{counts.deadlines} deadlines, {counts.open_points} open points."
    )
    yield ""


def _law(one: Instrument, covered: Iterable[Covered]) -> list[str]:
    own = [part for part in covered if part.obligation.instrument_id == one.id]
    return [
        one.id,
        one.name,
        one.jurisdiction,
        one.kind.value,
        one.status.value,
        str(len(own)),
        str(sum(part.counts for part in own)),
        str(sum(bool(part.asked) for part in own)),
        str(len(one.rules)),
        str(len(one.deadlines)),
        str(len(one.open_points)),
        one.review_by.isoformat() if one.review_by else "",
    ]


def _unasked(covered: Iterable[Covered]) -> Iterator[str]:
    yield "## Duties that no question asks about"
    yield ""
    by_reason: dict[Reason, list[str]] = {reason: [] for reason in Reason}
    for part in covered:
        if part.reason is not None:
            by_reason[part.reason].append(part.obligation.id)
    rows = ([_WHY[why], str(len(ids)), ", ".join(ids)] for why, ids in by_reason.items() if ids)
    yield from _table(["why", "how many", "duties"], rows)


def _left_out(library: Library) -> Iterator[str]:
    yield "## Rows that were read and are not carried"
    yield ""
    rows = (
        [row.id, row.why.value, row.of or "", row.note] for row in read_not_carried(library.folder)
    )
    yield from _table(["id", "why", "of", "note"], rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(head)
    yield _row(["---"] * len(head))
    for row in rows:
        yield _row(row)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
