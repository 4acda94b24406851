"""The composition root: settings in, a running application out."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask_babel import Babel
from flask_compress import Compress
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from crest import i18n
from crest.adapters.logs import install_logs
from crest.adapters.passwords import Passwords
from crest.adapters.queue import open_queue
from crest.config import Settings, read_settings
from crest.content.library import load_library
from crest.paths import data_folder
from crest.persistence.new_jobs import call_after_new_jobs
from crest.persistence.released_rights import name_figures_role
from crest.persistence.session import (
    DatabaseError,
    create_database_engine,
    create_session_factory,
)
from crest.services.jobs import sent_files
from crest.web.areas import install_areas
from crest.web.context import Runtime, close_session
from crest.web.context import settings as current_settings
from crest.web.converters import CONVERTERS
from crest.web.errors import install_errors
from crest.web.filters import register_filters
from crest.web.guards import check_routes
from crest.web.identity import install_identity, person
from crest.web.language.choice import chosen_language
from crest.web.requests import install_request_log, request_fields
from crest.web.security import install_security, security_headers
from crest.web.spaces.looks import install_looks
from crest.web.static_files import install_static

_STATIC = Path(__file__).parent / "static"


class Application(Flask):
    """Flask, with a log that never holds addresses or values."""

    jinja_options: dict[str, Any] = {
        "undefined": StrictUndefined,
        "autoescape": True,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }

    def log_exception(self, exc_info: Any) -> None:
        """Write down the kind and place of a fault."""
        self.logger.error("request failed", exc_info=exc_info, extra=request_fields())


def create_app(
    settings: Settings | None = None,
    *,
    passwords: Passwords | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Flask:
    """Return the application; refuses to start with an unmarked route or a bad setting."""
    chosen = settings or read_settings()
    install_logs(chosen.log_level)
    app = Application("crest", template_folder=data_folder("templates"), static_folder=None)
    app.extensions["crest"] = compose(chosen, passwords=passwords, clock=clock)
    app.url_map.converters.update(CONVERTERS)
    install_request_log(app)
    install_looks(app)
    install_security(app, chosen)
    install_identity(app)
    install_errors(app)
    register_filters(app)
    Babel(app, locale_selector=_locale, default_translation_directories=str(i18n.CATALOGUES))
    app.teardown_appcontext(close_session)
    install_areas(app, chosen)
    _serve_files(app, chosen)
    check_routes(app)
    return app


def compose(
    settings: Settings,
    *,
    passwords: Passwords | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Runtime:
    """Return database, content, files and clock of this installation."""
    engine = create_database_engine(settings.database_url)
    name_figures_role(engine, settings.figures_role)
    sessions = create_session_factory(engine)
    queue = open_queue(settings.queue_url)
    call_after_new_jobs(sessions, queue.call, queue.close)
    return Runtime(
        settings=settings,
        sessions=sessions,
        passwords=passwords or Passwords(),
        clock=clock or _wall_clock,
        load_library=lambda: load_library(cache=settings.data_dir / "cache" / "content"),
        open_files=lambda: sent_files(settings),
    )


def _serve_files(app: Flask, settings: Settings) -> None:
    Compress(app)
    install_static(
        app,
        source=_STATIC,
        cache=settings.data_dir / "cache" / "static",
        headers=security_headers(secure=settings.secure_cookies),
    )
    if settings.trusted_hops:
        hops = settings.trusted_hops
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )


def _locale() -> str | None:
    chosen = chosen_language()
    if chosen is not None:
        return chosen
    languages = current_settings().languages
    try:
        signed_in = person()
    except DatabaseError:
        signed_in = None  # the page that says so needs a language too
    if signed_in and signed_in.actor.language in languages:
        return signed_in.actor.language
    return request.accept_languages.best_match(languages) or languages[0]


def _wall_clock() -> datetime:
    return datetime.now(UTC)
