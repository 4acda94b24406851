"""What is published never changes under its version."""

from datetime import date
from pathlib import Path

import pytest

from crest.content.checks import check_content
from crest.content.folder import read_folder
from crest.content.lock import LOCK, write_lock
from tests.content.conftest import BANK


def publish(folder: Path, text: str = BANK) -> None:
    (folder / "banks" / "mini" / "1.yaml").write_text(text.replace("draft", "published"))


def freeze(folder: Path) -> tuple[str, ...]:
    return write_lock(folder, read_folder(folder).frozen())


def words(folder: Path) -> list[str]:
    faults = check_content(folder, today=date(2026, 11, 21)).faults
    return [str(fault) for fault in faults if fault.severity.value == "error"]


def test_a_published_version_must_be_in_the_lock(folder: Path) -> None:
    publish(folder)

    (bank, method) = words(folder)

    assert bank.startswith("banks/mini/1.yaml:2:")
    assert "run crest content lock" in bank
    assert method.startswith("method/2026.1.yaml:1:")
    assert freeze(folder) == ("banks/mini/1", "method/2026.1")
    assert words(folder) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("Do you know every agency?", "Do you know each agency?", id="text"),
        pytest.param("label: All of them", "label: Each of them", id="option"),
        pytest.param("{id: kh.mini.1}", "{id: kh.mini.2}", id="link"),
        pytest.param("credit: 0.125", "credit: 0.25", id="credit"),
    ],
)
def test_a_changed_version_is_refused(folder: Path, old: str, new: str) -> None:
    publish(folder)
    freeze(folder)
    before = (folder / LOCK).read_text()

    publish(folder, BANK.replace(old, new))

    assert ["was changed after it was published" in fault for fault in words(folder)] == [True]
    assert freeze(folder) == ()
    assert (folder / LOCK).read_text() == before


def test_layout_remarks_and_retiring_change_nothing(folder: Path) -> None:
    publish(folder)
    freeze(folder)

    publish(folder, "# A remark.\n" + BANK.replace("state: draft", "state: retired"))

    assert words(folder) == []


@pytest.mark.parametrize("back", ["draft", None])
def test_a_published_version_cannot_vanish(folder: Path, back: str | None) -> None:
    publish(folder)
    freeze(folder)
    path = folder / "banks" / "mini" / "1.yaml"
    path.unlink()
    if back:
        path.write_text(BANK)

    faults = [fault for fault in words(folder) if fault.startswith(LOCK)]

    assert ["banks/mini/1 was published" in fault for fault in faults] == [True]


def test_a_changed_method_is_refused(folder: Path) -> None:
    freeze(folder)
    path = folder / "method" / "2026.1.yaml"
    path.write_text(path.read_text().replace("critical: 5", "critical: 4"))

    assert [fault.partition(":")[0] for fault in words(folder)] == ["method/2026.1.yaml"]


def test_a_spoiled_lock_is_named_by_line(folder: Path) -> None:
    freeze(folder)
    with (folder / LOCK).open("a") as lock:
        lock.write("banks/mini/1 123\n")

    assert any(fault.startswith(f"{LOCK}:3: error: is not one name") for fault in words(folder))
