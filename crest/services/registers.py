"""The supplier risk register: asked for, built from rows and library, written as a workbook."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import crest
from crest.content.library import Library
from crest.domain.answer_text import render_value
from crest.domain.answers import Answer, AnswerState
from crest.domain.bank import Questionnaire
from crest.domain.permissions import Actor, Permission, require
from crest.domain.register import rank
from crest.domain.trail import Act, Head, by
from crest.exports.register_book import (
    FULL_ROWS,
    MEDIA_TYPE,
    AnswerEntry,
    FindingEntry,
    LawEntry,
    RegisterBook,
    RegisterEntry,
    SourceLine,
)
from crest.i18n import N_, Phrase, Translator, answer_words
from crest.persistence import jobs, register_rows, register_snapshots, write_keys
from crest.persistence.jobs import JobState
from crest.persistence.register_rows import Author, RegisterData
from crest.persistence.register_snapshots import Snapshot, find_previous
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.suppliers import SupplierFilter, list_ids
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
from crest.services.register_keeping import (
    RegisterOrder,
    compared,
    country_names,
    named,
    scope_words,
    snapshot_of,
)
from crest.services.register_rows import ScoredSupplier, SupplierScorer, count_open
from crest.services.translations import reviewed_library

_REQUEST = "register.export"
_LEFT_OUT = N_("Laws and Findings are left out above %(rows)s suppliers.")
_REPORT_EVERY = 25
_MOST_IDS = 20_000
_DIGEST_SHOWN = 12
_OPEN = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """What the page of the register shows: how many suppliers, the newest file, work under way.

    `chosen` is how many fit the filters, None where there are none.
    """

    suppliers: int
    chosen: int | None
    latest: JobView | None
    under_way: JobView | None


def get_register_page(
    session: DatabaseSession,
    actor: Actor,
    *,
    now: datetime,
    wanted: SupplierFilter | None = None,
) -> RegisterPage:
    """Return what the page of the register shows, for the suppliers that fit the filter."""
    require(actor, Permission.REGISTER_READ)
    with reading(session):
        latest = _newest(session, actor, (JobState.DONE,))
        under_way = _newest(session, actor, _OPEN)
        return RegisterPage(
            suppliers=register_rows.count_suppliers(session, tenant_id=actor.tenant_id),
            chosen=len(list_ids(session, tenant_id=actor.tenant_id, wanted=wanted))
            if wanted is not None and not wanted.is_open
            else None,
            latest=None if latest is None else view_of(latest, now=now),
            under_way=None if under_way is None else view_of(under_way, now=now),
        )


def request_register(
    session: DatabaseSession,
    actor: Actor,
    *,
    key: str,
    now: datetime,
    order: RegisterOrder | None = None,
) -> UUID:
    """Ask for a register and return the job; the same one under way is returned again."""
    require(actor, Permission.REGISTER_EXPORT)
    with writing(session):
        reply = write_keys.replayed(session, actor.tenant_id, key, _REQUEST)
        if reply is not None:
            return UUID(reply["id"])
        params = (order or RegisterOrder()).params()
        newest = _newest(session, actor, _OPEN)
        under_way = newest if newest and newest.params == params else None
        job_id = under_way.id if under_way else _ask(session, actor, params=params, now=now)
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
    order: RegisterOrder | None = None,
) -> MadeFile:
    """Return the register that the order wants as a file, and keep what it showed."""
    # Web processes ask for registers and never write one, so they do without the writer.
    from crest.exports.supplier_register import write_register  # noqa: PLC0415

    require(actor, Permission.REGISTER_EXPORT)
    order = order or RegisterOrder()
    with reading(session):
        data = _read(session, actor, order)
        before = find_previous(
            session,
            tenant_id=actor.tenant_id,
            selection=order.selection,
            other_than=order.register_id,
        )
        head = find_head(session, actor.tenant_id)
        library = reviewed_library(session, tools.library.speaking(order.language))
    tools = replace(tools, library=library)
    book = build_register(data, tools=tools, progress=progress, now=now, order=order)
    book = compared(named(book, order.register_id), before)
    kept = snapshot_of(book, order, actor.tenant_id)
    book = replace(book, versions=(*book.versions, _trail_line(head)))
    stream = io.BytesIO()
    write_register(book, stream, translate=Translator(language=order.language))
    _keep(session, actor, kept, now)
    name = f"supplier-register-{now:%Y-%m-%d}.xlsx"
    return MadeFile(file_name=name, content=stream.getvalue(), media_type=MEDIA_TYPE)


def _read(session: DatabaseSession, actor: Actor, order: RegisterOrder) -> RegisterData:
    tenant_id, chosen = actor.tenant_id, None
    if order.selection:
        chosen = list_ids(session, tenant_id=tenant_id, wanted=order.wanted)
    # Past this, databases take no list of ids: all are read, and those chosen are kept.
    ids = chosen if chosen is not None and len(chosen) <= _MOST_IDS else None
    data = register_rows.read_register(session, tenant_id=tenant_id, supplier_ids=ids)
    if chosen is not None and ids is None:
        kept = frozenset(chosen)
        data = replace(data, suppliers=tuple(one for one in data.suppliers if one.id in kept))
    if not order.with_answers:
        return data
    authors = register_rows.read_authors(session, tenant_id=tenant_id, supplier_ids=ids)
    return replace(data, authors=authors)


def _keep(session: DatabaseSession, actor: Actor, kept: Snapshot, now: datetime) -> None:
    with writing(session):
        is_new = register_snapshots.add(session, kept, tenant_id=actor.tenant_id)
        told = {"suppliers": len(kept.rows), "selection": kept.selection, "is_new": is_new}
        record(session, by(actor), Act.REGISTER_MAKE, of=kept.id, told=told, now=now)


def _trail_line(head: Head | None) -> SourceLine:
    """Return where the company's trail of acts ends, for whoever holds the file to compare."""
    words = Phrase(N_("empty"))
    if head:
        words = Phrase(N_("entry %(number)s, %(hash)s"), number=head.number, hash=head.hash)
    return SourceLine(what=N_("Trail of acts ends at"), version=words)


def build_register(
    data: RegisterData,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
    order: RegisterOrder | None = None,
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
    return _book(data, ranked, tools, order=order or RegisterOrder(), now=now)


def _book(
    data: RegisterData,
    ranked: Sequence[ScoredSupplier],
    tools: JobTools,
    *,
    order: RegisterOrder,
    now: datetime,
) -> RegisterBook:
    library, settings = tools.library, tools.settings
    is_full = len(ranked) <= FULL_ROWS
    return RegisterBook(
        company=data.buyer.name,
        scope=scope_words(order.wanted, library),
        made_at=now,
        as_of=now.date(),
        method=library.method(),
        versions=_versions(library, ranked),
        entries=_entries(ranked),
        laws=_laws(library, ranked) if is_full else (),
        findings=_findings(library, ranked) if is_full else (),
        country_names=country_names(library),
        sector_titles={code: one.title for code, one in library.reference.sectors.items()},
        demonstration=settings.is_demonstration,
        base_url=settings.base_url,
        left_out="" if is_full else Phrase(_LEFT_OUT, rows=FULL_ROWS),
        answers=_answers(data, ranked) if order.with_answers and is_full else None,
    )


def _answers(data: RegisterData, ranked: Sequence[ScoredSupplier]) -> tuple[AnswerEntry, ...]:
    return tuple(
        entry
        for one in ranked
        if one.questionnaire is not None and one.head is not None
        for entry in _answered(one, one.questionnaire, data.authors.get(one.head.id, {}))
    )


def _answered(
    one: ScoredSupplier, questionnaire: Questionnaire, authors: Mapping[str, Author]
) -> Iterator[AnswerEntry]:
    words = answer_words(questionnaire.language)
    for code, question in questionnaire.questions.items():
        answer = one.answers.get(code) or Answer(code=code, state=AnswerState.BLANK)
        author = authors.get(code)
        yield AnswerEntry(
            supplier_code=one.row.supplier_code,
            supplier_name=one.row.name,
            question_text=question.text,
            answer_text=render_value(question, answer, words),
            answer=answer,
            answered_by=author.name if author else "",
            answered_on=author.on if author else None,
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


def _newest(
    session: DatabaseSession, actor: Actor, states: tuple[JobState, ...]
) -> jobs.Job | None:
    return jobs.find_newest(
        session, tenant_id=actor.tenant_id, user_id=actor.user_id, kind=REGISTER, states=states
    )


def _ask(session: DatabaseSession, actor: Actor, *, params: dict[str, Any], now: datetime) -> UUID:
    return jobs.add(
        session,
        tenant_id=actor.tenant_id,
        user_id=actor.user_id,
        kind=REGISTER,
        params=params,
        now=now,
    )
