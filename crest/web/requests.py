"""One log line for each request: what was asked, how it ended, how long it took."""

import logging
import time
from uuid import uuid4

from flask import Flask, Response, g, request

logger = logging.getLogger(__name__)


def install_request_log(app: Flask) -> None:
    """Give each request an id and write its line when it is answered."""
    app.before_request(_begin)
    app.after_request(_end)


def request_fields() -> dict[str, object]:
    """Return what a log line may say of this request; never its address, body or sender."""
    return {
        "request_id": g.get("request_id", ""),
        "method": request.method,
        "endpoint": request.endpoint or "",
    }


def _begin() -> None:
    g.request_id = uuid4().hex
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    if request.endpoint and request.endpoint.startswith("health."):
        return response
    spent = time.perf_counter() - g.get("begun", time.perf_counter())
    fields = {**request_fields(), "status": response.status_code, "ms": round(spent * 1000, 1)}
    logger.info("request", extra=fields)
    return response
