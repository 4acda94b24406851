"""A small content folder that keeps to every rule, for tests that break one."""

from pathlib import Path

import pytest

from crest.paths import data_folder

SHIPPED = data_folder("questionnaires")

BANK = """\
id: mini
version: "1"
state: draft
title: Mini check
about: A few questions.
minutes: 5
audience: The buyer reads the answers.
subjects: [supplier]
sections:
  - code: PRO
    title: Your workplace
    subject: site
    questions:
      - code: PRO-010
        theme: profile
        kind: fact
        type: number
        unit: workers
        fact: workforce.migrants
        text: How many people come from another country?
        purpose: To ask only what applies.
      - code: PRO-020
        theme: profile
        kind: fact
        type: multi
        fact: recruitment.channels
        text: How were they hired?
        purpose: To know who stands between.
        options:
          - {code: direct, label: Directly}
          - {code: licensed_agency, label: By an agency}
  - code: REC
    title: Recruitment
    subject: site
    questions:
      - code: REC-010
        theme: recruitment
        kind: control
        rung: practice
        type: single
        text: Do you know every agency?
        help: Count local agents.
        purpose: To see who recruits.
        weight_class: major
        basis: law
        scope: {all: [{fact: workforce.migrants, op: gt, value: 0}]}
        options:
          - {code: all, label: All of them, credit: 1}
          - {code: some, label: Some of them, credit: 0.125}
          - {code: none, label: None of them, credit: 0}
        evidence: {expected: none}
        recommendation: Write them all down.
        obligations: [{id: kh.mini.1}]
        glossary: [agent]
      - code: REC-020
        theme: recruitment
        kind: control
        rung: remedy
        type: percent
        text: What share of agencies did you check?
        help: Count visits.
        purpose: To see whether checks happen.
        weight_class: minor
        basis: good_practice
        scope: {all: [{fact: workforce.migrants, op: gt, value: 0}]}
        follows: {question: REC-010, op: in, value: [all, some]}
        bands:
          - {from: null, below: 50, credit: 0}
          - {from: 50, below: 90, credit: 0.5}
          - {from: 90, below: null, credit: 1}
        evidence: {expected: optional, kinds: [report]}
        recommendation: Check one agency each month.
      - code: REC-030
        theme: recruitment_fees
        kind: control
        rung: practice
        type: multi
        text: Which costs did workers pay?
        help: Count deductions.
        purpose: To see whether work starts in debt.
        weight_class: critical
        basis: law
        options:
          - {code: nothing, label: None of these, credit: 1, exclusive: true}
          - {code: test, label: A health check, credit: 0.2, cap: 0.2}
          - {code: fee, label: A fee, credit: 0, cap: 0, trigger: true}
        evidence: {expected: required}
        recommendation: Repay the oldest first.
        obligations: [{id: kh.mini.2, weight: 2.5}]
      - code: REC-040
        theme: recruitment_fees
        kind: repair
        type: number
        unit: workers
        text: How many workers paid?
        purpose: To plan the repayment.
        asked_when: {question: REC-030, op: contains, value: [fee]}
checks:
  - code: CHK-001
    if:
      all:
        - {fact: workforce.migrants, op: eq, value: 0}
        - {question: REC-030, op: contains, value: fee}
    says: Please look at both.
    asks: [PRO-010, REC-030]
"""

INSTRUMENT = """\
id: kh.mini
name: Mini Act
jurisdiction: KH
kind: statute
status: in_force
in_force_from: "1997"
consequence: A fine.
summary: A small act.
review_by: 2099-01-31
confidence: high
sources: [{code: S01, title: The text, address: example.org/act}]
applies:
  binds: {fact: country, op: eq, value: KH}
  reaches: {fact: customers.bound_by, op: contains, value: kh.mini}
obligations:
  - id: kh.mini.1
    citation: art 1
    title: Recruiters are known
    requirement: The employer knows who recruits.
    force: must
    binds: employer
    applies_when: Always.
    penalty: {text: A fine., multiple: {min: 61, max: 90, of: base_daily_wage}}
    topics: [recruitment]
    sources: [S01]
    confidence: {citation: high, requirement: high, dates: high, penalty: high}
  - id: kh.mini.2
    citation: art 2
    title: Workers pay no fee
    requirement: Nobody takes money for a job.
    force: ban
    binds: anyone
    applies_when: Always.
    topics: [recruitment_fees]
    stop: true
    in_force_from: "2001-03"
    in_force_to: "2050"
    sources: [S01]
    confidence: {citation: high, requirement: high, dates: low, penalty: low}
    reviewed: {by: A. Reader, on: 2025-01-31}
  - id: kh.mini.3
    citation: art 3
    title: Inspectors report
    requirement: The inspectorate reports each year.
    force: must
    binds: state
    applies_when: Always.
    topics: [enforcement]
    sources: [S01]
    confidence: {citation: high, requirement: high, dates: high, penalty: low}
rules:
  - id: kh.mini.scope
    role: scope
    citation: art 4
    title: Whom it holds for
    text: It holds for every employer.
    sources: [S01]
    confidence: {citation: high, requirement: high}
deadlines:
  - code: report
    title: Send the report
    basis: statute
    citation: art 5
    due: {every_year: "05-31"}
    follows: A fine.
    sources: [S01]
    confidence: high
open_points: [Article 6 was not read.]
"""

DRAFT = """\
id: kh.draft
name: Mini draft
jurisdiction: KH
kind: draft
status: draft
consequence: None yet.
summary: A draft of an act.
review_by: 2099-01-31
confidence: medium
sources: [{code: S01, title: The draft, address: example.org/draft}]
applies:
  binds: null
  reaches: null
  preview: {fact: country, op: eq, value: KH}
rules:
  - id: kh.draft.1
    role: proposal
    citation: art 1
    title: What is proposed
    text: Every agency would need a licence.
    sources: [S01]
    confidence: {citation: medium, requirement: medium}
"""

NOT_CARRIED = """\
rows:
  - {id: kh.mini.9, why: duplicate_of, of: kh.mini.1, note: The same in other words.}
  - {id: kh.mini.8, why: never_started, note: Repealed before it began.}
"""

GLOSSARY = """\
terms:
  - id: agent
    term: Agent
    meaning: Somebody who finds workers.
"""

COUNTRIES = """\
iso2,iso3,name_en,name_official_en
KH,KHM,Cambodia,Cambodia
VN,VNM,Vietnam,Vietnam
"""

COUNTRY_SHEET = """\
source: iso-3166
title: Two countries
edition: "2026"
date: "2026"
licence: Free
address: example.org
verified_by: null
columns: {iso2: Code, iso3: Code, name_en: Name, name_official_en: Name}
"""

TIERS = """\
iso3,tier
KHM,Tier 3
"""

TIER_SHEET = """\
source: us-tip
title: Tiers
edition: "2025"
date: "2025-09-29"
licence: Free
address: example.org
verified_by: null
columns: {iso3: Country, tier: Tier}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder without an error."""
    shipped = (SHIPPED / "method" / "2026.1.yaml").read_text()
    texts = {
        "banks/mini/1.yaml": BANK,
        "instruments/kh.mini.yaml": INSTRUMENT,
        "instruments/kh.draft.yaml": DRAFT,
        "not-carried.yaml": NOT_CARRIED,
        "method/2026.1.yaml": shipped.replace("supplier-short: 0.7", "mini: 0.7"),
        "glossary.en.yaml": GLOSSARY,
        "reference/iso-3166-2026.csv": COUNTRIES,
        "reference/iso-3166-2026.yaml": COUNTRY_SHEET,
        "reference/us-tip-2025.csv": TIERS,
        "reference/us-tip-2025.yaml": TIER_SHEET,
    }
    for name, text in texts.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "content"
