"""What tests of accounts share: the mails that were queued, and one-use links in them."""

import re

from flask import Flask
from sqlalchemy import select

from crest.persistence.models import OutboxRow
from crest.persistence.session import reading
from crest.web.context import Runtime

FRESH = "nine wooden boats at dawn"


def runtime_of(app: Flask) -> Runtime:
    runtime: Runtime = app.extensions["crest"]
    return runtime


def mails_to(app: Flask, email: str) -> list[OutboxRow]:
    """Return the mails to an address, the oldest first."""
    with runtime_of(app).sessions() as session, reading(session):
        query = select(OutboxRow).where(OutboxRow.recipient == email)
        return list(session.scalars(query.order_by(OutboxRow.created_at)))


def link_to(app: Flask, email: str, *, purpose: str) -> str:
    """Return the path of the newest link that a mail holds."""
    bodies = [mail.body for mail in mails_to(app, email) if mail.purpose == purpose]
    found = re.search(r"https?://[^/\s]+(/\S+)", bodies[-1])
    assert found, bodies
    return found.group(1)
