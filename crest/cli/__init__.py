"""The command line: `crest`; each command is imported when it is called."""

import importlib
import logging
import os
import sys
from importlib.util import find_spec
from typing import Any, NoReturn

import click

from crest.config import SettingsError
from crest.domain.errors import CrestError, DamagedContentError

# name of the command: module and attribute that hold it
COMMANDS = {
    "aggregates": ("crest.cli.aggregates", "aggregates_group"),
    "answers": ("crest.cli.answers", "answers_group"),
    "audit": ("crest.cli.audit", "audit_group"),
    "content": ("crest.cli.content", "content_group"),
    "db": ("crest.cli.database", "database_group"),
    "demo": ("crest.cli.demo", "demo_command"),
    "erase": ("crest.cli.erase", "erase_group"),
    "fixture": ("crest.cli.fixtures", "fixture_group"),
    "jobs": ("crest.cli.jobs", "jobs_group"),
    "law": ("crest.cli.law", "law_group"),
    "mail": ("crest.cli.mail", "mail_group"),
    "method": ("crest.cli.method", "method_group"),
    "questionnaire": ("crest.cli.questionnaire", "questionnaire_group"),
    "reference": ("crest.cli.reference", "reference_group"),
    "register": ("crest.cli.register", "register_group"),
    "routes": ("crest.cli.routes", "routes_command"),
    "score": ("crest.cli.scoring", "score_command"),
    "serve": ("crest.cli.serve", "serve_command"),
    "status": ("crest.cli.status", "status_command"),
    "members": ("crest.cli.federation_members", "members_group"),
    "suppliers": ("crest.cli.suppliers", "suppliers_group"),
    "translations": ("crest.cli.content_translations", "translations_group"),
    "user": ("crest.cli.users", "user_group"),
}
EXIT_WRONG_USE, EXIT_REFUSED, EXIT_DAMAGED = 2, 3, 4

logger = logging.getLogger(__name__)


class RefusingGroup(click.Group):
    """Turns refusals into one line on standard error and their exit code."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command; refusals end in one line on standard error and their exit code."""
        try:
            status = super().main(*args, **{**extra, "standalone_mode": False})
        except click.Abort:
            _end("stopped", status=1)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            sys.exit(EXIT_WRONG_USE)
        except click.ClickException as error:
            _end(f"{error.format_message()} (see crest --help)", status=EXIT_WRONG_USE)
        except SettingsError as error:
            _end(str(error), status=EXIT_WRONG_USE)
        except DamagedContentError as error:
            _end(_faults(error), status=EXIT_DAMAGED)
        except CrestError as error:
            _end(_words(error), status=EXIT_REFUSED)
        except Exception as error:  # the last line of defence prints one line, not a page
            logger.exception("command failed")
            _end(f"unexpected fault: {type(error).__name__}", status=1)
        sys.exit(status if isinstance(status, int) else 0)


class CommandLine(RefusingGroup):
    """Finds commands when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return [name for name, (module, _) in COMMANDS.items() if find_spec(module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of this name, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module, attribute = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


def _words(error: CrestError) -> str:
    # The web framework, whose translations it uses, is loaded only for a refusal.
    from crest.cli.sentences import words_of  # noqa: PLC0415

    return words_of(error)


def _faults(error: DamagedContentError) -> str:
    return "; ".join(str(fault) for fault in error.faults) or "damaged content"


def _end(words: str, *, status: int) -> NoReturn:
    click.echo("crest: " + " ".join(words.split()), err=True)
    sys.exit(status)


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="crest")
def main() -> None:
    """CREST: self-assessment, scores and supplier risk registers against forced labour."""
    # What is written, the database first, is for this account alone, also in a folder others see.
    os.umask(0o077)
