"""Mails leave while jobs run: a thread of the worker of its own, so that neither waits."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread

from crest.adapters.mail import Mailer
from crest.persistence.session import SessionFactory
from crest.services.outbox import Sending, send_due

ROUND_SECONDS = 2.0
# A server out of reach is not asked every two seconds.
PAUSE_SECONDS = 30.0

logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Postman:
    """Sends what is due, round after round, until stopped."""

    sessions: SessionFactory
    mailer: Mailer
    clock: Callable[[], datetime]

    def run_round(self, stop: Event) -> Sending:
        """Send what is due and return what became of it."""
        return send_due(self.sessions, self.mailer, self.clock, stopped=stop.is_set)

    def run(self, stop: Event) -> None:
        """Send what is due every two seconds; the mail in hand at a stop is finished first."""
        while not stop.is_set():
            pause = ROUND_SECONDS
            try:
                sending = self.run_round(stop)
                if sending.sent or sending.unsent:
                    logger.info("mails sent %s, not sent %s", sending.sent, sending.unsent)
                if sending.unreachable:
                    pause = PAUSE_SECONDS
            except Exception:  # one bad round must not stop the others
                logger.exception("mails not sent")
                pause = PAUSE_SECONDS
            stop.wait(pause)

    @contextmanager
    def at_work(self, stop: Event) -> Iterator[None]:
        """Send mails beside the block; ends once `stop` is set and the mail in hand is done."""
        thread = Thread(target=self.run, args=(stop,), name="mail")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
