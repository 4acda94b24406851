"""A full and a read-only disk: refused with a page, read on, and saved again once it is well."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from crest.persistence.checks import list_faults
from tests.conftest import BuiltFederation, settings_with
from tests.soak.conftest import Ground, MakeGround
from tests.soak.disks import Disk, LimitedDisk, can_mount, closable, mounted
from tests.soak.running import Line, Service, say, scaled
from tests.soak.saving import FORM, Ledger, SavingClient, compare

_REFUSED = {503, 507}
_MEGABYTES = 16
_BOUNDARY = "----a-boundary-of-parts"


@pytest.fixture(params=["limit", pytest.param("mount", marks=pytest.mark.soak)])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """A small disk at `disk`: by a limit on file lengths anywhere, by a mount where allowed."""
    with ExitStack() as left_open:
        if request.param == "mount" and can_mount():
            yield left_open.enter_context(mounted(tmp_path / "disk", megabytes=_MEGABYTES))
        else:
            yield LimitedDisk()


@pytest.fixture
def ground(
    disk: Disk, make_ground: MakeGround, built_federation: BuiltFederation, tmp_path: Path
) -> Ground:
    """An installation on the small disk, with hardly a log so far."""
    return make_ground(settings_with(tmp_path / "disk" / "var", built_federation))


def _evidence_form(ground: Ground) -> tuple[bytes, str]:
    fields = {"csrf_token": ground.desk.token, "key": uuid4().hex, "kind": "policy"}
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="policy.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    pdf = "%PDF-1.4\n" + "1 0 obj<<>>endobj\n" * 2000 + "trailer<<>>\n%%EOF\n"
    body = "".join(parts) + head + pdf + f"\r\n--{_BOUNDARY}--\r\n"
    return body.encode(), f"multipart/form-data; boundary={_BOUNDARY}"


class _Person:
    """One person who saves, reads and sends files, and writes down how each ended."""

    def __init__(self, ground: Ground, service: Service, ledger: Ledger) -> None:
        self.ground, self.ledger = ground, ledger
        self.line = Line(service, ground.desk.cookie)
        self.client = SavingClient(service, ground.desk, ground.desk.codes, ledger, 1)
        self._keys: dict[str, str] = {}

    def save(self, number: int) -> int:
        """Send the next save of a question once; a refused one is sent again the next time."""
        codes = self.ground.desk.codes
        code = codes[number % len(codes)]
        acknowledged = self.ledger.saves.setdefault(code, [])
        key = self._keys.setdefault(f"{code} {len(acknowledged)}", uuid4().hex)
        body = self.client.body(code, len(acknowledged) + 1, key)
        path = f"/assessments/{self.ground.desk.assessment_id}/answers/{code}"
        reply = self.line.post(path, body, FORM)
        if reply.status == 200:
            acknowledged.append(key)
        else:
            assert "Nothing was saved" in reply.text, reply.text
            assert "<h1" in reply.text
        return reply.status

    def read(self) -> Counter[int]:
        """Open pages of every sort and return how they were answered."""
        a = self.ground.federation.a
        paths = (
            "/",
            "/suppliers",
            f"/assessments/{a.draft}",
            f"/assessments/{a.draft}/sections/{a.section_code}",
            f"/assessments/{a.submitted}/result",
            f"/evidence/{a.evidence}",
            "/laws",
        )
        return Counter(self.line.get(path).status for path in paths)

    def attach(self) -> int:
        """Send a file as evidence."""
        a = self.ground.federation.a
        body, kind = _evidence_form(self.ground)
        reply = self.line.post(f"/assessments/{a.draft}/evidence/{a.evidence_code}", body, kind)
        return reply.status


def _files(ground: Ground) -> set[str]:
    return {path.name for path in ground.settings.evidence_dir.iterdir()}


def test_a_full_disk_refuses_saves_and_nothing_else(ground: Ground, disk: Disk) -> None:
    began, ledger = time.monotonic(), Ledger()
    tries = scaled(200, least=40)
    with ground.service() as service:
        person = _Person(ground, service, ledger)
        before = Counter(person.save(number) for number in range(20))
        well = person.read()
        attached = person.attach()
        files = _files(ground)

        disk.fill(service.pids)
        full = Counter(person.save(number) for number in range(tries))
        reads = person.read()
        refused_file = person.attach()
        live = person.line.get("/health/live").status
        ready = person.line.get("/health/ready").status
        left = _files(ground)

        disk.free(service.pids)
        after = Counter(person.save(number) for number in range(tries))
        attached_again = person.attach()
        ready_again = person.line.get("/health/ready").status
        person.line.close()
        service.stop()

    assert before == {200: 20}
    assert set(full) <= {200, *_REFUSED}
    assert sum(full[status] for status in _REFUSED) > 0
    assert reads == well == {200: 7}
    assert (attached, attached_again) == (303, 303)
    assert refused_file in _REFUSED
    assert left == files
    assert (live, ready, ready_again) == (200, 503, 200)
    assert after == {200: tries}
    assert list_faults(ground.engine) == ()
    compare(ground.engine, ground.desk, ledger)
    say(
        f"full disk ({disk.words}) in {time.monotonic() - began:.0f} s: while full "
        f"{dict(full)}, pages {dict(reads)}; after {dict(after)}; "
        f"{ledger.count} saves acknowledged, 0 lost, 0 half written"
    )


# What a server without space says of each row that needs a new page.
_NO_SPACE = """
    CREATE FUNCTION no_space() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END
    $$ LANGUAGE plpgsql;
    CREATE TRIGGER no_space BEFORE INSERT ON audit_event EXECUTE FUNCTION no_space();
"""
_SPACE = "DROP TRIGGER no_space ON audit_event; DROP FUNCTION no_space();"


def _run(engine: Engine, words: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(words))


@pytest.mark.postgres
def test_postgresql_without_space_refuses_saves_and_nothing_else(postgres_ground: Ground) -> None:
    ground, ledger = postgres_ground, Ledger()
    with ground.service(worker=False) as service:
        person = _Person(ground, service, ledger)
        before = Counter(person.save(number) for number in range(5))
        attached, files = person.attach(), _files(ground)
        _run(ground.engine, _NO_SPACE)
        full = Counter(person.save(number) for number in range(20))
        reads, refused_file, left = person.read(), person.attach(), _files(ground)
        live = person.line.get("/health/live").status
        _run(ground.engine, _SPACE)
        after = Counter(person.save(number) for number in range(20))
        attached_again = person.attach()
        person.line.close()
        service.stop()

    assert (before, after) == ({200: 5}, {200: 20})
    assert full == {503: 20}
    assert reads == {200: 7}
    assert (attached, refused_file, attached_again, live) == (303, 503, 303, 200)
    assert left == files
    compare(ground.engine, ground.desk, ledger)
    ground.check_trail()


@pytest.mark.soak
def test_a_read_only_disk_serves_or_says_so_and_saves_again_once_writable(
    make_ground: MakeGround, built_federation: BuiltFederation, tmp_path: Path
) -> None:
    ledger = Ledger()
    with closable(tmp_path / "disk", megabytes=_MEGABYTES) as place:
        ground = make_ground(settings_with(tmp_path / "disk" / "var", built_federation))
        with ground.service() as service:
            person = _Person(ground, service, ledger)
            before = Counter(person.save(number) for number in range(20))
            person.line.close()
            service.kill()
            ground.engine.dispose()
            place.set_writable("ro")
            service.start()
            saves = Counter(person.save(number) for number in range(20))
            reads = person.read()
            attached = person.attach()
            health = [person.line.get(f"/health/{name}").status for name in ("live", "ready")]
            place.set_writable("rw")
            # connections opened while it was read-only are noticed by the saves that they fail
            first = [person.save(0) for _ in range(3)]
            after = Counter(person.save(number) for number in range(20))
            read_again = person.read()
            person.line.close()
            service.stop()
        faults = list_faults(ground.engine)
        compare(ground.engine, ground.desk, ledger)
        ground.engine.dispose()

    assert before == after == {200: 20}
    assert first[-1] == 200
    assert set(saves) <= _REFUSED
    assert set(reads) <= {200, *_REFUSED}
    assert attached in _REFUSED
    assert health == [200, 503]
    assert read_again == {200: 7}
    assert faults == ()
    say(
        f"read-only disk ({place.words}): saves {dict(saves)}, pages {dict(reads)}; "
        f"writable again: {dict(after)}, 0 lost"
    )
