"""A file that was sent with a form."""

from flask import request

from crest.domain.errors import RefusedInputError
from crest.web.context import settings


def sent_file(name: str = "file") -> tuple[str, bytes]:
    """Return name and content of the file sent; refused without one, or where it is too large."""
    sent = request.files.get(name)
    content = b"" if sent is None else sent.read(settings().upload_max_bytes + 1)
    if sent is None or not sent.filename:
        raise RefusedInputError("no_file")
    if len(content) > settings().upload_max_bytes:
        raise RefusedInputError("file_too_large")
    return sent.filename, content
