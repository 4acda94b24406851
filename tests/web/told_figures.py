"""Released families of sixty members, as pages read them; no engine made them."""

from datetime import timedelta
from typing import Any

from crest.domain.release_facts import MadeWith
from crest.persistence import cubes
from crest.persistence.cubes import ReleaseToKeep
from crest.persistence.session import DatabaseSession, writing
from tests.web.federation import BUILT

AUDIT = {"audited": 3, "hidden": 2, "least_width": 5.0, "proven_cheapest": True}


def body(
    family: str, values: tuple[str, ...], cells: dict[tuple[str | None, str | None], Any]
) -> dict[str, Any]:
    keys = [(s, o) for s in (None, "Garments", "others") for o in (None, *values)]
    return {
        "family": family,
        "unit": "companies",
        "least": 5,
        "dimensions": [
            {"name": "sector", "values": ["Garments", "others"]},
            {"name": "outcome", "values": list(values)},
        ],
        "cubes": [["sector", "outcome"]],
        "cells": [[*key, cells.get(key)] for key in keys],
        "audit": AUDIT,
    }


def released(*, low: int = 31) -> dict[str, dict[str, Any]]:
    """Return families of sixty members; `low` is what one cell of the bands tells."""
    duty, question = "kh.ll.016", "WAG-010"
    bands = {(None, None): 60, ("Garments", None): 41, ("others", None): 19}
    whole: dict[tuple[str | None, str | None], int] = dict(bands)
    signs = {(None, None): 60, (None, "some"): 9, (None, "none"): 51}
    return {
        "band": body("band", ("low", "moderate", "high", "severe"), {**whole, (None, "low"): low}),
        f"obligation.{duty}": body(
            f"obligation.{duty}",
            ("not_in_place", "partly_met", "in_place", "open", "not_listed"),
            {**whole, (None, "not_in_place"): 22, ("Garments", "not_in_place"): 14},
        ),
        "ladder.wages": body("ladder.wages", ("no_rung", "rule"), {**whole, (None, "rule"): 33}),
        f"question.{question}": body(
            f"question.{question}",
            ("best", "less", "dont_know", "not_applicable", "left_open", "not_asked"),
            {**whole, (None, "dont_know"): 15, (None, "not_asked"): 10},
        ),
        f"changed.{question}": body(f"changed.{question}", ("some", "none", "not_asked"), signs),
    }


def by_campaign(cells: dict[tuple[str | None, str | None], int]) -> dict[str, dict[str, Any]]:
    """Return the bands by two campaigns, of which these cells are told."""
    bands = ("low", "moderate", "high", "severe")
    keys = [(c, o) for c in (None, "c1", "c2", "not_in_campaign") for o in (None, *bands)]
    asked = {"bank": "workplace", "version": "2026.1"}
    family = {
        **body("campaign.band", bands, {}),
        "dimensions": [
            {"name": "campaign", "values": ["c1", "c2", "not_in_campaign"]},
            {"name": "outcome", "values": list(bands)},
        ],
        "cubes": [["campaign", "outcome"]],
        "cells": [[*key, cells.get(key)] for key in keys],
        "campaigns": {
            "c1": {"name": "Spring round", "due_on": "2026-04-30", **asked},
            "c2": {"name": "Autumn round", "due_on": "2026-10-30", **asked},
        },
    }
    return {"campaign.band": family}


def keep_told(
    session: DatabaseSession,
    number: int,
    told: dict[str, dict[str, Any]],
    *,
    reason: str = "",
    method: str = "2026.1",
    made_with: MadeWith | None = None,
) -> None:
    """Keep a release of these families, or a refused one where there are none."""
    day = BUILT + timedelta(days=31 * number)
    with writing(session):
        cubes.keep_release(
            session,
            ReleaseToKeep(
                number=number,
                as_of=day.date(),
                made_at=day,
                method=method,
                made_with={} if made_with is None else made_with.as_plain(),
                reason=reason,
                audits={},
                cubes=told,
            ),
        )
