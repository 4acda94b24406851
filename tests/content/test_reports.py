"""Reports: articles that an instrument bears out, figures that a release can tell."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from crest.content.checks import check_content
from crest.content.library import load_library
from crest.content.lock import write_lock
from crest.domain.errors import NotFoundError
from crest.domain.instruments import Confidence
from tests.library import shipped_library

FILE = "reports/kh.mini.yaml"
REPORT = """\
instrument: kh.mini
title: {en: Report, km: របាយការណ៍}
about: {en: Along the heads.}
heads:
  - id: prevention
    title: {en: Prevention}
    about: {en: Before harm.}
    rows:
      - id: prevention.agencies
        rule: kh.mini.scope
        says: {en: Know the agencies}
        confidence: medium
        prompt: {en: Write what was done.}
        figures:
          - family: question.REC-010
            outcomes: [best]
            absent: not_asked
            words: {en: Members that know every agency}
      - id: prevention.unread
        rule: null
        citation: art 9
        says: {en: Cooperation}
        confidence: low
        prompt: {en: Read the article first.}
"""
# What stands wrong, the line that says so, and the words that say how to mend it.
PLANTED = {
    "another file": ("instrument: kh.mini", "instrument: kh.draft", "instrument", "belongs in"),
    "no instrument": ("instrument: kh.mini", "instrument: kh.minus", "instrument", "mean kh.mini"),
    "id twice": ("id: prevention.unread", "id: prevention.agencies", "id", "stands twice"),
    "no such rule": ("rule: kh.mini.scope", "rule: kh.mini.skope", "rule", "mean kh.mini.scope"),
    "surer than its rule": (
        "rule: kh.mini.scope\n        says: {en: Know the agencies}\n        confidence: medium",
        "rule: kh.mini.doubt\n        says: {en: Know the agencies}\n        confidence: medium",
        "confidence",
        "no surer than",
    ),
    "sure of nothing read": (
        "confidence: low",
        "confidence: medium",
        "- id: prevention.unread",
        "its confidence is low",
    ),
    "rule and citation": (
        "rule: null",
        "rule: kh.mini.scope",
        "- id: prevention.unread",
        "either a rule",
    ),
    "question of no bank": ("question.REC-010", "question.REC-999", "family", "no release tells"),
    "family of no sort": ("question.REC-010", "answer.REC-010", "family", "no release tells"),
    "theme that is none": ("question.REC-010", "theme.weather", "family", "no release tells"),
    "outcome that is none": ("outcomes: [best]", "outcomes: [good]", "outcomes", "not count good"),
    "counts who was not asked": (
        "outcomes: [best]",
        "outcomes: [not_asked]",
        "outcomes",
        "not count not_asked",
    ),
    "absent that is none": ("absent: not_asked", "absent: nobody", "absent", "is never nobody"),
    "unknown key": ("absent: not_asked", "absent: not_asked\n            note: x", "note", "key"),
}


def faults_of(folder: Path, text: str) -> Iterator[tuple[int, str]]:
    law = folder / "instruments" / "kh.mini.yaml"
    doubtful = """\
  - id: kh.mini.doubt
    role: scope
    citation: art 9
    title: Doubtful
    text: It may hold.
    sources: [S01]
    confidence: {citation: low, requirement: high}
deadlines:
"""
    law.write_text(law.read_text().replace("deadlines:\n", doubtful, 1))
    (folder / "reports").mkdir()
    (folder / FILE).write_text(text)
    write_lock(folder, [])
    report = check_content(folder, today=date(2026, 11, 21))
    yield from ((one.line, one.message) for one in report.faults if one.file == FILE)


def test_a_report_without_fault_is_read_with_its_articles(folder: Path) -> None:
    assert list(faults_of(folder, REPORT)) == []

    first, second = load_library(folder).report("kh.mini").rows
    assert (first.citation, [one.code for one in first.sources]) == ("art 4", ["S01"])
    assert (second.citation, second.is_gap, second.is_guidance) == ("art 9", True, True)


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_fault_is_found(folder: Path, planted: tuple[str, str, str, str]) -> None:
    old, new, at, words = planted
    text = REPORT.replace(old, new, 1)
    assert text != REPORT

    found = list(faults_of(folder, text))

    assert [line for line, message in found if words in message]
    lines = text.splitlines()
    assert all(at in lines[line - 1] for line, message in found if words in message)


def test_an_instrument_without_a_report_has_none() -> None:
    with pytest.raises(NotFoundError):
        shipped_library().report("kh.ll")


def test_the_shipped_report_has_four_heads_and_says_what_is_unread() -> None:
    frame = shipped_library().report("ilo.p029")
    doubtful = [row.id for row in frame.rows if row.confidence is Confidence.LOW]

    assert [head.id for head in frame.heads] == [
        "prevention",
        "protection",
        "remedies",
        "cooperation",
    ]
    assert doubtful == ["remedies.prosecution", "cooperation.others"]
    assert all(row.sources for row in frame.rows if row.id not in doubtful)


def test_every_text_of_the_shipped_report_has_a_draft_in_khmer() -> None:
    frame = shipped_library().report("ilo.p029")
    texts = [frame.title, frame.about]
    for head in frame.heads:
        texts += [head.title, head.about]
    for row in frame.rows:
        texts += [row.says, row.prompt, *(one.words for one in row.figures)]

    assert [text.of("en") for text in texts if text.language("km") != "km"] == []
