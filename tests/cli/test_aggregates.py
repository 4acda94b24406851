"""`crest aggregates`: exit codes, and what it prints of a release and of its audit."""

import json
from datetime import UTC, datetime

import pytest

from crest.config import Settings
from crest.disclosure.suppression import Effort
from crest.persistence.session import create_database_engine, create_session_factory
from crest.services import aggregates
from crest.services.aggregates import Releasing
from tests.cli.commands import Crest
from tests.services.members_of_many import add_members


@pytest.fixture
def members(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty members, and a short search over one outcome."""
    whole = aggregates.outcome_values
    monkeypatch.setattr(
        aggregates, "outcome_values", lambda method: {"triggers": whole(method)["triggers"]}
    )
    quick = Effort(rounds=1, seconds=4)
    slow = aggregates.release_figures
    monkeypatch.setattr(
        aggregates,
        "release_figures",
        lambda session, **parts: slow(session, **parts, how=Releasing(effort=quick)),
    )
    engine = create_database_engine(settings.database_url)
    with create_session_factory(engine)() as session:
        add_members(session, range(60), now=datetime.now(UTC))
    engine.dispose()


@pytest.mark.usefixtures("members")
def test_a_release_is_told_and_its_audit_is_read(crest: Crest) -> None:
    released = crest("aggregates", "release", "--json")
    audit = crest("aggregates", "audit")
    again = crest("aggregates", "audit", "--number", "1", "--json")

    found = json.loads(released.stdout)
    assert released.exit_code == 0
    assert found["told"] is True
    assert found["audits"]["triggers"]["faults"] == []
    assert audit.stdout.startswith("release 1 as of ")
    assert "0 faults" in audit.stdout
    assert json.loads(again.stdout)["audits"] == found["audits"]


def test_a_refused_release_ends_with_three_and_is_kept(crest: Crest) -> None:
    released = crest("aggregates", "release")
    audit = crest("aggregates", "audit")

    assert released.exit_code == 3
    assert "refused (too_few)" in released.stdout
    assert "refused too_few" in audit.stdout


def test_an_audit_that_is_not_there_is_refused(crest: Crest) -> None:
    found = crest("aggregates", "audit", "--number", "9")

    assert found.exit_code == 3
