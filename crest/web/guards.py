"""Marks that say who may open a view; the application refuses to start without them."""

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple, ParamSpec, cast

from flask import Flask, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized
from werkzeug.routing import Rule, UnicodeConverter

from crest.domain.permissions import Permission, require
from crest.web.identity import person

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

PUBLIC = "public"
_MARK = "crest_permission"


class Route(NamedTuple):
    """An address as lists show it."""

    endpoint: str
    address: str
    methods: tuple[str, ...]
    permission: str


class UnguardedRouteError(Exception):
    """A route that nobody marked, or with an untyped address, so that the start is refused."""


def requires(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Open the view to roles with the permission; others get the login page or a refusal."""

    def mark(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            signed_in = person()
            if signed_in is None:
                return _ask_to_sign_in()
            require(signed_in.actor, permission)
            return view(*args, **kwargs)

        setattr(guarded, _MARK, permission.value)
        return guarded

    return mark


def public(view: View[P]) -> View[P]:
    """Open the view to everybody."""
    setattr(view, _MARK, PUBLIC)
    return view


def marked(view: View[P], permission: str) -> View[P]:
    """Return a view that stands for one with this mark and asks nothing itself."""
    setattr(view, _MARK, permission)
    return view


def permission_of(app: Flask, endpoint: str) -> str | None:
    """Return the permission that the endpoint needs, `public`, or None where it is unmarked."""
    return cast("str | None", getattr(app.view_functions.get(endpoint), _MARK, None))


def check_routes(app: Flask) -> None:
    """Return nothing where every route is marked and typed, or raise UnguardedRouteError."""
    for rule in app.url_map.iter_rules():
        if rule.build_only:
            continue
        if permission_of(app, rule.endpoint) is None:
            words = f"{rule.endpoint} says neither @requires nor @public"
            raise UnguardedRouteError(words)
        if untyped := _untyped(rule):
            words = f"{rule.endpoint} takes {untyped} without a converter"
            raise UnguardedRouteError(words)


def list_routes(app: Flask) -> list[Route]:
    """Return every address with its methods and permission, by address."""
    return sorted(routes_of(app), key=lambda route: (route.address, route.methods))


def routes_of(app: Flask) -> list[Route]:
    """Return every address with its methods and permission, in the order they were added."""
    return [
        Route(
            endpoint=rule.endpoint,
            address=rule.rule,
            methods=tuple(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})),
            permission=permission_of(app, rule.endpoint) or "",
        )
        for rule in app.url_map.iter_rules()
        if not rule.build_only
    ]


def _untyped(rule: Rule) -> str:
    converters = rule._converters  # noqa: SLF001  # the only place where the types stand
    return ", ".join(
        name for name, converter in converters.items() if type(converter) is UnicodeConverter
    )


def _ask_to_sign_in() -> Response:
    if request.method not in {"GET", "HEAD"} or request.accept_mimetypes.best == "application/json":
        raise Unauthorized
    target = request.full_path.rstrip("?")
    address = url_for("account.login") if target == "/" else url_for("account.login", next=target)
    return cast("Response", redirect(address, code=303))
