"""Faults to plant in the other files of the small content folder, one at a time."""

from tests.content.planted import WARNING, Planted

LAW = "instruments/kh.mini.yaml"
METHOD = "method/2026.1.yaml"

ELSEWHERE = {
    "law file name": Planted(
        LAW, "id: kh.mini\n", "id: kh.maxi\n", "id: kh.maxi", "instruments/kh.maxi.yaml"
    ),
    "law of nowhere": Planted(
        LAW, "jurisdiction: KH", "jurisdiction: XX", "jurisdiction", "no ISO 3166-1 code"
    ),
    "day that is none": Planted(
        LAW, "review_by: 2099-01-31", "review_by: 2099-02-31", "review_by", "in no calendar"
    ),
    "review overdue": Planted(
        LAW, "review_by: 2099-01-31", "review_by: 2026-11-20", "review_by", "has passed", WARNING
    ),
    "ends before it begins": Planted(
        LAW, 'in_force_to: "2050"', 'in_force_to: "2000"', "in_force_to", "ends before it begins"
    ),
    "foreign prefix": Planted(
        LAW, "id: kh.mini.3", "id: th.mini.3", "id: th.mini.3", "must begin with kh."
    ),
    "obligation id twice": Planted(
        LAW, "id: kh.mini.3", "id: kh.mini.2", "id: kh.mini.2\n    citation: art 3", "id of another"
    ),
    "unknown source": Planted(
        LAW,
        "    topics: [enforcement]\n    sources: [S01]",
        "    topics: [enforcement]\n    sources: [S02]",
        "[S02]",
        "does not list",
    ),
    "sure without source": Planted(
        LAW,
        "    topics: [enforcement]\n    sources: [S01]",
        "    topics: [enforcement]\n    sources: []",
        "sources: []",
        "without a source",
    ),
    "binds by unknown fact": Planted(
        LAW, "{fact: country,", "{fact: land,", "fact: land", "not in the catalogue"
    ),
    "binds in no country": Planted(
        LAW, "op: eq, value: KH", "op: eq, value: KK", "value: KK", "country is never KK"
    ),
    "reaches by no law": Planted(
        LAW, "value: kh.mini}", "value: kh.none}", "value: kh.none", "is never kh.none"
    ),
    "rule of another country": Planted(
        LAW, "id: kh.mini.scope", "id: th.scope", "id: th.scope", "must begin with kh."
    ),
    "rule with the id of a duty": Planted(
        LAW, "id: kh.mini.scope", "id: kh.mini.1", "id: kh.mini.1\n    role", "obligation or rule"
    ),
    "rule of an unknown source": Planted(
        LAW,
        "every employer.\n    sources: [S01]",
        "every employer.\n    sources: [S09]",
        "[S09]",
        "does not list",
    ),
    "sure rule without a source": Planted(
        LAW,
        "every employer.\n    sources: [S01]",
        "every employer.\n    sources: []",
        "sources: []",
        "without a source",
    ),
    "rule that scores": Planted(LAW, "role: scope", "role: duty", "role: duty", "use one of"),
    "deadline of two days": Planted(
        LAW, '{every_year: "05-31"}', "{after_year_end: 6, once: 2027-01-01}", "due:", "one of"
    ),
    "deadline on no day": Planted(LAW, '"05-31"', '"05-32"', '"05-32"', "in no calendar"),
    "deadline given twice": Planted(
        LAW,
        "deadlines:\n",
        "deadlines:\n  - {code: report, title: A, basis: statute, citation: art 1,\n"
        "    due: {after_year_end: 6}, follows: None., confidence: low}\n",
        "code: report\n",
        "stands twice",
    ),
    "sure deadline without a source": Planted(
        LAW,
        "    follows: A fine.\n    sources: [S01]",
        "    follows: A fine.\n    sources: []",
        "sources: []",
        "without a source",
    ),
    "line of an unknown fact": Planted(
        LAW,
        "    stop: true\n",
        "    stop: true\n    only_if: {fact: staff, op: ge, value: 8}\n",
        "fact: staff",
        "not in the catalogue",
    ),
    "preview of no law": Planted(
        LAW,
        "  binds: {fact: country",
        "  preview: {fact: customers.bound_by, op: contains, value: kh.none}\n"
        "  binds: {fact: country",
        "kh.none",
        "is never kh.none",
    ),
    "sure law that nobody read": Planted(
        LAW,
        "sources: [{code: S01, title: The text, address: example.org/act}]",
        "sources: []",
        "id: kh.mini",
        "has no source",
    ),
    "count out of reach": Planted(
        LAW,
        "  binds: {fact: country, op: eq, value: KH}\n",
        "  binds: {count: {at_least: 2, of: [{fact: country, op: eq, value: KH}]}}\n",
        "count:",
        "never true",
    ),
    "sum without a currency": Planted(
        LAW,
        "  binds: {fact: country, op: eq, value: KH}\n",
        "  binds: {fact: turnover.group, op: ge, value: 5}\n",
        "turnover.group",
        "say the currency",
    ),
    "currency of a head count": Planted(
        LAW,
        "  binds: {fact: country, op: eq, value: KH}\n",
        "  binds: {fact: staff.group, op: ge, value: 5, currency: GBP}\n",
        "staff.group",
        "remove the currency",
    ),
    "unknown fact of two years": Planted(
        LAW,
        "  binds: {fact: country, op: eq, value: KH}\n",
        "  binds: {each_year: {last: 2, of: {fact: staff.groop, op: ge, value: 5}}}\n",
        "staff.groop",
        "do you mean staff.group",
    ),
    "look back of one year": Planted(
        LAW,
        "  binds: {fact: country, op: eq, value: KH}\n",
        "  binds: {any_year: {last: 1, of: {fact: staff.group, op: ge, value: 5}}}\n",
        "last: 1",
        "at least 2",
    ),
    "two groups in one": Planted(
        LAW,
        "  binds: {fact: country, op: eq, value: KH}\n",
        "  binds: {from_day: 2027-01-01, not: {all: []}}\n",
        "binds:",
        "write one of",
    ),
    "day that begins nothing": Planted(
        LAW,
        "  binds: {fact: country, op: eq, value: KH}\n",
        "  binds: {from_day: 2027-02-30}\n",
        "2027-02-30",
        "in no calendar",
    ),
    "disputed on an unknown fact": Planted(
        LAW,
        "  binds: {fact: country, op: eq, value: KH}\n",
        "  binds: {disputed: {not: {fact: stuff, op: eq, value: x}}}\n",
        "fact: stuff",
        "not in the catalogue",
    ),
    "penalty upside down": Planted(LAW, "min: 61", "min: 91", "min: 91", "penalty multiple"),
    "duty nobody asks": Planted(
        LAW,
        "binds: state",
        "binds: employer",
        "id: kh.mini.3",
        "no bank asks about kh.mini.3",
        WARNING,
    ),
    "method without a bank": Planted(
        METHOD, "mini: 0.7", "other: 0.7", "k: {", "no figure for the bank mini"
    ),
    "method without a force": Planted(
        METHOD,
        "force: {must: 3, ban: 3, should: 1}",
        "force: {must: 3, ban: 3}",
        "force: {must",
        "lacks should",
    ),
    "method with a lost theme": Planted(
        METHOD,
        "[worker_voice, grievance, remedy]",
        "[worker_voice, grievance]",
        "themes:",
        "in no group: remedy",
    ),
    "method bands fall": Planted(
        METHOD, "moderate: 30", "moderate: 50", "moderate: 50", "must rise from 0"
    ),
    "method weight missing": Planted(
        METHOD, "country: 3, sector: 2,", "country: 3,", "weights", "lacks sector"
    ),
    "method extent": Planted(
        METHOD,
        "structure: [10, 95]",
        "structure: [10, 90]",
        "structure: [10, 90]",
        "not that of its table",
    ),
    "sheet without licence": Planted(
        "reference/us-tip-2025.yaml", "licence: Free\n", "", "source: us-tip", "licence is missing"
    ),
    "sheet of another edition": Planted(
        "reference/us-tip-2025.yaml",
        'edition: "2025"',
        'edition: "2024"',
        "source: us-tip",
        "us-tip-2024",
    ),
    "no such country": Planted(
        "reference/us-tip-2025.csv", "KHM,Tier 3", "KAM,Tier 3", "KAM", "KAM is not an ISO"
    ),
    "no such tier": Planted(
        "reference/us-tip-2025.csv", "KHM,Tier 3", "KHM,Tier 4", "KHM", "Tier 4"
    ),
    "a country twice": Planted(
        "reference/us-tip-2025.csv",
        "KHM,Tier 3",
        "KHM,Tier 3\nKHM,Tier 1",
        "KHM,Tier 1",
        "has a row already",
    ),
    "column unexplained": Planted(
        "reference/us-tip-2025.csv", "iso3,tier", "iso3,level", "iso3", "its sheet explains"
    ),
    "cells missing": Planted(
        "reference/us-tip-2025.csv", "KHM,Tier 3", "KHM", "KHM", "has 1 cells"
    ),
    "term twice over": Planted(
        "glossary.en.yaml",
        "    meaning: Somebody who finds workers.\n",
        "",
        "- id: agent",
        "meaning is missing",
    ),
}
