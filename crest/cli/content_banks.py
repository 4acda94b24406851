"""`crest content xlsform` and `crest content simulate`: a bank as a form, and walks through it."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crest.paths import data_folder

if TYPE_CHECKING:
    # The command line starts without content; these commands bring what they need.
    from crest.content.library import Library
    from crest.domain.bank import Questionnaire
    from crest.domain.facts import Facts
    from crest.domain.simulation import Simulation, SizeResult, Spread

REFUSED = 3
_NAMED = 8

_folder = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="Content folder; that of CREST where none is given.",
)


@click.command("xlsform")
@click.argument("bank")
@click.argument("version", required=False)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the workbook is written.",
)
@_folder
def xlsform(bank: str, version: str | None, output: Path, folder: Path | None) -> None:
    """Write a bank as an XLSForm for ODK or Kobo and say what the form cannot hold, by kind."""
    from crest.exports.xlsform import LANGUAGES, write_xlsform  # noqa: PLC0415

    library = _library(folder)
    written = _bank(library, bank, version)
    translations = [
        library.speaking(language).questionnaire(bank, written.version)
        for language in LANGUAGES
        if library.translation(bank, written.version, language) is not None
    ]
    # A half-written workbook never stands under the name that was asked for.
    stream, part = BytesIO(), output.with_name(f"{output.name}.part")
    lost = write_xlsform(
        stream,
        written,
        translations=translations,
        names=_names(library),
        created=datetime.now(UTC),
    )
    part.write_bytes(stream.getvalue())
    part.replace(output)
    click.echo(f"{output}: {bank} {written.version}, {len(written.questions)} questions")
    for loss in lost:
        more = ", ..." if len(loss.codes) > _NAMED else ""
        named = ", ".join(loss.codes[:_NAMED])
        click.echo(f"not held as here: {loss.kind.value} {len(loss.codes)} ({named}{more})")


@click.command("simulate")
@click.argument("bank")
@click.argument("version", required=False)
@click.option("--profiles", type=click.IntRange(1, 100_000), default=500, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--fact", "facts", multiple=True, metavar="KEY=VALUE", help="A fact that holds for all."
)
@click.option(
    "--draw",
    type=click.Choice(["usual", "every_risk"]),
    default="usual",
    show_default=True,
    help="Companies as they usually are, or each risk at three in ten.",
)
@_folder
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def simulate_command(  # noqa: PLR0913 - one argument for each option
    bank: str,
    version: str | None,
    profiles: int,
    seed: int,
    facts: Sequence[str],
    folder: Path | None,
    *,
    draw: str,
    as_json: bool,
) -> None:
    """Walk a bank as random companies of each size; exit 3 where a question blocks."""
    from crest.domain.simulated_companies import Draw  # noqa: PLC0415
    from crest.domain.simulation import Companies, simulate  # noqa: PLC0415

    written = _bank(_library(folder), bank, version)
    companies = Companies(profiles=profiles, seed=seed, draw=Draw(draw), fixed=_facts(facts))
    found = simulate(written, companies)
    if as_json:
        click.echo(json.dumps(_json_of(found)))
    else:
        for line in _lines(found):
            click.echo(line)
    if found.unreachable or found.dead_ends:
        raise SystemExit(REFUSED)


def _library(folder: Path | None) -> "Library":
    from crest.content.library import load_library  # noqa: PLC0415

    return load_library(data_folder("questionnaires") if folder is None else folder)


def _bank(library: "Library", bank: str, version: str | None) -> "Questionnaire":
    from crest.domain.errors import DamagedContentError, NotFoundError  # noqa: PLC0415

    try:
        return library.questionnaire(bank, version)
    except NotFoundError:
        click.echo(f"{bank} {version or ''}: there is no such bank", err=True)
    except DamagedContentError as error:
        for fault in error.faults:
            click.echo(str(fault), err=True)
    raise SystemExit(REFUSED)


def _names(library: "Library") -> Mapping[str, str]:
    reference = library.reference
    return {
        **{code: sector.title for code, sector in reference.sectors.items()},
        **{code: country.names["en"] for code, country in reference.countries.items()},
    }


def _facts(given: Sequence[str]) -> "Facts":
    from decimal import Decimal, InvalidOperation  # noqa: PLC0415

    from crest.domain.facts import CATALOGUE, FactType  # noqa: PLC0415

    found: dict[str, Any] = {}
    for text in given:
        key, _, value = text.partition("=")
        if key not in CATALOGUE or not value:
            said = f"{text}: write a fact and its value, as sector=1410"
            raise click.BadParameter(said)
        found[key] = value
        if CATALOGUE[key].type is FactType.LIST:
            found[key] = tuple(value.split(","))
        elif CATALOGUE[key].type in {FactType.NUMBER, FactType.PERCENT}:
            try:
                found[key] = Decimal(value)
            except InvalidOperation:
                said = f"{text}: this fact is a number"
                raise click.BadParameter(said) from None
    return found


def _lines(found: "Simulation") -> Sequence[str]:
    drawn = found.draw.value.replace("_", " ")
    lines = [f"{found.bank} {found.version}: {found.profiles} companies of each size, {drawn}"]
    for result in found.sizes:
        size = result.size
        lines.append(
            f"{size.code} ({size.least}-{size.most} people): {_words(result.shown)} questions, "
            f"{_words(result.asked)} without repair questions, {_words(result.minutes)} minutes"
            f"{_promise(result)}"
        )
    lines.append("each: 5th / 50th / 95th percentile")
    for name in ("unreachable", "dead_ends", "unmet"):
        codes = getattr(found, name)
        lines.append(f"{name.replace('_', ' ')}: {', '.join(codes) or 'none'}")
    return lines


def _promise(result: "SizeResult") -> str:
    promised = result.promised
    if promised is None:
        return ""
    kept = "kept" if result.as_promised else "not kept"
    return f"; promised {promised.least} to {promised.most}: {kept}"


def _words(spread: "Spread") -> str:
    return f"{spread.low:.0f} / {spread.middle:.0f} / {spread.high:.0f}"


def _json_of(found: "Simulation") -> Mapping[str, object]:
    return {
        "bank": found.bank,
        "version": found.version,
        "draw": found.draw.value,
        "profiles": found.profiles,
        "seed": found.seed,
        "sizes": {
            result.size.code: {
                "people": [result.size.least, result.size.most],
                "shown": _numbers(result.shown),
                "without_repair": _numbers(result.asked),
                "minutes": _numbers(result.minutes),
                "as_promised": result.as_promised if result.promised else None,
            }
            for result in found.sizes
        },
        "unreachable": found.unreachable,
        "dead_ends": found.dead_ends,
        "unmet": found.unmet,
    }


def _numbers(spread: "Spread") -> Mapping[str, float]:
    ends = {"p5": spread.low, "p50": spread.middle, "p95": spread.high}
    return {name: round(float(value), 1) for name, value in ends.items()}
