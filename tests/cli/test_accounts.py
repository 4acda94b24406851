"""`crest user`, `crest fixture`, `crest status`, `crest routes`, and how commands end."""

import json
import os
from pathlib import Path

import pytest
from flask import Flask

from crest.config import Settings
from tests.cli.commands import Crest, crest_for
from tests.web.client import PageClient

FIXTURE = {
    "tenants": [
        {"code": "F", "kind": "federation", "name": "Federation"},
        {"code": "A", "kind": "member", "name": "A Co", "facts": {"country": "KH"}},
    ],
    "users": [
        {
            "email": "Editor@A.example",
            "name": "Editor",
            "password": "pw of the editor",
            "memberships": [{"tenant": "A", "role": "edit"}],
        },
        {
            "email": "site@a.example",
            "name": "Site",
            "password": "pw of the site",
            "memberships": [{"tenant": "A", "role": "site", "workplaces": ["W1"]}],
        },
    ],
    "workplaces": [{"tenant": "A", "code": "W1", "name": "Factory"}],
    "suppliers": [{"tenant": "A", "code": "S1", "name": "Weavers", "tier": 1}],
    "assessments": [
        {
            "tenant": "A",
            "by": "editor@a.example",
            "bank": "supplier-short",
            "subject": {"kind": "supplier", "code": "S1"},
            "on": "2026-05-05",
            "answers": {"PRO-010": {"value": 12}, "PRO-020": {"state": "dont_know"}},
        }
    ],
}


def _write(tmp_path: Path, **changed: object) -> str:
    path = tmp_path / "federation.json"
    path.write_text(json.dumps({**FIXTURE, **changed}))
    return str(path)


def test_the_first_administrator_signs_in_with_the_printed_password(
    crest: Crest, app: Flask
) -> None:
    made = crest(
        *("user", "add", "First@Example.org", "--name", "First", "--role", "fadm"),
        *("--federation", "Our federation"),
    )
    password = made.stdout.splitlines()[-1].rpartition(" ")[2]

    assert made.exit_code == 0
    home = PageClient(app).login("first@example.org", password).get("/").text
    assert 'class="button" href="/federation/members/new"' in home


def test_a_member_and_its_administrator_are_made_at_once(crest: Crest, app: Flask) -> None:
    arguments = ("--role", "adm", "--tenant", "M1", "--member", "Member One", "--password-stdin")

    made = crest(
        "user", "add", "adm@m.example", "--name", "M", *arguments, stdin="a good password\n"
    )

    assert made.exit_code == 0
    assert "a good password" not in made.output
    PageClient(app).login("adm@m.example", "a good password")


def test_a_second_role_keeps_the_password(crest: Crest, app: Flask) -> None:
    arguments = ("user", "add", "two@m.example", "--name", "Two", "--role", "view", "--tenant")
    crest(*arguments, "M1", "--member", "One", "--password-stdin", stdin="a good password\n")

    again = crest(*arguments, "M2", "--member", "Two")

    assert again.exit_code == 0
    assert "password" not in again.stdout
    PageClient(app).login("two@m.example", "a good password")


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        pytest.param(("--role", "adm", "--federation", "F"), "", id="member role in federation"),
        pytest.param(("--role", "fadm", "--tenant", "none"), "", id="no such tenant"),
        pytest.param(
            ("--role", "fadm", "--federation", "F", "--password-stdin"), "short\n", id="short"
        ),
        pytest.param(
            ("--role", "fadm", "--federation", "F", "--password-stdin"),
            "x@example.org1\n",
            id="password that holds the address",
        ),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    crest: Crest, arguments: tuple[str, ...], stdin: str
) -> None:
    refused = crest("user", "add", "x@example.org", "--name", "X", *arguments, stdin=stdin)

    assert refused.exit_code == 3
    assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize("of", [("--federation", "Ours"), ("--tenant", "M", "--member", "Ours")])
def test_a_first_account_that_was_refused_is_made_by_the_same_command(
    crest: Crest, of: tuple[str, ...]
) -> None:
    role = "fadm" if "--federation" in of else "adm"
    command = ("user", "add", "a@example.org", "--name", "A", *of, "--role")

    refused = crest(*command, "sup")
    made = crest(*command, role)

    assert refused.exit_code == 3
    assert made.exit_code == 0, made.stderr
    assert crest(*command, role).exit_code == 3  # the person is there already


def test_what_commands_write_is_for_their_account_alone(crest: Crest) -> None:
    before = os.umask(0o022)

    crest("routes")

    assert os.umask(before) == 0o077


def test_no_second_federation(crest: Crest) -> None:
    arguments = ("--name", "X", "--role", "fadm", "--federation", "F", "--tenant")
    crest("user", "add", "a@example.org", *arguments, "one")

    assert crest("user", "add", "b@example.org", *arguments, "two").exit_code == 3


def test_a_disabled_account_stays_listed_and_keeps_nobody_in(crest: Crest, app: Flask) -> None:
    arguments = ("--name", "X", "--role", "fadm", "--federation", "F", "--password-stdin")
    crest("user", "add", "a@example.org", *arguments, stdin="a good password\n")
    browser = PageClient(app).login("a@example.org", "a good password")

    closed = crest("user", "disable", "A@example.org")

    assert closed.exit_code == 0
    listed = json.loads(crest("user", "list", "--json").stdout)["users"]
    assert [(user["email"], user["disabled"]) for user in listed] == [("a@example.org", True)]
    assert "disabled" in crest("user", "list", "--tenant", "federation").stdout
    assert browser.get("/").status_code == 303
    refused = browser.post("/login", {"email": "a@example.org", "password": "a good password"})
    assert refused.status_code == 401


def test_disabling_nobody_is_refused(crest: Crest) -> None:
    assert crest("user", "disable", "nobody@example.org").exit_code == 3


def test_a_described_federation_is_loaded(crest: Crest, app: Flask, tmp_path: Path) -> None:
    loaded = crest("fixture", "load", _write(tmp_path))

    assert loaded.exit_code == 0, loaded.stderr
    browser = PageClient(app).login("editor@a.example", "pw of the editor")
    assert "Weavers" in browser.get("/suppliers").text


def test_a_fixture_is_refused_in_production(crest: Crest, tmp_path: Path) -> None:
    refused = crest("fixture", "load", _write(tmp_path), CREST_MODE="production")

    assert refused.exit_code == 3


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"tenants": []}, id="no tenants"),
        pytest.param({"workplaces": FIXTURE["workplaces"] * 2}, id="a code twice"),
        pytest.param({"workplaces": []}, id="no workplace for the site manager"),
        pytest.param(
            {"assessments": [{**FIXTURE["assessments"][0], "by": "no@a.example"}]},
            id="no such person",
        ),
        pytest.param(
            {"assessments": [{**FIXTURE["assessments"][0], "answers": {"NO-010": {}}}]},
            id="no such question",
        ),
        pytest.param(
            {
                "assessments": [
                    {
                        **FIXTURE["assessments"][0],
                        "subject": {"kind": "supplier", "code": "S9"},
                    }
                ]
            },
            id="no such supplier",
        ),
        pytest.param(
            {"suppliers": [{"tenant": "A", "code": "S1", "name": "W", "facts": {"moon": "full"}}]},
            id="no such fact",
        ),
    ],
)
def test_a_fixture_that_does_not_hang_together_is_refused(
    crest: Crest, tmp_path: Path, changed: dict[str, object]
) -> None:
    assert crest("fixture", "load", _write(tmp_path, **changed)).exit_code == 3


def test_status_tells_how_the_installation_stands(crest: Crest) -> None:
    status = json.loads(crest("status", "--json").stdout)

    assert status["revision"] == status["newest_revision"]
    assert status["faults"] == []
    assert "supplier-short" in status["banks"]
    assert "disk" in crest("status").stdout


def test_status_names_missing_tables(crest: Crest) -> None:
    crest("db", "downgrade", "base")

    told = crest("status")

    assert told.exit_code == 1
    assert "crest db upgrade" in told.stdout


def test_every_route_is_listed_with_its_permission(crest: Crest) -> None:
    routes = json.loads(crest("routes", "--json").stdout)["routes"]

    found = {(route["endpoint"], route["permission"]) for route in routes}
    assert {("account.login", "public"), ("account.switch", "account.manage")} <= found
    assert "/health/live" in crest("routes").stdout


def test_a_wrong_setting_is_wrong_use(crest: Crest) -> None:
    refused = crest("status", CREST_MODE="party")

    assert refused.exit_code == 2
    assert refused.stderr.startswith("crest: CREST_MODE")


def test_wrong_use_ends_with_two(crest: Crest) -> None:
    assert crest("no-such-command").exit_code == 2
    assert crest("user", "add").exit_code == 2


def test_a_fault_is_one_line_and_ends_with_one(sqlite_settings: Settings) -> None:
    (sqlite_settings.data_dir / "crest.sqlite").write_bytes(b"not a database" * 1000)

    failed = crest_for(sqlite_settings)("user", "list")

    assert failed.exit_code == 1
    assert failed.stderr.splitlines()[-1].startswith("crest: unexpected fault")


def _first(crest: Crest) -> None:
    arguments = ("--name", "X", "--role", "fadm", "--federation", "F", "--password-stdin")
    crest("user", "add", "a@example.org", *arguments, stdin="a good password\n")


def test_a_printed_link_sets_a_new_password(crest: Crest, app: Flask) -> None:
    _first(crest)

    printed = crest("user", "reset-link", "a@example.org").stdout.strip()
    path = printed.removeprefix("http://localhost:8000")
    answer = PageClient(app).post(path, {"password": "nine wooden boats"})

    assert path.startswith("/login/password/")
    assert answer.status_code == 303
    PageClient(app).login("a@example.org", "nine wooden boats")


@pytest.mark.parametrize("command", ["reset-link", "forget-second-factor"])
def test_for_nobody_there_is_nothing_to_set_anew(crest: Crest, command: str) -> None:
    refused = crest("user", command, "nobody@example.org")

    assert refused.exit_code == 3


def test_who_lost_the_telephone_signs_in_without(crest: Crest, app: Flask) -> None:
    _first(crest)
    browser = PageClient(app).login("a@example.org", "a good password")
    browser.post("/account/second-factor", {"old": "a good password"})

    assert "forgotten" in crest("user", "forget-second-factor", "a@example.org").stdout
    assert "there was none" in crest("user", "forget-second-factor", "a@example.org").stdout
    assert browser.get("/account/second-factor/set-up").status_code == 303
