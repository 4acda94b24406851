"""The frame of a page: product, tenant, person and the pages that the person may open."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from flask import current_app, request, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from crest.domain.permissions import Actor, Permission, Role, allows
from crest.i18n import catalogue_share
from crest.services.login import Membership, SignedIn, list_memberships
from crest.web.context import now, session, settings
from crest.web.identity import person
from crest.web.language.choice import OfferedLanguage, other_languages

_SOON = timedelta(days=3)
_PAGES = (
    ("home.show", _l("Home"), Permission.HOME_VIEW),
    ("spaces.show", _l("Who asks you"), Permission.SPACE_READ),
    ("federation.members", _l("Participation"), Permission.FIGURES_READ),
    ("figures.show", _l("Figures"), Permission.FIGURES_READ),
    ("profile.edit", _l("Profile"), Permission.PROFILE_READ),
    ("workplaces.index", _l("Workplaces"), Permission.WORKPLACE_READ),
    ("suppliers.index", _l("Suppliers"), Permission.SUPPLIER_READ),
    ("invitations.index", _l("Invitations"), Permission.INVITATION_READ),
    ("campaigns.index", _l("Campaigns"), Permission.CAMPAIGN_READ),
    ("assessments.index", _l("Assessments"), Permission.ASSESSMENT_LIST),
    ("findings.index", _l("Findings"), Permission.FINDING_READ),
    ("register.show", _l("Register"), Permission.REGISTER_READ),
    ("laws.index", _l("Laws"), Permission.LAW_READ),
    ("banks.index", _l("Questionnaires"), Permission.BANK_READ),
    ("evidence.index", _l("Evidence"), Permission.EVIDENCE_LIST),
    ("users.index", _l("Users"), Permission.USER_READ),
    ("administration.show", _l("Administration"), Permission.ADMINISTRATION_READ),
    ("help.method", _l("Method"), Permission.METHOD_READ),
)
# Areas whose pages stand under another area's entry.
_UNDER = {
    "results": "assessments",
    "copies": "assessments",
    "answer_loads": "assessments",
    "imports": "suppliers",
    "list_columns": "suppliers",
    "list_matches": "suppliers",
    "list_undo": "suppliers",
    "chain": "suppliers",
    "changing": "suppliers",
    "merging": "suppliers",
    "supplier_numbers": "suppliers",
    "pictures": "suppliers",
    "supplier_tags": "suppliers",
    "supplier_views": "suppliers",
    "trail": "users",
    "company_copy": "users",
    "members": "administration",
    "member_course": "administration",
    "member_lists": "administration",
    "associations": "administration",
    "shares": "assessments",
    "links": "assessments",
    "audit": "assessments",
    "benchmark": "assessments",
    "what_if": "assessments",
    "translations": "banks",
    "reference": "help",
    "protocol": "figures",
    "campaign_acts": "campaigns",
    "bank_trial": "banks",
    "bank_release": "banks",
    "sharing": "spaces",
    "reuse": "spaces",
    "own_result": "spaces",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationItem:
    """One entry of the menu; `here` for all pages of its area, `exactly` for the page itself."""

    label: str
    url: str
    here: bool
    exactly: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the layout shows around every page.

    `first_page` is where the name of the product leads; `invited`: the reader answers by
    invitation; `space` names the own space that the reader came from to do so, if any.
    """

    language: str
    language_is_draft: bool
    other_languages: tuple[OfferedLanguage, ...]
    here: str
    demonstration: bool
    person: str
    tenant_name: str
    other_tenants: tuple[Membership, ...]
    navigation: tuple[NavigationItem, ...]
    may_read_method: bool
    first_page: str
    invited: bool
    link_ends: date | None
    link_ends_soon: bool
    space: str


def current_frame() -> Frame:
    """Return the frame of the page that is being answered."""
    signed_in = person()
    actor = None if signed_in is None else signed_in.actor
    language = str(get_locale() or "en")
    ends_at = None if signed_in is None else signed_in.ends_at
    return Frame(
        language=language,
        language_is_draft=_is_draft(language),
        other_languages=other_languages(language),
        here=_here(),
        demonstration=settings().is_demonstration,
        person="" if actor is None else actor.name or actor.email,
        tenant_name="" if signed_in is None else signed_in.tenant_name,
        other_tenants=() if signed_in is None else _other_tenants(signed_in),
        navigation=() if actor is None else _navigation(actor),
        may_read_method=actor is not None and allows(actor, Permission.METHOD_READ),
        first_page=_first_page(actor),
        invited=actor is not None and actor.assessment_id is not None,
        # it ends at midnight, so that the day before is the last one
        link_ends=None if ends_at is None else (ends_at - timedelta(seconds=1)).date(),
        link_ends_soon=ends_at is not None and ends_at - now() <= _SOON,
        space="" if signed_in is None else signed_in.space,
    )


def _first_page(actor: Actor | None) -> str:
    if actor is not None and actor.role is Role.AID:
        return url_for("delegated.show")
    if actor is not None and actor.role is Role.CERT:
        return url_for("signing.show", assessment_id=actor.assessment_id)
    if actor is not None and actor.assessment_id is not None:
        return url_for("assessments.show", assessment_id=actor.assessment_id)
    return url_for("home.show")


def _is_draft(language: str) -> bool:
    """Return whether no person has read all words of the pages in this language."""
    share = None if language == "en" else catalogue_share(language)
    return share is not None and share.reviewed < share.total


def _here() -> str:
    """Return the address of this page; of the first page where this one is no page to go to."""
    query = request.query_string.decode("ascii", errors="ignore")
    address = quote(request.path) + (f"?{query}" if query else "")
    if request.method == "GET":
        return address
    adapter = current_app.url_map.bind("")
    try:
        adapter.match(request.path, method="GET")
    except (MethodNotAllowed, NotFound, RequestRedirect):
        return url_for("home.show")
    return address


def _other_tenants(signed_in: SignedIn) -> tuple[Membership, ...]:
    if signed_in.membership_count < 2:
        return ()
    actor = signed_in.actor
    memberships = list_memberships(session(), actor)
    return tuple(one for one in memberships if one.tenant_id != actor.tenant_id and one.is_open)


def _navigation(actor: Actor) -> tuple[NavigationItem, ...]:
    current = request.endpoint or ""
    area = current.partition(".")[0]
    here = _UNDER.get(area, area)
    return tuple(
        NavigationItem(
            label=str(label),
            url=url_for(endpoint),
            here=endpoint.startswith(f"{here}."),
            exactly=endpoint == current,
        )
        for endpoint, label, permission in _PAGES
        if allows(actor, permission)
    )
