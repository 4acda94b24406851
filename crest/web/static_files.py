"""Style sheets, scripts and pictures: compressed once, served under an address of their digest."""

import hashlib
import shutil
import tempfile
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor


def install_static(app: Flask, *, source: Path, cache: Path, headers: dict[str, str]) -> None:
    """Serve the folder for ever under the digest of its content; a change moves the address."""
    digest = _digest(source)
    folder = _compressed(source, cache / digest)
    app.add_url_rule(
        f"/static/{digest}/<path:filename>", endpoint="static", methods=["GET"], build_only=True
    )
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=folder,
        prefix=f"static/{digest}/",
        max_age=31_536_000,
        immutable_file_test=lambda _path, _url: True,
        allow_all_origins=False,
        add_headers_function=lambda found, _path, _url: _add(found, headers),
    )


def _add(found: Headers, headers: dict[str, str]) -> None:
    for name, value in headers.items():
        found[name] = value


def _digest(source: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        found.update(str(path.relative_to(source)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def _compressed(source: Path, target: Path) -> Path:
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=target.parent))
    shutil.copytree(source, fresh, dirs_exist_ok=True)
    compressor = Compressor(quiet=True)
    for path in sorted(path for path in fresh.rglob("*") if path.is_file()):
        if compressor.should_compress(path.name):
            list(compressor.compress(str(path)))
    _place(fresh, target)
    return target


def _place(fresh: Path, target: Path) -> None:
    try:
        fresh.rename(target)
    except OSError:
        shutil.rmtree(fresh)  # another process was first, with the same content
        if not target.is_dir():
            raise
