"""The data folders are found from anywhere, in a checkout and in an installed package."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import crest

SCRIPT = "import sys; from crest.paths import data_folder; print(data_folder(sys.argv[1]))"


def found(name: str, *, cwd: Path, python_path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, name],
        cwd=cwd,
        env={"PYTHONPATH": str(python_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.parametrize("name", ["questionnaires", "templates", "migrations"])
def test_a_folder_of_the_checkout_is_found_from_outside(tmp_path: Path, name: str) -> None:
    root = Path(crest.__file__).parent.parent

    assert found(name, cwd=tmp_path, python_path=root) == str(root / name)
    assert (root / name).is_dir()


def test_a_packed_folder_goes_before_one_beside_the_package(tmp_path: Path) -> None:
    package = tmp_path / "site" / "crest"
    package.mkdir(parents=True)
    for module in ("__init__.py", "paths.py"):
        shutil.copy(Path(crest.__file__).parent / module, package / module)
    (tmp_path / "site" / "questionnaires").mkdir()
    packed = package / "_data" / "questionnaires"
    packed.mkdir(parents=True)

    assert found("questionnaires", cwd=tmp_path, python_path=tmp_path / "site") == str(packed)
