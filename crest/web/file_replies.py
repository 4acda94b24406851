"""Files handed out: always to be saved, never to be shown inside a page."""

from io import BytesIO
from pathlib import Path

from flask import Response, send_file


def as_download(path: Path, *, file_name: str, media_type: str) -> Response:
    """Return the file as a download that no page and no cache keeps."""
    return bytes_as_download(path.read_bytes(), file_name=file_name, media_type=media_type)


def bytes_as_download(content: bytes, *, file_name: str, media_type: str) -> Response:
    """Return what was just made as a download that no page and no cache keeps."""
    response = send_file(
        BytesIO(content),
        mimetype=media_type,
        as_attachment=True,
        download_name=file_name,
        conditional=False,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
