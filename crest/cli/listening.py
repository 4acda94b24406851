"""Sockets that several web processes answer at: bound once, and handed to each of them."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from crest.config import SettingsError

_WAITING = 1024


@contextmanager
def listening(host: str, port: int) -> Iterator[list[socket.socket]]:
    """Give the sockets of this place, one for each address that the host has."""
    with ExitStack() as opened:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            addresses = {address: family for family, _type, _proto, _name, address in found}
            yield [
                opened.enter_context(
                    socket.create_server(address[:2], family=family, backlog=_WAITING)
                )
                for address, family in addresses.items()
            ]
        except OSError as error:
            words = f"cannot listen on {host}, port {port}: {error.strerror}"
            raise SettingsError(words) from None


def inherited(descriptor: int) -> socket.socket:
    """Return the socket that the parent process left open under this number."""
    return socket.socket(fileno=descriptor)
