"""What every application of a test run would make alike is made once in each process.

Hundreds of tests start an application of their own. The work that depends on nothing of the test is
kept: routes are registered once, templates are compiled once under the digest of their source, the
functions that build addresses once for each rule, the files that pages load are compressed once for
all runs, statements are written as SQL once for each kind of database, compiled content is unpacked
once, and a source of content that many tests lay beside another one is parsed once.

Files of strangers are read in this process. That they are read in one of their own, with limits, is
what the tests of imports prove; they put it back.

What a test writes need not outlive the machine: SQLite does not wait for the disk. Only the proofs
of durability need that, and they run processes of their own.
"""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest
from flask import Blueprint, Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Map, Rule

from crest.app import Application
from crest.content import documents, store
from crest.content.compiled import unpack
from crest.imports import reading, workbook_reader
from crest.imports.table import Limits
from crest.persistence import session as sessions
from crest.web import blueprints as areas

if TYPE_CHECKING:
    from types import CodeType

# The application keeps them there under the digest of the files they are made of.
COMPRESSED = Path(__file__).parents[1] / "build" / "test-static"
# An application that has one area more registers all of these anew.
AREAS = areas.BLUEPRINTS
# Reads a file in a process of its own.
READ_APART = workbook_reader._run


class CompiledTemplates(BytecodeCache):
    """Code of templates by name, place and source; another source is compiled anew."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._kept[bucket.key, bucket.checksum] = bucket.code


class Areas:
    """All areas of the application: the routes that the first one got serve those after it."""

    def __init__(self, blueprints: tuple[Blueprint, ...]) -> None:
        self._blueprints = {blueprint.name: blueprint for blueprint in blueprints}
        self._routes: Map | None = None
        self._views: dict[str, Any] = {}

    def register(self, app: Flask, _options: object) -> None:
        """Stand in for a blueprint: give the application all routes and views."""
        if self._routes is None:
            for blueprint in self._blueprints.values():
                app.register_blueprint(blueprint)
            self._routes, self._views = app.url_map, dict(app.view_functions)
            app.url_map.add = partial(_add_static, app.url_map)  # type: ignore[method-assign]
            return
        app.url_map = self._routes
        app.view_functions.update(self._views)
        for name, blueprint in self._blueprints.items():
            app.blueprints[name] = blueprint
            blueprint._merge_blueprint_funcs(app, name)
            state = blueprint.make_setup_state(app, {}, first_registration=True)
            state.add_url_rule = _pass_over  # type: ignore[method-assign]
            for give in blueprint.deferred_functions:  # filters of templates and the like
                give(state)


def _pass_over(*_rule: object, **_options: object) -> None:
    """Add no rule: it is among the routes already."""


def _add_static(routes: Map, rule: Rule) -> None:
    """Add the address of files once; any other would reach into all applications of the run."""
    assert rule.endpoint == "static", rule
    if rule.rule not in {known.rule for known in routes._rules_by_endpoint.get("static", ())}:
        Map.add(routes, rule)


@contextmanager
def made_once() -> Iterator[None]:
    """Let all applications that are created meanwhile share what is alike in them."""
    options = {**Application.jinja_options, "bytecode_cache": CompiledTemplates()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Application, "jinja_options", options)
        patch.setattr(areas, "BLUEPRINTS", (Areas(AREAS),))
        patch.setattr(Rule, "_compile_builder", _once_a_rule(Rule._compile_builder))
        patch.setattr(store, "unpack", cache(unpack))
        patch.setattr(documents, "parse_document", lru_cache(200)(documents.parse_document))
        patch.setattr(workbook_reader, "_run", _read_here)
        patch.setattr(sessions, "create_engine", _with_shared_statements())
        patch.setattr(sessions, "_prepare_sqlite", _without_waiting(sessions._prepare_sqlite))
        # SQL is kept under the dialect that wrote it; those of one kind write alike.
        patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda one: hash(type(one)))
        yield


def _read_here(request: dict[str, Any], output: IO[bytes], limits: Limits) -> None:
    """Write what the reading process would write."""
    with io.StringIO() as text:
        reading.answer(reading.lines_for(json.loads(json.dumps(request)), limits), text)
        output.write(text.getvalue().encode())


def _with_shared_statements() -> Callable[..., Engine]:
    kept: LRUCache[Any, Any] = LRUCache(5_000)

    def create(*arguments: Any, **options: Any) -> Engine:
        engine = create_engine(*arguments, **options)
        engine._compiled_cache = kept
        return engine

    return create


def _without_waiting(prepare: Callable[..., None]) -> Callable[..., None]:
    def prepared(connection: Any, record: object) -> None:
        prepare(connection, record)
        connection.execute("PRAGMA synchronous=OFF")

    return prepared


def _once_a_rule(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    """Keep what is made of a rule: it takes the rule that it serves when it is called."""
    kept: dict[object, Any] = {}

    def compiled(rule: Rule, append_unknown: bool = True) -> Any:
        if rule.defaults:  # these are written out by the converters of the rule itself
            return compile_builder(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    return compiled
