"""A version is proposed by one person and published by another; then it is frozen."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from crest.domain.bank import BankState, Questionnaire
from crest.domain.errors import RefusedInputError
from crest.domain.releases import (
    MOST_REASON,
    By,
    Release,
    ReleaseState,
    bank_state,
    is_altered,
    proposed,
    published,
    release_state,
    retired,
    startable,
    version_of,
    with_state,
)
from tests.domain.factories import make_questionnaire

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
ONE = By(user_id=UUID(int=1), now=NOW)
OTHER = By(user_id=UUID(int=2), now=NOW)
DRAFT = replace(make_questionnaire(), state=BankState.DRAFT, digest="now")
SHIPPED = replace(DRAFT, state=BankState.PUBLISHED)


def made(digest: str = "now", **more: object) -> Release:
    fields: dict[str, object] = {"proposed_by": ONE.user_id, "proposed_at": NOW}
    return Release(
        bank=DRAFT.id,
        version=DRAFT.version,
        digest=digest,
        **(fields | more),  # type: ignore[arg-type]
    )


def released(digest: str = "now", **more: object) -> Release:
    return made(digest, published_by=OTHER.user_id, published_at=NOW, **more)


@pytest.mark.parametrize(
    ("bank", "release", "state", "shown"),
    [
        pytest.param(DRAFT, None, ReleaseState.DRAFT, BankState.DRAFT, id="draft"),
        pytest.param(DRAFT, made(), ReleaseState.PROPOSED, BankState.DRAFT, id="proposed"),
        pytest.param(DRAFT, released(), ReleaseState.PUBLISHED, BankState.PUBLISHED, id="here"),
        pytest.param(SHIPPED, None, ReleaseState.PUBLISHED, BankState.PUBLISHED, id="shipped"),
        pytest.param(
            DRAFT, released("then"), ReleaseState.ALTERED, BankState.RETIRED, id="altered"
        ),
        pytest.param(
            DRAFT,
            released("then", retired_at=NOW),
            ReleaseState.RETIRED,
            BankState.RETIRED,
            id="retired here",
        ),
        pytest.param(
            replace(DRAFT, state=BankState.RETIRED),
            None,
            ReleaseState.RETIRED,
            BankState.RETIRED,
            id="retired by its file",
        ),
    ],
)
def test_a_version_stands_where_file_and_record_say(
    bank: Questionnaire, release: Release | None, state: ReleaseState, shown: BankState
) -> None:
    assert release_state(bank, release) is state
    assert bank_state(bank, release) is shown
    assert with_state(bank, release).state is shown


@pytest.mark.parametrize(
    ("release", "altered"),
    [
        pytest.param(None, False, id="no record"),
        pytest.param(made("then"), False, id="only proposed"),
        pytest.param(released(), False, id="the same"),
        pytest.param(released("then"), True, id="another"),
        pytest.param(released("then", retired_at=NOW), True, id="another, retired"),
    ],
)
def test_only_what_was_published_can_be_altered(release: Release | None, *, altered: bool) -> None:
    assert is_altered(DRAFT, release) is altered


def _versions(*states: BankState) -> list[Questionnaire]:
    return [replace(DRAFT, version=str(place), state=state) for place, state in enumerate(states)]


@pytest.mark.parametrize(
    ("states", "version"),
    [
        pytest.param([BankState.DRAFT], "0", id="a draft"),
        pytest.param([BankState.DRAFT, BankState.DRAFT], "1", id="the newest draft"),
        pytest.param([BankState.PUBLISHED, BankState.DRAFT], "0", id="published before draft"),
        pytest.param([BankState.DRAFT, BankState.PUBLISHED], "1", id="published after draft"),
        pytest.param([BankState.PUBLISHED, BankState.PUBLISHED], "1", id="the newest published"),
        pytest.param([BankState.DRAFT, BankState.RETIRED], "0", id="not what is retired"),
        pytest.param([BankState.RETIRED], None, id="nothing left"),
    ],
)
def test_what_is_begun_is_the_newest_published_version_else_the_newest_draft(
    states: list[BankState], version: str | None
) -> None:
    found = startable(_versions(*states), {})

    assert {one.version for one in found.values()} == ({version} - {None})


def test_what_is_published_here_is_begun_before_what_was_shipped() -> None:
    old, new = _versions(BankState.PUBLISHED, BankState.DRAFT)

    found = startable([old, new], {version_of(new): replace(released(), version="1")})

    assert found[DRAFT.id].version == "1"
    assert found[DRAFT.id].state is BankState.PUBLISHED


def test_an_altered_version_is_begun_by_nobody() -> None:
    assert startable([DRAFT], {version_of(DRAFT): released("then")}) == {}


def test_one_proposes_and_another_publishes() -> None:
    first = proposed(DRAFT, None, ONE)
    second = published(DRAFT, first, OTHER)

    assert (first.proposed_by, first.proposed_at, first.digest) == (ONE.user_id, NOW, "now")
    assert first.published_at is None
    assert (second.published_by, second.published_at) == (OTHER.user_id, NOW)
    assert second.proposed_by == ONE.user_id


def test_a_new_proposal_takes_the_place_of_the_old_one() -> None:
    again = proposed(DRAFT, made("then"), OTHER)

    assert (again.digest, again.proposed_by) == ("now", OTHER.user_id)


@pytest.mark.parametrize(
    ("bank", "release", "by", "reason"),
    [
        pytest.param(DRAFT, None, OTHER, "not_proposed", id="nobody proposed it"),
        pytest.param(DRAFT, made(), ONE, "same_person", id="one person alone"),
        pytest.param(DRAFT, made("then"), OTHER, "changed_since_proposed", id="changed"),
        pytest.param(DRAFT, released(), OTHER, "already_published", id="twice"),
        pytest.param(SHIPPED, None, OTHER, "already_published", id="shipped"),
        pytest.param(DRAFT, released(retired_at=NOW), OTHER, "already_retired", id="retired"),
    ],
)
def test_publishing_is_refused(
    bank: Questionnaire, release: Release | None, by: By, reason: str
) -> None:
    with pytest.raises(RefusedInputError) as refused:
        published(bank, release, by)

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("bank", "release", "reason"),
    [
        pytest.param(SHIPPED, None, "already_published", id="shipped"),
        pytest.param(DRAFT, released(retired_at=NOW), "already_retired", id="retired"),
    ],
)
def test_what_is_published_or_retired_is_not_proposed(
    bank: Questionnaire, release: Release | None, reason: str
) -> None:
    with pytest.raises(RefusedInputError) as refused:
        proposed(bank, release, ONE)

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("bank", "release"),
    [
        pytest.param(SHIPPED, None, id="shipped"),
        pytest.param(DRAFT, released(), id="published here"),
        pytest.param(DRAFT, released("then"), id="altered"),
    ],
)
def test_a_published_version_is_retired_with_a_reason(
    bank: Questionnaire, release: Release | None
) -> None:
    gone = retired(bank, release, ONE, reason="  A newer one\n stands. ")

    assert (gone.retired_by, gone.retired_at) == (ONE.user_id, NOW)
    assert gone.reason == "A newer one stands."
    assert release_state(bank, gone) is ReleaseState.RETIRED
    assert gone.digest == (release.digest if release else "now")


@pytest.mark.parametrize(
    ("release", "reason", "refused"),
    [
        pytest.param(None, "old", "not_published", id="draft"),
        pytest.param(made(), "old", "not_published", id="proposed"),
        pytest.param(released(retired_at=NOW), "old", "already_retired", id="twice"),
        pytest.param(released(), " ", "retire_reason", id="no reason"),
        pytest.param(released(), "x" * (MOST_REASON + 1), "retire_reason", id="too long"),
    ],
)
def test_retiring_is_refused(release: Release | None, reason: str, refused: str) -> None:
    with pytest.raises(RefusedInputError) as error:
        retired(DRAFT, release, ONE, reason=reason)

    assert error.value.reason == refused
