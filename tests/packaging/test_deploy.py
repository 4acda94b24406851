"""The files of `deploy/` name what exists: settings, commands, options; and they are shut."""

import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from ruamel.yaml import YAML

from crest import config
from crest.cli import main
from crest.config import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
# Read by a proxy alone.
_NO_SETTINGS = {"CREST_HOST", "CREST_UPSTREAM"}
_SETTINGS = set(re.findall(r'"(CREST_[A-Z_]+)"', Path(config.__file__).read_text()))


def _files() -> Iterator[Path]:
    yield from (path for path in sorted(DEPLOY.rglob("*")) if path.is_file())


def _check(words: list[str]) -> None:
    """Fail unless these words are a command of `crest` that takes these options."""
    command: click.Command = main
    context = click.Context(command)
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found is not None
        command = found
    options = {name for one in command.params for name in one.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_every_setting_that_the_files_name_exists() -> None:
    named = {
        name
        for path in _files()
        for name in re.findall(r"\bCREST_[A-Z_]+\b", path.read_text())
        if name not in _NO_SETTINGS
    }

    assert len(named) > 5
    assert named <= _SETTINGS


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_exists_and_is_shut(path: Path) -> None:
    text = path.read_text()
    started = re.search(r"^ExecStart=(\S+)(.*)$", text, re.MULTILINE)
    assert started is not None
    if started[1].endswith("/crest"):
        _check(started[2].split())
    else:
        assert (DEPLOY / Path(started[1]).name).stat().st_mode & 0o100

    for line in (
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "CapabilityBoundingSet=",
        "User=crest",
        "UMask=0077",
    ):
        assert f"\n{line}\n" in text


def test_each_timer_has_its_service() -> None:
    timers = sorted((DEPLOY / "systemd").glob("*.timer"))

    assert [timer.stem for timer in timers] == ["crest-backup", "crest-erase"]
    assert all(timer.with_suffix(".service") in UNITS for timer in timers)
    assert all("OnCalendar=" in timer.read_text() for timer in timers)


def test_compose_runs_commands_that_exist_without_rights() -> None:
    services = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text())["services"]

    for name in ("web", "worker"):
        service = services[name]
        _check(list(service["command"]))
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    _check(services["worker"]["healthcheck"]["test"][2:])
    build = services["web"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    assert "ports" not in services["db"]


def test_the_container_runs_as_nobody_in_particular() -> None:
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    copied = [line.split()[1] for line in lines if re.match(r"COPY (?!--from)", line)]

    assert "USER crest" in lines
    assert any("--require-hashes" in line for line in lines)
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    assert all((ROOT / path).exists() for path in copied)
    command = next(line for line in lines if line.startswith("CMD ["))
    _check(re.findall(r'"([^"]+)"', command))
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    assert {f"!{path}" for path in copied} <= set(ignored)


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_proxies_write_no_link_that_stands_for_a_person(name: str, app: object) -> None:
    text = (DEPLOY / name).read_text()
    rules = app.url_map.iter_rules()  # type: ignore[attr-defined]
    doors = {rule.rule.partition("<")[0] for rule in rules if "<token" in rule.rule}

    known = {"/audit/", "/c/", "/d/", "/i/", "/join/", "/login/password/", "/space/confirm/"}
    assert doors == known
    assert all(door.strip("/") in text for door in doors)


def test_no_file_names_an_index_of_packages() -> None:
    for path in _files():
        assert not re.search(r"index-url|extra-index|pypi", path.read_text(), re.IGNORECASE)


def _back_up(
    settings: Settings, folder: Path, **changed: str
) -> "subprocess.CompletedProcess[str]":
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "CREST_MODE": "demonstration",
        "CREST_DATA_DIR": str(settings.data_dir),
        "BACKUP_DIR": str(folder),
        **changed,
    }
    return subprocess.run(
        ["sh", str(DEPLOY / "backup.sh")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_backup_script_keeps_database_evidence_and_key(
    settings: Settings, tmp_path: Path
) -> None:
    settings.evidence_dir.mkdir(exist_ok=True)
    (settings.evidence_dir / "a").write_bytes(b"paper")
    folder = tmp_path / "backups"

    done = _back_up(settings, folder, BACKUP_PLAIN="yes")

    assert done.returncode == 0, done.stderr
    (made,) = folder.iterdir()
    assert made.stat().st_mode & 0o777 == 0o600
    with tarfile.open(made) as whole:
        names = set(whole.getnames())
    assert {f"whole/{name}" for name in ("database", "database.sha256", "secret_key")} <= names
    assert "whole/evidence/a" in names


def test_the_backup_script_writes_nothing_readable_unless_told_to(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"

    done = _back_up(settings, folder)

    assert done.returncode == 2
    assert "BACKUP_PLAIN=yes" in done.stderr
    assert not folder.exists()
