"""Which versions of banks stand where in this installation; a part of other use cases."""

from collections.abc import Mapping

from crest.content.library import Library
from crest.domain.bank import BankState, Questionnaire
from crest.domain.errors import NotFoundError
from crest.domain.releases import Release, Version, startable, version_of, with_state
from crest.persistence import releases
from crest.persistence.session import DatabaseSession


def known_releases(session: DatabaseSession, library: Library) -> Mapping[Version, Release]:
    """Return what is on record of each version; of one shipped as published, its frozen digest."""
    found = releases.list_releases(session)
    shipped = {
        version_of(one): _shipped(one, library)
        for one in library.questionnaires
        if one.state is BankState.PUBLISHED and not _is_settled(found.get(version_of(one)))
    }
    return found | shipped


def offered_banks(session: DatabaseSession, library: Library) -> Mapping[str, Questionnaire]:
    """Return by bank the version that new assessments take, with its state here."""
    return startable(library.questionnaires, known_releases(session, library))


def get_offered(session: DatabaseSession, library: Library, bank: str) -> Questionnaire:
    """Return the version of the bank that new assessments take, or raise NotFoundError."""
    found = offered_banks(session, library).get(bank)
    if found is None:
        raise NotFoundError(bank=bank)
    return found


def standing_version(
    session: DatabaseSession, library: Library, bank: str, version: str
) -> Questionnaire:
    """Return this version with its state in this installation, or raise NotFoundError."""
    found = library.questionnaire(bank, version)
    return with_state(found, known_releases(session, library).get((bank, version)))


def _shipped(one: Questionnaire, library: Library) -> Release:
    name = f"banks/{one.id}/{one.version}"
    digest = library.frozen.get(name, one.digest)
    return Release(bank=one.id, version=one.version, digest=digest)


def _is_settled(release: Release | None) -> bool:
    return release is not None and bool(release.published_at or release.retired_at)
