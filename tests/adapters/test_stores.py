"""What every store of files promises, whether it is a folder or a bucket."""

import errno
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from crest.adapters.files import FileStore, FolderStore
from crest.adapters.s3 import BucketStore, open_bucket
from crest.app import compose
from crest.config import SettingsError, read_settings
from crest.domain.errors import NotFoundError
from crest.services.jobs import job_files

BUCKET = "evidence"


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    """A server that speaks S3, in this process; gives its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket_url(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "word")
    url = f"s3://{BUCKET}/federation/one?endpoint={s3_server}&region=ap-southeast-1"
    client = open_bucket(url).client
    if BUCKET not in {one["Name"] for one in client.list_buckets()["Buckets"]}:
        place = {"LocationConstraint": "ap-southeast-1"}
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)
    return url


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    if request.param == "folder":
        return FolderStore(tmp_path / "files")
    return open_bucket(request.getfixturevalue("bucket_url"))


def test_a_file_comes_back_as_it_was_stored(store: FileStore) -> None:
    contents = [b"one", b"one", b"", bytes(range(256)) * 4000]

    names = [store.add(content) for content in contents]

    assert len(set(names)) == len(contents)
    assert [store.read(name) for name in names] == contents


@pytest.mark.parametrize("name", ["", "../secret", "a" * 32, "A" * 32, "/etc/passwd", "x\0y"])
def test_no_other_name_leads_anywhere(store: FileStore, name: str) -> None:
    store.add(b"one")

    with pytest.raises(NotFoundError):
        store.read(name)
    with pytest.raises(NotFoundError), store.local(name):
        pass
    store.remove(name)


def test_a_file_has_a_place_here_while_it_is_read(store: FileStore) -> None:
    name = store.add(b"a list of suppliers")

    with store.local(name) as path:
        content = path.read_bytes()

    assert content == b"a list of suppliers"
    assert path.exists() == isinstance(store, FolderStore)


def test_a_removed_file_is_gone_and_removing_it_again_is_no_fault(store: FileStore) -> None:
    name, kept = store.add(b"one"), store.add(b"two")

    store.remove(name)
    store.remove(name)

    with pytest.raises(NotFoundError):
        store.read(name)
    assert store.read(kept) == b"two"


def test_files_lie_under_the_prefix_that_is_named(bucket_url: str) -> None:
    store = open_bucket(bucket_url)

    name = store.add(b"one")

    listed = store.client.list_objects_v2(Bucket=BUCKET, Prefix=f"federation/one/{name}")
    assert [one["Key"] for one in listed["Contents"]] == [f"federation/one/{name}"]


def test_a_bucket_that_is_not_there_or_away_is_a_disk_that_cannot(
    s3_server: str, bucket_url: str
) -> None:
    missing = open_bucket(f"s3://no-such-bucket?endpoint={s3_server}")
    away = open_bucket("s3://evidence?endpoint=http://127.0.0.1:9")

    for store in (missing, away):
        with pytest.raises(OSError, match="the bucket") as refused:
            store.add(b"one")
        assert refused.value.errno == errno.EIO


def test_an_installation_keeps_its_evidence_where_it_is_told(
    tmp_path: Path, bucket_url: str
) -> None:
    folder = {"CREST_DATA_DIR": str(tmp_path)}
    named = {**folder, "CREST_EVIDENCE_URL": bucket_url}

    kept = compose(read_settings(named)).files

    assert isinstance(compose(read_settings(folder)).files, FolderStore)
    assert isinstance(kept, BucketStore)
    assert kept.read(kept.add(b"proof")) == b"proof"


@pytest.mark.parametrize("url", ["s3://", "s3:bucket", "https://bucket.example.org"])
def test_an_address_that_is_no_place_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="CREST_EVIDENCE_URL"):
        read_settings({"CREST_DATA_DIR": str(tmp_path), "CREST_EVIDENCE_URL": url})


def test_a_bucket_without_its_library_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)

    with pytest.raises(SettingsError, match=r"crest\[s3\]"):
        open_bucket("s3://bucket")


def test_files_of_jobs_lie_beside_the_evidence_where_all_machines_see_them(
    bucket_url: str, tmp_path: Path
) -> None:
    settings = read_settings({"CREST_DATA_DIR": str(tmp_path), "CREST_EVIDENCE_URL": bucket_url})
    made, evidence = job_files(settings), open_bucket(bucket_url)
    name = made.add(b"register")

    assert job_files(settings).read(name) == b"register"
    assert isinstance(made, BucketStore)
    assert made.prefix == "federation/one/made"
    with pytest.raises(NotFoundError):
        evidence.read(name)
