"""Runs `crest` in this process, against the installation of a test."""

from collections.abc import Callable

from click.testing import CliRunner, Result

from crest.cli import main
from crest.config import Settings

Crest = Callable[..., Result]


def crest_for(settings: Settings) -> Crest:
    """Return a function that runs one command line and gives its result."""
    environment = {
        "CREST_MODE": settings.mode.value,
        "CREST_DATA_DIR": str(settings.data_dir),
        "CREST_DATABASE_URL": settings.database_url,
    }

    def crest(*arguments: str, stdin: str = "", **changed: str) -> Result:
        return CliRunner(env={**environment, **changed}).invoke(
            main, list(arguments), input=stdin, prog_name="crest"
        )

    return crest
