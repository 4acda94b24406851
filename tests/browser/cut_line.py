"""A line between browser and server that can be cut, and mended, at any moment."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_CHUNK = 65_536


class CutLine:
    """Passes bytes on while it stands; cut, it breaks all connections and takes no new one.

    `lose_replies`: what the browser sends still arrives, and no answer comes back.
    """

    def __init__(self, listener: socket.socket, port: int) -> None:
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.is_cut = False
        self.lose_replies = False
        self._listener, self._port = listener, port
        self._open: list[socket.socket] = []
        self._made: list[socket.socket] = []
        self._ways: list[threading.Thread] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Break every connection; from now on there is no line."""
        self.is_cut = True
        self._break()

    def mend(self) -> None:
        """Let the line stand again."""
        self.is_cut = self.lose_replies = False
        self._break()

    def close(self) -> None:
        """End the line for good."""
        self.cut()
        for way in self._ways:
            way.join()
        for end in self._made:
            end.close()

    def _break(self) -> None:
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self.is_cut:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._port))
                self._open += [near, far]
                self._made += [near, far]
                for source, target, back in ((near, far, False), (far, near, True)):
                    way = (source, target, back)
                    self._ways.append(threading.Thread(target=self._pass_on, args=way, daemon=True))
                    self._ways[-1].start()

    def _pass_on(self, source: socket.socket, target: socket.socket, back: bool) -> None:
        with suppress(OSError):
            while data := source.recv(_CHUNK):
                if back and self.lose_replies:
                    break
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def cut_line(address: str) -> Iterator[CutLine]:
    """Give a line to the server at the address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = CutLine(listener, int(address.rpartition(":")[2]))
        yield line
        line.close()
