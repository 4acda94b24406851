"""What commands say when they refuse; pages have their own, translated sentences."""

from collections import defaultdict
from collections.abc import Mapping

from crest.domain.errors import CrestError, RefusedInputError
from crest.web.refusals import sentence

_SENTENCES: Mapping[str, str] = {
    "not_found": "There is nothing of that name.",
    "no_such_file": "There is no file {file}.",
    "foreign_backup": "{file} is not a backup of CREST: another program wrote it.",
    "newer_backup": "{file} is of version {revision}, which is newer: restore it with that CREST.",
    "unknown_revision": "This version knows no revision {revision}.",
    "postgresql_tool_failed": "A tool of PostgreSQL failed: {why}.",
    "service_running": "The database is in use: stop the service first.",
    "use_pg_dump": "The tools of PostgreSQL, pg_dump and pg_restore, are not installed here.",
    "only_in_demonstration": "Refused in production: set CREST_MODE=demonstration.",
    "role_of_other_tenant": "The role {role} belongs to another kind of tenant.",
    "short_password": "A password has at least {least} characters.",
    "weak_password": "This password is too easy to guess.",
    "bad_fixture": "The file breaks its format at {place}: {words}.",
    "fixture_unknown": "The file names something that it does not describe.",
    "unknown_fact": "{path} is not a fact that CREST knows; the nearest is {nearest}.",
    "fact_of_a_year": "{path} belongs to a financial year: write {example}.",
    "unknown_word": "{path} cannot be {value}.",
    "not_an_object": "{path} must be an object of keys and values.",
    "not_text": "{path} must be a text.",
    "not_a_list": "{path} must be a list.",
    "out_of_range": "{path} is outside what this number can be.",
    "not_an_amount": "{path} is neither a number nor a band such as 1000-4999.",
    "not_a_day_of_year": "{path} is no day of the year: write month and day, 12-31.",
    "not_json": "{file} is not JSON, or has a key twice.",
    "fixture_twice": "The file describes two things under one code.",
}


def words_of(error: CrestError) -> str:
    """Return the refusal in one line: its sentence and the values it names."""
    code = error.reason if isinstance(error, RefusedInputError) else error.code
    params = {name: value for name, value in error.params.items() if name != "reason"}
    values = ", ".join(f"{name} {value}" for name, value in params.items())
    known = _SENTENCES.get(code)
    words = known.format_map(defaultdict(str, params)) if known else sentence(error)
    return f"{words} ({code}{': ' if values else ''}{values})"
