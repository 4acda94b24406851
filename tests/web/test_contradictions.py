"""What does not fit together: asked in a browser, explained, submitted, settled."""

import pytest

from crest.domain.permissions import Role
from tests.web.client import PageClient
from tests.web.federation import Federation, MemberWorld
from tests.web.pages import fields_of, words_of


@pytest.fixture
def member(federation: Federation) -> MemberWorld:
    return federation.a


@pytest.fixture
def editor(browser: PageClient, member: MemberWorld) -> PageClient:
    return browser.login(member.email(Role.EDIT))


@pytest.fixture
def check(editor: PageClient, member: MemberWorld) -> str:
    """Return the path of the last look at answers two of which do not fit."""
    path = f"/assessments/{member.draft}/sections/PRO"
    fields = fields_of(editor.get(path).text, form="answers")
    editor.post(path, fields | {"q_PRO-020": "0", "q_PRO-060": "yes"})
    return f"/assessments/{member.draft}/check"


def _notes(check: str) -> str:
    return check.replace("/check", "/explanations")


def test_it_is_asked_as_a_question_with_links_to_both_places(
    editor: PageClient, check: str
) -> None:
    page = editor.get(check).text

    assert "Both can be true: nothing is held against you" in words_of(page)
    assert page.count("/sections/PRO#question-PRO-020") > 0
    assert page.count("/sections/PRO#question-PRO-060") > 0


def test_a_note_is_kept_and_shown_again(editor: PageClient, check: str) -> None:
    answer = editor.post(_notes(check), {"note:CHK-001": "They live here now.", "version": "1"})

    assert answer.status_code == 303
    assert "They live here now." in editor.get(check).text


@pytest.mark.parametrize("note", ["x" * 1_001, "a\x00b"])
def test_a_note_that_cannot_be_kept_stays_as_typed(
    editor: PageClient, check: str, note: str
) -> None:
    answer = editor.post(_notes(check), {"note:CHK-001": note})

    assert answer.status_code == 422
    assert 'href="#note-1"' in answer.text
    assert note.replace("\x00", "") in answer.text.replace("\x00", "")


def test_a_settled_question_says_how_and_by_whom(editor: PageClient, member: MemberWorld) -> None:
    path = f"/assessments/{member.submitted}/contradictions"
    assert "Ours Garments makes both" in words_of(editor.get(path).text)

    empty = editor.post(f"{path}/{member.contradiction}", {"outcome": " "})
    assert empty.status_code == 422
    assert f'href="#outcome-{member.contradiction}"' in empty.text

    settled = {"outcome": "They make tiles alone.", "version": "1"}
    assert editor.post(f"{path}/{member.contradiction}", settled).status_code == 303
    again = editor.post(f"{path}/{member.contradiction}", settled | {"outcome": "Bricks."})
    assert again.status_code == 409
    assert "What you wrote was not saved: Bricks." in words_of(again.text)
    words = words_of(editor.get(path).text)
    assert "They make tiles alone." in words
    assert "it changes no figure" in words


def test_the_result_and_the_supplier_lead_to_open_questions(
    editor: PageClient, member: MemberWorld
) -> None:
    path = f"/assessments/{member.submitted}/contradictions"

    assert path in editor.get(f"/assessments/{member.submitted}/result").text
    assert path in editor.get(f"/suppliers/{member.other_supplier}").text


def test_a_draft_leads_to_the_last_look(editor: PageClient, member: MemberWorld) -> None:
    page = editor.get(f"/assessments/{member.draft}/contradictions").text

    assert "not submitted yet" in words_of(page)
    assert f"/assessments/{member.draft}/check" in page
