"""One log line for each request: what was asked, how it ended, how long it took."""

import logging
import time
from uuid import uuid4

from flask import Flask, Response, g, request

from crest.web.identity import known_id

logger = logging.getLogger(__name__)
# Refusals of somebody who goes round a check, or tries to: no page of ours leads to them.
_AGAINST_CHECKS = frozenset(
    {"not_allowed", "form_expired", "too_many_tries", "too_large", "unknown_host"}
)


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
    refusal = g.get("refusal", "")
    if not refusal:
        logger.info("request", extra=fields)
        return response
    # What is foreign reads like what is missing; who is signed in and asks for it is told apart.
    who = known_id()
    is_odd = refusal in _AGAINST_CHECKS or (refusal == "not_found" and who)
    fields |= {"reason": refusal, "user_id": who}
    logger.log(logging.WARNING if is_odd else logging.INFO, "request", extra=fields)
    return response
