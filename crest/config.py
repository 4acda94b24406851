"""Settings, read from the environment alone; each is named in docs/operations.md."""

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

_WEAK_KEY_LENGTH = 32


class Mode(StrEnum):
    """How the installation is run."""

    PRODUCTION = "production"
    DEMONSTRATION = "demonstration"


class SettingsError(Exception):
    """A setting that the application refuses to start with; says which and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one installation."""

    mode: Mode
    data_dir: Path
    database_url: str
    secret_key: str = field(repr=False)
    base_url: str | None
    allowed_hosts: tuple[str, ...]
    trusted_hops: int
    evidence_dir: Path
    upload_max_bytes: int
    session_hours: int
    languages: tuple[str, ...]
    log_level: str

    @property
    def is_demonstration(self) -> bool:
        """Return whether pages carry the demonstration bar."""
        return self.mode is Mode.DEMONSTRATION

    @property
    def secure_cookies(self) -> bool:
        """Return whether cookies are sent over https alone."""
        if self.base_url:
            return urlsplit(self.base_url).scheme == "https"
        return self.mode is Mode.PRODUCTION


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this environment, or raise SettingsError naming the bad one."""
    env = os.environ if environ is None else environ
    mode = _mode(env)
    data_dir = Path(env.get("CREST_DATA_DIR", "./var")).absolute()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    base_url = env.get("CREST_BASE_URL") or None
    return Settings(
        mode=mode,
        data_dir=data_dir,
        database_url=env.get("CREST_DATABASE_URL") or f"sqlite:///{data_dir / 'crest.sqlite'}",
        secret_key=_secret_key(env, data_dir, mode),
        base_url=base_url,
        allowed_hosts=_allowed_hosts(env, base_url),
        trusted_hops=_whole(env, "CREST_TRUSTED_HOPS", default=0),
        evidence_dir=_evidence_dir(env, data_dir),
        upload_max_bytes=_whole(env, "CREST_UPLOAD_MAX_BYTES", default=10_000_000),
        session_hours=_whole(env, "CREST_SESSION_HOURS", default=12),
        languages=tuple(env.get("CREST_LANGUAGES", "en").split(",")),
        log_level=env.get("CREST_LOG_LEVEL", "INFO").upper(),
    )


def _mode(env: Mapping[str, str]) -> Mode:
    name = env.get("CREST_MODE", Mode.PRODUCTION.value)
    try:
        return Mode(name)
    except ValueError:
        words = f"CREST_MODE is {name!r}; use production or demonstration"
        raise SettingsError(words) from None


def _whole(env: Mapping[str, str], name: str, *, default: int) -> int:
    text = env.get(name, str(default))
    if not (text.isascii() and text.isdigit()):
        words = f"{name} is {text!r}; use a whole number"
        raise SettingsError(words)
    return int(text)


def _allowed_hosts(env: Mapping[str, str], base_url: str | None) -> tuple[str, ...]:
    hosts = [host.strip() for host in env.get("CREST_ALLOWED_HOSTS", "").split(",") if host.strip()]
    if base_url and (name := urlsplit(base_url).hostname):
        hosts.append(name)
    return tuple(dict.fromkeys([*hosts, "localhost", "127.0.0.1"]))


def _evidence_dir(env: Mapping[str, str], data_dir: Path) -> Path:
    url = env.get("CREST_EVIDENCE_URL")
    if not url:
        return data_dir / "evidence"
    if not url.startswith("file:"):
        words = f"CREST_EVIDENCE_URL is {url!r}; use file:<folder>"
        raise SettingsError(words)
    return Path(url.removeprefix("file:").removeprefix("//")).absolute()


def _secret_key(env: Mapping[str, str], data_dir: Path, mode: Mode) -> str:
    given = env.get("CREST_SECRET_KEY")
    if given:
        if mode is Mode.PRODUCTION and (len(given) < _WEAK_KEY_LENGTH or len(set(given)) < 10):
            words = "CREST_SECRET_KEY is weak; use at least 32 random characters"
            raise SettingsError(words)
        return given
    kept = data_dir / "secret_key"
    if not kept.exists():
        fresh = data_dir / f"secret_key.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            kept.hardlink_to(fresh)  # two first starts at once agree on one key
        fresh.unlink()
    return kept.read_text()
