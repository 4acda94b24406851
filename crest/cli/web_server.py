"""The server of one web process; importing it brings the application."""

from collections.abc import Mapping
from typing import Any

from waitress.server import BaseWSGIServer, create_server

from crest.app import create_app
from crest.config import Settings, SettingsError

_THREADS = 8
_HEADER_BYTES = 32_768
# Beyond what the application refuses with a page of its own, the server hangs up.
_SPARE_BYTES = 20_000_000


def listen(settings: Settings, place: Mapping[str, Any]) -> BaseWSGIServer:
    """Return the server of a new application at host and port, or at sockets that listen already.

    SettingsError where nobody can listen there.
    """
    try:
        return create_server(
            create_app(settings),
            **place,
            threads=_THREADS,
            ident=None,
            channel_timeout=60,
            max_request_header_size=_HEADER_BYTES,
            max_request_body_size=settings.upload_max_bytes + _SPARE_BYTES,
            # With hops the application reads these headers itself; without, nobody may send them.
            clear_untrusted_proxy_headers=not settings.trusted_hops,
        )
    except OSError as error:
        where = f"{place.get('host')}, port {place.get('port')}"
        words = f"cannot listen on {where}: {error.strerror}"
        raise SettingsError(words) from None
