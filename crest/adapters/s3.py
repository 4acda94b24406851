"""Files kept in a bucket of a server that speaks S3; needs the extra `s3`."""

import errno
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crest.adapters.files import STORED_NAME
from crest.config import SettingsError
from crest.domain.errors import NotFoundError

_MISSING = frozenset({"NoSuchKey", "404", "NotFound"})


class BucketError(OSError):
    """The bucket cannot serve now; treated like a disk that cannot."""

    def __init__(self, words: str) -> None:
        super().__init__(errno.EIO, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketStore:
    """A bucket, or the part of one under a prefix; a file is there before its name is returned."""

    client: Any
    bucket: str
    prefix: str

    def add(self, content: bytes) -> str:
        """Store the bytes and return the random name that they lie under."""
        name = secrets.token_hex(16)
        with _refusals():
            self.client.put_object(Bucket=self.bucket, Key=self._key(name), Body=content)
        return name

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """Copy a stored file to a private place that is gone after the block."""
        content = self.read(name)
        with tempfile.TemporaryDirectory(prefix="crest-") as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            yield path

    def read(self, name: str) -> bytes:
        """Return the bytes of a stored file, or raise NotFoundError."""
        if not STORED_NAME.fullmatch(name):
            raise NotFoundError
        with _refusals():
            reply = self.client.get_object(Bucket=self.bucket, Key=self._key(name))
            content: bytes = reply["Body"].read()
        return content

    def remove(self, name: str) -> None:
        """Delete a stored file; one that is gone already is no fault."""
        if STORED_NAME.fullmatch(name):
            with _refusals():
                self.client.delete_object(Bucket=self.bucket, Key=self._key(name))

    def _key(self, name: str) -> str:
        return f"{self.prefix}/{name}" if self.prefix else name


def open_bucket(url: str, *, folder: str = "") -> BucketStore:
    """Return the store that s3://bucket/prefix?endpoint=...&region=... names, or a folder of it.

    Who signs in is read from the environment, as all tools that speak S3 do.
    """
    try:
        import boto3  # noqa: PLC0415  # only where evidence lies in a bucket
        from botocore.config import Config  # noqa: PLC0415
    except ImportError:
        words = "CREST_EVIDENCE_URL names a bucket: install crest[s3]"
        raise SettingsError(words) from None
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    client = boto3.client(
        "s3",
        endpoint_url=options.get("endpoint"),
        region_name=options.get("region", "us-east-1"),
        config=Config(
            connect_timeout=5,
            read_timeout=30,
            retries={"total_max_attempts": 3, "mode": "standard"},
            # A server of one's own seldom has a host name for each bucket.
            s3={"addressing_style": "path" if "endpoint" in options else "auto"},
        ),
    )
    prefix = f"{parts.path.strip('/')}/{folder}".strip("/")
    return BucketStore(client=client, bucket=parts.netloc, prefix=prefix)


@contextmanager
def _refusals() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in _MISSING:
            raise NotFoundError from None
        words = f"the bucket refuses: {code}"
        raise BucketError(words) from None
    except BotoCoreError as error:
        words = f"the bucket is out of reach: {type(error).__name__}"
        raise BucketError(words) from None
