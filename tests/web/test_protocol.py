"""The yearly report along the protocol: page and Word file tell the same, and nothing hidden."""

import html
import re
from typing import Any

import pytest
from flask import Flask

from crest.domain.permissions import Role
from tests.exports.word_files import ReadWord, read_word
from tests.web.client import PageClient
from tests.web.federation import Federation
from tests.web.pages import words_of
from tests.web.statements import counted
from tests.web.test_figures import keep
from tests.web.told_figures import body
from tests.web.working import do_what_waits

PAGE = "/federation/protocol"
TEXT = f"{PAGE}/2026/texts/prevention.people"
REPLIES = ("best", "less", "dont_know", "not_applicable", "left_open", "not_asked")
LEVELS = ("0-40", "40-70", "70-90", "90-100", "no_figure")
_KNOWN = {
    "user_session",
    "session",
    "user_account",
    "membership",
    "tenant",
    "translation_review",
    "reference_pack",
    "reference_choice",
    "cube_release",
    "released_cube",
    "protocol_report",
    "protocol_text",
}


def family(name: str, outcomes: tuple[str, ...], **cells: int) -> dict[str, Any]:
    told = {(None, outcome.replace("_to_", "-")): count for outcome, count in cells.items()}
    return body(name, outcomes, {(None, None): 4120, **told})


def released(trained: int = 1500) -> dict[str, dict[str, Any]]:
    """Families of 4,120 members; what is hidden would be the only rest, and is a canary.

    Of `question.MAN-040` all but the best answer is told: 4120 - 3143 = 977. Of `theme.training`
    one of the two levels that are counted is hidden: 4120 - 3288 = 832.
    """
    rest = {"dont_know": 40, "not_applicable": 50, "left_open": 60}
    trained_rest = 4120 - 120 - 150 - trained
    return {
        "band": family("band", ("low", "moderate"), low=4000, moderate=120),
        "question.MAN-070": family(
            "question.MAN-070", REPLIES, best=trained, less=trained_rest, **rest, not_asked=120
        ),
        "question.MAN-040": family(
            "question.MAN-040", REPLIES, less=2900, dont_know=43, left_open=80, not_asked=120
        ),
        "theme.training": body(
            "theme.training",
            LEVELS,
            {
                (None, None): 4120,
                (None, "0-40"): 1000,
                (None, "40-70"): 1000,
                (None, "70-90"): 1188,
                (None, "no_figure"): 100,
            },
        ),
    }


CANARIES = ("977", "832", "2,020")


@pytest.fixture
def officer(app: Flask, browser: PageClient, federation: Federation) -> PageClient:
    keep(app, 1, released())
    return browser.login(federation.email(Role.FPO))


def choose(client: PageClient, number: int, version: int = 0) -> None:
    sent = client.post(f"{PAGE}/2026/release", {"number": number, "version": version})
    assert sent.status_code == 303


def word_file(app: Flask, client: PageClient) -> ReadWord:
    asked = client.post(f"{PAGE}/2026/report.docx")
    do_what_waits(app.extensions["crest"])
    return read_word(client.get(f"{asked.location}/file").data)


def plain(cell: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", cell)).split())


def figures(page: str) -> dict[str, list[str]]:
    """Return the cells of each figure on the page by its words."""
    rows = re.findall(
        r'<th scope="row" class="lead"[^>]*>(Members[^<]*)</th>(.*?)</tr>', page, re.DOTALL
    )
    return {
        name: [plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.DOTALL)]
        for name, cells in rows
    }


def in_word(found: ReadWord) -> dict[str, list[str]]:
    return {row[0]: row[1:] for table in found.tables if len(table[0]) == 5 for row in table[1:]}


def test_page_and_word_file_tell_the_same_figures(app: Flask, officer: PageClient) -> None:
    choose(officer, 1)

    page, word = figures(officer.get(PAGE).text), in_word(word_file(app, officer))

    assert page == word
    trained = next(cells for name, cells in page.items() if "training people" in name)
    assert trained[:3] == ["1,500", "4,000 to whom it applies", "38%"]
    assert trained[3].startswith("Release 1 of")
    assert len(page) == 27


def test_a_planted_change_changes_the_figures_that_stand_on_it_and_no_other(
    app: Flask, officer: PageClient
) -> None:
    choose(officer, 1)
    before = [figures(officer.get(PAGE).text), in_word(word_file(app, officer))]
    keep(app, 2, {"question.MAN-070": released(trained=1700)["question.MAN-070"]})
    assert figures(officer.get(PAGE).text) == before[0]

    choose(officer, 2, version=1)

    for was, now in zip(
        before, (figures(officer.get(PAGE).text), in_word(word_file(app, officer))), strict=True
    ):
        (changed,) = [name for name in was if was[name] != now[name]]
        assert "training people" in changed
        assert (was[changed][0], now[changed][0]) == ("1,500", "1,700")


def test_nothing_hidden_stands_on_the_page_or_in_the_file(app: Flask, officer: PageClient) -> None:
    choose(officer, 1)
    page, word = officer.get(PAGE), word_file(app, officer)
    form = officer.get(f"{PAGE}/2026/texts/prevention.diligence")

    for told in (words_of(page.text), words_of(form.text), word.words):
        assert "hidden" in told
        assert [one for one in CANARIES if one in told or one.replace(",", "") in told] == []
    found = figures(page.text)
    for part in ("looked into the risks", "70 or more of 100 on training"):
        cells = next(cells for name, cells in found.items() if part in name)
        assert (cells[0], cells[2]) == ("hidden", "-")


def test_the_word_file_has_headings_repeated_table_heads_and_marked_gaps(
    app: Flask, officer: PageClient
) -> None:
    choose(officer, 1)
    officer.post(f"{PAGE}/2026/texts/opening", {"body": "First.\n\nSecond.\x0b", "version": 0})

    word = word_file(app, officer)

    assert word.title.startswith("Report along the heads of the Protocol of 2014")
    first = [text for level, text in word.headings if level == 1]
    assert [one for one in first if one in {"Prevention", "Protection", "Remedies", "Cooperation"}]
    assert len([level for level, _ in word.headings if level == 2]) == 14
    assert word.heads_repeat
    assert {"First.", "Second."} <= set(word.paragraphs)
    gaps = [one for one in word.paragraphs if one.startswith("[Gap]")]
    assert len(gaps) == 6
    assert any("response rate is in no release" in one for one in gaps)
    assert "art 5 (to be confirmed)" in word.words


def test_a_text_is_written_shown_and_not_lost_to_somebody_else(
    app: Flask, officer: PageClient
) -> None:
    choose(officer, 1)
    assert officer.post(TEXT, {"body": "We held nine meetings.", "version": 0}).status_code == 303
    assert "We held nine meetings." in words_of(officer.get(PAGE).text)

    second = officer.post(TEXT, {"body": "Two leaflets.", "version": 0})

    assert second.status_code == 409
    words = words_of(second.text)
    assert "Somebody else saved this" in words
    assert "We held nine meetings." in words
    assert "Two leaflets." in second.text
    assert officer.post(TEXT, {"body": "x" * 8001, "version": 1}).status_code == 422
    assert "We held nine meetings." in word_file(app, officer).words


def test_an_analyst_reads_and_takes_the_file_but_does_not_write(
    app: Flask, browser: PageClient, federation: Federation
) -> None:
    keep(app, 1, released())
    browser.login(federation.email(Role.FAN))

    page = browser.get(PAGE)

    assert "No release is chosen for this year yet" in words_of(page.text)
    assert "/texts/" not in page.text
    assert browser.get(TEXT).status_code == 403
    assert "no figures" in word_file(app, browser).words


def test_the_response_rate_comes_with_the_family_that_tells_it(
    app: Flask, officer: PageClient
) -> None:
    told = released()
    taking_part = ("not_begun", "begun", "submitted")
    told["participation"] = body(
        "participation", taking_part, {(None, None): 5000, (None, "submitted"): 4120}
    )
    keep(app, 2, told)
    choose(officer, 2)

    words = words_of(officer.get(PAGE).text)

    assert "Response rate, of all members 82%" in words
    assert "Members asked by a campaign hidden" in words
    assert "82%" in word_file(app, officer).words


def test_the_report_in_khmer_is_khmer(app: Flask, officer: PageClient) -> None:
    choose(officer, 1)
    officer.post("/language", {"language": "km", "next": "/"})

    page, word = officer.get(PAGE), word_file(app, officer)

    assert "ការបង្ការ" in page.text
    assert (1, "ការបង្ការ") in word.headings
    assert word.language == "km"
    # figures have their words in Khmer, numbers alike
    assert any("1,500" in row for table in word.tables for row in table)


def test_the_page_reads_released_tables_and_its_own(app: Flask, officer: PageClient) -> None:
    choose(officer, 1)

    with counted(app) as statements:
        officer.get(PAGE)

    read = {name for one in statements for name in re.findall(r"(?:FROM|JOIN) \(?(\w+)", one)}
    assert {"released_cube", "protocol_text"} <= read
    assert {name for name in read if not name.startswith("SELECT")} <= _KNOWN
    assert len(statements) <= 16


def test_years_and_places_that_are_not_there_are_not_found(officer: PageClient) -> None:
    for path in (f"{PAGE}?year=2015", f"{PAGE}/2026/texts/nowhere", f"{PAGE}/2015/texts/opening"):
        assert officer.get(path).status_code == 404
    refused = officer.post(f"{PAGE}/2026/release", {"number": 9, "version": 0})
    assert refused.status_code == 422
