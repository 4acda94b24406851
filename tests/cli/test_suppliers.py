"""`crest suppliers import` and `crest register export`."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import load_workbook

from crest.app import compose
from crest.config import Settings
from crest.domain.permissions import TenantKind
from crest.persistence import tenants
from crest.persistence.session import writing
from tests.cli.commands import Crest
from tests.conftest import NOW


@pytest.fixture
def member(settings: Settings) -> str:
    runtime = compose(settings)
    with runtime.sessions() as session, writing(session):
        tenants.add(session, kind=TenantKind.FEDERATION, code="F", name="Federation", now=NOW)
        tenants.add(session, kind=TenantKind.MEMBER, code="A", name="Member A", now=NOW)
    runtime.sessions.kw["bind"].dispose()
    return "A"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("Factory Name,Country,Colour\nMekong Knit,KH,red\nTonle Sew,Kambodja,blue\n")
    return path


def test_the_report_has_its_promised_shape(crest: Crest, member: str, source: Path) -> None:
    done = crest("suppliers", "import", str(source), "--member", member, "--json")

    report = json.loads(done.stdout)
    assert done.exit_code == 0
    assert UUID(report.pop("import"))
    assert report == {
        "sheet": "",
        "header_row": 1,
        "columns": {"name": "Factory Name", "country": "Country"},
        "ignored": ["Colour"],
        "rows": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "refused": 1,
        "proposals": [],
        "faults": [
            {
                "row": 3,
                "column": "Country",
                "code": "country_unknown",
                "message": "'Kambodja' is not a country we know.",
                "remedy": "Write the country's name or its two-letter code, or leave it empty.",
            }
        ],
    }


def test_a_second_run_and_a_dry_run_change_nothing(crest: Crest, member: str, source: Path) -> None:
    command = ("suppliers", "import", str(source), "--member", member)

    runs = [crest(*command, "--dry-run"), crest(*command), crest(*command)]

    assert [run.stdout.split(", ")[0] for run in runs] == [
        "2 rows: 1 created",
        "2 rows: 1 created",
        "2 rows: 0 created",
    ]
    assert "dry run" in runs[0].stdout
    assert "Row 3, column Country" in runs[1].stderr


def test_a_list_taken_in_by_command_is_taken_back(crest: Crest, member: str, source: Path) -> None:
    first = json.loads(
        crest("suppliers", "import", str(source), "--member", member, "--json").stdout
    )
    source.write_text("Factory Name,Country,Tier\nMekong Knit,KH,2\n")
    told = crest("suppliers", "import", str(source), "--member", member).stdout
    second = told.split("crest suppliers undo ")[1].split()[0]
    again = json.loads(
        crest("suppliers", "import", str(source), "--member", member, "--json").stdout
    )

    undone = [
        json.loads(crest("suppliers", "undo", one, "--member", member, "--json").stdout)
        for one in (second, second, first["import"])
    ]

    assert "import" not in again
    assert undone[0] == undone[1] == {"removed": 0, "restored": 1, "left": []}
    assert undone[2]["removed"] + len(undone[2]["left"]) == 1
    assert crest("suppliers", "undo", str(UUID(int=7)), "--member", member).exit_code == 3


def test_a_code_that_gives_a_supplier_quite_another_name_is_told(
    crest: Crest, member: str, source: Path
) -> None:
    command = ("suppliers", "import", str(source), "--member", member)
    source.write_text("Supplier code,Name,Country\nQ1,Mekong Knit,KH\nQ2,Blue River,KH\n")
    crest(*command)
    source.write_text("Supplier code,Name,Country\nQ1,Mekong Knits,KH\nQ2,Kampot Salt,KH\n")

    told = json.loads(crest(*command, "--dry-run", "--json").stdout)
    said = crest(*command).stdout

    assert told["renamed"] == [3]
    assert "Quite another name for a supplier of the same code or number: rows 3\n" in said


@pytest.mark.parametrize(
    ("member_code", "content", "status"),
    [
        pytest.param("A", "colour\nred\n", 3, id="no names"),
        pytest.param("A", "", 3, id="empty"),
        pytest.param("F", "name\nAngkor\n", 3, id="the federation has no suppliers"),
        pytest.param("Z", "name\nAngkor\n", 3, id="nobody"),
    ],
)
def test_refusals_end_with_their_status_and_one_line(
    crest: Crest, member: str, tmp_path: Path, member_code: str, content: str, status: int
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(content)

    refused = crest("suppliers", "import", str(path), "--member", member_code)

    assert refused.exit_code == status
    assert refused.stdout == ""
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_register_is_written_to_a_file(
    crest: Crest, member: str, source: Path, tmp_path: Path
) -> None:
    crest("suppliers", "import", str(source), "--member", member)
    target = tmp_path / "register.xlsx"

    done = crest("register", "export", "--member", member, "-o", str(target))

    assert done.exit_code == 0
    sheet = load_workbook(target, data_only=True)["Register"]
    assert sheet["B3"].value == "Mekong Knit"
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_jobs_that_are_due_are_run_once(crest: Crest, member: str) -> None:
    done = crest("jobs", "run", "--once")

    assert (done.exit_code, done.stdout) == (0, "jobs run: 0\n")


def test_a_filled_register_is_taken_in_by_command(
    crest: Crest, member: str, source: Path, tmp_path: Path
) -> None:
    crest("suppliers", "import", str(source), "--member", member)
    path = tmp_path / "register.xlsx"
    made = crest("register", "export", "--member", member, "-o", str(path), "--answers")
    assert made.exit_code == 0, made.stderr
    book = load_workbook(path)
    sheet = book["Register"]
    codes = [cell.value for cell in sheet[1]]
    sheet.cell(3, codes.index("owner") + 1).value = "Dara"
    book.save(path)
    command = ("register", "import", str(path), "--member", member)

    told = json.loads(crest(*command, "--dry-run", "--json").stdout)
    runs = [crest(*command, "--dry-run"), crest(*command), crest(*command)]

    assert [run.exit_code for run in runs] == [0, 0, 0]
    assert "1 cells to write" in runs[0].stdout
    assert "nothing is changed: dry run" in runs[0].stdout
    assert "1 cells written" in runs[1].stdout
    assert "0 cells written" in runs[2].stdout
    assert "Answers" in book.sheetnames
    (change,) = told["changes"]
    assert (change["column"], change["held"], change["written"]) == ("owner", "", "Dara")
    assert (told["conflicts"], told["faults"], told["written"]) == ([], [], None)
    assert json.loads(crest(*command, "--json").stdout)["written"] == 0


@pytest.mark.parametrize(
    ("sheets", "lists"),
    [
        ("Register", []),
        ("laws", ["Laws"]),
        ("Summary,Findings,Answers", ["Findings", "Answers"]),
        ("Laws, Findings", ["Laws", "Findings"]),
    ],
)
def test_a_register_holds_the_lists_that_are_asked_for(
    crest: Crest, member: str, source: Path, tmp_path: Path, sheets: str, lists: list[str]
) -> None:
    crest("suppliers", "import", str(source), "--member", member)
    path = tmp_path / "register.xlsx"
    made = crest(
        "register",
        "export",
        "--member",
        member,
        "-o",
        str(path),
        "--sheets",
        sheets,
        "--lang",
        "en",
    )

    assert made.exit_code == 0, made.stderr
    names = ["Summary", "Register", *lists, "Method", "Dictionary"]
    assert load_workbook(path).sheetnames == names


def test_a_sheet_that_there_is_not_is_refused(crest: Crest, member: str, tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"

    done = crest("register", "export", "--member", member, "-o", str(path), "--sheets", "Fees")

    assert done.exit_code == 2
    assert "Fees" in done.stderr
    assert not path.exists()


def test_a_language_that_is_not_offered_is_refused(
    crest: Crest, member: str, tmp_path: Path
) -> None:
    path = tmp_path / "register.xlsx"

    done = crest("register", "export", "--member", member, "-o", str(path), "--language", "xx")

    assert done.exit_code == 2
    assert not path.exists()


def test_a_mapping_and_the_rows_to_correct(crest: Crest, member: str, tmp_path: Path) -> None:
    source, mapping, report = (tmp_path / name for name in ("list.csv", "map.yaml", "rows.xlsx"))
    source.write_text("a,b\nMekong,Cambodia\nTonle,Nowhere\n")
    mapping.write_text(
        "header_rows: [1]\ncolumns:\n"
        "  - {column: A, heading: a, field: name}\n  - {column: B, heading: b, field: country}\n"
    )
    command = ("suppliers", "import", str(source), "--member", member, "--dry-run")

    done = crest(*command, "--mapping", str(mapping), "--report", str(report), "--json")

    said = json.loads(done.stdout)
    assert (said["created"], said["refused"]) == (1, 1)
    assert said["columns"] == {"name": "a", "country": "b"}
    rows = [[cell.value for cell in row] for row in load_workbook(report).worksheets[0].rows]
    assert rows[0][:2] == ["a", "b"]
    assert rows[1][:3] == ["Tonle", "Nowhere", 3]
    assert "not a country we know" in str(rows[1][3])


def test_a_refused_row_is_never_told_as_taken_with_a_warning(
    crest: Crest, member: str, tmp_path: Path
) -> None:
    content = (
        "Code,Name,Country,Registration No.,Share of migrants\n"
        "W-1,Taken Example,KH,1.2E+11,3\nW-2,Refused Example,Kambodja,1.2E+11,3\n"
    )
    (tmp_path / "list.csv").write_text(content)

    done = crest("suppliers", "import", str(tmp_path / "list.csv"), "--member", member, "--dry-run")
    told = done.stderr.splitlines()

    taken = [line.split(",")[0] for line in told if line.endswith("The row is taken without it.")]
    assert taken == ["Row 2"]
    assert len(told) == 4


def test_a_mapping_that_is_none_is_refused_by_its_place(
    crest: Crest, member: str, source: Path, tmp_path: Path
) -> None:
    command = ("suppliers", "import", str(source), "--member", member, "--mapping")
    statuses = []
    for number, text in enumerate(("columns: [{column: 7}]", "{", "- x")):
        mapping = tmp_path / f"{number}.yaml"
        mapping.write_text(text)
        statuses.append(crest(*command, str(mapping)).exit_code)

    assert statuses == [3, 3, 3]


def test_pairs_are_told_and_not_merged(crest: Crest, member: str, tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_text("name,country,address\nAngkor Thread Co,KH,12 River Road\n")
    crest("suppliers", "import", str(source), "--member", member)
    source.write_text("name,country,address\nAngkor Threads Co,KH,12 River Road\n")

    said = json.loads(
        crest("suppliers", "import", str(source), "--member", member, "--json").stdout
    )

    assert said["created"] == 1
    assert [(one["row"], one["code"], one["kind"]) for one in said["proposals"]] == [
        (2, "S-0001", "same")
    ]
