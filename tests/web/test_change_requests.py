"""A buyer asks for changes of marked answers; what was submitted before stays readable."""

import re
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from crest.domain.permissions import Role
from crest.persistence.evidence import list_verifications
from crest.persistence.models import (
    AnswerRow,
    AssessmentRow,
    ChangeRequestRow,
    EvidenceUseRow,
    InvitationRow,
    OutboxRow,
    ScoreRow,
)
from crest.persistence.session import reading
from tests.conftest import Clock
from tests.web.client import PageClient
from tests.web.federation import CANARY, Federation
from tests.web.statements import counted
from tests.web.test_invited import Invited, begin, invite, row_of
from tests.web.test_second_hand import answer_all_by

REASON = "Which month does this mean?"


class Story:
    """A supplier that has submitted by invitation, its buyer, and a marked answer."""

    def __init__(self, app: Flask, federation: Federation) -> None:
        self.app = app
        self.invited: Invited = invite(app, federation, email="sokha@weavers.example")
        self.respondent = begin(app, self.invited)
        self.first: str = self.respondent.inside  # type: ignore[attr-defined]
        answer_all_by(app, self.invited.id)
        page = self.respondent.get(f"{self.first}/submit").text
        version = re.findall(r'name="version" value="(\d+)"', page)[-1]
        sent = self.respondent.post(f"{self.first}/submit", {"version": version})
        assert sent.status_code == 303, sent.text
        self.buyer = PageClient(app).login(federation.a.email(Role.EDIT))
        shown = self.buyer.get(f"{self.first}/changes").text
        codes = re.findall(r'name="mark" value="([A-Z0-9-]+)"', shown)
        self.code, self.other = codes[-1], codes[-2]

    def ask(self, **fields: str) -> int:
        marks = {"mark": self.code, f"reason:{self.code}": REASON, "due_on": "2026-12-10"}
        return self.buyer.post(f"{self.first}/changes", {**marks, **fields}).status_code

    @property
    def second(self) -> str:
        return f"/assessments/{row_of(self.app, self.invited).assessment_id}"

    def change(self, code: str, *, note: str) -> int:
        """Give another answer by the own browser, with the version that stands."""
        version = self.version_of(code)
        fields = {
            f"q_{code}__state": "dont_know",
            f"q_{code}__note": note,
            f"v_{code}": str(version),
        }
        return self.respondent.post(f"{self.second}/answers/{code}", fields).status_code

    def version_of(self, code: str) -> int:
        with self.app.extensions["crest"].sessions() as session, reading(session):
            found = session.get(AnswerRow, (UUID(self.second.rpartition("/")[2]), code))
            return 0 if found is None else found.version

    def submit_again(self) -> int:
        page = self.respondent.get(f"{self.second}/submit").text
        version = re.findall(r'name="version" value="(\d+)"', page)[-1]
        return self.respondent.post(f"{self.second}/submit", {"version": version}).status_code


@pytest.fixture
def story(app: Flask, federation: Federation) -> Story:
    return Story(app, federation)


def test_only_the_marked_answers_change_and_what_was_submitted_stays(
    app: Flask, federation: Federation, story: Story, clock: Clock
) -> None:
    assert story.ask(note="Ask our auditor") == 303
    assert story.second != story.first

    page = story.respondent.get(story.second).text
    kept = story.change(story.other, note="else")
    changed = story.change(story.code, note="October")
    unseen = story.buyer.get(story.second)
    again = story.submit_again()

    assert REASON in page
    assert (kept, changed, unseen.status_code, again) == (422, 200, 404, 303)
    for browser in (story.buyer, story.respondent):
        history = browser.get(f"{story.second}/changes").text
        assert REASON in history
        assert "October" in history
        assert "Submitted again" in history
        assert ("Ask our auditor" in history) is (browser is story.buyer)
    before = story.buyer.get(f"{story.first}/check").text
    assert "October" not in before
    assert "October" in story.buyer.get(f"{story.second}/check").text
    assert story.buyer.get(f"{story.second.replace('/assessments', '/results')}").status_code in {
        200,
        404,
    }
    with app.extensions["crest"].sessions() as session, reading(session):
        scores = session.scalar(
            select(func.count())
            .select_from(ScoreRow)
            .where(
                ScoreRow.assessment_id.in_(
                    [UUID(one.rpartition("/")[2]) for one in (story.first, story.second)]
                )
            )
        )
    assert scores == 2


def test_a_whole_section_sent_with_a_kept_answer_saves_the_rest(
    app: Flask, federation: Federation, story: Story
) -> None:
    story.ask()
    questionnaire = app.extensions["crest"].library.questionnaire("supplier-short")
    section = questionnaire.section_of[story.code].code
    given = {}
    for code in (story.code, story.other):
        given[f"q_{code}__state"] = "dont_know"
        given[f"q_{code}__note"] = "sent"
        given[f"v_{code}"] = str(story.version_of(code))

    answer = story.respondent.post(f"{story.second}/sections/{section}", given)

    is_same = questionnaire.section_of[story.other].code == section
    assert answer.status_code == (422 if is_same else 303)
    with app.extensions["crest"].sessions() as session, reading(session):
        rows = {
            row.code: row.note
            for row in session.scalars(
                select(AnswerRow).where(
                    AnswerRow.assessment_id == UUID(story.second.rpartition("/")[2])
                )
            )
        }
    assert rows.get(story.code) == "sent"
    assert rows.get(story.other) != "sent"


def test_no_paper_is_added_to_an_answer_that_stays(story: Story) -> None:
    story.ask()

    added = story.respondent.post(f"{story.second}/answers/{story.other}/evidence", {})

    assert added.status_code in {404, 405, 422}


def test_the_mail_carries_the_reasons_and_the_same_link(app: Flask, story: Story) -> None:
    story.ask(note="Ask our auditor")

    with app.extensions["crest"].sessions() as session, reading(session):
        mail = session.scalars(select(OutboxRow).where(OutboxRow.purpose == "changes_asked")).one()
    assert mail.recipient == "sokha@weavers.example"
    assert REASON in mail.body
    assert story.invited.link in mail.body
    assert "auditor" not in mail.body
    assert PageClient(app).get(story.invited.link).status_code == 200


def test_a_request_withdrawn_leaves_what_was_submitted(app: Flask, story: Story) -> None:
    story.ask()
    second = story.second

    answer = story.buyer.post(f"{story.first}/changes/withdraw", {})

    assert answer.status_code == 303
    assert story.second == story.first
    assert story.respondent.get(second).status_code == 404
    assert story.respondent.get(f"{story.first}/check").status_code == 200
    assert story.buyer.post(f"{story.first}/changes/withdraw", {}).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"mark": "ZZZ-999"}, id="a question that was not asked"),
        pytest.param({"due_on": "2020-01-01"}, id="a day that has passed"),
        pytest.param({"due_on": ""}, id="no day"),
    ],
)
def test_nothing_is_asked_that_cannot_be_answered(
    app: Flask, story: Story, fields: dict[str, str]
) -> None:
    status = story.ask(**fields)

    assert status == 422
    assert story.second == story.first
    assert story.buyer.post(f"{story.first}/changes", {"due_on": "2026-12-10"}).status_code == 422


def test_the_same_post_twice_asks_once_and_papers_come_along(app: Flask, story: Story) -> None:
    with app.extensions["crest"].sessions() as session, reading(session):
        before = session.scalar(select(func.count()).select_from(EvidenceUseRow))

    assert story.ask(key="twice") == 303
    assert story.ask(key="twice") == 303
    assert story.ask(key="third") == 422  # the invitation leads to what is being changed

    with app.extensions["crest"].sessions() as session, reading(session):
        assert session.scalar(select(func.count()).select_from(ChangeRequestRow)) == 1
        assert session.scalar(select(func.count()).select_from(EvidenceUseRow)) == before
        drafts = session.scalar(
            select(func.count())
            .select_from(AssessmentRow)
            .join(InvitationRow, InvitationRow.assessment_id == AssessmentRow.id)
            .where(InvitationRow.id == story.invited.id, AssessmentRow.state == "draft")
        )
    assert drafts == 1


def test_another_member_finds_nothing_of_it(
    app: Flask, federation: Federation, story: Story
) -> None:
    story.ask()
    other = PageClient(app).login(federation.b.email(Role.EDIT))

    answers = [other.get(f"{one}/changes") for one in (story.first, story.second)]

    assert [one.status_code for one in answers] == [404, 404]
    assert CANARY not in story.buyer.get(f"{story.first}/changes").text


def test_pages_of_requests_and_checks_take_as_many_statements_for_many_as_for_one(
    app: Flask, story: Story
) -> None:
    seen: list[tuple[int, ...]] = []
    for _ in range(2):
        assert _found(story, found=_another_option(app, story.code)) == 303
        story.ask()
        story.change(story.code, note="October")
        assert story.submit_again() == 303
        story.first = story.second
        seen.append(tuple(_statements(app, story, page) for page in ("changes", "checks")))

    assert seen[0] == seen[1]


def _statements(app: Flask, story: Story, page: str) -> int:
    with counted(app) as sent:
        assert story.buyer.get(f"{story.first}/{page}").status_code == 200
    return len(sent)


def _found(story: Story, **fields: str) -> int:
    """Write what the buyer found about an answer, and return the status."""
    found = {"level": "contradicted", "note": "Seen otherwise.", "source": "Visit", **fields}
    return story.buyer.post(f"{story.first}/checks/{story.code}", found).status_code


def _another_option(app: Flask, code: str) -> str:
    question = app.extensions["crest"].library.questionnaire("supplier-short").questions[code]
    return question.options[0].code if question.options else ""


def test_a_contradiction_is_seen_replied_to_and_counts(
    app: Flask, story: Story, clock: Clock
) -> None:
    unsourced = _found(story, source="", found=_another_option(app, story.code))

    assert unsourced == 422
    assert _found(story, found=_another_option(app, story.code)) == 303

    page = story.respondent.get(f"{story.first}/checks").text
    place = re.search(r'action="(/assessments/[^"]+/reply)"', page)
    assert "Seen otherwise." in page
    assert place
    replied = story.respondent.post(place[1], {"reply": "It was repaired in May."})
    again = story.respondent.post(place[1], {"reply": "And once more."})
    assert (replied.status_code, again.status_code) == (303, 422)
    shown = story.buyer.get(f"{story.first}/checks/{story.code}").text
    assert "It was repaired in May." in shown
    assert "And once more." not in shown
    parts = story.buyer.get(f"{story.first}/explain/supported").text
    groups = "".join(
        story.buyer.get(one).text for one in re.findall(r'"(/[^"]+/group[^"]+)"', parts)
    )
    for told in (groups, story.buyer.get(f"{story.first}/audit").text):
        assert "It was repaired in May." in told
        assert "How it is known: Visit" in told
    assert story.buyer.post(place[1], {"reply": "Mine"}).status_code == 422
    with app.extensions["crest"].sessions() as session, reading(session):
        mail = session.scalars(select(OutboxRow).where(OutboxRow.purpose == "contradicted")).one()
        row = session.get_one(InvitationRow, story.invited.id)
        assert row.expires_at >= clock.now
    assert story.invited.link in mail.body


def test_the_own_check_of_answers_given_on_behalf_changes_no_level(
    app: Flask, federation: Federation
) -> None:
    buyer = PageClient(app).login(federation.a.email(Role.EDIT))
    path, code = f"/assessments/{federation.a.submitted}", federation.a.evidence_code
    found = _another_option(app, code)
    posted = {"level": "contradicted", "found": found, "note": "No.", "source": "Call"}

    answer = buyer.post(f"{path}/checks/{code}", posted)

    assert answer.status_code == 303
    assert "Checked internally" in buyer.get(f"{path}/checks/{code}").text
    with app.extensions["crest"].sessions() as session, reading(session):
        assert list_verifications(session, [federation.a.submitted]) == {}
