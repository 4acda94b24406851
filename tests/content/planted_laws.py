"""Faults to plant in the laws of the small content folder, one at a time."""

from tests.content.planted import WARNING, Planted

LAW = "instruments/kh.mini.yaml"
DRAFT = "instruments/kh.draft.yaml"
LEFT_OUT = "not-carried.yaml"
SURE = "confidence: {citation: high, requirement: high, dates: high, penalty: low}"

IN_LAWS = {
    "kind unknown": Planted(LAW, "kind: statute", "kind: law", "kind: law", "use one of"),
    "status unknown": Planted(
        LAW, "status: in_force", "status: valid", "status: valid", "use one of"
    ),
    "no review day": Planted(
        LAW, "review_by: 2099-01-31\n", "", "id: kh.mini", "review_by is miss"
    ),
    "no source at all": Planted(
        LAW,
        "sources: [{code: S01, title: The text, address: example.org/act}]",
        "sources: []",
        "id: kh.mini",
        "has no source",
    ),
    "source twice": Planted(
        LAW,
        "address: example.org/act}]",
        "address: example.org/act}, {code: S01, title: It, address: example.org}]",
        "sources: [{code",
        "source S01 stands twice",
    ),
    "law ends before it begins": Planted(
        LAW,
        'in_force_from: "1997"',
        'in_force_from: "1997"\nin_force_to: "1996"',
        "in_force_to",
        "ends before it begins; correct",
    ),
    "start as a number": Planted(
        LAW, 'in_force_from: "1997"', "in_force_from: 1997", "in_force_from: 1997", "in quotes"
    ),
    "deferred without a day": Planted(
        LAW,
        'status: in_force\nin_force_from: "1997"',
        "status: deferred",
        "status: deferred",
        "deferred without a day",
    ),
    "repealed without a day": Planted(
        LAW, "status: in_force", "status: repealed", "status: repealed", "repealed without a day"
    ),
    "next date passed": Planted(
        LAW,
        "consequence: A fine.",
        "next_dates: [{on: 2026-11-20, what: A change.}]\nconsequence: A fine.",
        "next_dates",
        "has passed",
        WARNING,
    ),
    "force unknown": Planted(
        LAW, "force: ban", "force: forbidden", "force: forbidden", "use one of"
    ),
    "binds nobody known": Planted(
        LAW, "binds: anyone", "binds: everybody", "binds: everybody", "use one of"
    ),
    "confidence unknown": Planted(
        LAW, "dates: low, penalty: low", "dates: none, penalty: low", "dates: none", "use one of"
    ),
    "unknown topic": Planted(
        LAW,
        "topics: [recruitment_fees]",
        "topics: [recruitment_fee]",
        "topics: [recruitment_fee]",
        "do you mean recruitment_fees?",
    ),
    "no topic": Planted(
        LAW, "topics: [enforcement]", "topics: []", "topics: []", "topics is an empty list"
    ),
    "amount as text": Planted(
        LAW,
        "{fact: country, op: eq, value: KH}\n  reaches",
        '{fact: workforce.total, op: ge, value: "250"}\n  reaches',
        'value: "250"',
        "without quotes",
    ),
    "gap that asks": Planted(
        LAW,
        "    force: must\n    binds: employer\n",
        "    force: must\n    kind: gap\n    binds: employer\n",
        "force: must",
        "a gap, which asks nothing",
    ),
    "stop that may": Planted(LAW, "force: ban", "force: may", "stop: true", "only must and ban"),
    "sure of no penalty": Planted(
        LAW,
        "dates: low, penalty: low",
        "dates: low, penalty: medium",
        "dates: low, penalty: medium",
        "penalty that is not there",
    ),
    "reviewed tomorrow": Planted(
        LAW, "on: 2025-01-31", "on: 2026-11-22", "on: 2026-11-22", "on a day to come"
    ),
    "penalty below nothing": Planted(LAW, "min: 61", "min: 0", "min: 0", "penalty multiple"),
    "penalty of another base": Planted(
        LAW, "of: base_daily_wage", "of: yearly_turnover", "yearly_turnover", "use one of"
    ),
    "rule of no role": Planted(LAW, "role: scope", "role: aim", "role: aim", "use one of"),
    "rule id twice": Planted(
        LAW, "id: kh.mini.scope", "id: kh.mini.3", "id: kh.mini.3\n    role", "id of another"
    ),
    "rule of another law": Planted(
        LAW, "id: kh.mini.scope", "id: uk.mini.scope", "id: uk.mini.scope", "must begin with kh."
    ),
    "rule by unknown source": Planted(
        LAW,
        "    text: It holds for every employer.\n    sources: [S01]",
        "    text: It holds for every employer.\n    sources: [S09]",
        "[S09]",
        "does not list",
    ),
    "rule sure without source": Planted(
        LAW,
        "    text: It holds for every employer.\n    sources: [S01]",
        "    text: It holds for every employer.\n    sources: []",
        "sources: []",
        "without a source",
    ),
    "question about a rule": Planted(
        "banks/mini/1.yaml",
        "[{id: kh.mini.1}]",
        "[{id: kh.mini.scope}]",
        "kh.mini.scope",
        "unknown obligation",
    ),
    "day of no year": Planted(LAW, '"05-31"', '"02-30"', '"02-30"', "in no calendar"),
    "due twice": Planted(
        LAW, '{every_year: "05-31"}', '{every_year: "05-31", after_year_end: 6}', "due:", "one of"
    ),
    "due too late": Planted(
        LAW, '{every_year: "05-31"}', "{after_year_end: 60}", "{after_year_end: 60}", "at most 36"
    ),
    "deadline passed": Planted(
        LAW, '{every_year: "05-31"}', "{once: 2026-11-20}", "{once", "has passed", WARNING
    ),
    "deadline of no basis": Planted(
        LAW, "basis: statute", "basis: custom", "basis: custom", "use one of"
    ),
    "deadline without source": Planted(
        LAW,
        "    follows: A fine.\n    sources: [S01]\n    confidence: high",
        "    follows: A fine.\n    confidence: medium",
        "code: report",
        "is without a source",
    ),
    "deadline by unknown source": Planted(
        LAW,
        "    follows: A fine.\n    sources: [S01]",
        "    follows: A fine.\n    sources: [S07]",
        "[S07]",
        "does not list",
    ),
    "deadline twice": Planted(
        LAW,
        "open_points:",
        """  - code: report
    title: Report again
    basis: statute
    citation: art 5
    due: {after_year_end: 6}
    follows: A fine.
    sources: [S01]
    confidence: high
open_points:""",
        "code: report\n    title: Report again",
        "stands twice",
    ),
    "draft in force": Planted(
        DRAFT, "status: draft", "status: in_force", "status: in_force", "is not in force"
    ),
    "draft that binds": Planted(
        DRAFT,
        "binds: null",
        "binds: {fact: country, op: eq, value: KH}",
        "binds: {fact",
        "move the condition to preview",
    ),
    "draft with a first day": Planted(
        DRAFT,
        "status: draft\n",
        'status: draft\nin_force_from: "2027"\n',
        "in_force_from",
        "next_d",
    ),
    "draft with a deadline": Planted(
        DRAFT,
        "rules:\n",
        """deadlines:
  - {code: x, title: X, basis: statute, citation: x, due: {after_year_end: 6}, follows: x,
     sources: [S01], confidence: high}
rules:
""",
        "{code: x",
        "sets no deadline yet",
    ),
    "duty inside a draft": Planted(
        DRAFT,
        "rules:\n",
        f"""obligations:
  - id: kh.draft.2
    kind: statute
    citation: art 2
    title: A duty
    requirement: Do it.
    force: must
    binds: employer
    applies_when: Always.
    topics: [recruitment]
    sources: [S01]
    {SURE}
rules:
""",
        "kind: statute",
        "called a statute inside a draft",
    ),
    "law of nothing": Planted(
        DRAFT,
        """rules:
  - id: kh.draft.1
    role: proposal
    citation: art 1
    title: What is proposed
    text: Every agency would need a licence.
    sources: [S01]
    confidence: {citation: medium, requirement: medium}
""",
        "",
        "id: kh.draft",
        "neither obligations nor rules",
    ),
    "left out yet carried": Planted(
        LEFT_OUT, "id: kh.mini.9", "id: kh.mini.2", "kh.mini.2", "is carried by an instrument"
    ),
    "left out for no reason": Planted(
        LEFT_OUT, "why: never_started", "why: forgotten", "why: forgotten", "use one of"
    ),
    "left out twice": Planted(
        LEFT_OUT, "id: kh.mini.8", "id: kh.mini.9", "kh.mini.9, why: nev", "twice"
    ),
    "the same as nothing": Planted(
        LEFT_OUT, "of: kh.mini.1, ", "", "kh.mini.9", "name the row in of"
    ),
    "the same as a stranger": Planted(
        LEFT_OUT, "of: kh.mini.1", "of: kh.mini.7", "of: kh.mini.7", "carried by no instrument"
    ),
}
