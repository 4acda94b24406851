"""Logs: one JSON object a line on standard error, with fields from a short list alone."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, TextIO

# Whatever else a caller puts into a record stays out of the log.
FIELDS = (
    "request_id",
    "method",
    "endpoint",
    "status",
    "ms",
    "job_id",
    "kind",
    "state",
    "reason",
    "user_id",
)


class JsonFormatter(logging.Formatter):
    """Writes a record as one JSON object; no values of exceptions, which may name people."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of one record."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        line |= {name: record.__dict__[name] for name in FIELDS if name in record.__dict__}
        if record.exc_info and record.exc_info[1]:
            line |= _fault(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is now, not what it was at the start."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(JsonFormatter())

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # looked up for each line
        return sys.stderr


def install_logs(level: str) -> None:
    """Send all logs to standard error as JSON lines."""
    root = logging.getLogger()
    if not any(isinstance(handler, _StandardError) for handler in root.handlers):
        root.addHandler(_StandardError())
    root.setLevel(logging.WARNING)
    logging.getLogger("crest").setLevel(level)


def _event(record: logging.LogRecord) -> str:
    # Other libraries fill addresses and values into their messages: only their pattern is kept.
    own = record.name.partition(".")[0] == "crest"
    return record.getMessage() if own else str(record.msg)


def _fault(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "fault": type(error).__name__,
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    }
