"""The supplier risk register: asked for, built from rows and library, written as a workbook."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import crest
from crest.content.library import Library
from crest.domain.permissions import Actor, Permission, require
from crest.domain.register import rank
from crest.domain.trail import Act, Head, by
from crest.exports.register_book import (
    FULL_ROWS,
    MEDIA_TYPE,
    FindingEntry,
    LawEntry,
    RegisterBook,
    RegisterEntry,
    SourceLine,
)
from crest.i18n import N_, Phrase, Translator
from crest.persistence import jobs, register_rows, write_keys
from crest.persistence.jobs import JobState
from crest.persistence.register_rows import RegisterData
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.persistence.trail_reading import find_head
from crest.services.jobs import (
    REGISTER,
    JobTools,
    JobView,
    MadeFile,
    Progress,
    view_of,
)
from crest.services.register_rows import ScoredSupplier, SupplierScorer, count_open
from crest.services.translations import reviewed_library

_REQUEST = "register.export"
_LEFT_OUT = N_("Laws and Findings are left out above %(rows)s suppliers.")
_REPORT_EVERY = 25
_DIGEST_SHOWN = 12
_OPEN = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """What the page of the register shows: how many suppliers, the newest file, work under way."""

    suppliers: int
    latest: JobView | None
    under_way: JobView | None


def get_register_page(session: DatabaseSession, actor: Actor, *, now: datetime) -> RegisterPage:
    """Return what the page of the register shows."""
    require(actor, Permission.REGISTER_READ)
    with reading(session):
        latest = _newest(session, actor, (JobState.DONE,))
        under_way = _newest(session, actor, _OPEN)
        return RegisterPage(
            suppliers=register_rows.count_suppliers(session, tenant_id=actor.tenant_id),
            latest=None if latest is None else view_of(latest, now=now),
            under_way=None if under_way is None else view_of(under_way, now=now),
        )


def request_register(
    session: DatabaseSession, actor: Actor, *, key: str, now: datetime, language: str = "en"
) -> UUID:
    """Ask for a register in a language and return the job; one under way is returned again."""
    require(actor, Permission.REGISTER_EXPORT)
    with writing(session):
        reply = write_keys.replayed(session, actor.tenant_id, key, _REQUEST)
        if reply is not None:
            return UUID(reply["id"])
        under_way = _newest(session, actor, _OPEN)
        job_id = under_way.id if under_way else _ask(session, actor, language=language, now=now)
        write_keys.remember(session, actor.tenant_id, key, _REQUEST, {"id": str(job_id)}, now)
        told = {"is_new": under_way is None}
        record(session, by(actor), Act.REGISTER_ASK, of=job_id, told=told, now=now)
    return job_id


def run_register_job(
    session: DatabaseSession,
    actor: Actor,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
    language: str = "en",
) -> MadeFile:
    """Return the register of all suppliers of the requester's company in a language as a file."""
    # Web processes ask for registers and never write one, so they do without the writer.
    from crest.exports.supplier_register import write_register  # noqa: PLC0415

    require(actor, Permission.REGISTER_EXPORT)
    with reading(session):
        data = register_rows.read_register(session, tenant_id=actor.tenant_id)
        head = find_head(session, actor.tenant_id)
        library = reviewed_library(session, tools.library.speaking(language))
    tools = replace(tools, library=library)
    book = build_register(data, tools=tools, progress=progress, now=now)
    book = replace(book, versions=(*book.versions, _trail_line(head)))
    stream = io.BytesIO()
    write_register(book, stream, translate=Translator(language=language))
    name = f"supplier-register-{now:%Y-%m-%d}.xlsx"
    return MadeFile(file_name=name, content=stream.getvalue(), media_type=MEDIA_TYPE)


def _trail_line(head: Head | None) -> SourceLine:
    """Return where the company's trail of acts ends, for whoever holds the file to compare."""
    words = Phrase(N_("empty"))
    if head:
        words = Phrase(N_("entry %(number)s, %(hash)s"), number=head.number, hash=head.hash)
    return SourceLine(what=N_("Trail of acts ends at"), version=words)


def build_register(
    data: RegisterData, *, tools: JobTools, progress: Progress, now: datetime
) -> RegisterBook:
    """Return the register as on this day, ranked; the same inputs give the same book."""
    scorer = SupplierScorer(data, tools.library, as_of=now.date())
    scored: dict[str, ScoredSupplier] = {}
    total = len(data.suppliers)
    for done, supplier in enumerate(data.suppliers, start=1):
        scored[supplier.code] = scorer.score(supplier)
        if done % _REPORT_EVERY == 0 or done == total:
            progress(done, total)
    ranked = [
        replace(scored[row.supplier_code], row=row)
        for row in rank([one.row for one in scored.values()])
    ]
    is_full = total <= FULL_ROWS
    return _book(data, ranked, tools, now=now, is_full=is_full)


def _book(
    data: RegisterData,
    ranked: Sequence[ScoredSupplier],
    tools: JobTools,
    *,
    now: datetime,
    is_full: bool,
) -> RegisterBook:
    library, settings = tools.library, tools.settings
    return RegisterBook(
        company=data.buyer.name,
        scope=N_("All suppliers of the company, without filters"),
        made_at=now,
        as_of=now.date(),
        method=library.method(),
        versions=_versions(library, ranked),
        entries=_entries(ranked),
        laws=_laws(library, ranked) if is_full else (),
        findings=_findings(library, ranked) if is_full else (),
        country_names=_country_names(library),
        sector_titles={code: one.title for code, one in library.reference.sectors.items()},
        demonstration=settings.is_demonstration,
        base_url=settings.base_url,
        left_out="" if is_full else Phrase(_LEFT_OUT, rows=FULL_ROWS),
    )


def _entries(ranked: Sequence[ScoredSupplier]) -> tuple[RegisterEntry, ...]:
    by_leverage = sorted(
        (one.row for one in ranked),
        key=lambda row: (-(row.leverage or Decimal(0)), row.supplier_code),
    )
    places = {row.supplier_code: place for place, row in enumerate(by_leverage, start=1)}
    return tuple(
        RegisterEntry(
            row=one.row,
            tie_order=places[one.row.supplier_code],
            assessment_id=one.head.id if one.head else None,
        )
        for one in ranked
    )


def _laws(library: Library, ranked: Sequence[ScoredSupplier]) -> tuple[LawEntry, ...]:
    return tuple(
        LawEntry(
            supplier_code=one.row.supplier_code,
            supplier_name=one.row.name,
            law_name=library.instrument(law.id).name,
            is_standard=law in one.score.standards,
            score=law,
            triggers_open=count_open(one.score, law.triggers),
        )
        for one in ranked
        for law in (*one.score.laws, *one.score.standards)
    )


def _findings(library: Library, ranked: Sequence[ScoredSupplier]) -> tuple[FindingEntry, ...]:
    return tuple(
        FindingEntry(
            supplier_code=one.row.supplier_code,
            supplier_name=one.row.name,
            question_text=one.questionnaire.questions[finding.question].text,
            obligations="; ".join(_cited(library, code) for code in finding.obligations),
            finding=finding,
        )
        for one in ranked
        if one.questionnaire is not None
        for finding in one.findings
    )


def _cited(library: Library, obligation_id: str) -> str:
    obligation = library.obligation(obligation_id)
    return f"{obligation.title} ({obligation.instrument_id}, {obligation.citation})"


def _versions(library: Library, ranked: Sequence[ScoredSupplier]) -> tuple[SourceLine, ...]:
    banks = sorted({(one.row.bank, one.row.bank_version or "") for one in ranked if one.row.bank})
    editions = sorted(library.reference.editions.values(), key=lambda one: one.code)
    return (
        *(SourceLine(what=N_("Bank"), version=f"{bank} {version}") for bank, version in banks),
        SourceLine(what=N_("Method"), version=library.method().version),
        SourceLine(what=N_("Engine"), version=f"CREST {crest.__version__}"),
        SourceLine(what=N_("Content digest"), version=library.digest[:_DIGEST_SHOWN]),
        *(SourceLine(what=N_("Reference data"), version=edition.code) for edition in editions),
    )


def _country_names(library: Library) -> dict[str, str]:
    return {
        code: country.names.get(library.language) or country.names.get("en", code)
        for code, country in library.reference.countries.items()
    }


def _newest(
    session: DatabaseSession, actor: Actor, states: tuple[JobState, ...]
) -> jobs.Job | None:
    return jobs.find_newest(
        session, tenant_id=actor.tenant_id, user_id=actor.user_id, kind=REGISTER, states=states
    )


def _ask(session: DatabaseSession, actor: Actor, *, language: str, now: datetime) -> UUID:
    return jobs.add(
        session,
        tenant_id=actor.tenant_id,
        user_id=actor.user_id,
        kind=REGISTER,
        params={"language": language},
        now=now,
    )
