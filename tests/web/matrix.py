"""Who gets what where: one row for each method of each endpoint, grouped by area.

A new route needs its row here, and a row without a route is a fault too.
"""

import io
from typing import Any

from crest.domain.permissions import Role
from crest.domain.reviews import source_digest
from tests.library import shipped_library
from tests.web.campaign_rows import CAMPAIGNS
from tests.web.copy_rows import COPIES, INVITED_COPIES
from tests.web.helping_rows import HELPING
from tests.web.member_rows import MEMBERS
from tests.web.second_hand import SECOND_HAND
from tests.web.supplier_rows import SUPPLIER_PAGES
from tests.web.ties import TIES
from tests.web.waiting_lists import VERSION
from tests.web.walker import Row

_COMPANY = "view edit adm"
_WRITERS = "edit adm"
_OWN = f"{_COMPANY} site"
_ANSWERERS = "edit adm site"
_FEDERATION = "fan fpo fadm"
_ALL = f"{_OWN} {_FEDERATION} aud sys"
_READERS = f"{_OWN} {_FEDERATION}"
_ANYBODY = (*_ALL.split(), "resp", "cert", "aid")

_DRAFT = {"assessment_id": lambda world: world.draft}
_SUBMITTED = {"assessment_id": lambda world: world.submitted}
_SITE_DRAFT = {"assessment_id": lambda world: world.site_draft}
_SECTION = {**_DRAFT, "code": lambda world: world.section_code}
_QUESTION = {**_DRAFT, "code": lambda world: world.evidence_code}
_SUPPLIER = {"supplier_id": lambda world: world.supplier}
_LIST = {"import_id": lambda world: world.supplier_list}
_TAG = {"tag_id": lambda world: world.tag}
_VIEW = {"view_id": lambda world: world.view}
_REPORT = {"year": lambda _: 2026}
_REPORT_TEXT = {**_REPORT, "place": lambda _: "prevention.people"}
_WORKPLACE = {"workplace_id": lambda world: world.workplace}

DOORS = (
    Row(endpoint="account.login", public=True, special=dict.fromkeys(_ANYBODY, 303)),
    Row(endpoint="invited.enter", public=True),
    Row(endpoint="invited.find", method="POST", public=True, status=422),
    Row(endpoint="account.enter", method="POST", public=True, status=422),
    Row(endpoint="account.logout", method="POST", public=True, status=303, special={}),
    Row(
        endpoint="account.switch",
        method="POST",
        allowed=_ALL,
        status=404,
        fields=lambda world: {"membership": str(world.tenant_id)},
        owned=True,
        special=dict.fromkeys(_OWN.split(), 303),
    ),
    *(
        Row(
            endpoint=endpoint,
            method=method,
            public=True,
            status=404,
            args={"token": lambda _: "x" * 43},
        )
        for endpoint, method in (
            ("invited.show", "GET"),
            ("invited.begin", "POST"),
            ("invited.begin_afresh", "POST"),
            ("invited.come_back", "POST"),
            ("invited.send_code", "POST"),
            ("invited.decline", "POST"),
            ("signing_door.show", "GET"),
            ("signing_door.begin", "POST"),
            ("signing_door.come_back", "POST"),
            ("signing_door.send_code", "POST"),
            ("joining.show", "GET"),
            ("joining.take", "POST"),
            ("passwords.link", "GET"),
            ("audit.linked", "GET"),
            ("passwords.set_password", "POST"),
        )
    ),
    Row(endpoint="passwords.forgot", public=True),
    Row(endpoint="passwords.ask", method="POST", public=True, status=422),
    Row(endpoint="second_step.show", public=True, status=303),
    Row(endpoint="second_step.finish", method="POST", public=True, status=303),
    Row(endpoint="language.choose", method="POST", public=True, status=303),
    Row(endpoint="health.live", public=True),
    Row(endpoint="health.ready", public=True),
)

ACCOUNT = (
    Row(endpoint="own_account.show", allowed=_ALL),
    Row(endpoint="own_account.sessions", allowed=_ALL),
    Row(endpoint="own_account.end", method="POST", allowed=_ALL, status=404),
    Row(
        endpoint="own_account.end",
        variant="others",
        method="POST",
        allowed=_ALL,
        status=303,
        fields=lambda _: {"session": "others"},
    ),
    Row(endpoint="own_data.show", allowed=_ALL),
    Row(endpoint="own_data.copy", method="POST", allowed=_ALL, status=303),
    Row(endpoint="own_data.download", allowed=_ALL),
    Row(endpoint="own_data.erase", method="POST", allowed=_ALL, status=422),
    Row(endpoint="passwords.change", allowed=_ALL),
    Row(endpoint="passwords.save", method="POST", allowed=_ALL, status=422),
    Row(endpoint="second_factor.show", allowed=_ALL),
    Row(endpoint="second_factor.begin", method="POST", allowed=_ALL, status=422),
    Row(endpoint="second_factor.set_up", allowed=_ALL, status=303),
    Row(endpoint="second_factor.confirm", method="POST", allowed=_ALL, status=303),
    Row(endpoint="second_factor.renew", method="POST", allowed=_ALL, status=422),
    Row(endpoint="second_factor.remove", method="POST", allowed=_ALL, status=422),
)

# The federation's administrator manages users of the federation, and none of a company.
_USER = {"user_id": lambda world: world.users[Role.VIEW].user_id}
_GRANT = {"grant_id": lambda world: world.grant}
_LINK = {"link_id": lambda world: world.link}
USERS = (
    Row(endpoint="shares.index", allowed=_COMPANY),
    Row(endpoint="shares.give", method="POST", allowed="adm", status=422),
    Row(endpoint="shares.end", method="POST", allowed="adm", status=303, args=_GRANT, owned=True),
    Row(endpoint="links.index", allowed=_COMPANY),
    Row(endpoint="links.give", method="POST", allowed="adm", status=422),
    Row(endpoint="links.end", method="POST", allowed="adm", status=303, args=_LINK, owned=True),
    Row(endpoint="shares.shared", allowed="fpo"),
    Row(endpoint="shares.show", allowed="fpo", args=_GRANT, owned=True),
    Row(endpoint="trail.index", allowed="adm aud", names_members=True),
    Row(endpoint="trail.download", allowed="adm aud"),
    Row(endpoint="users.index", allowed="adm fadm aud"),
    Row(endpoint="users.invite", allowed="adm fadm"),
    Row(endpoint="users.send", method="POST", allowed="adm fadm", status=422),
    Row(
        endpoint="users.send",
        variant="for a workplace",
        method="POST",
        allowed="adm",
        status=303,
        fields=lambda world: {
            "email": "new@company.example",
            "name": "New",
            "role": "site",
            "workplaces": str(world.workplace),
        },
        special={"fadm": 422},
    ),
    Row(endpoint="users.first", allowed="adm fadm"),
    Row(endpoint="users.send_first", method="POST", allowed="adm fadm", status=422),
    Row(endpoint="users.edit", allowed="adm fadm", args=_USER, owned=True, special={"fadm": 404}),
    Row(
        endpoint="users.save",
        method="POST",
        allowed="adm fadm",
        status=303,
        args=_USER,
        fields=lambda _: {"role": "edit"},
        owned=True,
        special={"fadm": 404},
    ),
    Row(
        endpoint="users.erase",
        method="POST",
        allowed="adm fadm",
        status=303,
        args=_USER,
        fields=lambda world: {"named": world.email(Role.VIEW)},
        owned=True,
        special={"fadm": 404},
    ),
    Row(
        endpoint="users.close",
        method="POST",
        allowed="adm fadm",
        status=303,
        args=_USER,
        owned=True,
        special={"fadm": 404},
    ),
    Row(
        endpoint="users.withdraw",
        method="POST",
        allowed="adm fadm",
        status=303,
        args={"invitation_id": lambda world: world.invitation},
        owned=True,
        special={"fadm": 404},
    ),
)

FIRST_PAGES = (
    Row(endpoint="home.show", allowed=_ALL),
    Row(endpoint="federation.members", allowed=_FEDERATION, names_members=True),
    Row(endpoint="benchmark.show", allowed=_COMPANY),
    Row(endpoint="figures.show", allowed=_FEDERATION),
    Row(endpoint="figures.questions", allowed=_FEDERATION),
    Row(endpoint="figures.trends", allowed=_FEDERATION),
    Row(endpoint="figures.releases", allowed=_FEDERATION),
    Row(endpoint="figures.release", method="POST", allowed="fpo fadm", status=303),
    Row(endpoint="figures.as_json", allowed="fan fpo"),
    Row(endpoint="figures.as_csv", allowed="fan fpo"),
    Row(endpoint="figures.ask", method="POST", allowed="fan fpo", status=303),
    Row(endpoint="figures.download", allowed="fan fpo", status=404),
    Row(endpoint="protocol.show", allowed=_FEDERATION),
    Row(
        endpoint="protocol.choose",
        method="POST",
        allowed="fpo fadm",
        status=422,
        args=_REPORT,
        fields=lambda _: {"number": "1"},
    ),
    Row(endpoint="protocol.edit", allowed="fpo fadm", args=_REPORT_TEXT),
    Row(endpoint="protocol.save", method="POST", allowed="fpo fadm", status=303, args=_REPORT_TEXT),
    Row(endpoint="protocol.ask", method="POST", allowed=_FEDERATION, status=303, args=_REPORT),
    Row(endpoint="help.method", allowed=_READERS),
    *(
        Row(endpoint=f"help.{page}", allowed=_READERS)
        for page in ("referral", "ratifications", "wages")
    ),
    Row(endpoint="laws.index", allowed=_READERS),
    *(
        Row(endpoint=f"laws.{page}", allowed=_READERS)
        for page in ("calendar", "calendar_file", "horizon", "compare", "search", "review")
    ),
    Row(endpoint="laws.show", allowed=_READERS, args={"instrument_id": lambda _: "kh.ll"}),
    Row(
        endpoint="laws.show",
        variant="unknown",
        allowed=_READERS,
        status=404,
        args={"instrument_id": lambda _: "no.such"},
    ),
)

COMPANY = (
    Row(endpoint="profile.edit", allowed=_COMPANY),
    Row(
        endpoint="profile.save",
        method="POST",
        allowed=_WRITERS,
        status=303,
        fields=lambda _: {"version": "1"},
    ),
    Row(endpoint="workplaces.index", allowed=_OWN),
    Row(endpoint="workplaces.create", allowed=_WRITERS),
    Row(endpoint="workplaces.add", method="POST", allowed=_WRITERS, status=422),
    Row(endpoint="workplaces.edit", allowed=_OWN, args=_WORKPLACE, owned=True),
    Row(
        endpoint="workplaces.save",
        method="POST",
        allowed=_WRITERS,
        status=422,
        args=_WORKPLACE,
        owned=True,
    ),
    Row(endpoint="suppliers.index", allowed=_COMPANY),
    Row(endpoint="pictures.show", allowed=_COMPANY),
    Row(endpoint="supplier_tags.index", allowed=_COMPANY),
    Row(
        endpoint="supplier_tags.choose",
        allowed=_WRITERS,
    ),
    Row(
        endpoint="supplier_tags.change",
        method="POST",
        allowed=_WRITERS,
        status=303,
        fields=lambda world: {
            "supplier": str(world.supplier),
            "count": "1",
            "name": "Checked",
            "act": "put_on",
        },
    ),
    Row(
        endpoint="supplier_tags.rename",
        method="POST",
        allowed=_WRITERS,
        status=303,
        args=_TAG,
        owned=True,
        fields=lambda _: {"name": "Renamed"},
    ),
    Row(
        endpoint="supplier_tags.delete",
        method="POST",
        allowed=_WRITERS,
        status=303,
        args=_TAG,
        owned=True,
    ),
    Row(endpoint="supplier_views.index", allowed=_COMPANY),
    Row(
        endpoint="supplier_views.save",
        method="POST",
        allowed=_COMPANY,
        status=303,
        fields=lambda _: {"name": "Mine", "country": "KH"},
    ),
    Row(
        endpoint="supplier_views.change",
        method="POST",
        allowed=_WRITERS,
        nearly="view",
        status=303,
        args=_VIEW,
        owned=True,
        fields=lambda _: {"name": "Renamed", "is_shared": "y", "version": "1"},
    ),
    Row(
        endpoint="supplier_views.delete",
        method="POST",
        allowed=_WRITERS,
        nearly="view",
        status=303,
        args=_VIEW,
        owned=True,
    ),
    Row(endpoint="suppliers.create", allowed=_WRITERS),
    Row(endpoint="suppliers.add", method="POST", allowed=_WRITERS, status=422),
    Row(endpoint="suppliers.show", allowed=_COMPANY, args=_SUPPLIER, owned=True),
    Row(
        endpoint="supplier_numbers.show",
        allowed=_COMPANY,
        args={**_SUPPLIER, "number": lambda _: "residual"},
        owned=True,
    ),
    Row(endpoint="suppliers.edit", allowed=_WRITERS, args=_SUPPLIER, owned=True),
    Row(
        endpoint="suppliers.save",
        method="POST",
        allowed=_WRITERS,
        status=422,
        args=_SUPPLIER,
        owned=True,
    ),
)

ASSESSMENTS = (
    Row(endpoint="assessments.index", allowed=_OWN),
    Row(
        endpoint="assessments.start",
        method="POST",
        allowed="edit",
        nearly="adm site",
        status=303,
        owned=True,
        fields=lambda world: {
            "subject_kind": "supplier",
            "subject_id": str(world.supplier),
            "bank": "supplier-short",
        },
    ),
    Row(
        endpoint="assessments.start",
        variant="of a workplace",
        method="POST",
        allowed=_ANSWERERS,
        status=303,
        owned=True,
        fields=lambda world: {
            "subject_kind": "workplace",
            "subject_id": str(world.workplace),
            "bank": "workplace",
        },
    ),
    Row(
        endpoint="assessments.start",
        variant="of a workplace that is another manager's",
        method="POST",
        allowed=_WRITERS,
        nearly="site",
        status=303,
        owned=True,
        fields=lambda world: {
            "subject_kind": "workplace",
            "subject_id": str(world.other_workplace),
            "bank": "workplace",
        },
    ),
    Row(endpoint="assessments.show", allowed=_COMPANY, nearly="site", args=_DRAFT, owned=True),
    Row(
        endpoint="assessments.show",
        variant="submitted",
        allowed=_COMPANY,
        nearly="site",
        args=_SUBMITTED,
        owned=True,
    ),
    Row(
        endpoint="assessments.show",
        variant="of a workplace",
        allowed=_OWN,
        args=_SITE_DRAFT,
        owned=True,
    ),
    Row(endpoint="assessments.section", allowed=_COMPANY, nearly="site", args=_SECTION, owned=True),
    Row(
        endpoint="assessments.section",
        variant="submitted",
        allowed=_COMPANY,
        nearly="site",
        args={**_SECTION, **_SUBMITTED},
        owned=True,
    ),
    Row(
        endpoint="assessments.section",
        variant="of a workplace",
        allowed=_OWN,
        args={**_SITE_DRAFT, "code": lambda _: "SIT"},
        owned=True,
    ),
    Row(
        endpoint="assessments.save_section",
        method="POST",
        allowed="edit",
        nearly="view adm site",
        status=303,
        args=_SECTION,
        owned=True,
    ),
    Row(
        endpoint="assessments.save_section",
        variant="submitted",
        method="POST",
        allowed="edit",
        nearly="view adm site",
        status=409,
        args={**_SECTION, **_SUBMITTED},
        owned=True,
    ),
    Row(
        endpoint="assessments.save_answer",
        method="POST",
        allowed="edit",
        nearly="view adm site",
        args=_QUESTION,
        fields=lambda world: {f"q_{world.evidence_code}__state": "dont_know"},
        owned=True,
    ),
    Row(
        endpoint="assessments.save_answer",
        variant="submitted",
        method="POST",
        allowed="edit",
        nearly="view adm site",
        status=409,
        args={**_QUESTION, **_SUBMITTED},
        fields=lambda world: {f"q_{world.evidence_code}__state": "dont_know"},
        owned=True,
    ),
    Row(endpoint="keeping.worker", allowed=_COMPANY, nearly="site", args=_DRAFT, owned=True),
    Row(endpoint="assessments.check", allowed=_COMPANY, nearly="site", args=_DRAFT, owned=True),
    Row(endpoint="assessments.confirm", allowed=_COMPANY, nearly="site", args=_DRAFT, owned=True),
    Row(
        endpoint="assessments.submit",
        method="POST",
        allowed="edit",
        nearly="adm site",
        status=422,
        args=_DRAFT,
        owned=True,
    ),
    Row(
        endpoint="assessments.submit",
        variant="submitted",
        method="POST",
        allowed="edit",
        nearly="adm site",
        status=409,
        args=_SUBMITTED,
        owned=True,
    ),
)

# Answers of an invited supplier: its own alone until it submits, and no other's ever.
_ASKED = {"assessment_id": lambda world: world.asked}
_ASKED_SECTION = {**_ASKED, "code": lambda world: world.section_code}
_ASKED_QUESTION = {**_ASKED, "code": lambda world: world.evidence_code}


def _invited(endpoint: str, *, status: int = 200, role: str = _OWN, **more: Any) -> Row:
    """Return a row of what the supplier alone opens."""
    return Row(
        endpoint=endpoint,
        variant="of an invited supplier",
        allowed=role,
        status=404,
        special={"resp": status},
        owned=True,
        **more,
    )


INVITED_SUPPLIER = (
    _invited("assessments.show", args=_ASKED),
    _invited("assessments.section", args=_ASKED_SECTION),
    _invited("assessments.save_section", method="POST", status=303, args=_ASKED_SECTION),
    _invited(
        "assessments.save_answer",
        method="POST",
        args=_ASKED_QUESTION,
        fields=lambda world: {f"q_{world.evidence_code}__state": "dont_know"},
    ),
    _invited("keeping.worker", args=_ASKED),
    _invited("assessments.check", args=_ASKED),
    _invited("assessments.confirm", args=_ASKED),
    _invited("assessments.submit", method="POST", status=422, role="edit adm site", args=_ASKED),
    _invited(
        "contradictions.explain",
        method="POST",
        status=303,
        args=_ASKED,
        fields=lambda _: {"note:CHK-001": "Both are right.", "version": "1"},
    ),
    _invited("contradictions.show", args=_ASKED),
    _invited("evidence.form", args=_ASKED_QUESTION),
    _invited(
        "evidence.add",
        method="POST",
        status=303,
        role="edit adm site",
        args=_ASKED_QUESTION,
        fields=lambda _: {"kind": "policy", "file": (io.BytesIO(b"our rules\n"), "rules.txt")},
    ),
    _invited("evidence.download", args={"evidence_id": lambda world: world.asked_file}),
)

_INVITATION = {"invitation_id": lambda world: world.asked_by}
INVITATIONS = (
    Row(endpoint="invitations.index", allowed=_COMPANY),
    Row(endpoint="invitations.create", allowed=_WRITERS, args=_SUPPLIER, owned=True),
    Row(
        endpoint="invitations.add",
        method="POST",
        allowed=_WRITERS,
        args=_SUPPLIER,
        fields=lambda _: {"bank": "supplier-short", "language": "en", "due_on": "2026-12-05"},
        owned=True,
    ),
    Row(endpoint="invitations.show", allowed=_COMPANY, args=_INVITATION, owned=True),
    Row(
        endpoint="invitations.renew",
        method="POST",
        allowed=_WRITERS,
        args=_INVITATION,
        owned=True,
    ),
    Row(
        endpoint="invitations.extend",
        method="POST",
        allowed=_WRITERS,
        status=303,
        args=_INVITATION,
        fields=lambda _: {"due_on": "2027-01-15"},
        owned=True,
    ),
    Row(
        endpoint="invitations.stop",
        method="POST",
        allowed=_WRITERS,
        status=303,
        args=_INVITATION,
        owned=True,
    ),
)

CONTRADICTIONS = (
    Row(
        endpoint="contradictions.explain",
        method="POST",
        allowed="edit",
        nearly="view adm site",
        status=303,
        args=_DRAFT,
        fields=lambda _: {"note:CHK-001": "Both are right.", "version": "1"},
        owned=True,
    ),
    Row(
        endpoint="contradictions.explain",
        variant="too long",
        method="POST",
        allowed="view edit adm",
        nearly="site",
        status=422,
        args=_DRAFT,
        fields=lambda _: {"note:CHK-001": "x" * 1_001},
        owned=True,
    ),
    Row(
        endpoint="contradictions.explain",
        variant="submitted",
        method="POST",
        allowed="edit",
        nearly="view adm site",
        status=409,
        args=_SUBMITTED,
        fields=lambda _: {"note:CHK-001": "Both are right."},
        owned=True,
    ),
    Row(
        endpoint="contradictions.show", allowed=_COMPANY, nearly="site", args=_SUBMITTED, owned=True
    ),
    Row(
        endpoint="contradictions.settle",
        method="POST",
        allowed=_WRITERS,
        status=303,
        args={**_SUBMITTED, "contradiction_id": lambda world: world.contradiction},
        fields=lambda _: {"outcome": "Seen the permits.", "version": "1"},
        owned=True,
    ),
    Row(
        endpoint="contradictions.settle",
        variant="empty",
        method="POST",
        allowed=_WRITERS,
        status=422,
        args={**_SUBMITTED, "contradiction_id": lambda world: world.contradiction},
        owned=True,
    ),
)

RESULTS = (
    Row(endpoint="results.show", allowed=_COMPANY, nearly="site", args=_SUBMITTED, owned=True),
    Row(
        endpoint="results.show",
        variant="draft",
        allowed=_COMPANY,
        nearly="site",
        args=_DRAFT,
        owned=True,
    ),
    Row(
        endpoint="results.explain",
        allowed=_COMPANY,
        nearly="site",
        args={**_SUBMITTED, "number": lambda _: "inherent"},
        owned=True,
    ),
    *(
        Row(endpoint=endpoint, allowed=_COMPANY, nearly="site", args=_SUBMITTED, owned=True)
        for endpoint in ("explained.every", "audit.show", "what_if.show")
    ),
    Row(
        endpoint="explained.one",
        allowed=_COMPANY,
        nearly="site",
        args={**_SUBMITTED, "number": lambda _: "inherent"},
        owned=True,
    ),
    Row(
        endpoint="what_if.suppose",
        method="POST",
        allowed=_COMPANY,
        nearly="site",
        args=_SUBMITTED,
        owned=True,
    ),
    Row(endpoint="findings.index", allowed=_OWN),
    Row(endpoint="evidence.index", allowed=_OWN),
    Row(endpoint="evidence.form", allowed=_COMPANY, nearly="site", args=_QUESTION, owned=True),
    Row(
        endpoint="evidence.add",
        method="POST",
        allowed="edit",
        nearly="adm site",
        status=303,
        args=_QUESTION,
        fields=lambda _: {"kind": "policy", "file": (io.BytesIO(b"our rules\n"), "rules.txt")},
        owned=True,
    ),
    Row(
        endpoint="evidence.download",
        allowed=_COMPANY,
        nearly="site",
        special={"cert": 200},
        args={"evidence_id": lambda world: world.evidence},
        owned=True,
    ),
    Row(
        endpoint="evidence.remove",
        method="POST",
        allowed="adm",
        status=303,
        args={"evidence_id": lambda world: world.spare_evidence},
        owned=True,
    ),
    Row(
        endpoint="evidence.remove",
        variant="submitted",
        method="POST",
        allowed="adm",
        status=409,
        args={"evidence_id": lambda world: world.evidence},
        owned=True,
    ),
)

EXCHANGE = (
    Row(endpoint="imports.upload", allowed=_WRITERS),
    Row(endpoint="imports.upload", method="POST", allowed=_WRITERS, status=422),
    Row(endpoint="imports.preview", allowed=_WRITERS, args=_LIST, owned=True),
    Row(
        endpoint="imports.preview",
        variant="taken in",
        allowed=_WRITERS,
        args={"import_id": lambda world: world.supplier_import},
        owned=True,
    ),
    Row(endpoint="list_columns.edit", allowed=_WRITERS, args=_LIST, owned=True),
    Row(endpoint="list_matches.show", allowed=_WRITERS, args=_LIST, owned=True),
    *(
        Row(
            endpoint=endpoint,
            method="POST",
            allowed=_WRITERS,
            status=303,
            args=_LIST,
            owned=True,
            fields=lambda _: {"version": str(VERSION)},
        )
        for endpoint in (
            "imports.check",
            "imports.commit",
            "imports.discard",
            "imports.rows",
            "list_columns.save",
            "list_columns.table",
            "list_matches.decide",
        )
    ),
    Row(endpoint="register_loads.upload", allowed=_WRITERS),
    Row(endpoint="register_loads.upload", method="POST", allowed=_WRITERS, status=422),
    Row(
        endpoint="register_loads.preview",
        allowed=_WRITERS,
        args={"load_id": lambda world: world.register_load},
        owned=True,
    ),
    Row(
        endpoint="register_loads.commit",
        method="POST",
        allowed=_WRITERS,
        status=303,
        args={"load_id": lambda world: world.register_load},
        owned=True,
    ),
    Row(endpoint="mail.unsent", allowed="adm fadm"),
    Row(
        endpoint="mail.send_again",
        method="POST",
        allowed="adm fadm",
        status=404,
        special={"adm": 303},
        args={"mail_id": lambda world: world.mail},
        owned=True,
    ),
    Row(endpoint="mail.index", allowed=_ALL),
    Row(
        endpoint="mail.show",
        allowed=_ALL,
        status=404,
        special=dict.fromkeys(_OWN.split(), 200),
        args={"mail_id": lambda world: world.mail},
        owned=True,
    ),
    Row(endpoint="register.show", allowed=_COMPANY),
    Row(endpoint="register.export", method="POST", allowed=_WRITERS, status=303),
    Row(endpoint="register.download", allowed=_WRITERS, status=404, special={"edit": 200}),
    *(
        Row(
            endpoint=f"jobs.{name}",
            method=method,
            allowed=_READERS,
            status=404,
            special={"edit": status},
            args={"job_id": job},
            owned=True,
        )
        for name, method, status, job in (
            ("show", "GET", 200, lambda world: world.job),
            ("download", "GET", 200, lambda world: world.job),
            ("cancel", "POST", 303, lambda world: world.running_job),
        )
    ),
)

# Banks belong to nobody: there is no foreign one. The draft of all tests is the long supplier bank.
_DRAFT_BANK = {"bank": lambda _: "supplier", "version": lambda _: "2026.1"}
_SHIPPED_BANK = {"bank": lambda _: "supplier-short", "version": lambda _: "2026.1"}
_PUBLISHERS = "fpo fadm"

BANKS = (
    Row(endpoint="banks.index", allowed=f"{_READERS} aud"),
    Row(endpoint="banks.coverage", allowed=f"{_READERS} aud"),
    Row(endpoint="banks.show", allowed=f"{_READERS} aud", args=_DRAFT_BANK),
    Row(
        endpoint="banks.show",
        variant="unknown",
        allowed=f"{_READERS} aud",
        status=404,
        args={**_DRAFT_BANK, "version": lambda _: "1999.1"},
    ),
    Row(endpoint="banks.changes", allowed=_FEDERATION, args=_DRAFT_BANK),
    Row(endpoint="banks.xlsform", method="POST", allowed=_FEDERATION, status=303, args=_DRAFT_BANK),
    Row(endpoint="bank_trial.begin", allowed=_FEDERATION, args=_DRAFT_BANK),
    Row(endpoint="bank_trial.go_on", method="POST", allowed=_FEDERATION, args=_DRAFT_BANK),
    Row(
        endpoint="bank_release.propose",
        method="POST",
        allowed=_PUBLISHERS,
        status=303,
        args=_DRAFT_BANK,
    ),
    Row(
        endpoint="bank_release.publish",
        method="POST",
        allowed=_PUBLISHERS,
        status=422,
        args=_DRAFT_BANK,
    ),
    Row(endpoint="bank_release.confirm", allowed=_PUBLISHERS, args=_SHIPPED_BANK),
    Row(
        endpoint="bank_release.retire",
        method="POST",
        allowed=_PUBLISHERS,
        status=303,
        args=_SHIPPED_BANK,
        fields=lambda _: {"reason": "A newer one stands."},
    ),
)

_KHMER = {**_SHIPPED_BANK, "language": lambda _: "km"}

TRANSLATIONS = (
    Row(endpoint="translations.index", allowed=_FEDERATION),
    Row(endpoint="translations.show", allowed=_FEDERATION, args=_KHMER),
    Row(
        endpoint="translations.show",
        variant="unknown language",
        allowed=_FEDERATION,
        status=404,
        args={**_SHIPPED_BANK, "language": lambda _: "xx"},
    ),
    Row(
        endpoint="translations.save",
        method="POST",
        allowed=_PUBLISHERS,
        status=303,
        args=_KHMER,
        fields=lambda _: {
            "code": "bank",
            "part": "title",
            "source": _title_digest(),
            "seen": "0",
            "said": "ការពិនិត្យអ្នកផ្គត់ផ្គង់",
        },
    ),
)

_EDITION = {"source": lambda _: "us-tip", "edition": lambda _: "2025"}
_SECTORS = {"source": lambda _: "crest-sector", "edition": lambda _: "2026.1"}
REFERENCE_DATA = (
    Row(endpoint="reference.index", allowed=_READERS),
    Row(endpoint="reference.show", allowed=_READERS, args=_EDITION),
    Row(
        endpoint="reference.show",
        variant="unknown",
        allowed=_READERS,
        status=404,
        args={**_EDITION, "edition": lambda _: "1999"},
    ),
    Row(endpoint="reference.load", allowed=_PUBLISHERS),
    Row(endpoint="reference.keep", method="POST", allowed=_PUBLISHERS, status=422),
    Row(
        endpoint="reference.confirm",
        allowed=_PUBLISHERS,
        args={**_SECTORS, "step": lambda _: "use"},
    ),
    Row(
        endpoint="reference.choose",
        method="POST",
        allowed=_PUBLISHERS,
        status=303,
        args={**_SECTORS, "step": lambda _: "use"},
        fields=lambda _: {"reason": "Read and found good"},
    ),
    Row(
        endpoint="reference.choose",
        variant="without a reason",
        method="POST",
        allowed=_PUBLISHERS,
        status=422,
        args={**_SECTORS, "step": lambda _: "off"},
    ),
)


def _title_digest() -> str:
    return source_digest(shipped_library().questionnaire("supplier-short").title)


ROWS = (
    *DOORS,
    *ACCOUNT,
    *USERS,
    *FIRST_PAGES,
    *MEMBERS,
    *COMPANY,
    *ASSESSMENTS,
    *INVITED_SUPPLIER,
    *INVITATIONS,
    *CAMPAIGNS,
    *CONTRADICTIONS,
    *RESULTS,
    *SUPPLIER_PAGES,
    *COPIES,
    *INVITED_COPIES,
    *EXCHANGE,
    *TIES,
    *SECOND_HAND,
    *HELPING,
    *BANKS,
    *TRANSLATIONS,
    *REFERENCE_DATA,
)
