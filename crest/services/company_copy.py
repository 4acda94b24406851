"""All that a company holds, as one archive that its administrator takes along."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from uuid import UUID

from crest.adapters.files import FileStore
from crest.content.library import Library
from crest.domain.errors import NotFoundError
from crest.domain.members import MemberState, check_stay, check_typed_code
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by
from crest.i18n import N_, Translator
from crest.persistence import federation_members, jobs, member_copy
from crest.persistence.federation_members import Member
from crest.persistence.member_copy import CopiedTable, KeptFile
from crest.persistence.session import DatabaseSession, reading, reading_at_once, writing
from crest.persistence.trail import record
from crest.persistence.write_keys import remember, replayed
from crest.services.asked_jobs import Order, ask_once
from crest.services.jobs import COMPANY_COPY, JobTools, JobView, MadeFile, Progress, sent_files
from crest.services.jobs import view_of as job_view
from crest.services.member_course import Typed

_AGREE = "member.agree"
_SHOWN = 5
_ABOUT = N_(
    "A copy of all that %(name)s (%(code)s) holds in CREST, made on %(moment)s UTC.\n\n"
    "tables/ has a file for each table: CSV, UTF-8, the first line names the columns; values that "
    "have parts are JSON. answers.csv has every answer with its question. evidence/ has the files "
    "that back the answers, each under its id. register.csv is the supplier risk register of this "
    "day. trail.csv in tables/ says who did what, by ids.\n\n"
    "Passwords, links and the tables by which the pages work are not in it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPage:
    """The company as a member, and the copies that this person asked for, newest first."""

    member: Member
    copies: tuple[JobView, ...]

    @property
    def leaves(self) -> bool:
        """Return whether the company leaves the federation."""
        return self.member.state is MemberState.LEAVING


def copy_page(session: DatabaseSession, actor: Actor, *, now: datetime) -> CopyPage:
    """Return where the company stands and the copies that this person asked for."""
    require(actor, Permission.COMPANY_COPY)
    with reading(session):
        found = jobs.list_newest(
            session,
            tenant_id=actor.tenant_id,
            user_id=actor.user_id,
            kind=COMPANY_COPY,
            limit=_SHOWN,
        )
        member = federation_members.get_member(session, actor.tenant_id)
    return CopyPage(member=member, copies=tuple(job_view(one, now=now) for one in found))


def ask_copy(session: DatabaseSession, actor: Actor, *, key: str, now: datetime) -> UUID:
    """Ask for a copy and return the job that makes it."""
    order = Order(kind=COMPANY_COPY, permission=Permission.COMPANY_COPY, act=Act.COMPANY_COPY_ASK)
    return ask_once(session, actor, order, key=key, now=now)


def agree(session: DatabaseSession, actor: Actor, typed: Typed, *, now: datetime) -> None:
    """Confirm that the company has its copy, so that the federation need not wait any longer."""
    require(actor, Permission.COMPANY_COPY)
    with writing(session):
        if replayed(session, actor.tenant_id, typed.key, _AGREE) is not None:
            return
        row = federation_members.get_row(session, actor.tenant_id)
        check_stay(federation_members.get_member(session, actor.tenant_id).state)
        check_typed_code(typed.code, row.code)
        row.erase_from = min(row.erase_from or now, now)
        remember(session, actor.tenant_id, typed.key, _AGREE, {}, now)
        record(session, by(actor), Act.MEMBER_AGREE, of=actor.tenant_id, told={}, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What goes into a copy: tables, files, and by assessment the bank of its answers."""

    member: Member
    tables: tuple[CopiedTable, ...]
    files: tuple[KeptFile, ...]
    banks: Mapping[str, tuple[str, str]]


def make_copy(
    session: DatabaseSession,
    actor: Actor,
    *,
    register: bytes,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> MadeFile:
    """Return the archive; `register` is the register of this day as CSV, or empty."""
    # Web processes ask for copies and never write one, so they do without the writer.
    from crest.exports.company_copy import MEDIA_TYPE, CompanyCopy  # noqa: PLC0415

    require(actor, Permission.COMPANY_COPY)
    held = _read(session, actor)
    with TemporaryFile() as stream:
        with CompanyCopy(stream, created=now) as archive:
            archive.add("read-me.txt", _about(held.member, actor, now=now).encode())
            if register:
                archive.add("register.csv", register)
            for table in held.tables:
                archive.add_table(f"tables/{table.name}.csv", table.columns, table.rows)
            heads, rows = _in_words(held, tools.library)
            archive.add_table("answers.csv", heads, rows)
            for name, content in _evidence(held, sent_files(tools.settings), progress):
                archive.add(name, content)
        stream.seek(0)
        content = stream.read()
    name = f"copy-{held.member.code}-{now:%Y-%m-%d}.zip"
    return MadeFile(file_name=name, content=content, media_type=MEDIA_TYPE)


def _read(session: DatabaseSession, actor: Actor) -> _Held:
    with reading_at_once(session):
        return _Held(
            member=federation_members.get_member(session, actor.tenant_id),
            tables=tuple(member_copy.list_tables(session, tenant_id=actor.tenant_id)),
            files=member_copy.list_evidence(session, tenant_id=actor.tenant_id),
            banks=member_copy.bank_of_assessments(session, tenant_id=actor.tenant_id),
        )


def _about(member: Member, actor: Actor, *, now: datetime) -> str:
    values = {"name": member.name, "code": member.code, "moment": f"{now:%Y-%m-%d %H:%M}"}
    return Translator(language=actor.language)(_ABOUT) % values


def _evidence(held: _Held, files: FileStore, progress: Progress) -> Iterator[tuple[str, bytes]]:
    from crest.exports.company_copy import plain_name  # noqa: PLC0415  # as in `make_copy`

    for done, one in enumerate(held.files, start=1):
        yield f"evidence/{one.id}/{plain_name(one.file_name)}", files.read(one.stored_name)
        progress(done, len(held.files))


def _in_words(held: _Held, library: Library) -> tuple[tuple[str, ...], Iterator[tuple[str, ...]]]:
    """Return every answer, with the question in front of it."""
    answers = next((one for one in held.tables if one.name == "answer"), None)
    if answers is None:
        return ("question",), iter(())
    asked = answers.columns.index("assessment_id"), answers.columns.index("code")
    rows = (
        (_question(held.banks.get(row[asked[0]]), row[asked[1]], library), *row)
        for row in answers.rows
    )
    return ("question", *answers.columns), rows


def _question(bank: tuple[str, str] | None, code: str, library: Library) -> str:
    if bank is None:
        return ""
    try:
        found = library.questionnaire(*bank).questions.get(code)
    except NotFoundError:  # a bank that this installation no longer carries
        return ""
    return "" if found is None else found.text
