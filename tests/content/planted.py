"""Faults to plant in the bank of the small content folder, one at a time."""

from typing import NamedTuple

from crest.content.faults import Severity

BANK = "banks/mini/1.yaml"


class Planted(NamedTuple):
    """A change to one file; the fault stands where `at` first stands after `old` was changed."""

    file: str
    old: str
    new: str
    at: str
    words: str
    severity: Severity = Severity.ERROR


WARNING = Severity.WARNING

IN_BANK = {
    "key twice": Planted(
        BANK, "minutes: 5", "minutes: 5\nminutes: 6", "minutes: 6", "stands twice"
    ),
    "unknown key": Planted(
        BANK, "audience: The", "color: red\naudience: The", "color", "not a key"
    ),
    "missing key": Planted(
        BANK, "audience: The buyer reads the answers.\n", "", "id: mini", "is missing"
    ),
    "version as number": Planted(BANK, 'version: "1"', "version: 1", "version", "put 1 in quotes"),
    "leading zero": Planted(BANK, "minutes: 5", "minutes: 05", "minutes", "put it in quotes"),
    "unknown theme": Planted(
        BANK, "theme: recruitment\n", "theme: hiring\n", "theme: hiring", "use one of"
    ),
    "empty text": Planted(BANK, "title: Mini check", 'title: " "', "title", "is empty"),
    "credit above one": Planted(
        BANK, "credit: 0.125", "credit: 1.25", "credit: 1.25", "between 0 and 1"
    ),
    "too many decimals": Planted(BANK, "0.125", "0.1255", "0.1255", "more than 3 decimals"),
    "yes as truth": Planted(
        BANK,
        "{fact: workforce.migrants, op: eq, value: 0}",
        "{fact: site.guards, op: eq, value: true}",
        "site.guards",
        "yes and no are texts",
    ),
    "half a condition": Planted(
        BANK,
        "op: gt, value: 0}]}\n        options",
        "op: gt}]}\n        options",
        "op: gt}]}",
        "write one of",
    ),
    "question code twice": Planted(
        BANK,
        "code: REC-040",
        "code: REC-010",
        "code: REC-010\n        theme: recruitment_fees",
        "another question",
    ),
    "section code twice": Planted(
        BANK,
        "- code: REC\n",
        "- code: PRO\n",
        "- code: PRO\n    title: Recruitment",
        "another section",
    ),
    "option code twice": Planted(
        BANK, "code: some,", "code: all,", "code: all, label: Some", "give each its own"
    ),
    "file name": Planted(BANK, "id: mini", "id: maxi", "id: maxi", "banks/maxi/1.yaml"),
    "unknown fact set": Planted(
        BANK,
        "fact: workforce.migrants\n",
        "fact: workforce.migrant\n",
        "fact: workforce.migrant\n",
        "do you mean workforce.migrants",
    ),
    "fact of another type": Planted(
        BANK,
        "fact: workforce.migrants\n",
        "fact: country\n",
        "type: number",
        "but country needs single",
    ),
    "option no fact value": Planted(
        BANK, "code: direct", "code: directly", "directly", "do you mean direct?"
    ),
    "credited fact": Planted(
        BANK, "label: Directly", "label: Directly, credit: 1", "Directly, credit", "earn nothing"
    ),
    "fact with a rung": Planted(
        BANK,
        "fact: recruitment.channels\n",
        "fact: recruitment.channels\n        rung: told\n",
        "rung: told",
        "only controls",
    ),
    "control in a scope": Planted(
        BANK,
        "scope: {all: [{fact: workforce.migrants, op: gt, value: 0}]}\n        options",
        "scope: {all: [{question: PRO-020, op: contains, value: direct}]}\n        options",
        "scope: {all: [{question",
        "only facts may stand here",
    ),
    "unknown fact in a scope": Planted(
        BANK,
        "{fact: workforce.migrants, op: gt",
        "{fact: workforce.aliens, op: gt",
        "workforce.aliens",
        "not in the catalogue",
    ),
    "number compared as text": Planted(
        BANK, "op: gt, value: 0}", 'op: gt, value: "0"}', 'value: "0"', "without quotes"
    ),
    "list compared by size": Planted(
        BANK,
        "{fact: workforce.migrants, op: gt, value: 0}",
        "{fact: goods, op: gt, value: rice}",
        "goods",
        "eq, ne, in or contains",
    ),
    "impossible value": Planted(
        BANK,
        "{fact: workforce.migrants, op: gt, value: 0}",
        "{fact: site.guards, op: eq, value: maybe}",
        "maybe",
        "is never maybe",
    ),
    "control without rung": Planted(
        BANK,
        "        rung: practice\n        type: single\n",
        "        type: single\n",
        "code: REC-010",
        "without rung",
    ),
    "control without help": Planted(
        BANK, "        help: Count local agents.\n", "", "code: REC-010", "without help"
    ),
    "control without purpose": Planted(
        BANK, "        purpose: To see who recruits.\n", "", "code: REC-010", "without purpose"
    ),
    "control without evidence": Planted(
        BANK, "        evidence: {expected: required}\n", "", "code: REC-030", "without evidence"
    ),
    "control without advice": Planted(
        BANK,
        "        recommendation: Write them all down.\n",
        "",
        "code: REC-010",
        "without recommendation",
    ),
    "law without obligation": Planted(
        BANK, "        obligations: [{id: kh.mini.1}]\n", "", "code: REC-010", "names no obligation"
    ),
    "unknown obligation": Planted(
        BANK, "id: kh.mini.1}", "id: kh.mini.9}", "kh.mini.9", "unknown obligation"
    ),
    "obligation twice": Planted(
        BANK, "[{id: kh.mini.1}]", "[{id: kh.mini.1}, {id: kh.mini.1}]", "[{id: kh.mini.1}", "twice"
    ),
    "weightless link": Planted(BANK, "weight: 2.5", "weight: 0", "weight: 0", "above 0"),
    "unknown term": Planted(
        BANK, "glossary: [agent]", "glossary: [agents]", "[agents]", "not in the glossary"
    ),
    "profile control": Planted(
        BANK,
        "theme: recruitment\n",
        "theme: profile\n",
        "theme: profile\n        kind: control",
        "in no group",
    ),
    "option without credit": Planted(
        BANK,
        "label: Some of them, credit: 0.125",
        "label: Some of them",
        "label: Some",
        "without credit",
    ),
    "best is not one": Planted(
        BANK,
        "label: All of them, credit: 1",
        "label: All of them, credit: 0.9",
        "options:\n          - {code: all,",
        "best answer",
    ),
    "worst is not zero": Planted(
        BANK,
        "label: None of them, credit: 0",
        "label: None of them, credit: 0.1",
        "options:\n          - {code: all,",
        "worst answer",
    ),
    "gap in bands": Planted(
        BANK, "{from: 50, below", "{from: 60, below", "{from: 60", "nothing covers 50 to 60"
    ),
    "overlapping bands": Planted(
        BANK, "{from: 50, below", "{from: 40, below", "{from: 40", "overlap from 40 to 50"
    ),
    "bands end early": Planted(
        BANK, "{from: 90, below: null", "{from: 90, below: 100", "{from: 90", "no band from 100"
    ),
    "bands begin late": Planted(
        BANK, "{from: null, below: 50", "{from: 1, below: 50", "{from: 1,", "no band below 1"
    ),
    "open band inside": Planted(
        BANK, "{from: 50, below: 90", "{from: 50, below: null", "{from: 90", "open end"
    ),
    "trigger that earns": Planted(
        BANK,
        "credit: 0, cap: 0, trigger",
        "credit: 0, cap: 0.5, trigger",
        "code: fee",
        "still earns",
    ),
    "exclusive in single": Planted(
        BANK,
        "label: None of them, credit: 0",
        "label: None of them, credit: 0, exclusive: true",
        "label: None of them",
        "in single all are",
    ),
    "exclusive trigger": Planted(
        BANK,
        "label: A fee, credit: 0, cap: 0, trigger: true",
        "label: A fee, credit: 0, cap: 0, trigger: true, exclusive: true",
        "{code: fee",
        "which others would drop",
    ),
    "stop that follows": Planted(
        BANK,
        "        weight_class: critical\n",
        "        weight_class: critical\n"
        "        follows: {question: REC-010, op: in, value: [all]}\n",
        "follows: {question: REC-010, op: in, value: [all]}",
        "ask it always",
    ),
    "stop that is planned": Planted(
        BANK,
        "        weight_class: critical\n",
        "        weight_class: critical\n        allow: {planned: true}\n",
        "planned: true",
        "may not be planned",
    ),
    "stop not applicable": Planted(
        BANK,
        "        weight_class: critical\n",
        "        weight_class: critical\n        na_reasons: [{code: x, label: X}]\n"
        "        allow: {not_applicable: true}\n",
        "not_applicable: true",
        "may not be N/A",
    ),
    "reasons without leave": Planted(
        BANK,
        "        weight_class: minor\n",
        "        weight_class: minor\n        na_reasons: [{code: x, label: X}]\n",
        "na_reasons",
        "does not allow",
    ),
    "leave without reasons": Planted(
        BANK,
        "        weight_class: minor\n",
        "        weight_class: minor\n        allow: {not_applicable: true}\n",
        "allow:",
        "list the reasons",
    ),
    "shown by the worse": Planted(
        BANK,
        "op: in, value: [all, some]",
        "op: in, value: [none]",
        "value: [none]",
        "would cost points",
    ),
    "wider than its gate": Planted(
        BANK,
        "        scope: {all: [{fact: workforce.migrants, op: gt, value: 0}]}\n        follows",
        "        follows",
        "follows",
        "repeat its scope",
    ),
    "gate after it": Planted(
        BANK,
        "question: REC-010, op: in",
        "question: REC-030, op: in",
        "question: REC-030, op: in",
        "stands after it",
    ),
    "gate unknown": Planted(
        BANK,
        "question: REC-010, op: in",
        "question: REC-011, op: in",
        "REC-011",
        "not in this bank",
    ),
    "gate is a fact": Planted(
        BANK,
        "question: REC-010, op: in, value: [all, some]",
        "question: PRO-020, op: in, value: [direct]",
        "question: PRO-020",
        "no control",
    ),
    "gate option unknown": Planted(
        BANK, "value: [all, some]", "value: [all, few]", "[all, few]", "waits for option few"
    ),
    "repair unasked": Planted(
        BANK,
        "        asked_when: {question: REC-030, op: contains, value: [fee]}\n",
        "",
        "code: REC-040",
        "without asked_when",
    ),
    "check of no question": Planted(
        BANK,
        "{question: REC-030, op: contains, value: fee}",
        "{question: REC-099, op: contains, value: fee}",
        "REC-099",
        "not in this bank",
    ),
    "check of no option": Planted(
        BANK,
        "op: contains, value: fee}",
        "op: contains, value: fees}",
        "value: fees}",
        "has no option fees",
    ),
    "check asks nothing": Planted(
        BANK, "asks: [PRO-010, REC-030]", "asks: [PRO-010, REC-031]", "REC-031", "asks REC-031"
    ),
    "subject without section": Planted(
        BANK,
        "subjects: [supplier]",
        "subjects: [company]",
        "subjects",
        "no section has subject company",
    ),
    "paper heavy": Planted(
        BANK,
        "        rung: practice\n        type: multi",
        "        rung: told\n        type: multi",
        "code: REC-030",
        "% of the weight of the obligation kh.mini.2",
        WARNING,
    ),
    "fact without purpose": Planted(
        BANK,
        "        purpose: To know who stands between.\n",
        "",
        "code: PRO-020",
        "has no purpose",
        WARNING,
    ),
}
