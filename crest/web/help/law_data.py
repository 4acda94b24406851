"""What the pages of dated data beside the laws show."""

from collections.abc import Mapping
from dataclasses import dataclass

from crest.content.library import Library
from crest.domain.instruments import Instrument, Source
from crest.domain.law_data import Ratification, ReferralBody


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLine:
    """A body to turn to, with where it was read."""

    body: ReferralBody
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """What is known of each convention in one country, and where it was read."""

    country: str
    lines: tuple[Ratification, ...]
    sources: Mapping[str, Source]


def bodies_by_kind(library: Library) -> Mapping[str, tuple[BodyLine, ...]]:
    """Return the bodies of referral: public ones, then organisations."""
    data = library.law_data
    return {
        kind: tuple(
            BodyLine(body=body, sources=data.sources_of(body.sources))
            for body in data.referral_bodies
            if body.kind == kind
        )
        for kind in ("public", "organisation")
    }


def conventions_by_country(library: Library) -> tuple[Conventions, ...]:
    """Return the ratifications of each country, in the order of the table."""
    data = library.law_data
    countries = dict.fromkeys(one.country for one in data.ratifications)
    return tuple(
        Conventions(
            country=country,
            lines=tuple(one for one in data.ratifications if one.country == country),
            sources=data.sources,
        )
        for country in countries
    )


def laws_of_conventions(library: Library) -> Mapping[str, Instrument]:
    """Return the instrument of each convention that the library has, by its number (C029)."""
    codes = {one.convention for one in library.law_data.ratifications}
    by_id = {one.id: one for one in library.instruments}
    return {code: by_id[f"ilo.{code.lower()}"] for code in codes if f"ilo.{code.lower()}" in by_id}


def sources_of_wages(library: Library) -> tuple[Source, ...]:
    """Return where wages and fines were read, each source once."""
    data = library.law_data
    read = [
        *(wage.sources for wage in data.base_wages),
        *(fine.sources for fine in data.fines),
        *(wage.sources for wage in data.minimum_wages),
    ]
    return data.sources_of(dict.fromkeys(code for codes in read for code in codes))
