"""Questionnaires that come back filled in: read by a worker, previewed, written at once."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

from crest.content.library import Library
from crest.domain.answers import Answer
from crest.domain.errors import NotFoundError, RefusedInputError
from crest.domain.names import normalise
from crest.domain.permissions import Actor, Permission, require
from crest.domain.trail import Act, by, by_operator, by_worker
from crest.domain.workflow import AssessmentHead, check_answerable
from crest.imports.filled_copy import CopyLine, CopyTable, FilledCopy, read_copy
from crest.imports.table import TableRow
from crest.persistence import answer_loads, jobs, write_keys
from crest.persistence import answers as answer_rows
from crest.persistence.answers import AnswerChange
from crest.persistence.jobs import Job
from crest.persistence.models import AnswerLoadRow
from crest.persistence.session import DatabaseSession, reading, writing
from crest.persistence.trail import record
from crest.services.answer_filled import JudgedCopy, JudgedRow, judge_copy
from crest.services.jobs import ANSWER_LOAD, JobTools, Progress, message_of, refusal_of
from crest.services.opened import OpenedAssessment, open_assessment, open_to_answer

_UPLOAD, _COMMIT = "answer_load.upload", "answer_load.commit"
_MOST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCopy:
    """A workbook sent for an assessment: its bytes as they came, and the name it was sent under."""

    assessment_id: UUID
    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyChoice:
    """What a person decided about a conflict, and which version of the answer they saw."""

    take_file: bool
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyYes:
    """The yes to a workbook that came back, with what was chosen for each conflict by code."""

    assessment_id: UUID
    load_id: UUID
    choices: Mapping[str, CopyChoice]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorLoad:
    """A workbook that the operator takes in at once, or only looks at.

    `take_file` decides all conflicts; with None a workbook with conflicts is refused and nothing
    of it is written.
    """

    path: Path
    assessment_id: UUID
    take_file: bool | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOutcome:
    """How many answers were written, how many stayed as they are here, how many are not asked."""

    written: int
    kept: int
    not_asked: int


@dataclass(frozen=True, kw_only=True)
class CopyPreview:
    """A workbook that came back; `judged` is None while it is read and where it was refused."""

    id: UUID
    head: AssessmentHead
    subject_name: str
    file_name: str
    judged: JudgedCopy | None
    refused: RefusedInputError | None
    outcome: CopyOutcome | None

    @property
    def is_open(self) -> bool:
        """Return whether the workbook is still being read."""
        return self.judged is None and self.refused is None and self.outcome is None


def upload(
    session: DatabaseSession,
    actor: Actor,
    sent: SentCopy,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> UUID:
    """Keep a workbook for the worker to read; nothing of it is written yet.

    Refused once the answers no longer change.
    """
    require(actor, Permission.ASSESSMENT_READ)
    assessment_id, digest = sent.assessment_id, hashlib.sha256(sent.content).hexdigest()
    act = f"{_UPLOAD}:{assessment_id}"
    with writing(session):
        opened = open_to_answer(session, actor, assessment_id, library=library)
        reply = write_keys.replayed(session, actor.tenant_id, key, act)
        if reply is not None:
            return UUID(reply["id"])
        check_answerable(opened.head)
        load_id = _add(session, actor, sent, digest=digest, now=now)
        write_keys.remember(session, actor.tenant_id, key, act, {"id": str(load_id)}, now)
        told = {"assessment": assessment_id, "file": digest}
        record(session, by(actor), Act.ANSWERS_UPLOAD, of=load_id, told=told, now=now)
    return load_id


def _add(
    session: DatabaseSession, actor: Actor, sent: SentCopy, *, digest: str, now: datetime
) -> UUID:
    """Store the file and the job that reads it; return the id of the first."""
    load_id = answer_loads.add_load(
        session,
        tenant_id=actor.tenant_id,
        assessment_id=sent.assessment_id,
        file_name=_shown_name(sent.file_name),
        file_digest=digest,
        packed=sent.content,
        created_by=actor.user_id,
        created_at=now,
    )
    jobs.add(
        session,
        tenant_id=actor.tenant_id,
        user_id=actor.user_id,
        kind=ANSWER_LOAD,
        params={"load_id": str(load_id), "assessment_id": str(sent.assessment_id)},
        now=now,
    )
    return load_id


def run_load_job(
    session: DatabaseSession,
    actor: Actor,
    job: Job,
    *,
    tools: JobTools,
    progress: Progress,
    now: datetime,
) -> None:
    """Read the workbook that the job names, and keep what it holds or why it is refused."""
    del tools
    require(actor, Permission.ASSESSMENT_READ)
    load_id = UUID(job.params["load_id"])
    with reading(session):
        packed = _own(session, actor, None, load_id).packed
    if packed is None:
        return
    state, contents = _read(packed)
    with writing(session):
        row = _own(session, actor, None, load_id, lock=True)
        row.state, row.contents, row.packed = state, contents, None
        worker = by_worker(actor.tenant_id)
        record(session, worker, Act.ANSWERS_READ, of=load_id, told={"state": state}, now=now)
    progress(1, 1)


def get_preview(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    load_id: UUID,
    *,
    library: Library,
) -> CopyPreview:
    """Return what a workbook would change now, or what it changed."""
    require(actor, Permission.ASSESSMENT_READ)
    with reading(session):
        opened = open_assessment(session, actor, assessment_id, library=library)
        row = _own(session, actor, assessment_id, load_id)
        return _preview(session, opened, row, library=library)


def commit(
    session: DatabaseSession,
    actor: Actor,
    yes: CopyYes,
    *,
    key: str,
    library: Library,
    now: datetime,
) -> CopyOutcome:
    """Write the answers; with a conflict that is not decided as it stands now, none is written."""
    require(actor, Permission.ASSESSMENT_READ)
    with writing(session):
        opened = open_to_answer(session, actor, yes.assessment_id, library=library)
        row = _own(session, actor, yes.assessment_id, yes.load_id, lock=True)
        act = f"{_COMMIT}:{yes.load_id}"
        reply = write_keys.replayed(session, actor.tenant_id, key, act)
        if reply is not None or row.state == answer_loads.COMMITTED:
            return CopyOutcome(**row.outcome)
        check_answerable(opened.head)
        judged = _preview(session, opened, row, library=library).judged
        if judged is None:
            raise NotFoundError
        outcome, answers = _write(session, opened, judged, yes.choices, by_=actor.user_id, now=now)
        row.state, row.committed_at = answer_loads.COMMITTED, now
        row.outcome, row.contents = asdict(outcome), {}
        write_keys.remember(session, actor.tenant_id, key, act, {"id": str(yes.load_id)}, now)
        told = {"load": yes.load_id, "answers": answers}
        record(session, by(actor), Act.ANSWERS_TAKE_IN, of=opened.head.id, told=told, now=now)
    return outcome


def load_file(
    session: DatabaseSession,
    actor: Actor,
    wanted: OperatorLoad,
    *,
    library: Library,
    now: datetime,
) -> CopyPreview:
    """Take a filled workbook in at once for the operator, or say what it would change."""
    require(actor, Permission.ASSESSMENT_READ)
    filled, assessment_id = read_copy(wanted.path), wanted.assessment_id
    if wanted.dry_run:
        with reading(session):
            opened = open_assessment(session, actor, assessment_id, library=library)
            judged = judge_copy(session, opened, filled, library=library)
        return _seen(opened, wanted.path.name, judged=judged)
    with writing(session):
        opened = open_to_answer(session, actor, assessment_id, library=library)
        check_answerable(opened.head)
        judged = judge_copy(session, opened, filled, library=library)
        choices = _all_alike(judged, take_file=wanted.take_file)
        outcome, answers = _write(session, opened, judged, choices, by_=actor.user_id, now=now)
        operator = by_operator(actor.tenant_id)
        told = {"answers": answers}
        record(session, operator, Act.ANSWERS_LOAD, of=assessment_id, told=told, now=now)
    return _seen(opened, wanted.path.name, judged=judged, outcome=outcome)


def _all_alike(judged: JudgedCopy, *, take_file: bool | None) -> dict[str, CopyChoice]:
    if take_file is None:
        return {}
    return {
        one.question.code: CopyChoice(take_file=take_file, seen=one.held.version)
        for one in judged.conflicts
    }


def _read(packed: bytes) -> tuple[str, dict[str, Any]]:
    with NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(packed)
        file.flush()
        try:
            filled = read_copy(Path(file.name))
        except RefusedInputError as refused:
            return answer_loads.REFUSED, {"refused": message_of(refused)}
    return answer_loads.PREVIEWED, _kept(filled)


def _kept(filled: FilledCopy) -> dict[str, Any]:
    tables = {code: asdict(table) for code, table in filled.tables.items()}
    return {"lines": [asdict(line) for line in filled.lines], "tables": tables}


def _filled(contents: Mapping[str, Any]) -> FilledCopy:
    tables = {}
    for code, kept in contents["tables"].items():
        rows = (TableRow(number=row["number"], cells=tuple(row["cells"])) for row in kept["rows"])
        tables[code] = CopyTable(
            sheet=kept["sheet"], of=kept["of"], columns=tuple(kept["columns"]), rows=tuple(rows)
        )
    return FilledCopy(lines=tuple(CopyLine(**line) for line in contents["lines"]), tables=tables)


def _own(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID | None,
    load_id: UUID,
    *,
    lock: bool = False,
) -> AnswerLoadRow:
    return answer_loads.get_load(
        session,
        load_id,
        tenant_id=actor.tenant_id,
        user_id=actor.user_id,
        assessment_id=assessment_id,
        lock=lock,
    )


def _preview(
    session: DatabaseSession, opened: OpenedAssessment, row: AnswerLoadRow, *, library: Library
) -> CopyPreview:
    judged = refused = outcome = None
    if row.state == answer_loads.COMMITTED:
        outcome = CopyOutcome(**row.outcome)
    elif row.state == answer_loads.REFUSED:
        refused = refusal_of(row.contents["refused"])
    elif row.state == answer_loads.PREVIEWED:
        judged = judge_copy(session, opened, _filled(row.contents), library=library)
    return _seen(
        opened, row.file_name, load_id=row.id, judged=judged, refused=refused, outcome=outcome
    )


def _seen(
    opened: OpenedAssessment,
    file_name: str,
    *,
    judged: JudgedCopy | None,
    load_id: UUID | None = None,
    refused: RefusedInputError | None = None,
    outcome: CopyOutcome | None = None,
) -> CopyPreview:
    return CopyPreview(
        id=load_id or UUID(int=0),
        head=opened.head,
        subject_name=opened.record.subject_name,
        file_name=file_name,
        judged=judged,
        refused=refused,
        outcome=outcome,
    )


def _write(
    session: DatabaseSession,
    opened: OpenedAssessment,
    judged: JudgedCopy,
    choices: Mapping[str, CopyChoice],
    *,
    by_: UUID,
    now: datetime,
) -> tuple[CopyOutcome, list[Answer]]:
    undecided = [one for one in judged.conflicts if not _is_decided(one, choices)]
    if undecided:
        raise RefusedInputError("copy_conflicts_open", count=len(undecided))
    taken = [one for one in judged.conflicts if choices[one.question.code].take_file]
    together = (*judged.changes, *taken)
    for one in together:
        opened.check_changeable(one.question.code)
    changes = [_change(opened, one) for one in together]
    answer_rows.save(session, opened.head.id, changes, by=by_, now=now)
    outcome = CopyOutcome(
        written=len(together),
        kept=len(judged.conflicts) - len(taken),
        not_asked=sum(not one.is_asked for one in together),
    )
    return outcome, [change.after for change in changes]


def _change(opened: OpenedAssessment, row: JudgedRow) -> AnswerChange:
    before = opened.answers.get(row.question.code)
    version = 1 if before is None else before.version + 1
    after = Answer(
        code=row.written.code,
        state=row.written.state,
        value=row.written.value,
        reason=row.written.reason,
        planned_by=row.written.planned_by,
        note=row.written.note,
        version=version,
    )
    return AnswerChange(question=row.question, before=before, after=after)


def _is_decided(conflict: JudgedRow, choices: Mapping[str, CopyChoice]) -> bool:
    # A decision about an answer that has changed again since it was seen is none.
    choice = choices.get(conflict.question.code)
    return choice is not None and choice.seen == conflict.held.version


def _shown_name(name: str) -> str:
    plain = "".join(sign for sign in name if sign.isprintable())
    return (plain if normalise(plain) else "questionnaire.xlsx")[-_MOST_NAME:]
