"""The wheel stands on its own: installed elsewhere it upgrades a database and shows its door."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ("templates", "questionnaires", "migrations")

_OPEN_THE_DOOR = """
import crest, crest.app
client = crest.app.create_app().test_client()
print(client.get("/login").status_code, client.get("/").status_code, crest.__file__)
"""

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_every_data_folder_is_in_the_wheel(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    missing = [
        f"{folder}/{path.relative_to(ROOT / folder)}"
        for folder in DATA
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and f"crest/_data/{folder}/{path.relative_to(ROOT / folder)}" not in packed
    ]

    assert missing == []


def test_the_installed_wheel_upgrades_a_database_and_opens_its_door(
    wheel: Path, tmp_path: Path
) -> None:
    python = tmp_path / "env" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    lock = ROOT / "requirements" / "run.lock"
    for arguments in (["--require-hashes", "-r", lock], ["--no-deps", wheel]):
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", *arguments], check=True, cwd=tmp_path
        )
    environment = {
        **os.environ,
        "CREST_MODE": "demonstration",
        "CREST_DATA_DIR": str(tmp_path / "var"),
    }
    environment.pop("PYTHONPATH", None)

    subprocess.run(
        [tmp_path / "env" / "bin" / "crest", "db", "upgrade"],
        check=True,
        cwd=tmp_path,
        env=environment,
    )
    opened = subprocess.run(
        [
            python,
            "-c",
            _OPEN_THE_DOOR,
        ],
        check=True,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    ).stdout

    assert opened.startswith("200 303 ")
    assert str(ROOT) not in opened
