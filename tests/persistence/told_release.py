"""A release of one small family, and statements run on an engine."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, text

from crest.persistence.cubes import ReleaseToKeep

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
BAND: dict[str, Any] = {
    "family": "band",
    "unit": "companies",
    "least": 5,
    "dimensions": [{"name": "outcome", "values": ["low"]}],
    "cubes": [["outcome"]],
    "cells": [[None, 30], ["low", None]],
}


def small_release() -> ReleaseToKeep:
    """Return a release of the first family alone, with an audit and a basis."""
    return ReleaseToKeep(
        number=1,
        as_of=NOW.date(),
        made_at=NOW,
        method="2026.1",
        reason="",
        audits={"band": {"faults": []}},
        cubes={"band": BAND},
        bases={"band": {"rows": []}},
    )


def run(engine: Engine, *statements: str) -> None:
    """Run statements in one transaction."""
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
