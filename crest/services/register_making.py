"""A register from rows and library: each supplier scored, its lines kept until all are placed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import crest
from crest.content.library import Library
from crest.domain.answer_text import render_value
from crest.domain.answers import Answer, AnswerState
from crest.domain.bank import Questionnaire
from crest.domain.permissions import Actor
from crest.exports.register_book import (
    ANSWERS,
    FINDINGS,
    FULL_ROWS,
    LAWS,
    REGISTER,
    AnswerEntry,
    FindingEntry,
    LawEntry,
    RegisterBook,
    RegisterEntry,
    Since,
    SourceLine,
)
from crest.exports.register_store import RegisterStore, SupplierLines
from crest.exports.register_tally import tally_of
from crest.exports.supplier_register import check_rows
from crest.i18n import N_, Phrase, answer_words
from crest.persistence import register_rows
from crest.persistence.register_rows import Author, RegisterData, SupplierData
from crest.persistence.session import DatabaseSession
from crest.persistence.suppliers import list_ids
from crest.services.jobs import JobTools, Progress
from crest.services.register_keeping import RegisterOrder, country_names, scope_words
from crest.services.register_rows import ScoredSupplier, SupplierScorer, WhichLaws, count_open

_LEFT_OUT = N_("Laws and Findings are left out above %(rows)s suppliers.")
_AT_A_TIME = 200
_DIGEST_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Making:
    """What a register is made with: who asked, for what, when, and the tools of the worker."""

    actor: Actor
    order: RegisterOrder
    tools: JobTools
    now: datetime

    @property
    def library(self) -> Library:
        """Return the library in the language of the order."""
        return self.tools.library


def fill_store(
    session: DatabaseSession, making: Making, store: RegisterStore, progress: Progress
) -> str:
    """Score the suppliers that the order wants, keep their lines, and return the company's name.

    Suppliers are read a few at a time; more than a sheet holds are refused before the first.
    """
    tenant_id, order = making.actor.tenant_id, making.order
    ids = list_ids(session, tenant_id=tenant_id, wanted=order.wanted)
    if not order.as_csv:
        check_rows(REGISTER, len(ids))
    is_full = len(ids) <= FULL_ROWS and not order.as_csv
    company = ""
    for start in range(0, max(len(ids), 1), _AT_A_TIME):
        part = ids[start : start + _AT_A_TIME]
        data = register_rows.read_register(session, tenant_id=tenant_id, supplier_ids=part)
        company = data.buyer.name
        authors = _authors(session, making, part)
        for lines in lines_of(data, making, is_full=is_full, authors=authors):
            store.add(lines)
        progress(min(start + _AT_A_TIME, len(ids)), len(ids))
    store.place()
    return company


def lines_of(
    data: RegisterData,
    making: Making,
    *,
    is_full: bool,
    authors: Mapping[UUID, Mapping[str, Author]] | None = None,
) -> Iterator[SupplierLines]:
    """Yield what each supplier brings to the register; laws and findings to a full one alone.

    With `authors` its answers come too.
    """
    library = making.library
    wanted = making.order.lists if is_full else ()
    laws = WhichLaws.ALL if LAWS in wanted else WhichLaws.NONE
    scorer = SupplierScorer(data, library, as_of=making.now.date(), laws=laws)
    for supplier in data.suppliers:
        one = scorer.score(supplier)
        yield SupplierLines(
            entry=_entry(one, supplier, making.order.register_id),
            laws=tuple(_laws(library, one)) if LAWS in wanted else (),
            findings=tuple(_findings(library, one)) if FINDINGS in wanted else (),
            answers=tuple(_answers(one, authors)) if is_full and authors is not None else (),
        )


def book_of(
    store: RegisterStore, making: Making, *, company: str, since: Since | None
) -> RegisterBook:
    """Return the register as on this day; the same inputs give the same book."""
    library, settings, order = making.library, making.tools.settings, making.order
    tally = tally_of(store)
    is_full = tally.suppliers <= FULL_ROWS
    names = [REGISTER, *(name for name in (LAWS, FINDINGS) if is_full and name in order.lists)]
    names += [ANSWERS] if is_full and order.with_answers else []
    return RegisterBook(
        company=company,
        scope=scope_words(order.wanted, library),
        made_at=making.now,
        as_of=making.now.date(),
        method=library.method(),
        versions=_versions(library, store),
        tally=tally,
        sheets={name: store.sheet(name) for name in names},
        country_names=country_names(library),
        sector_titles={code: one.title for code, one in library.reference.sectors.items()},
        demonstration=settings.is_demonstration,
        base_url=settings.base_url,
        left_out="" if is_full else Phrase(_LEFT_OUT, rows=FULL_ROWS),
        register_id=str(order.register_id),
        since=since,
    )


def _authors(
    session: DatabaseSession, making: Making, ids: Sequence[UUID]
) -> Mapping[UUID, Mapping[str, Author]] | None:
    if not making.order.with_answers:
        return None
    tenant_id = making.actor.tenant_id
    return register_rows.read_authors(session, tenant_id=tenant_id, supplier_ids=ids)


def _entry(one: ScoredSupplier, supplier: SupplierData, register_id: UUID) -> RegisterEntry:
    about = f"/assessments/{one.head.id}" if one.head else f"/suppliers/{supplier.id}"
    return RegisterEntry(row=one.row, explained_at=f"{about}/explain", register_id=str(register_id))


def _laws(library: Library, one: ScoredSupplier) -> Iterator[LawEntry]:
    for law in (*one.score.laws, *one.score.standards):
        yield LawEntry(
            supplier_code=one.row.supplier_code,
            supplier_name=one.row.name,
            law_name=library.instrument(law.id).name,
            is_standard=law in one.score.standards,
            score=law,
            triggers_open=count_open(one.score, law.triggers),
        )


def _findings(library: Library, one: ScoredSupplier) -> Iterator[FindingEntry]:
    if one.questionnaire is None:
        return
    for finding in one.findings:
        yield FindingEntry(
            supplier_code=one.row.supplier_code,
            supplier_name=one.row.name,
            question_text=one.questionnaire.questions[finding.question].text,
            obligations="; ".join(_cited(library, code) for code in finding.obligations),
            finding=finding,
        )


def _cited(library: Library, obligation_id: str) -> str:
    obligation = library.obligation(obligation_id)
    return f"{obligation.title} ({obligation.instrument_id}, {obligation.citation})"


def _answers(
    one: ScoredSupplier, authors: Mapping[UUID, Mapping[str, Author]]
) -> Iterator[AnswerEntry]:
    if one.questionnaire is not None and one.head is not None:
        yield from _answered(one, one.questionnaire, authors.get(one.head.id, {}))


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


def _versions(library: Library, store: RegisterStore) -> tuple[SourceLine, ...]:
    editions = sorted(library.reference.editions.values(), key=lambda one: one.code)
    banks = store.banks()
    return (
        *(SourceLine(what=N_("Bank"), version=f"{bank} {version}") for bank, version in banks),
        SourceLine(what=N_("Method"), version=library.method().version),
        SourceLine(what=N_("Engine"), version=f"CREST {crest.__version__}"),
        SourceLine(what=N_("Content digest"), version=library.digest[:_DIGEST_SHOWN]),
        *(SourceLine(what=N_("Reference data"), version=edition.code) for edition in editions),
    )
