"""Pages of banks: reading, comparing, publishing with two people, trying, forms for field tools."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook

from crest.content.library import load_library
from crest.domain.permissions import Role
from crest.jobs.worker import create_worker
from crest.paths import data_folder
from tests.conftest import Clock
from tests.databases import snapshot_of
from tests.library import COMPILED
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.pages import fields_of, words_of

# What any request leaves behind: that somebody was seen.
_SEEN = {"session", "throttle", "access_log"}
DRAFT, SHIPPED = "/banks/supplier/2026.1", "/banks/supplier-short/2026.1"


@pytest.fixture
def officer(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.email(Role.FPO))


@pytest.fixture
def administrator(app: Flask, federation: Federation) -> PageClient:
    return PageClient(app).login(federation.email(Role.FADM))


@pytest.fixture
def editor(app: Flask, federation: Federation) -> PageClient:
    return PageClient(app).login(federation.email(Role.EDIT))


@pytest.fixture
def two_versions(app: Flask, tmp_path: Path) -> None:
    """Give the short bank a second version: a draft with two questions changed."""
    folder = tmp_path / "questionnaires"
    shutil.copytree(data_folder("questionnaires"), folder)
    old = folder / "banks" / "supplier-short" / "2026.1.yaml"
    text = old.read_text(encoding="utf-8")
    text = text.replace('version: "2026.1"', 'version: "2027.1"', 1)
    text = text.replace("state: published", "state: draft", 1)
    text = text.replace("How many people work for you today?", "How many people work here?", 1)
    text = text.replace("credit: 0, cap: 0, trigger", "credit: 0, cap: 0.5, trigger", 1)
    (old.parent / "2027.1.yaml").write_text(text, encoding="utf-8")
    vars(app.extensions["crest"])["library"] = load_library(folder, COMPILED)


def test_the_list_names_every_version_with_its_state(officer: PageClient) -> None:
    words = words_of(officer.get("/banks").text)

    assert "Short supplier check supplier-short 2026.1 Published New assessments take it" in words
    assert "Supplier check supplier 2026.1 Draft" in words
    assert "Khmer: 100 % translated, 0 % reviewed" in words


def test_languages_are_named_in_the_reader_s_language(officer: PageClient) -> None:
    assert "English Khmer: 100 % translated" in words_of(officer.get("/banks").text)

    officer.post("/language", {"language": "km", "next": "/banks"})

    words = words_of(officer.get("/banks").text)
    assert "អង់គ្លេស" in words
    assert "English" not in words


def test_a_question_has_its_anchor_its_law_and_for_staff_its_credits(
    officer: PageClient, editor: PageClient
) -> None:
    staff, company = officer.get(SHIPPED).text, editor.get(SHIPPED).text

    for page in (staff, company):
        assert 'id="REC-040"' in page
        assert re.search(r'href="/laws/kh\.\w+#kh\.', page)
        assert "Why it is asked" in words_of(page)
        assert "Trigger question" in words_of(page)
    assert "credit 1" in words_of(staff)
    assert "credit 1" not in words_of(company)
    assert "Retire this version" not in words_of(company)
    assert "Try it as a respondent" not in words_of(company)


def test_a_law_leads_to_the_questions_about_it(officer: PageClient) -> None:
    page = officer.get("/laws/kh.ll").text

    links = re.findall(r'href="(/banks/[^"#]+)#([A-Z0-9-]+)"', page)
    assert links
    path, code = links[0]
    assert f'id="{code}"' in officer.get(path).text


def test_one_proposes_another_publishes(officer: PageClient, administrator: PageClient) -> None:
    assert officer.post(f"{DRAFT}/propose").status_code == 303
    mine = words_of(officer.get(DRAFT).text)
    refused = officer.post(f"{DRAFT}/publish")
    theirs = words_of(administrator.get(DRAFT).text)
    assert administrator.post(f"{DRAFT}/publish").status_code == 303

    assert "You proposed it." in mine
    assert "Publish this version" not in mine
    assert refused.status_code == 422
    assert "You proposed this version yourself" in words_of(refused.text)
    assert "Publish this version" in theirs
    after = words_of(officer.get(DRAFT).text)
    assert "Where it stands Published" in after
    assert "Published 21 Nov 2026 by F fadm, proposed 21 Nov 2026 by F fpo" in after


def test_companies_read_when_and_not_by_whom(
    officer: PageClient, administrator: PageClient, editor: PageClient
) -> None:
    officer.post(f"{DRAFT}/propose")
    administrator.post(f"{DRAFT}/publish")

    words = words_of(editor.get(DRAFT).text)

    assert "Published 21 Nov 2026, proposed 21 Nov 2026" in words
    assert "F fpo" not in words


def test_a_version_is_retired_with_a_reason_that_everybody_reads(
    officer: PageClient, editor: PageClient, federation: Federation
) -> None:
    before = words_of(editor.get(f"/suppliers/{federation.a.supplier}").text)
    without = officer.post(f"{SHIPPED}/retire", {"reason": ""})
    done = officer.post(f"{SHIPPED}/retire", {"reason": "Another one stands."})

    assert without.status_code == 422
    assert "Say why it is retired." in words_of(without.text)
    assert done.status_code == 303
    words = words_of(editor.get(SHIPPED).text)
    assert "Where it stands Retired" in words
    assert "Another one stands." in words
    begun = words_of(editor.get(f"/assessments/{federation.a.draft}").text)
    assert "Retired questionnaire" in begun
    supplier = words_of(editor.get(f"/suppliers/{federation.a.supplier}").text)
    assert "Short supplier check 57 questions at most" in before
    assert "Short supplier check 57 questions at most" not in supplier
    assert "Short supplier check 61 questions at most" in supplier, "the draft that comes next"


@pytest.mark.usefixtures("two_versions")
def test_what_changed_is_told_question_by_question(officer: PageClient) -> None:
    page = officer.get("/banks/supplier-short/2027.1/changes?from=2026.1").text

    words = words_of(page)
    assert "Questions: 0 added, 0 removed, 2 changed, 55 the same." in words
    assert "How many people work for you today? How many people work here?" in words
    assert "<del>How many people work for you today?</del>" in page
    assert "Option agency_fee: at most 0 0.5" in words
    without = words_of(officer.get("/banks/supplier-short/2027.1/changes").text)
    assert "from version 2026.2 to version 2027.1" in without
    oldest = words_of(officer.get("/banks/supplier-short/2026.1/changes").text)
    assert "It is the oldest version." in oldest
    alone = words_of(officer.get(f"{DRAFT}/changes").text)
    assert "the only version" in alone
    assert officer.get("/banks/supplier-short/2027.1/changes?from=1").status_code == 404


@pytest.mark.usefixtures("two_versions")
def test_a_published_draft_is_what_laws_and_new_assessments_take(
    officer: PageClient, administrator: PageClient
) -> None:
    new = "/banks/supplier-short/2027.1"
    before = officer.get("/laws/kh.ll").text
    officer.post(f"{new}/propose")
    administrator.post(f"{new}/publish")

    after = officer.get("/laws/kh.ll").text

    assert f'href="{SHIPPED}#' in before
    assert f'href="{new}#' not in before
    assert f'href="{new}#' in after
    assert "A newer version is published" in words_of(officer.get(SHIPPED).text)


def _try(browser: PageClient, fields: Mapping[str, object], **more: str) -> str:
    answer = browser.post(f"{SHIPPED}/try", {**fields, **more})
    assert answer.status_code == 200, words_of(answer.text)
    return answer.text


def test_a_trial_runs_from_the_company_to_the_result_and_keeps_nothing(
    app: Flask, officer: PageClient, tmp_path: Path
) -> None:
    settings = app.extensions["crest"].settings
    first = officer.get(f"{SHIPPED}/try").text
    before = snapshot_of(settings.database_url, tmp_path).checksum(without=_SEEN)
    facts = {"kind": "supplier", "assurance": "stated", "fact_country": "KH"}
    page = _try(officer, facts, fact_workforce_total="60", fact_workforce_migrants="0", go="next")
    seen = [page]
    while "Trial: the result" not in page:
        fields = fields_of(page, form="trial")
        if 'name="q_REC-040"' in page and "q_REC-040" not in fields:
            fields["q_REC-040"] = ["agency_fee"]
        page = _try(officer, fields, go="next")
        seen.append(page)

    assert "which company do you play" in words_of(first)
    for one in (first, *seen):
        assert "Trial: nothing is kept and nothing counts." in words_of(one)
    words = words_of(page)
    assert "Residual risk" in words
    assert "Triggers that fired" in words
    assert "Which questions were asked" in words
    assert "save_answer" not in page
    again = _try(officer, fields_of(page, form="trial"), go="next")
    assert fields_of(again, form="trial").get("fact_workforce_total") == ["60"]
    assert snapshot_of(settings.database_url, tmp_path).checksum(without=_SEEN) == before


def test_a_trial_says_what_cannot_be_taken_and_loses_nothing(officer: PageClient) -> None:
    wrong = officer.post(f"{SHIPPED}/try", {"fact_workforce_total": "many", "kind": "supplier"})
    page = _try(officer, {"fact_workforce_total": "60"}, go="next")
    fields = fields_of(page, form="trial")
    number = next(name for name in fields if name.startswith("q_PRO-"))
    refused = officer.post(f"{SHIPPED}/try", {**fields, number: "many", "go": "next"})

    assert wrong.status_code == 422
    assert "'many' is not a number" in words_of(wrong.text)
    assert refused.status_code == 422
    assert "many" in fields_of(refused.text, form="trial")[number]
    assert "Question 1:" in words_of(refused.text)


def test_a_trial_goes_back_to_the_company_and_to_any_section(officer: PageClient) -> None:
    page = _try(officer, {"fact_workforce_total": "60"}, go="next")
    fields = fields_of(page, form="trial")

    company = _try(officer, fields, go="facts")
    section = _try(officer, fields, go="MAN") if "MAN" in page else _try(officer, fields, go="FRE")

    assert 'name="fact_workforce_total" value="60"' in company
    assert "Trial: nothing is kept" in words_of(section)
    assert officer.post(f"{SHIPPED}/try", {**fields, "go": "NONE"}).status_code == 404


def test_a_form_for_field_tools_is_made_by_a_job(
    app: Flask, officer: PageClient, clock: Clock
) -> None:
    asked = officer.post(f"{SHIPPED}/xlsform")
    assert asked.status_code == 303
    worker = replace(create_worker(app.extensions["crest"].settings), clock=clock)
    while worker.run_next():
        pass
    job = officer.get(asked.location).text
    link = re.search(r'href="(/jobs/[^"]+/file)"', job)
    assert link is not None
    file = officer.get(link[1])

    assert "supplier-short-2026.1-xlsform.xlsx" in file.headers["Content-Disposition"]
    book = load_workbook(BytesIO(file.data))
    assert book.sheetnames == ["survey", "choices", "settings"]
    heads = [cell.value for cell in book["survey"][1]]
    assert {"label::English (en)", "label::Khmer (km)"} <= set(heads)
    assert "What such a form cannot hold" in words_of(officer.get(SHIPPED).text)
    assert "Back to the questionnaires" in job


def test_coverage_is_filtered_and_gives_reasons(officer: PageClient) -> None:
    whole = words_of(officer.get("/banks/coverage").text)
    law = officer.get("/banks/coverage?law=kh.ll").text
    open_ones = words_of(officer.get("/banks/coverage?asked=not_asked&country=KH").text)
    nothing = words_of(officer.get("/banks/coverage?law=kh.ll&country=US").text)

    assert "95.5% of the duties and bans that laws of Cambodia lay on employers" in whole
    assert re.search(r'href="/banks/workplace/2026\.1#[A-Z]+-\d+"', law)
    assert set(re.findall(r'href="/laws/([a-z][^"#]*)#', law)) == {"kh.ll"}
    assert "It is not addressed to employers." in open_ones
    assert "No obligation fits." in nothing


def test_a_company_reads_the_coverage_from_its_law_page(editor: PageClient) -> None:
    page = editor.get("/laws/kh.ll").text

    assert 'href="/banks/coverage?law=kh.ll"' in page
    assert editor.get("/banks/coverage?law=kh.ll").status_code == 200
