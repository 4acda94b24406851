"""Publishing versions of banks: proposed by one person, published by another, then frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from crest.domain.bank import BankState, Questionnaire
from crest.domain.errors import RefusedInputError

MOST_REASON = 500

Version = tuple[str, str]


class ReleaseState(StrEnum):
    """Where a version stands in an installation.

    `altered` was published and reads otherwise today; nobody starts with it.
    """

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    ALTERED = "altered"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What is on record of one version; `digest` is that of the content as it was then.

    A version that was shipped as published has nobody who published it.
    """

    bank: str
    version: str
    digest: str
    proposed_by: UUID | None = None
    proposed_at: datetime | None = None
    published_by: UUID | None = None
    published_at: datetime | None = None
    retired_by: UUID | None = None
    retired_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who does it, and when."""

    user_id: UUID
    now: datetime


Releases = Mapping[Version, Release]


def version_of(questionnaire: Questionnaire) -> Version:
    """Return what names a version: its bank and its number."""
    return questionnaire.id, questionnaire.version


def release_state(questionnaire: Questionnaire, release: Release | None) -> ReleaseState:
    """Return where a version stands, by its file and by what is on record of it."""
    if questionnaire.state is BankState.RETIRED or (release and release.retired_at):
        return ReleaseState.RETIRED
    if is_published(questionnaire, release):
        altered = release is not None and release.digest != questionnaire.digest
        return ReleaseState.ALTERED if altered else ReleaseState.PUBLISHED
    return ReleaseState.PROPOSED if release else ReleaseState.DRAFT


def is_published(questionnaire: Questionnaire, release: Release | None) -> bool:
    """Return whether the version was published, by its file or in this installation."""
    recorded = release is not None and release.published_at is not None
    return recorded or questionnaire.state is BankState.PUBLISHED


def is_altered(questionnaire: Questionnaire, release: Release | None) -> bool:
    """Return whether a version that was published reads otherwise today, retired or not."""
    if release is None or not is_published(questionnaire, release):
        return False
    return release.digest != questionnaire.digest


def bank_state(questionnaire: Questionnaire, release: Release | None) -> BankState:
    """Return the state that pages and files name: what is proposed is still a draft.

    An altered version counts as retired: what is begun is finished, and nothing new begins.
    """
    match release_state(questionnaire, release):
        case ReleaseState.PUBLISHED:
            return BankState.PUBLISHED
        case ReleaseState.RETIRED | ReleaseState.ALTERED:
            return BankState.RETIRED
        case _:
            return BankState.DRAFT


def with_state(questionnaire: Questionnaire, release: Release | None) -> Questionnaire:
    """Return the version with the state that it has in this installation."""
    state = bank_state(questionnaire, release)
    return questionnaire if state is questionnaire.state else replace(questionnaire, state=state)


def startable(
    questionnaires: Iterable[Questionnaire], releases: Releases
) -> Mapping[str, Questionnaire]:
    """Return by bank the version that new assessments take: the newest published, else draft.

    The versions come oldest first. A bank of which every version is retired is left out.
    """
    found: dict[str, Questionnaire] = {}
    for one in questionnaires:
        standing = with_state(one, releases.get(version_of(one)))
        kept = found.get(one.id)
        is_better = kept is None or kept.state is BankState.DRAFT
        if standing.state is BankState.PUBLISHED or (
            standing.state is BankState.DRAFT and is_better
        ):
            found[one.id] = standing
    return found


def proposed(questionnaire: Questionnaire, release: Release | None, by: By) -> Release:
    """Return the record of a draft that somebody proposes to publish, as it reads now.

    A new proposal takes the place of an older one.
    """
    _check_draft(questionnaire, release)
    return Release(
        bank=questionnaire.id,
        version=questionnaire.version,
        digest=questionnaire.digest,
        proposed_by=by.user_id,
        proposed_at=by.now,
    )


def published(questionnaire: Questionnaire, release: Release | None, by: By) -> Release:
    """Return the record of a proposed version once another person publishes it.

    Refused for whoever proposed it, and where the content changed after that.
    """
    _check_draft(questionnaire, release)
    if release is None:
        raise RefusedInputError("not_proposed")
    if release.proposed_by == by.user_id:
        raise RefusedInputError("same_person")
    if release.digest != questionnaire.digest:
        raise RefusedInputError("changed_since_proposed")
    return replace(release, published_by=by.user_id, published_at=by.now)


def retired(
    questionnaire: Questionnaire, release: Release | None, by: By, *, reason: str
) -> Release:
    """Return the record of a published version that is no longer begun, with the reason."""
    said = " ".join(reason.split())
    if not said or len(said) > MOST_REASON:
        raise RefusedInputError("retire_reason", most=MOST_REASON)
    standing = release_state(questionnaire, release)
    if standing is ReleaseState.RETIRED:
        raise RefusedInputError("already_retired")
    if not is_published(questionnaire, release):
        raise RefusedInputError("not_published")
    kept = release or Release(
        bank=questionnaire.id, version=questionnaire.version, digest=questionnaire.digest
    )
    return replace(kept, retired_by=by.user_id, retired_at=by.now, reason=said)


def _check_draft(questionnaire: Questionnaire, release: Release | None) -> None:
    if release_state(questionnaire, release) is ReleaseState.RETIRED:
        raise RefusedInputError("already_retired")
    if is_published(questionnaire, release):
        raise RefusedInputError("already_published")
