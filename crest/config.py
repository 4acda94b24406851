"""Settings, read from the environment alone; each is named in docs/operations.md."""

import contextlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

_WEAK_KEY_LENGTH = 32
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_QUEUES = re.compile(r"sqlite:///.|postgresql(\+psycopg)?://|rediss?://.")


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
    old_secret_keys: tuple[str, ...] = field(repr=False)
    base_url: str | None
    allowed_hosts: tuple[str, ...]
    trusted_hops: int
    evidence_dir: Path
    evidence_bucket: str | None
    queue_url: str = field(repr=False)
    mail_url: str = field(repr=False)
    mail_from: str
    upload_max_bytes: int
    disk_warn_bytes: int
    session_hours: int
    languages: tuple[str, ...]
    log_level: str
    figures_role: str

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

    @property
    def mail_host(self) -> str:
        """Return the host that ids of mails are made of: the base address's, else the sender's."""
        host = urlsplit(self.base_url).hostname if self.base_url else None
        return host or parseaddr(self.mail_from)[1].rpartition("@")[2]


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this environment, or raise SettingsError naming the bad one."""
    env = os.environ if environ is None else environ
    mode = _mode(env)
    data_dir = Path(env.get("CREST_DATA_DIR", "./var")).absolute()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    base_url = env.get("CREST_BASE_URL") or None
    database_url = env.get("CREST_DATABASE_URL") or f"sqlite:///{data_dir / 'crest.sqlite'}"
    return Settings(
        mode=mode,
        data_dir=data_dir,
        database_url=database_url,
        secret_key=_secret_key(env, data_dir, mode),
        old_secret_keys=_words(env.get("CREST_SECRET_KEY_OLD", "")),
        base_url=base_url,
        allowed_hosts=_allowed_hosts(env, base_url),
        trusted_hops=_whole(env, "CREST_TRUSTED_HOPS", default=0),
        evidence_dir=_evidence_dir(env, data_dir),
        evidence_bucket=_evidence_bucket(env),
        queue_url=_queue_url(env, data_dir, database_url),
        mail_url=_mail_url(env, data_dir),
        mail_from=_mail_from(env, base_url),
        upload_max_bytes=_whole(env, "CREST_UPLOAD_MAX_BYTES", default=10_000_000),
        disk_warn_bytes=_whole(env, "CREST_DISK_WARN_BYTES", default=1_000_000_000),
        session_hours=_whole(env, "CREST_SESSION_HOURS", default=12),
        languages=_languages(env),
        log_level=env.get("CREST_LOG_LEVEL", "INFO").upper(),
        figures_role=_figures_role(env, database_url),
    )


def _mode(env: Mapping[str, str]) -> Mode:
    name = env.get("CREST_MODE", Mode.PRODUCTION.value)
    try:
        return Mode(name)
    except ValueError:
        words = f"CREST_MODE is {name!r}; use production or demonstration"
        raise SettingsError(words) from None


def _languages(env: Mapping[str, str]) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(_words(env.get("CREST_LANGUAGES", "") or "en,km")))
    wrong = [code for code in codes if not _LANGUAGE.fullmatch(code)]
    if wrong or not codes:
        words = f"CREST_LANGUAGES has {', '.join(wrong) or 'nothing'}; use codes as in en,km"
        raise SettingsError(words)
    return codes


def _figures_role(env: Mapping[str, str], database_url: str) -> str:
    role = env.get("CREST_FIGURES_ROLE", "")
    if role and (not _ROLE.fullmatch(role) or database_url.startswith("sqlite")):
        words = f"CREST_FIGURES_ROLE is {role!r}; use a role of PostgreSQL, as crest_figures"
        raise SettingsError(words)
    return role


def _words(line: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in line.split(",") if word.strip())


def _whole(env: Mapping[str, str], name: str, *, default: int) -> int:
    text = env.get(name, str(default))
    if not (text.isascii() and text.isdigit()):
        words = f"{name} is {text!r}; use a whole number"
        raise SettingsError(words)
    return int(text)


def _allowed_hosts(env: Mapping[str, str], base_url: str | None) -> tuple[str, ...]:
    hosts = list(_words(env.get("CREST_ALLOWED_HOSTS", "")))
    if base_url and (name := urlsplit(base_url).hostname):
        hosts.append(name)
    return tuple(dict.fromkeys([*hosts, "localhost", "127.0.0.1"]))


def _evidence_dir(env: Mapping[str, str], data_dir: Path) -> Path:
    url = env.get("CREST_EVIDENCE_URL")
    if not url or _is_bucket(url):
        return data_dir / "evidence"
    if not url.startswith("file:"):
        words = f"CREST_EVIDENCE_URL is {url!r}; use file:<folder> or s3://<bucket>"
        raise SettingsError(words)
    return Path(url.removeprefix("file:").removeprefix("//")).absolute()


def _evidence_bucket(env: Mapping[str, str]) -> str | None:
    url = env.get("CREST_EVIDENCE_URL", "")
    return url if _is_bucket(url) else None


def _is_bucket(url: str) -> bool:
    return url.startswith("s3://") and bool(urlsplit(url).netloc)


def _queue_url(env: Mapping[str, str], data_dir: Path, database_url: str) -> str:
    url = env.get("CREST_QUEUE_URL")
    if not url:
        is_server = database_url.startswith("postgresql")
        return database_url if is_server else f"sqlite:///{data_dir / 'queue.sqlite'}"
    if url != "database:" and not _QUEUES.match(url):
        # The address may hold a password, so it is not repeated.
        words = (
            "CREST_QUEUE_URL is no address: use sqlite:///<file>, postgresql://<address>, "
            "redis://<address> or database:"
        )
        raise SettingsError(words)
    return url


def _mail_url(env: Mapping[str, str], data_dir: Path) -> str:
    url = env.get("CREST_MAIL_URL") or f"file:{data_dir / 'mail'}"
    if not url.startswith("file:") and not _is_mail_server(url):
        # The address may hold a password, so it is not repeated.
        words = "CREST_MAIL_URL is no address: use file:<folder>, smtp://<host> or smtps://<host>"
        raise SettingsError(words)
    return url


def _is_mail_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False  # a port that is no number


def _mail_from(env: Mapping[str, str], base_url: str | None) -> str:
    host = (urlsplit(base_url).hostname if base_url else None) or "localhost"
    line = env.get("CREST_MAIL_FROM") or f"CREST <crest@{host}>"
    name, at, domain = parseaddr(line)[1].partition("@")
    if not (name and at and domain and line.isprintable()):
        words = f"CREST_MAIL_FROM is {line!r}; use <address> or Name <address>"
        raise SettingsError(words)
    return line


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
