"""Areas of the pages: addresses are known at the start, an area is imported at its first request.

A web process that imported every area would hold 20 MB more and start half a second later, for
pages that it may never be asked for. So what the areas give to the application stands in a table:
addresses, methods, permissions, filters of templates. `keep_areas` imports every area, checks its
routes and writes the table under the digest of all modules; `install_areas` reads the table of just
this code. Without one every area is imported at once: that costs time and memory and nothing else.
"""

import contextlib
import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue
from jinja2.filters import FILTERS

from crest.config import Settings
from crest.web.converters import CONVERTERS
from crest.web.guards import Route, check_routes, marked, routes_of

_CODE = Path(__file__).parents[1]
# One area comes at a time: threads that import modules of one another could see them half made.
_bringing = threading.RLock()


class Area(NamedTuple):
    """What one area gives to the application, and the module that brings it."""

    name: str
    module: str
    routes: tuple[Route, ...]
    filters: tuple[str, ...]


class UnexpectedAreaError(Exception):
    """A module gives other routes or filters than stand in the table of its code."""


def keep_areas(settings: Settings) -> None:
    """Write the table of this code, unless it is there; raises what a broken area raises."""
    path = _table(settings)
    if _read(path) is not None:
        return
    from crest.web.blueprints import BLUEPRINTS  # noqa: PLC0415  # imports every area

    areas = [_described(_alone(blueprint), blueprint) for blueprint in BLUEPRINTS]
    with contextlib.suppress(OSError):  # a folder that cannot be written costs time and memory
        _write(path, json.dumps(areas))


def install_areas(app: Flask, settings: Settings) -> None:
    """Give the application the pages of every area, imported when first asked for."""
    areas = _read(_table(settings))
    if areas is not None:
        for area in areas:
            _OnCall(app, area).install()
        return
    from crest.web.blueprints import BLUEPRINTS  # noqa: PLC0415  # imports every area

    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)


class _OnCall:
    """One area of an application: stand-ins that bring the views and filters when called."""

    def __init__(self, app: Flask, area: Area) -> None:
        self._app = app
        self._area = area
        self._brought: Flask | None = None

    def install(self) -> None:
        """Give the application the addresses, and the stand-ins for views and filters."""
        views = {route.endpoint: self._view(route) for route in self._area.routes}
        for route in self._area.routes:
            view = views[route.endpoint]
            self._app.add_url_rule(route.address, route.endpoint, view, methods=list(route.methods))
        for name in self._area.filters:
            self._app.jinja_env.filters[name] = self._filter(name)

    def _view(self, route: Route) -> Callable[..., ResponseReturnValue]:
        def bring(**values: Any) -> ResponseReturnValue:
            view = self._bring().view_functions[route.endpoint]
            return self._app.ensure_sync(view)(**values)  # type: ignore[no-any-return]

        return marked(bring, route.permission)

    def _filter(self, name: str) -> Callable[..., Any]:
        def bring(*values: Any, **options: Any) -> Any:
            return self._bring().jinja_env.filters[name](*values, **options)

        return bring

    def _bring(self) -> Flask:
        """Import the area once, whichever requests come first; one that fails is tried again."""
        with _bringing:
            if self._brought is None:
                self._brought = self._imported()
            return self._brought

    def _imported(self) -> Flask:
        area = self._area
        blueprint = _blueprint_of(area)
        brought = _alone(blueprint)
        if _described(brought, blueprint) != area:
            raise UnexpectedAreaError(area.name)
        self._app.view_functions.update(brought.view_functions)
        self._app.jinja_env.filters.update(
            {name: brought.jinja_env.filters[name] for name in area.filters}
        )
        return brought


def _blueprint_of(area: Area) -> Blueprint:
    """Return the blueprint; a module may hold more than one."""
    for found in vars(import_module(area.module)).values():
        if isinstance(found, Blueprint) and found.name == area.name:
            return found
    raise UnexpectedAreaError(area.name)


def _alone(blueprint: Blueprint) -> Flask:
    """Return an application of this area and nothing else; refuses an unmarked route."""
    app = Flask("crest", static_folder=None)
    app.url_map.converters.update(CONVERTERS)
    app.register_blueprint(blueprint)
    check_routes(app)
    return app


def _described(alone: Flask, blueprint: Blueprint) -> Area:
    return Area(
        name=blueprint.name,
        module=blueprint.import_name,
        routes=tuple(routes_of(alone)),
        filters=tuple(sorted(alone.jinja_env.filters.keys() - FILTERS.keys())),
    )


def _table(settings: Settings) -> Path:
    return settings.data_dir / "cache" / "areas" / f"{_code_digest()}.json"


@cache
def _code_digest() -> str:
    # All modules count: whatever an area imports may stop it from being imported.
    digest = hashlib.sha256()
    for path in sorted(_CODE.rglob("*.py")):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _read(path: Path) -> list[Area] | None:
    try:
        areas = [_area(*one) for one in json.loads(path.read_bytes())]
    except (OSError, ValueError, TypeError):  # none yet, or damaged
        return None
    return areas or None


def _area(name: str, module: str, routes: list[Any], filters: list[str]) -> Area:
    return Area(name, module, tuple(_route(*route) for route in routes), tuple(filters))


def _route(endpoint: str, address: str, methods: list[str], permission: str) -> Route:
    return Route(endpoint, address, tuple(methods), permission)


def _write(path: Path, text: str) -> None:
    """Write the table in one step; tables of other code go."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{secrets.token_hex(8)}.tmp")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
    for other in path.parent.iterdir():
        if other != path:
            other.unlink(missing_ok=True)
