"""Every planted fault is found, in its file and line and in words that say what to do."""

from datetime import date
from pathlib import Path

import pytest

from crest.content.checks import Report, check_content
from crest.content.faults import Fault, Severity
from crest.content.folder import read_folder
from crest.content.lock import write_lock
from crest.paths import data_folder
from tests.content.planted import IN_BANK, Planted
from tests.content.planted_elsewhere import ELSEWHERE
from tests.content.planted_laws import IN_LAWS

PLANTED = IN_BANK | IN_LAWS | ELSEWHERE

TODAY = date(2026, 11, 21)
BANK_FILE = "banks/mini/1.yaml"


def checked(folder: Path) -> Report:
    write_lock(folder, read_folder(folder).frozen())
    return check_content(folder, today=TODAY)


def line_of(text: str, part: str) -> int:
    assert part in text
    return text[: text.index(part)].count("\n") + 1


def errors(report: Report) -> list[Fault]:
    return [fault for fault in report.faults if fault.severity is Severity.ERROR]


def test_the_shipped_content_has_no_error() -> None:
    report = check_content(data_folder("questionnaires"), today=TODAY)

    assert [str(fault) for fault in errors(report)] == []


def test_the_small_content_has_no_fault_but_silent_sources(folder: Path) -> None:
    faults = checked(folder).faults

    assert [fault for fault in faults if fault.file != "reference"] == []
    assert {fault.severity for fault in faults} == {Severity.WARNING}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_fault_is_found(folder: Path, planted: Planted) -> None:
    path = folder / planted.file
    text = path.read_text()
    assert text.count(planted.old) >= 1
    write_lock(folder, [])
    path.write_text(text.replace(planted.old, planted.new, 1))

    found = [fault for fault in checked(folder).faults if planted.words in fault.message]

    assert [(fault.file, fault.line, fault.severity) for fault in found] == [
        (planted.file, line_of(path.read_text(), planted.at), planted.severity)
    ]


def test_files_that_nothing_reads_are_named(folder: Path) -> None:
    (folder / "instruments" / "kh.more.yml").write_text("id: kh.more\n")
    (folder / "reference" / "wgi-2020.yaml").write_text("source: wgi\n")

    found = {(fault.file, fault.message) for fault in errors(checked(folder))}

    assert found == {
        ("instruments/kh.more.yml", "is read by nothing; correct name and folder, or remove it"),
        ("reference/wgi-2020.yaml", "describes wgi-2020.csv, which is not there"),
    }


def test_a_study_of_another_text_of_the_method_is_named(folder: Path) -> None:
    (method,) = (folder / "method").glob("*.yaml")
    file = method.with_name(f"{method.stem}.study.json")
    (shipped,) = data_folder("questionnaires").glob("method/*.study.json")
    file.write_text(shipped.read_text().replace('"method_digest":"', '"method_digest":"other'))

    (stale,) = [one for one in checked(folder).faults if one.file == f"method/{file.name}"]
    file.write_text("{}")
    (damaged,) = [one for one in checked(folder).faults if one.file == f"method/{file.name}"]

    assert "run crest method study" in stale.message
    assert stale.severity is Severity.WARNING
    assert "is no study of a method" in damaged.message
    assert damaged.severity is Severity.ERROR


def test_a_long_section_is_only_warned_of(folder: Path) -> None:
    path = folder / BANK_FILE
    question = """\
      - code: REC-1{:02}
        theme: recruitment
        kind: repair
        type: text
        text: What happened?
        purpose: To know more.
        asked_when: {{question: REC-030, op: contains, value: fee}}
"""
    more = "".join(question.format(index) for index in range(9))
    path.write_text(path.read_text().replace("checks:\n", f"{more}checks:\n"))

    (fault,) = [fault for fault in checked(folder).faults if fault.file == BANK_FILE]

    assert fault.severity is Severity.WARNING
    assert "REC has 13 questions; split it" in fault.message


@pytest.mark.parametrize(
    ("scope", "is_narrow"),
    [
        pytest.param("{all: [{fact: workforce.migrants, op: gt, value: 0}]}", True, id="same"),
        pytest.param(
            "{all: [{fact: workforce.migrants, op: gt, value: 0}, {fact: tier, op: eq, value: 1}]}",
            True,
            id="narrower",
        ),
        pytest.param("{fact: workforce.migrants, op: gt, value: 0}", True, id="the test alone"),
        pytest.param(
            "{any: [{fact: workforce.migrants, op: gt, value: 0}, {fact: tier, op: eq, value: 1}]}",
            False,
            id="wider",
        ),
        pytest.param("{fact: tier, op: eq, value: 1}", False, id="another"),
        pytest.param("{not: {fact: workforce.migrants, op: gt, value: 0}}", False, id="opposite"),
        pytest.param("{all: []}", False, id="always"),
    ],
)
def test_a_follow_up_is_never_asked_where_its_gate_is_not(
    folder: Path, scope: str, *, is_narrow: bool
) -> None:
    path = folder / BANK_FILE
    old = "scope: {all: [{fact: workforce.migrants, op: gt, value: 0}]}\n        follows"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, f"scope: {scope}\n        follows"))

    found = [fault for fault in errors(checked(folder)) if "repeat its scope" in fault.message]

    assert (found == []) is is_narrow


@pytest.mark.parametrize(
    ("shown", "refused"),
    [
        pytest.param("[nothing]", False, id="the best shows"),
        pytest.param("[nothing, test]", False, id="the better show"),
        pytest.param("[test]", True, id="the best hides"),
        pytest.param("[fee]", True, id="the worst shows"),
    ],
)
def test_a_gate_of_many_options_never_punishes_the_better_answer(
    folder: Path, shown: str, *, refused: bool
) -> None:
    _add_step(folder / BANK_FILE, f"{{question: REC-030, op: in, value: {shown}}}")

    found = [fault.message for fault in errors(checked(folder))]

    assert ["would cost points" in message for message in found] == [True] * refused


@pytest.mark.parametrize(
    ("shown", "warned"),
    [
        pytest.param("[told]", True, id="an equal option is left out"),
        pytest.param("[told, posted]", False, id="both show"),
    ],
)
def test_a_gate_that_leaves_out_an_option_as_good_as_one_it_lists_is_warned_of(
    folder: Path, shown: str, *, warned: bool
) -> None:
    path = folder / BANK_FILE
    before, rest = path.read_text().split("          - {code: nothing,")
    after = rest[rest.index("        evidence") :]
    measures = """\
          - {code: told, label: Workers were told, credit: 0.5}
          - {code: posted, label: It is posted, credit: 0.5}
          - {code: none, label: None of these, credit: 0, exclusive: true}
"""
    path.write_text(before + measures + after)
    _add_step(path, f"{{question: REC-030, op: in, value: {shown}}}")

    found = [fault for fault in checked(folder).faults if "list both" in fault.message]

    assert [fault.severity for fault in found] == [Severity.WARNING] * warned


@pytest.mark.parametrize(
    ("gate", "refused"),
    [
        pytest.param("{question: REC-030, op: eq, value: [nothing]}", True, id="many options"),
        pytest.param("{question: REC-010, op: eq, value: [all, some]}", True, id="many values"),
        pytest.param("{question: REC-010, op: eq, value: [all]}", False, id="one of one"),
        pytest.param("{question: REC-010, op: in, value: [all, some]}", False, id="in"),
    ],
)
def test_a_gate_does_not_wait_for_an_exact_list_of_options(
    folder: Path, gate: str, *, refused: bool
) -> None:
    _add_step(folder / BANK_FILE, gate)

    found = [fault for fault in errors(checked(folder)) if "; use in" in fault.message]

    assert len(found) == int(refused)


def _add_step(path: Path, gate: str) -> None:
    """Add a follow-up behind this gate at the end of the small bank."""
    step = f"""\
      - code: REC-050
        theme: recruitment_fees
        kind: control
        rung: remedy
        type: single
        text: Was it repaid?
        help: In full.
        purpose: To see the end of it.
        weight_class: minor
        basis: good_practice
        follows: {gate}
        options:
          - {{code: yes, label: Yes, credit: 1}}
          - {{code: no, label: No, credit: 0}}
        evidence: {{expected: none}}
        recommendation: Repay.
"""
    path.write_text(path.read_text().replace("checks:\n", f"{step}checks:\n"))
