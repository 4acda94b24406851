"""The first page: what is due, what is new, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from crest.content.library import Library
from crest.domain.company_profile import missing_first
from crest.domain.facts import with_shares
from crest.domain.permissions import Actor, Permission, TenantKind, allows, require
from crest.domain.sharpening import Sharpening, ranked
from crest.persistence import list_drafts, overview, supplier_figures, suppliers, workplaces
from crest.persistence.facts import read_facts
from crest.persistence.list_drafts import WaitingList
from crest.persistence.models import TenantRow
from crest.persistence.overview import (
    Draft,
    NewResult,
    OpenTrigger,
    Participation,
    ReviewDue,
    SignatureDue,
)
from crest.persistence.session import DatabaseSession, reading
from crest.persistence.suppliers import StandingCounts, SupplierFilter
from crest.services.law_overview import LawsOverview, laws_overview
from crest.services.reach import reach_of
from crest.services.workplaces import sites_of

_SHOWN = 5


class Step(StrEnum):
    """The steps of a company from an empty account to a register."""

    PROFILE = "profile"
    WORKPLACES = "workplaces"
    SUPPLIERS = "suppliers"
    ASSESSMENT = "assessment"
    REGISTER = "register"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step: whether it is done, and how many things there are of it."""

    step: Step
    done: bool
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A draft with the title of its questionnaire."""

    draft: Draft
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerLine:
    """An open trigger in the words of its question."""

    trigger: OpenTrigger
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyHome:
    """The first page of a company or supplier; `erase_from` is set where it leaves."""

    name: str
    steps: tuple[StepLine, ...]
    drafts: tuple[DraftLine, ...]
    drafts_total: int
    submitted_total: int
    triggers: tuple[TriggerLine, ...]
    triggers_total: int
    results: tuple[NewResult, ...]
    reviews: tuple[ReviewDue, ...]
    standings: StandingCounts
    sharpening: tuple[Sharpening, ...]
    laws: LawsOverview
    lists: tuple[WaitingList, ...]
    signatures: tuple[SignatureDue, ...]
    erase_from: datetime | None = None

    @property
    def next_step(self) -> Step | None:
        """Return the first step that is not done, or None once all are."""
        return next((line.step for line in self.steps if not line.done), None)

    @property
    def suppliers_total(self) -> int:
        """Return how many suppliers there are."""
        return sum(self.standings.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class FederationHome:
    """The first page of the federation's people: members and counts, no answers."""

    members: tuple[Participation, ...]

    @property
    def taking_part(self) -> int:
        """Return how many members have begun an assessment."""
        return sum(member.begun > 0 for member in self.members)


def company_home(
    session: DatabaseSession, actor: Actor, *, library: Library, now: datetime
) -> CompanyHome:
    """Return what is due, new and next for the person's company."""
    require(actor, Permission.ASSESSMENT_READ)
    reach, tenant_id = reach_of(actor), actor.tenant_id
    with reading(session):
        tenant = session.get_one(TenantRow, tenant_id)
        drafts_total, submitted = overview.count_assessments(session, reach=reach)
        triggers, triggers_total = overview.list_open_triggers(session, reach=reach, limit=_SHOWN)
        drafts = overview.list_drafts(session, reach=reach, limit=_SHOWN)
        sites = workplaces.count(session, tenant_id=tenant_id, sites=sites_of(actor))
        lists, signatures = _waiting(session, actor, now=now)
        standings, reviews, sharpening = _of_suppliers(session, actor, on=now.date())
        results = overview.list_new_results(session, reach=reach, limit=_SHOWN)
    facts = read_facts(tenant.facts)
    missing = missing_first(facts, library.instruments, as_of=now.date())
    counts = _counts(len(missing), sites, standings, submitted=submitted)
    return CompanyHome(
        name=tenant.name,
        erase_from=tenant.erase_from,
        steps=_steps(actor, counts),
        drafts=tuple(_draft(draft, library) for draft in drafts),
        drafts_total=drafts_total,
        submitted_total=submitted,
        triggers=tuple(_trigger(trigger, library) for trigger in triggers),
        triggers_total=triggers_total,
        results=results,
        reviews=reviews,
        standings=standings,
        sharpening=sharpening,
        laws=laws_overview(library, with_shares(facts), as_of=now.date()),
        lists=lists,
        signatures=signatures,
    )


def _counts(
    missing: int, sites: int, standings: StandingCounts, *, submitted: int
) -> dict[Step, int]:
    suppliers = sum(standings.counts.values())
    return {
        Step.PROFILE: missing,
        Step.WORKPLACES: sites,
        Step.SUPPLIERS: suppliers,
        Step.ASSESSMENT: submitted,
        Step.REGISTER: suppliers if submitted else 0,
    }


def federation_home(session: DatabaseSession, actor: Actor) -> FederationHome:
    """Return the members with their counts; empty for roles that do not read members."""
    require(actor, Permission.HOME_VIEW)
    if not allows(actor, Permission.MEMBER_READ):
        return FederationHome(members=())
    with reading(session):
        return FederationHome(members=overview.list_participation(session))


def is_company_role(actor: Actor) -> bool:
    """Return whether the person's first page is that of a company or supplier."""
    return actor.tenant_kind is not TenantKind.FEDERATION and allows(
        actor, Permission.ASSESSMENT_READ
    )


def _waiting(
    session: DatabaseSession, actor: Actor, *, now: datetime
) -> tuple[tuple[WaitingList, ...], tuple[SignatureDue, ...]]:
    return _waiting_lists(session, actor, now=now), _signatures(session, actor, now=now)


def _waiting_lists(
    session: DatabaseSession, actor: Actor, *, now: datetime
) -> tuple[WaitingList, ...]:
    if not allows(actor, Permission.SUPPLIER_IMPORT):
        return ()
    return list_drafts.list_drafts(session, tenant_id=actor.tenant_id, now=now, limit=_SHOWN)[0]


def _signatures(
    session: DatabaseSession, actor: Actor, *, now: datetime
) -> tuple[SignatureDue, ...]:
    if not allows(actor, Permission.ASSESSMENT_CERTIFY):
        return ()
    return overview.list_signatures_due(
        session, tenant_id=actor.tenant_id, certifier_id=actor.user_id, now=now, limit=_SHOWN
    )


def _of_suppliers(
    session: DatabaseSession, actor: Actor, *, on: date
) -> tuple[StandingCounts, tuple[ReviewDue, ...], tuple[Sharpening, ...]]:
    if not allows(actor, Permission.SUPPLIER_READ):
        return StandingCounts(counts={}, as_of=None), (), ()
    tenant_id = actor.tenant_id
    return (
        suppliers.count_standings(session, tenant_id=tenant_id),
        overview.list_reviews_due(session, tenant_id=tenant_id, on=on, limit=_SHOWN),
        ranked(supplier_figures.count_gaps(session, tenant_id=tenant_id, wanted=SupplierFilter())),
    )


_OF_STEP = {
    Step.PROFILE: Permission.PROFILE_READ,
    Step.WORKPLACES: Permission.WORKPLACE_READ,
    Step.SUPPLIERS: Permission.SUPPLIER_READ,
    Step.ASSESSMENT: Permission.ASSESSMENT_READ,
    Step.REGISTER: Permission.REGISTER_READ,
}


def _steps(actor: Actor, counts: Mapping[Step, int]) -> tuple[StepLine, ...]:
    return tuple(
        StepLine(
            step=step,
            # The profile counts what is still unknown, the others what is there.
            done=(count == 0) if step is Step.PROFILE else count > 0,
            count=count,
        )
        for step, count in counts.items()
        if allows(actor, _OF_STEP[step])
    )


def _draft(draft: Draft, library: Library) -> DraftLine:
    return DraftLine(draft=draft, title=library.questionnaire(draft.bank, draft.bank_version).title)


def _trigger(trigger: OpenTrigger, library: Library) -> TriggerLine:
    questions = library.questionnaire(trigger.bank, trigger.bank_version).questions
    found = questions.get(trigger.code)
    return TriggerLine(trigger=trigger, question=trigger.code if found is None else found.text)
