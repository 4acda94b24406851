"""`crest method`: how solid the method is, measured on simulated respondents."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    # The command line starts without content and without numpy; these commands bring them.
    from crest.content.library import Library
    from crest.domain.solidity import Gain, Sensitivity, Shift, StudyFrame, Weight

COMPANIES, DRAWS, SEED = 25, 1000, 2026

_companies = click.option(
    "--companies",
    default=COMPANIES,
    show_default=True,
    type=click.IntRange(min=2),
    help="Simulated respondents of each size class and bank.",
)
_seed = click.option(
    "--seed", default=SEED, show_default=True, help="The same seed, the same result."
)
_draws = click.option(
    "--draws",
    default=DRAWS,
    show_default=True,
    type=click.IntRange(min=1),
    help="Methods drawn with every weight up to a quarter lower or higher.",
)
_day = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day of the study; today if left out.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group("method")
def method_group() -> None:
    """Measure how solid the scoring method is."""


@method_group.command("sensitivity")
@_companies
@_draws
@_seed
@_day
@_json
def sensitivity_command(
    *, companies: int, draws: int, seed: int, as_of: datetime | None, as_json: bool
) -> None:
    """Say how many suppliers other weights, means, maxima, defaults and cuts would move."""
    from pydantic import TypeAdapter  # noqa: PLC0415

    from crest.domain.solidity import Sensitivity  # noqa: PLC0415
    from crest.services.method_study import method_sensitivity  # noqa: PLC0415

    library = _library()
    found = method_sensitivity(library, _frame(library, companies, seed, as_of), draws=draws)
    if as_json:
        click.echo(TypeAdapter(Sensitivity).dump_json(found, indent=1).decode())
        return
    for line in _moved(found):
        click.echo(line)


@method_group.command("incentives")
@_companies
@_seed
@_day
@_json
def incentives_command(*, companies: int, seed: int, as_of: datetime | None, as_json: bool) -> None:
    """Say what hiding, denying, junk evidence, N/A and silence would gain a respondent."""
    from pydantic import TypeAdapter  # noqa: PLC0415

    from crest.domain.solidity import Gain  # noqa: PLC0415
    from crest.services.method_study import method_incentives  # noqa: PLC0415

    library = _library()
    gains = method_incentives(library, _frame(library, companies, seed, as_of))
    if as_json:
        click.echo(TypeAdapter(tuple[Gain, ...]).dump_json(gains, indent=1).decode())
        return
    for gain in gains:
        click.echo(_gained(gain))


@method_group.command("study")
@_companies
@_draws
@_seed
@_day
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="Content folder; that of CREST where none is given.",
)
def study_command(
    *, companies: int, draws: int, seed: int, as_of: datetime | None, folder: Path | None
) -> None:
    """Write both studies beside the method's file, for the page of the method."""
    from crest.content.studies import study_as_json, study_file  # noqa: PLC0415
    from crest.services.method_study import study_method  # noqa: PLC0415

    library = _library(folder)
    study = study_method(library, _frame(library, companies, seed, as_of), draws=draws)
    file = study_file(library.folder, study.frame.method)
    file.write_bytes(study_as_json(study))
    click.echo(f"{file.name}: {study.sensitivity.rows} respondents, {draws} draws")


def _library(folder: Path | None = None) -> "Library":
    from crest.content.library import load_library  # noqa: PLC0415

    return load_library(folder)


def _frame(library: "Library", companies: int, seed: int, as_of: datetime | None) -> "StudyFrame":
    from crest.services.method_study import study_frame  # noqa: PLC0415

    day = (datetime.now(tz=UTC) if as_of is None else as_of).date()
    return study_frame(library, companies=companies, seed=seed, as_of=day)


def _moved(found: "Sensitivity") -> list[str]:
    changed, ranks = found.changed, found.rank_correlation
    bands = " / ".join(_percent(one) for one in (changed.low, changed.middle, changed.high))
    order = " / ".join(_number(one) for one in (ranks.low, ranks.middle, ranks.high))
    within, between = _number(found.within_groups), _number(found.between_groups)
    return [
        f"{found.rows} respondents, {found.assessed} assessed, {found.draws} draws",
        f"in another band: {bands} (5th, 50th, 95th percentile of the draws)",
        f"rank correlation: {order}",
        f"within one band whatever is still open: {_percent(found.firm)}",
        *(_shifted(one) for one in found.alternatives),
        *(_weighed(one) for one in found.weights),
        f"correlation of themes within groups {within}, between groups {between}",
    ]


def _shifted(shift: "Shift") -> str:
    order = _number(shift.rank_correlation)
    return f"{shift.code}: {_percent(shift.changed)} in another band, rank correlation {order}"


def _weighed(weight: "Weight") -> str:
    carried = _number(weight.effective)
    return f"{weight.kind} {weight.code}: weighs {weight.nominal:.3f}, carries {carried}"


def _gained(gain: "Gain") -> str:
    whose = "with a trigger" if gain.triggered else "without a trigger"
    return (
        f"{gain.how.value}, {whose}: {_percent(gain.gaining)} of {gain.respondents} lower their"
        f" risk; median fall {gain.middle:.1f}, largest {gain.most:.1f} points"
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
