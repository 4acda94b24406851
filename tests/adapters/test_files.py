"""The folder of files: private, by random name, whole or not at all."""

import stat
from pathlib import Path

import pytest

from crest.adapters.files import FolderStore
from crest.domain.errors import NotFoundError


def test_folder_and_files_are_for_this_account_alone(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "files")
    path = store.path(store.add(b"one"))

    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["", "../secret", "a" * 32, "A" * 32, "/etc/passwd", "x\0y"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    store = FolderStore(tmp_path / "files")
    store.add(b"one")
    (tmp_path / "secret").write_text("other")

    with pytest.raises(NotFoundError):
        store.read(name)
    store.remove(name)
    assert (tmp_path / "secret").read_text() == "other"


def test_a_store_that_fails_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderStore(tmp_path / "files")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(OSError, match="No space"):
        store.add(b"one")
    assert list(store.folder.iterdir()) == []
