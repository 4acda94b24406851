"""Further members of the demonstration, for figures about all: fictional, and the same each time.

They are as many as wanted, answered by chance within their conduct, in two waves half a year
apart. No one signs in for them.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from crest.disclosure.suppression import Effort
from crest.domain.bank import SubjectKind
from crest.domain.permissions import TenantKind
from crest.domain.trail import Act, by_operator
from crest.persistence import assessments
from crest.persistence.facts import read_facts
from crest.persistence.models import TenantRow, UserRow, WorkplaceRow
from crest.persistence.session import writing
from crest.persistence.trail import record
from crest.services.demonstration.companies import Conduct
from crest.services.demonstration.loading import (
    OWN_BANK,
    Submission,
    handed_in,
    head_of,
    respondent_of,
    stored_facts,
    write_answers,
)
from crest.services.demonstration.many_campaigns import (
    FIRST_RELEASE,
    FIRST_WAVE,
    SECOND_WAVE,
    write_asked,
    write_campaigns,
)
from crest.services.demonstration.origin import Loading

__all__ = ["EFFORT", "FIRST_RELEASE", "author_of", "further_members", "load_further"]

# Whoever shows the system waits for it: a safe choice is looked for, the cheapest is not.
EFFORT = Effort(rounds=0, seconds=5)
_AUTHOR = "many@members.example"
# sector, its code (ISIC), how a name is made, weight
_SECTORS = (
    ("Garments and footwear", "1410", "Garment", 62),
    ("Travel goods and bags", "1512", "Bags", 24),
    ("Construction", "4100", "Builders", 20),
    ("Hotels and restaurants", "5510", "Hotel", 22),
    ("Fishing and food", "1020", "Foods", 15),
    ("Agriculture and rubber", "0129", "Plantation", 10),
    ("Guarding and cleaning", "8010", "Services", 7),
)
_PROVINCES = (
    ("Phnom Penh", 60),
    ("Kandaal", 34),
    ("Kampong Spueu", 26),
    ("Preah Sihanouk", 18),
    ("Siem Reab", 14),
    ("Svaay Rieng", 8),
)
_CONDUCTS = (
    (Conduct.GOOD, 30),
    (Conduct.FAIR, 48),
    (Conduct.WEAK, 28),
    (Conduct.UNSURE, 22),
    (Conduct.TRIGGER, 14),
    (Conduct.DRAFT, 8),
    (Conduct.NEVER, 10),
)
_BETTER = {Conduct.WEAK: Conduct.FAIR, Conduct.UNSURE: Conduct.FAIR, Conduct.FAIR: Conduct.GOOD}


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherMember:
    """One fictional member more, with one workplace; `again` answers a second time."""

    code: str
    name: str
    sector_group: str
    sector: str
    province: str
    workers: int
    migrants: int
    conduct: Conduct
    again: bool


def further_members(count: int) -> Iterator[FurtherMember]:
    """Yield so many members; the first are the same however many there are."""
    for number in range(1, count + 1):
        chance = random.Random(f"further-{number}")  # noqa: S311 - the same members each time
        sector_group, sector, word, _ = chance.choices(_SECTORS, [one[3] for one in _SECTORS])[0]
        province = chance.choices(_PROVINCES, [one[1] for one in _PROVINCES])[0][0]
        workers = chance.choice((28, 45, 80, 140, 260, 420, 700, 1150, 2300))
        yield FurtherMember(
            code=f"X{number:03}",
            name=f"Example {word} {number:03} Co., Ltd.",
            sector_group=sector_group,
            sector=sector,
            province=province,
            workers=workers,
            migrants=chance.choice((0, 0, 0, workers // 20, workers // 6)),
            conduct=chance.choices([one for one, _ in _CONDUCTS], [w for _, w in _CONDUCTS])[0],
            again=chance.random() < 0.45,
        )


def load_further(loading: Loading, *, count: int) -> tuple[list[Submission], list[Submission]]:
    """Write so many members more; return what is left to submit, of the first wave and second."""
    first: list[Submission] = []
    second: list[Submission] = []
    with writing(loading.session):
        members = tuple(further_members(count))
        author = _write_author(loading)
        _write_companies(loading, members)
        write_campaigns(loading)
        for member in members:
            first += _answered(loading, member, member.conduct, days=FIRST_WAVE, by=author)
            if member.again and member.conduct not in {Conduct.NEVER, Conduct.DRAFT}:
                conduct = _BETTER.get(member.conduct, member.conduct)
                second += _answered(loading, member, conduct, days=SECOND_WAVE, by=author)
        told = {"members": count}
        loads = Act.DEMONSTRATION_LOAD
        record(loading.session, by_operator(), loads, of="further", told=told, now=loading.now)
    return first, second


def author_of(loading: Loading) -> UUID:
    """Return who answers for them all; nobody signs in by this name."""
    return loading.id_of(_AUTHOR)


def _write_author(loading: Loading) -> UUID:
    author = author_of(loading)
    loading.session.add(
        UserRow(
            id=author,
            email=_AUTHOR,
            name="Many Example",
            language="en",
            password_hash=loading.password_hash,
            created_at=loading.now,
        )
    )
    loading.session.flush()
    return author


def _write_companies(loading: Loading, members: Sequence[FurtherMember]) -> None:
    for member in members:
        loading.session.add(
            TenantRow(
                id=loading.id_of(member.code),
                kind=TenantKind.MEMBER.value,
                code=member.code,
                name=member.name,
                sector_group=member.sector_group,
                facts=stored_facts(_company_facts(member), loading),
                version=1,
                created_at=loading.now - timedelta(days=FIRST_WAVE + 20),
            )
        )
    loading.session.flush()
    for member in members:
        facts = {
            "country": "KH",
            "province": member.province,
            "workforce.total": str(member.workers),
        }
        loading.session.add(
            WorkplaceRow(
                id=loading.id_of(member.code, "W1"),
                tenant_id=loading.id_of(member.code),
                code="W1",
                name=f"{member.name} main site",
                country="KH",
                province=member.province,
                facts=stored_facts(facts, loading),
                version=1,
                created_at=loading.now - timedelta(days=FIRST_WAVE + 20),
            )
        )
    loading.session.flush()


def _company_facts(member: FurtherMember) -> dict[str, object]:
    return {
        "country": "KH",
        "form": "company",
        "sector": member.sector,
        "workforce.total": str(member.workers),
        "workforce.migrants": str(member.migrants),
        "business_in": ["KH"],
        "present_in": ["KH"],
        "currency": "USD",
    }


def _answered(
    loading: Loading, member: FurtherMember, conduct: Conduct, *, days: int, by: UUID
) -> list[Submission]:
    """Write one assessment of the workplace, begun so many days ago."""
    chance = random.Random(f"{member.code}-{days}")  # noqa: S311 - the same day each time
    head = head_of(
        loading,
        loading.id_of(member.code),
        SubjectKind.WORKPLACE,
        loading.id_of(member.code, "W1"),
        bank=OWN_BANK,
        days=days - chance.randint(0, 30),
    )
    # one subject answers twice: the days tell the two apart
    head = replace(head, id=loading.id_of(str(head.id), str(days)))
    assessments.add(loading.session, head, by=by)
    loading.session.flush()
    answers = conduct not in {Conduct.NEVER, Conduct.DRAFT}
    write_asked(loading, head, wave=days, answers=answers)
    if conduct is Conduct.NEVER:
        return []
    facts = read_facts(stored_facts(_company_facts(member), loading))
    respondent = respondent_of(loading, f"{member.code}-{days}", conduct=conduct, facts=facts)
    write_answers(loading, head, respondent, by=by)
    return handed_in(head, conduct, loading)
