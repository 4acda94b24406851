"""Suppliers: the list with its filters and order, one supplier, and changes."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from flask import Flask

from crest.domain.permissions import Role
from crest.persistence.models import AssessmentRow, ScoreRow, SupplierRow, TriggerRow
from crest.persistence.session import writing
from crest.persistence.suppliers import add
from crest.services.standing import refresh_due
from tests.conftest import NOW
from tests.web.client import PageClient
from tests.web.federation import BUILT, CANARY, Federation
from tests.web.statements import counted

PLACES = ("low", "moderate", "high", "severe")
NEW = {"code": "S-9", "name": "Takeo Thread", "country": "KH", "sector": "13", "tier": "2"}
KHMER = "ស្ត្រី"  # two subscripts under one sign, in one order
KHMER_TURNED = "ស្រ្តី"  # the same word in the other order


@pytest.fixture
def editor(browser: PageClient, federation: Federation) -> PageClient:
    return browser.login(federation.a.email(Role.EDIT))


def add_supplier(app: Flask, federation: Federation, code: str, **values: object) -> UUID:
    with app.extensions["crest"].sessions() as session, writing(session):
        given = {"code": code, "name": code, **values}
        return add(session, given, tenant_id=federation.a.tenant_id, now=BUILT).id


def add_score(
    app: Flask,
    federation: Federation,
    supplier_id: UUID,
    *,
    residual: str,
    band: str,
    days: int = 0,
    trigger: bool = False,
) -> UUID:
    when = BUILT - timedelta(days=days)
    with app.extensions["crest"].sessions() as session, writing(session):
        row = AssessmentRow(
            id=uuid4(),
            tenant_id=federation.a.tenant_id,
            subject_kind="supplier",
            supplier_id=supplier_id,
            bank="supplier-short",
            bank_version="2026.1",
            state="submitted",
            on_behalf=True,
            version=2,
            created_by=federation.a.users[Role.EDIT].user_id,
            created_at=when,
            submitted_at=when,
        )
        session.add(row)
        session.flush()
        session.add(
            ScoreRow(
                id=uuid4(),
                assessment_id=row.id,
                as_of=when.date(),
                method="2026.1",
                method_digest="",
                bank_digest="",
                library_digest="",
                declared=Decimal(60),
                supported=Decimal(30),
                residual=Decimal(residual),
                band=band,
                body={},
                created_at=when,
            )
        )
        kept = session.get_one(SupplierRow, supplier_id)
        kept.standing, kept.band, kept.standing_on = "assessed", band, NOW.date()
        kept.residual, kept.triggers_open = Decimal(residual), int(trigger)
        kept.priority = PLACES.index(band) * 1_000_000 + int(trigger) * 100_000
        if trigger:
            session.add(
                TriggerRow(
                    id=uuid4(),
                    assessment_id=row.id,
                    code="X",
                    state="open",
                    opened_on=when.date(),
                    changed_at=when,
                    note="",
                )
            )
        return row.id


def refreshed(app: Flask) -> None:
    runtime = app.extensions["crest"]
    refresh_due(runtime.sessions, runtime.library, NOW)


def codes(page: str) -> list[str]:
    return re.findall(r'data-label="Code">([^<]+)<', page)


def supplier(app: Flask, federation: Federation, code: str) -> SupplierRow | None:
    with app.extensions["crest"].sessions() as session, session.begin():
        found = session.query(SupplierRow).filter_by(tenant_id=federation.a.tenant_id, code=code)
        return found.one_or_none()


def test_the_list_has_own_suppliers_alone(editor: PageClient, federation: Federation) -> None:
    page = editor.get("/suppliers").text

    assert str(federation.a.supplier) in page
    assert CANARY not in page


def test_what_needs_action_stands_first_then_the_higher_risk(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    for code, residual, band, trigger in (
        ("P-low", "12.5", "low", False),
        ("P-high", "61", "high", False),
        ("P-stop", "78.25", "severe", True),
        ("P-severe", "90", "severe", False),
    ):
        made = add_supplier(app, federation, code)
        add_score(app, federation, made, residual=residual, band=band, trigger=trigger)

    found = [code for code in codes(editor.get("/suppliers").text) if code.startswith("P-")]

    assert found == ["P-stop", "P-severe", "P-high", "P-low"]


def test_a_row_shows_the_figures_kept_and_no_older_score(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    made = add_supplier(app, federation, "N-1")
    add_score(app, federation, made, residual="80", band="severe", days=40)
    add_score(app, federation, made, residual="22", band="low", days=1)

    page = editor.get("/suppliers?q=N-1").text

    assert "band-low" in page
    assert "22 of 100" in page
    assert "band-severe" not in page.split("<tbody>")[1]


def test_a_supplier_without_answers_is_not_assessed_and_never_low(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    editor.post("/suppliers/new", {**NEW, "code": "Q-1"})

    row = editor.get("/suppliers?q=Q-1").text.split("<tbody>")[1]

    assert "Not assessed" in row
    assert re.search(r"band-(?:moderate|high|severe)", row)
    assert re.search(r"\d+ of 100", row)
    assert "Not begun" in row


def test_a_supplier_whose_figures_are_not_computed_says_so(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    add_supplier(app, federation, "Q-2")

    row = editor.get("/suppliers?q=Q-2").text.split("<tbody>")[1]

    assert "Not computed yet" in row
    assert "of 100" not in row


def test_silence_after_the_day_is_a_word_and_a_filter_of_its_own(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    with app.extensions["crest"].sessions() as session, writing(session):
        row = session.get_one(AssessmentRow, federation.a.draft)
        row.due_on = NOW.date() - timedelta(days=1)
    refreshed(app)

    page = editor.get("/suppliers?state=no_reply").text

    assert codes(page) == ["Ours-S1"]
    assert page.split("<tbody>")[1].count("No reply") == 2
    assert "Answers were asked for" in editor.get(f"/suppliers/{federation.a.supplier}").text


def test_figures_of_an_earlier_day_say_so_once(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    before, home = editor.get("/suppliers").text, editor.get("/").text
    refreshed(app)
    after = editor.get("/suppliers").text

    assert before.count("as of 20 Nov 2026") == home.count("as of 20 Nov 2026") == 1
    assert "as of" not in after
    assert "as of" not in editor.get("/").text


@pytest.mark.parametrize(
    ("address", "found"),
    [
        pytest.param("?country=TH", ["F-2"], id="country"),
        pytest.param("?sector=15", ["F-2"], id="division"),
        pytest.param("?band=high&q=F-", ["F-1"], id="band"),
        pytest.param("?band=none", ["Ours-S1"], id="not assessed"),
        pytest.param("?state=submitted&q=f-", ["F-1"], id="state"),
        pytest.param("?state=none&q=F-", ["F-2"], id="not begun"),
        pytest.param("?q=reg-77", ["F-1"], id="registration number"),
        pytest.param("?q=F-&sort=name&order=down", ["F-2", "F-1"], id="order"),
        pytest.param("?q=F-&sort=nonsense&band=odd", ["F-1", "F-2"], id="odd words"),
    ],
)
def test_filters_and_order_live_in_the_address(
    app: Flask, editor: PageClient, federation: Federation, address: str, found: list[str]
) -> None:
    first = add_supplier(
        app, federation, "F-1", country="KH", sector="1410", registration_number="REG-77"
    )
    add_supplier(app, federation, "F-2", country="TH", sector="1520")
    add_score(app, federation, first, residual="60", band="high")

    page = editor.get(f"/suppliers{address}").text

    assert codes(page) == found


def test_a_khmer_name_is_found_in_either_spelling(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    add_supplier(app, federation, "K-1", name_local=f"ក្រុមហ៊ុន\u200b{KHMER}")

    assert codes(editor.get("/suppliers", query_string={"q": KHMER_TURNED}).text) == ["K-1"]


def test_a_search_takes_its_signs_as_they_are(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    add_supplier(app, federation, "L-1", name="Plain")

    assert codes(editor.get("/suppliers", query_string={"q": "%"}).text) == []
    assert "No supplier fits" in editor.get("/suppliers", query_string={"q": "%"}).text


def test_fifty_stand_on_a_page_and_the_next_page_keeps_the_filter(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    for number in range(53):
        add_supplier(app, federation, f"M-{number:02}", country="LA")

    first = editor.get("/suppliers?country=LA&sort=code").text
    second = editor.get("/suppliers?country=LA&sort=code&page=2").text

    assert len(codes(first)) == 50
    assert codes(second) == ["M-50", "M-51", "M-52"]
    assert "1 to 50 of 53" in first
    assert "/suppliers?country=LA&amp;sort=code&amp;page=2" in first or (
        "page=2" in first and "country=LA" in first
    )


def test_the_list_asks_the_database_as_often_for_fifty_rows_as_for_two(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    editor.get("/suppliers")
    with counted(app) as few:
        editor.get("/suppliers?q=ours")
    for number in range(60):
        made = add_supplier(app, federation, f"Ours-N{number}")
        add_score(app, federation, made, residual="50", band="high")
    with counted(app) as many:
        editor.get("/suppliers?q=ours")

    assert len(many) == len(few)


def test_a_supplier_is_added_with_its_facts(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    answer = editor.post(
        "/suppliers/new",
        {
            **NEW,
            "sector": "Manufacture of textiles (13)",
            "leverage": "12.5 %",
            "fact_form": "company",
        },
    )

    row = supplier(app, federation, "S-9")
    assert answer.status_code == 303
    assert row is not None
    assert answer.location.endswith(f"/suppliers/{row.id}")
    assert (row.sector, row.tier, row.leverage) == ("13", 2, Decimal("12.5"))
    assert row.facts["form"]["value"] == "company"


def test_the_same_post_twice_adds_one_supplier(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    key = uuid4().hex

    places = {editor.post("/suppliers/new", {**NEW, "key": key}).location for _ in range(2)}

    assert len(places) == 1
    assert supplier(app, federation, "S-9") is not None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"name": ""}, "Write the name of the supplier", id="no name"),
        pytest.param({"tier": "0"}, "Write a whole number", id="tier"),
        pytest.param({"leverage": "140"}, "from 0 to 100", id="share"),
        pytest.param({"contact_email": "nobody"}, "e-mail address", id="address"),
        pytest.param({"sector": "0000"}, "not a sector we know", id="sector"),
        pytest.param({"code": "Ours-S1"}, "already in use", id="taken code"),
    ],
)
def test_a_refused_supplier_keeps_what_was_typed(
    app: Flask, editor: PageClient, federation: Federation, change: dict[str, str], words: str
) -> None:
    answer = editor.post("/suppliers/new", {**NEW, "address": "Road 5", **change})

    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Road 5"' in answer.text
    assert supplier(app, federation, "S-9") is None


def test_a_name_with_markup_stays_text(editor: PageClient, federation: Federation) -> None:
    shown = editor.post("/suppliers/new", {**NEW, "name": "<script>x</script>"})
    page = editor.get(shown.location).text

    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_a_stale_change_shows_both(editor: PageClient, federation: Federation) -> None:
    path = f"/suppliers/{federation.a.supplier}/edit"
    first = editor.post(path, {**NEW, "code": "Ours-S1", "name": "First", "version": "1"})

    late = editor.post(path, {**NEW, "code": "Ours-S1", "name": "Second", "version": "1"})

    assert first.status_code == 303
    assert late.status_code == 409
    assert "First" in late.text
    assert 'value="Second"' in late.text


def test_the_page_of_a_supplier_starts_an_assessment_on_its_behalf(
    editor: PageClient, federation: Federation
) -> None:
    page = editor.get(f"/suppliers/{federation.a.supplier}").text

    assert 'name="subject_kind" value="supplier"' in page
    assert f'name="subject_id" value="{federation.a.supplier}"' in page
    assert 'name="bank" value="supplier-short"' in page
    assert 'name="bank" value="workplace"' not in page


def test_an_administrator_reads_and_does_not_answer_for_a_supplier(
    browser: PageClient, federation: Federation
) -> None:
    page = browser.login(federation.a.email(Role.ADM)).get(f"/suppliers/{federation.a.supplier}")

    assert page.status_code == 200
    assert "on this supplier&#39;s behalf" not in page.text


def test_an_unassessed_supplier_shows_its_inherent_risk_and_why(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    made = add_supplier(app, federation, "I-1", country="KH")

    page = editor.get(f"/suppliers/{made}").text

    assert "Risk before any answers" in page
    assert "Assumed" in page
    assert "A score is advice, not a legal finding." in page


def test_an_assessed_supplier_shows_the_numbers_of_its_result(
    editor: PageClient, federation: Federation
) -> None:
    page = editor.get(f"/suppliers/{federation.a.other_supplier}").text
    result = editor.get(f"/assessments/{federation.a.submitted}/result").text

    residual = re.search(r'class="big"><a href="[^"]+/explain/residual">(\d+) of 100', page)
    assert residual
    assert residual.group(1) in re.sub(r"<[^>]+>", "", result)
    assert "Declared:" in page
    assert f"/assessments/{federation.a.submitted}/result" in page
    factors = re.findall(r'class="figure-words">(\d+)', page)
    assert len(factors) == 6
    assert all(f'class="figure-words">{value}' in result for value in factors)


@pytest.mark.parametrize("path", ["", "/edit"], ids=["page", "form"])
def test_a_foreign_supplier_is_not_there(
    editor: PageClient, federation: Federation, path: str
) -> None:
    foreign = editor.get(f"/suppliers/{federation.b.supplier}{path}")

    assert foreign.status_code == 404
    assert CANARY not in foreign.text


def test_posting_to_a_foreign_supplier_changes_nothing(
    app: Flask, editor: PageClient, federation: Federation
) -> None:
    answer = editor.post(f"/suppliers/{federation.b.supplier}/edit", {**NEW, "version": "1"})

    assert answer.status_code == 404
    with app.extensions["crest"].sessions() as session, session.begin():
        assert session.get_one(SupplierRow, federation.b.supplier).version == 1


def test_a_reader_changes_no_supplier(browser: PageClient, federation: Federation) -> None:
    browser.login(federation.a.email(Role.VIEW))

    assert browser.post("/suppliers/new", NEW).status_code == 403
    path = f"/suppliers/{federation.a.supplier}/edit"
    assert browser.post(path, {**NEW, "version": "1"}).status_code == 403
    assert "Add one supplier" not in browser.get("/suppliers").text
