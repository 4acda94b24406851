"""Settings: what they default to, and what is refused with the name of the setting."""

from pathlib import Path

import pytest

from crest.config import Settings, SettingsError, read_settings


def _read(folder: Path, **environ: str) -> Settings:
    return read_settings({"CREST_DATA_DIR": str(folder), **environ})


def test_the_queue_lies_where_the_database_does(tmp_path: Path) -> None:
    server = "postgresql+psycopg://crest@db/crest"

    assert _read(tmp_path).queue_url == f"sqlite:///{tmp_path / 'queue.sqlite'}"
    assert _read(tmp_path, CREST_DATABASE_URL=server).queue_url == server


@pytest.mark.parametrize(
    "url", ["sqlite:////q.sqlite", "postgresql://db/q", "redis://q:6379/1", "database:"]
)
def test_a_queue_may_lie_elsewhere(tmp_path: Path, url: str) -> None:
    assert _read(tmp_path, CREST_QUEUE_URL=url).queue_url == url


@pytest.mark.parametrize("url", ["amqp://user:secret@q", "sqlite:///", "redis://", "database:x"])
def test_what_is_no_queue_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="CREST_QUEUE_URL") as refused:
        _read(tmp_path, CREST_QUEUE_URL=url)

    assert "secret" not in str(refused.value)


def test_secrets_stay_out_of_what_is_printed(tmp_path: Path) -> None:
    shown = repr(
        _read(
            tmp_path,
            CREST_SECRET_KEY="k3y-of-this-installation-0123456789",
            CREST_SECRET_KEY_OLD="old-key-1, old-key-2",
            CREST_QUEUE_URL="redis://:passw0rd@q:6379/0",
        )
    )

    assert not any(word in shown for word in ("k3y", "old-key", "passw0rd"))


def test_old_keys_are_listed_in_their_order(tmp_path: Path) -> None:
    assert _read(tmp_path, CREST_SECRET_KEY_OLD="b, a").old_secret_keys == ("b", "a")
    assert _read(tmp_path).old_secret_keys == ()


def test_numbers_are_whole(tmp_path: Path) -> None:
    assert _read(tmp_path).disk_warn_bytes == 1_000_000_000
    with pytest.raises(SettingsError, match="CREST_DISK_WARN_BYTES"):
        _read(tmp_path, CREST_DISK_WARN_BYTES="1 GB")


def test_a_role_for_figures_is_a_name_and_needs_postgresql(tmp_path: Path) -> None:
    server = "postgresql+psycopg://crest@db/crest"

    found = _read(tmp_path, CREST_DATABASE_URL=server, CREST_FIGURES_ROLE="crest_figures")

    assert found.figures_role == "crest_figures"
    assert _read(tmp_path).figures_role == ""
    for url, role in ((server, 'x"; RESET ROLE'), ("", "crest_figures")):
        with pytest.raises(SettingsError, match="CREST_FIGURES_ROLE"):
            _read(tmp_path, CREST_DATABASE_URL=url, CREST_FIGURES_ROLE=role)
