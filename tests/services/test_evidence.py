"""Files: taken by content, kept under random names, given to those who may read them."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from crest.adapters.files import FolderStore
from crest.content.library import Library
from crest.domain.answers import AnswerState
from crest.domain.errors import (
    AnswersLockedError,
    CrestError,
    NotAllowedError,
    NotFoundError,
    RefusedInputError,
)
from crest.domain.permissions import Actor, Role
from crest.persistence.session import DatabaseSession
from crest.services.evidence import (
    EvidencePlace,
    EvidencePost,
    UploadedFile,
    add_evidence,
    evidence_page,
    get_evidence,
    list_evidence,
    remove_evidence,
)
from crest.services.results import explain_page
from tests.services.world import NOW, World, give, key, save, start_supplier, submit

PAPER = UploadedFile(name="rules.txt", content=b"Workers pay nothing.\n", kind="policy")
CODE = "MAN-010"


@pytest.fixture
def files(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "evidence")


@pytest.fixture
def draft(session: DatabaseSession, world: World, library: Library) -> UUID:
    return start_supplier(session, world.a, library)


@pytest.fixture
def attach(session: DatabaseSession, world: World, library: Library, files: FolderStore):
    def attached(
        draft: UUID,
        upload: UploadedFile = PAPER,
        *,
        code: str = CODE,
        by: Actor | None = None,
        write_key: str | None = None,
        max_bytes: int = 10_000,
    ) -> UUID:
        place = EvidencePlace(assessment_id=draft, code=code)
        return add_evidence(
            session,
            by or world.a.editor,
            EvidencePost(place=place, upload=upload, max_bytes=max_bytes),
            files=files,
            key=write_key or key(),
            library=library,
            now=NOW,
        ).id

    return attached


def _names(files: FolderStore) -> list[str]:
    return sorted(path.name for path in files.folder.glob("*")) if files.folder.exists() else []


def test_a_file_is_kept_under_a_random_name_and_given_back_whole(
    session: DatabaseSession, world: World, files: FolderStore, draft: UUID, attach
) -> None:
    evidence_id = attach(draft)

    file = get_evidence(session, world.a.people[Role.VIEW], evidence_id)
    assert (file.file_name, file.media_type) == ("rules.txt", "text/plain")
    assert files.read(file.stored_name) == PAPER.content
    assert "rules" not in file.stored_name


def test_the_same_paper_for_two_answers_is_kept_once(
    session: DatabaseSession,
    world: World,
    library: Library,
    files: FolderStore,
    draft: UUID,
    attach,
) -> None:
    first, second = attach(draft), attach(draft, code="MAN-020")

    page = list_evidence(session, world.a.editor, library=library, limit=10, offset=0)
    assert first == second
    assert len(_names(files)) == 1
    assert sorted(line.use.code for line in page.lines) == ["MAN-010", "MAN-020"]


def test_a_repeated_key_attaches_nothing_twice(
    session: DatabaseSession, world: World, library: Library, draft: UUID, attach
) -> None:
    once = key()

    assert attach(draft, write_key=once) == attach(draft, write_key=once)
    page = list_evidence(session, world.a.editor, library=library, limit=10, offset=0)
    assert page.total == 1


@pytest.mark.parametrize(
    ("upload", "reason"),
    [
        pytest.param(replace(PAPER, content=b""), "file_empty", id="empty"),
        pytest.param(UploadedFile(name="", content=b"", kind="policy"), "file_missing", id="none"),
        pytest.param(replace(PAPER, content=b"x" * 10_001), "file_too_large", id="too large"),
        pytest.param(replace(PAPER, content=b"<html><p>hi"), "file_type", id="a web page"),
        pytest.param(replace(PAPER, kind="spell"), "file_kind", id="an unknown kind"),
        pytest.param(
            replace(PAPER, issued_on=NOW.date(), valid_until=NOW.date().replace(year=2025)),
            "file_dates",
            id="valid before it was issued",
        ),
    ],
)
def test_what_cannot_be_taken_leaves_no_file(
    files: FolderStore, draft: UUID, attach, upload: UploadedFile, reason: str
) -> None:
    with pytest.raises(RefusedInputError) as refused:
        attach(draft, upload)

    assert refused.value.reason == reason
    assert _names(files) == []


def test_a_file_whose_record_fails_is_not_left_behind(
    files: FolderStore, draft: UUID, attach, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_parts: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("crest.services.evidence.remember", fail)

    with pytest.raises(ConnectionError):
        attach(draft)

    assert _names(files) == []


def test_a_file_makes_an_answer_attached_where_its_kind_is_expected(
    session: DatabaseSession, world: World, library: Library, draft: UUID, attach
) -> None:
    questions = library.questionnaire("supplier-short").questions
    code = next(
        code
        for code, question in questions.items()
        if question.evidence.kinds and question.kind == "control" and question.scope is None
    )
    good = next(option.code for option in questions[code].options if option.credit == 1)
    save(session, world.a.editor, draft, give(code, good), library)
    attach(draft, replace(PAPER, kind=questions[code].evidence.kinds[0]), code=code)
    submit(session, world.a.editor, draft, library)

    page = explain_page(session, world.a.editor, draft, "supported", library=library, now=NOW)

    assert page.questions[code].score.assurance == "attached"
    assert [file.file_name for file in page.questions[code].files] == ["rules.txt"]


def test_where_a_file_is_the_answer_attaching_it_answers(
    session: DatabaseSession, world: World, library: Library, draft: UUID, attach
) -> None:
    attach(draft, code="REC-080")

    place = EvidencePlace(assessment_id=draft, code="REC-080")
    page = evidence_page(session, world.a.editor, place, library=library, max_bytes=10_000_000)
    assert page.question.type == "file"
    assert [file.file_name for file in page.files] == ["rules.txt"]
    assert page.max_megabytes == 10

    saved = save(
        session,
        world.a.editor,
        draft,
        give("REC-080", state=AnswerState.ANSWERED.value, version=1),
        library,
    )
    assert saved.version == 1


def test_only_an_administrator_removes_a_file_and_only_from_a_draft(
    session: DatabaseSession,
    world: World,
    library: Library,
    files: FolderStore,
    draft: UUID,
    attach,
) -> None:
    spare, kept = attach(draft), attach(draft, replace(PAPER, content=b"another\n"))
    admin = world.a.people[Role.ADM]

    with pytest.raises(NotAllowedError):
        remove_evidence(session, world.a.editor, spare, files=files, key=key(), now=NOW)
    once = key()
    for _ in range(2):
        remove_evidence(session, admin, spare, files=files, key=once, now=NOW)
    submit(session, world.a.editor, draft, library)

    with pytest.raises(AnswersLockedError):
        remove_evidence(session, admin, kept, files=files, key=key(), now=NOW)
    with pytest.raises(AnswersLockedError):
        attach(draft, replace(PAPER, content=b"late\n"))
    assert len(_names(files)) == 1


def test_files_of_others_stay_theirs(
    session: DatabaseSession,
    world: World,
    library: Library,
    files: FolderStore,
    draft: UUID,
    attach,
) -> None:
    evidence_id = attach(draft)

    cases: list[tuple[Actor, type[CrestError]]] = [
        (world.b.editor, NotFoundError),
        (world.a.people[Role.SITE], NotAllowedError),
    ]
    for person, error in cases:
        with pytest.raises(error):
            get_evidence(session, person, evidence_id)
        page = list_evidence(session, person, library=library, limit=10, offset=0)
        assert page.total == 0
    with pytest.raises(NotFoundError):
        remove_evidence(
            session, world.b.people[Role.ADM], evidence_id, files=files, key=key(), now=NOW
        )
    with pytest.raises(NotFoundError):
        attach(draft, by=world.b.editor)
