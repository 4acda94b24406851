"""Answering in a browser: with and without script, on old pages, with bad input."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from crest.domain.permissions import Role
from tests.conftest import Clock
from tests.web.client import PageClient
from tests.web.federation import Federation, MemberWorld
from tests.web.pages import fields_of, words_of


@pytest.fixture
def member(federation: Federation) -> MemberWorld:
    return federation.a


@pytest.fixture
def editor(browser: PageClient, member: MemberWorld) -> PageClient:
    return browser.login(member.email(Role.EDIT))


def _section(member: MemberWorld, code: str = "PRO") -> str:
    return f"/assessments/{member.draft}/sections/{code}"


def _answer(member: MemberWorld, code: str) -> str:
    return f"/assessments/{member.draft}/answers/{code}"


def _filled(editor: PageClient, path: str, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = fields_of(editor.get(path).text, form="answers")
    return fields | {name.replace("PRO_", "PRO-"): value for name, value in changes.items()}


@contextmanager
def _statements(app: Flask) -> Iterator[list[str]]:
    engine = app.extensions["crest"].sessions.kw["bind"]
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_the_list_leads_to_the_tasks_and_these_to_the_sections(
    editor: PageClient, member: MemberWorld
) -> None:
    listed = editor.get("/assessments").text
    tasks = editor.get(f"/assessments/{member.draft}").text

    assert f'href="/assessments/{member.draft}"' in listed
    assert f'href="{_section(member)}"' in tasks
    assert "Not started: 8 questions" in words_of(tasks)
    assert "Who sees the answers" in words_of(tasks)


def test_starting_leads_to_the_task_list(editor: PageClient, member: MemberWorld) -> None:
    started = editor.post(
        "/assessments",
        {
            "subject_kind": "workplace",
            "subject_id": str(member.other_workplace),
            "bank": "workplace",
        },
    )

    assert started.status_code == 303
    assert editor.get(started.location).status_code == 200


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({"subject_kind": "planet"}, 422, id="an unknown kind"),
        pytest.param({"subject_id": "1 or 1=1"}, 404, id="no id"),
        pytest.param({"bank": "../../etc"}, 404, id="an unknown bank"),
        pytest.param({"bank": "supplier-short"}, 422, id="a bank for suppliers"),
    ],
)
def test_a_bad_start_is_refused(
    editor: PageClient, member: MemberWorld, fields: dict[str, str], status: int
) -> None:
    good = {"subject_kind": "company", "subject_id": str(member.tenant_id), "bank": "workplace"}

    assert editor.post("/assessments", {**good, **fields}).status_code == status


@pytest.mark.parametrize("sections", [("PRO", "VOI"), ("REC", "MAN")])
def test_a_section_takes_four_statements_whatever_it_asks(
    app: Flask, editor: PageClient, member: MemberWorld, sections: tuple[str, str]
) -> None:
    editor.get(_section(member))  # the first request of a minute also notes that somebody came
    counts = {}
    for code in sections:
        with _statements(app) as statements:
            page = editor.get(_section(member, code)).text
        counts[page.count('class="field question')] = len(statements)

    assert len(counts) == 2
    assert set(counts.values()) == {4}


def test_every_question_says_why_it_is_asked_and_takes_a_note(
    editor: PageClient, member: MemberWorld
) -> None:
    page = editor.get(_section(member, "FRE")).text
    questions = page.count('class="field question')

    assert questions >= 4
    assert page.count("Why we ask:") == questions
    assert page.count('__note"') == questions
    assert "Only the people named at the top of this page see this answer" in page
    assert "Who sees your answers:" in page


def test_save_and_continue_works_without_script(editor: PageClient, member: MemberWorld) -> None:
    fields = _filled(editor, _section(member)) | {"q_PRO-010": "1,250", "q_PRO-050": ["direct"]}

    saved = editor.post(_section(member), fields)

    assert saved.status_code == 303
    assert saved.location == _section(member, "REC")
    page = fields_of(editor.get(_section(member)).text, form="answers")
    assert page["q_PRO-010"] == ["1250"]
    assert page["v_PRO-010"] == ["1"]
    assert page["q_PRO-050"] == ["direct"]


def test_questions_that_an_answer_opens_keep_the_person_on_the_page(
    editor: PageClient, member: MemberWorld
) -> None:
    editor.post(_section(member), _filled(editor, _section(member)) | {"q_PRO-030": "4"})
    path = _section(member, "REC")
    before = editor.get(path).text.count('class="field question')

    fields = _filled(editor, path) | {"q_REC-010": "all_known"}
    saved = editor.post(path, fields)
    page = editor.get(saved.location).text

    assert saved.location == path
    assert page.count('class="field question') > before
    assert "more question opened on this page" in words_of(page).replace("questions", "question")


def test_one_bad_answer_keeps_all_that_was_typed_and_saves_the_rest(
    editor: PageClient, member: MemberWorld
) -> None:
    typed = "twelve <b>or</b> so"
    fields = _filled(editor, _section(member)) | {
        "q_PRO-010": "40",
        "q_PRO-020": typed,
        "q_PRO-020__note": "=HYPERLINK(1)",
    }

    refused = editor.post(_section(member), fields)
    page = fields_of(refused.text, form="answers")

    assert refused.status_code == 422
    assert page["q_PRO-020"] == [typed]
    assert page["q_PRO-020__note"] == ["=HYPERLINK(1)"]
    assert (page["q_PRO-010"], page["v_PRO-010"]) == (["40"], ["1"])
    assert page["key"] != fields["key"]
    assert "Question 2: Write a number" in words_of(refused.text)
    assert 'href="#q_PRO-020"' in refused.text
    again = page | {"q_PRO-020": "12"}
    assert editor.post(_section(member), again).status_code == 303


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"q_PRO-010": "\0"}, "Write a number", id="NUL"),
        pytest.param({"q_PRO-010": "1e9999"}, "Write a number", id="a huge exponent"),
        pytest.param({"q_PRO-010": "12.5"}, "Write a whole number", id="half a person"),
        pytest.param({"q_PRO-010": "9" * 100_000}, "longer than fits", id="100 kB"),
        pytest.param({"q_PRO-010__note": "x" * 100_000}, "longer than fits", id="a 100 kB note"),
        pytest.param({"q_PRO-010__note": "a\0b"}, "cannot be kept", id="NUL in a note"),
        pytest.param({"q_PRO-060": "perhaps"}, "Choose one of the options", id="no option"),
        pytest.param({"q_PRO-060": ["yes", "no"]}, "Choose one", id="two of one"),
        pytest.param({"q_PRO-010__state": "gone"}, "cannot be answered that way", id="no state"),
        pytest.param({"q_PRO-010__state": "declined"}, "cannot be declined", id="not to decline"),
    ],
)
def test_bad_input_gets_a_clear_sentence(
    editor: PageClient, member: MemberWorld, change: dict[str, Any], words: str
) -> None:
    refused = editor.post(_section(member), _filled(editor, _section(member)) | change)

    assert refused.status_code == 422
    assert words in words_of(refused.text)


def test_a_formula_is_kept_as_the_text_that_it_is(editor: PageClient, member: MemberWorld) -> None:
    formula = '=cmd|"/c calc"!A1'
    editor.post(_section(member), _filled(editor, _section(member)) | {"q_PRO-010__note": formula})

    page = fields_of(editor.get(_section(member)).text, form="answers")
    assert page["q_PRO-010__note"] == [formula]


def test_an_old_page_shows_both_answers_and_then_saves(
    app: Flask, editor: PageClient, member: MemberWorld
) -> None:
    old = _filled(editor, _section(member)) | {"q_PRO-010": "30"}
    other = PageClient(app).login(member.email(Role.EDIT))
    other.post(_section(member), _filled(other, _section(member)) | {"q_PRO-010": "20"})

    refused = editor.post(_section(member), old)
    words = words_of(refused.text)

    assert refused.status_code == 422
    assert "You typed 30" in words
    assert "Saved meanwhile 20" in words
    page = fields_of(refused.text, form="answers")
    assert page["q_PRO-010"] == ["30"]
    assert editor.post(_section(member), page).status_code == 303
    kept = fields_of(editor.get(_section(member)).text, form="answers")
    assert (kept["q_PRO-010"], kept["v_PRO-010"]) == (["30"], ["2"])


def test_a_form_sent_twice_is_saved_once(editor: PageClient, member: MemberWorld) -> None:
    fields = _filled(editor, _section(member)) | {"q_PRO-010": "30"}

    for _ in range(2):
        assert editor.post(_section(member), fields).status_code == 303

    kept = fields_of(editor.get(_section(member)).text, form="answers")
    assert kept["v_PRO-010"] == ["1"]


def test_autosave_replies_with_the_new_version(editor: PageClient, member: MemberWorld) -> None:
    reply = editor.post(_answer(member, "PRO-010"), {"q_PRO-010": "44", "v_PRO-010": "0"})

    assert reply.status_code == 200
    assert reply.json == {
        "saved": True,
        "code": "PRO-010",
        "version": 1,
        "state": "answered",
        "opened": 0,
        "closed": 0,
    }


def test_autosave_with_the_same_key_changes_nothing(
    editor: PageClient, member: MemberWorld
) -> None:
    fields = {"q_PRO-010": "44", "v_PRO-010": "0", "key": "once"}

    first, again = (editor.post(_answer(member, "PRO-010"), fields) for _ in range(2))

    assert first.json == again.json
    other = editor.post(_answer(member, "PRO-020"), {**fields, "q_PRO-020": "1"})
    assert other.status_code == 422
    assert other.json is not None
    assert not other.json["saved"]


def test_autosave_on_an_old_page_shows_both_values(editor: PageClient, member: MemberWorld) -> None:
    editor.post(_answer(member, "PRO-010"), {"q_PRO-010": "44", "v_PRO-010": "0"})

    reply = editor.post(_answer(member, "PRO-010"), {"q_PRO-010": "45", "v_PRO-010": "0"})

    assert reply.status_code == 409
    assert reply.json is not None
    assert not reply.json["saved"]
    assert (reply.json["ours"], reply.json["theirs"], reply.json["current"]) == ("45", "44", 1)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({"q_PRO-010": "many"}, 422, id="words"),
        pytest.param({"q_PRO-010": "5", "key": "no key!"}, 422, id="a bad key"),
        pytest.param({"q_PRO-010": "5", "v_PRO-010": "x"}, 200, id="a bad version counts as 0"),
        pytest.param({"q_PRO-010": "5", "v_PRO-010": "9" * 30}, 200, id="a huge version"),
    ],
)
def test_autosave_of_bad_input(
    editor: PageClient, member: MemberWorld, fields: dict[str, str], status: int
) -> None:
    reply = editor.post(_answer(member, "PRO-010"), fields)

    assert reply.status_code == status
    assert reply.json is not None
    assert reply.json["saved"] is (status == 200)


def test_a_submitted_assessment_is_locked(editor: PageClient, member: MemberWorld) -> None:
    path = f"/assessments/{member.submitted}"

    assert editor.post(f"{path}/answers/PRO-010", {"q_PRO-010": "1"}).status_code == 409
    assert editor.post(f"{path}/sections/PRO", {"q_PRO-010": "1"}).status_code == 409
    assert editor.post(f"{path}/submit", {"version": "1"}).status_code == 409
    page = editor.get(f"{path}/sections/PRO").text
    assert "these answers no longer change" in words_of(page)
    assert "<textarea" not in page


def test_the_last_look_names_what_is_missing_and_leads_there(
    editor: PageClient, member: MemberWorld
) -> None:
    page = editor.get(f"/assessments/{member.draft}/check").text

    assert f'href="{_section(member)}#question-PRO-010"' in page
    assert "need an answer before you can submit" in words_of(page)
    refused = editor.post(f"/assessments/{member.draft}/submit", {"version": "1"})
    assert refused.status_code == 422


def test_answers_that_are_whole_can_be_submitted(
    editor: PageClient, member: MemberWorld, clock: Clock
) -> None:
    for _ in range(3):
        for code in ("PRO", "REC", "FRE", "YNG", "PAY", "VOI", "MAN"):
            page = editor.get(_section(member, code)).text
            if 'id="answers"' not in page:
                continue
            fields: dict[str, Any] = fields_of(page, form="answers")
            asked = [name.removeprefix("v_") for name in fields if name.startswith("v_")]
            states = {
                f"q_{question}__state": "dont_know"
                for question in asked
                if f'name="q_{question}__state" value="dont_know"' in page
            }
            saved = editor.post(_section(member, code), fields | states)
            assert saved.status_code == 303, words_of(saved.text)
    confirm = editor.get(f"/assessments/{member.draft}/submit").text
    assert "no longer change" in words_of(confirm)

    done = editor.post(f"/assessments/{member.draft}/submit", {"version": "1"})

    assert done.status_code == 303
    assert done.location == f"/assessments/{member.draft}/result"
    assert "Your answers are submitted" in words_of(editor.get(done.location).text)


def test_saving_and_attaching_leads_to_the_file_form(
    editor: PageClient, member: MemberWorld
) -> None:
    path = _section(member, "MAN")
    fields = _filled(editor, path) | {"q_MAN-010": "named", "attach": "MAN-010"}

    saved = editor.post(path, fields)

    assert saved.location == f"/assessments/{member.draft}/evidence/MAN-010"
    assert fields_of(editor.get(path).text, form="answers")["q_MAN-010"] == ["named"]


def test_a_reader_sees_answers_and_no_form(browser: PageClient, member: MemberWorld) -> None:
    reader = browser.login(member.email(Role.VIEW))

    page = reader.get(_section(member))

    assert page.status_code == 200
    assert 'id="answers"' not in page.text
    assert reader.post(_section(member), {"q_PRO-010": "1"}).status_code == 403
    assert reader.post(_answer(member, "PRO-010"), {"q_PRO-010": "1"}).status_code == 403


def test_another_members_questions_are_not_there(
    editor: PageClient, federation: Federation
) -> None:
    foreign = federation.b

    assert editor.get(_section(foreign)).status_code == 404
    assert editor.post(_section(foreign), {"q_PRO-010": "1"}).status_code == 404
    assert editor.post(_answer(foreign, "PRO-010"), {"q_PRO-010": "1"}).status_code == 404
