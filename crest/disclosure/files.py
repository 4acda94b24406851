"""Families as plain values: what is published, what is audited, and what the next one needs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Protocol

import numpy as np

from crest.disclosure.release import Protected
from crest.disclosure.systems import Before
from crest.disclosure.tables import Contribution, Dimension, Family, Mask, Real, Table, fill
from crest.domain.disclosure import LIMITS, Unit

Plain = dict[str, Any]


def published(found: Protected) -> Plain:
    """Return the cubes as they are told: dimensions and cells; a hidden cell has null."""
    family = found.table.family
    return {
        "family": family.name,
        "unit": family.limit.unit.value,
        "least": family.limit.least,
        "dimensions": [{"name": one.name, "values": list(one.values)} for one in family.dimensions],
        "cubes": [list(cube) for cube in family.cubes],
        "cells": [[*key, value] for key, value in found.figures.items()],
        "audit": _told_audit(found),
    }


def _told_audit(found: Protected) -> Plain:
    """Return of the audit what gives no sum of hidden cells away: sums stand in the report."""
    report = found.report
    return {
        "audited": report.audited,
        "hidden": report.small + report.stuck + report.besides,
        "least_width": report.narrowest,
        "proven_cheapest": report.proven,
    }


def report(found: Protected) -> Plain:
    """Return the audit as plain values."""
    return asdict(found.report)


class Kept(Protocol):
    """A table with what is told of it, and what a reader knows after it."""

    @property
    def table(self) -> Table:
        """Return the table."""

    @property
    def told(self) -> Mask:
        """Return which cells are told."""

    @property
    def low(self) -> Real:
        """Return the least that each cell can be for a reader."""

    @property
    def high(self) -> Real:
        """Return the most that each cell can be for a reader."""


def basis(found: Kept, contributions: Sequence[Contribution]) -> Plain:
    """Return what the next release is held against: who adds what, and what readers know."""
    family = found.table.family
    return {
        "dimensions": [[one.name, list(one.values)] for one in family.dimensions],
        "cubes": [list(cube) for cube in family.cubes],
        "unit": family.limit.unit.value,
        "outcome": family.outcome,
        "known": list(family.known),
        "rows": [[one.member, list(one.at), one.amount] for one in contributions],
        "told": [bool(one) for one in found.told],
        "low": [float(one) for one in found.low],
        "high": [float(one) for one in found.high],
    }


def before_of(name: str, plain: Mapping[str, Any]) -> Before:
    """Return the release before, from its basis."""
    family = Family(
        name=name,
        dimensions=tuple(
            Dimension(name=place, values=tuple(values)) for place, values in plain["dimensions"]
        ),
        cubes=tuple(tuple(cube) for cube in plain["cubes"]),
        limit=LIMITS[Unit(plain["unit"])],
        outcome=plain["outcome"],
        known=tuple(plain.get("known", ())),
    )
    return Before(
        table=fill(family, rows_of(plain)),
        told=np.array(plain["told"], dtype=bool),
        low=np.array(plain["low"], dtype=float),
        high=np.array(plain["high"], dtype=float),
    )


def rows_of(plain: Mapping[str, Any]) -> tuple[Contribution, ...]:
    """Return the contributions that a basis was counted from."""
    return tuple(
        Contribution(member=member, at=tuple(at), amount=amount)
        for member, at, amount in plain["rows"]
    )
