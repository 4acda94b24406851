"""Banks as they are read: the list, one version, and what changed between two."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from crest.content.completeness import Completeness, completeness
from crest.content.files import language_of, translation_files
from crest.content.library import Library
from crest.domain.bank import Questionnaire
from crest.domain.bank_changes import BankChanges, bank_changes
from crest.domain.instruments import Obligation
from crest.domain.permissions import Actor, Permission, allows, require
from crest.domain.releases import (
    Release,
    ReleaseState,
    is_altered,
    release_state,
    startable,
    version_of,
)
from crest.exports.xlsform_losses import Loss, losses
from crest.persistence import releases
from crest.persistence.session import DatabaseSession, reading
from crest.services.banks_offered import known_releases


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """One version of a bank: where it stands, who brought it there, how far it is translated.

    `people` has the names of those on record; companies see days and no names.
    """

    questionnaire: Questionnaire
    state: ReleaseState
    is_altered: bool
    is_offered: bool
    release: Release | None
    people: Mapping[UUID, str]
    languages: tuple[Completeness, ...]

    @property
    def frozen_as(self) -> str:
        """Return the digest on record; nothing while the version is a draft."""
        return "" if self.release is None else self.release.digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a version stands, and whether it reads otherwise than when it was published."""

    bank: str
    version: str
    state: ReleaseState
    is_altered: bool

    @property
    def named(self) -> Mapping[str, str]:
        """Return bank, version and state as texts by name."""
        return {"bank": self.bank, "version": self.version, "state": self.state.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class BankPage:
    """One version whole, the duties that its questions name, and the bank's other versions.

    `laws` has the names of the laws and standards that these duties stand in.

    `lost` is what an XLSForm of it cannot hold; nothing for those who may not download one.
    """

    line: BankLine
    duties: Mapping[str, Obligation]
    laws: Mapping[str, str]
    others: tuple[str, ...]
    lost: tuple[Loss, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    """What differs between two versions of a bank; `before` is None where there is only one."""

    before: Questionnaire | None
    after: Questionnaire
    changes: BankChanges
    others: tuple[str, ...]


def list_banks(session: DatabaseSession, actor: Actor, *, library: Library) -> tuple[BankLine, ...]:
    """Return every version of every bank, by bank, the newest version first."""
    require(actor, Permission.BANK_READ)
    lines = _lines(session, actor, library)
    banks = dict.fromkeys(line.questionnaire.id for line in lines)
    return tuple(
        line for bank in banks for line in reversed(lines) if line.questionnaire.id == bank
    )


def get_bank(
    session: DatabaseSession, actor: Actor, bank: str, version: str, *, library: Library
) -> BankPage:
    """Return one version with all that the library says of its questions, or NotFoundError."""
    require(actor, Permission.BANK_READ)
    wanted = library.questionnaire(bank, version)
    lines = _lines(session, actor, library)
    line = next(one for one in lines if version_of(one.questionnaire) == (bank, version))
    links = (link.id for one in wanted.questions.values() for link in one.obligations)
    return BankPage(
        line=line,
        duties={key: library.obligations[key] for key in links if key in library.obligations},
        laws={one.id: one.name for one in library.instruments},
        others=_others(library, wanted),
        lost=_lost(actor, wanted, library),
    )


def compare_versions(
    actor: Actor, bank: str, version: str, *, other: str, library: Library
) -> ChangesPage:
    """Return what changed from another version to this one; without one, from the one before.

    Raises NotFoundError for a version that is not there.
    """
    require(actor, Permission.BANK_INSPECT)
    after = library.questionnaire(bank, version)
    others = _others(library, after)
    chosen = other or _before(library, after)
    before = library.questionnaire(bank, chosen) if chosen else None
    changes = BankChanges() if before is None else bank_changes(before, after)
    return ChangesPage(before=before, after=after, changes=changes, others=others)


def list_standings(session: DatabaseSession, library: Library) -> tuple[Standing, ...]:
    """Return where each version stands, for the operator's commands."""
    with reading(session):
        known = known_releases(session, library)
    return tuple(
        Standing(
            bank=one.id,
            version=one.version,
            state=release_state(one, known.get(version_of(one))),
            is_altered=is_altered(one, known.get(version_of(one))),
        )
        for one in library.questionnaires
    )


def _lines(session: DatabaseSession, actor: Actor, library: Library) -> list[BankLine]:
    with reading(session):
        known = known_releases(session, library)
        people = _people(session, actor, known)
    offered = startable(library.questionnaires, known)
    return [
        BankLine(
            questionnaire=one,
            state=release_state(one, known.get(version_of(one))),
            is_altered=is_altered(one, known.get(version_of(one))),
            is_offered=one.id in offered and offered[one.id].version == one.version,
            release=known.get(version_of(one)),
            people=people,
            languages=_languages(library, one),
        )
        for one in library.questionnaires
    ]


def _people(
    session: DatabaseSession, actor: Actor, known: Mapping[tuple[str, str], Release]
) -> Mapping[UUID, str]:
    if not allows(actor, Permission.BANK_INSPECT):
        return {}
    ids = [
        one
        for release in known.values()
        for one in (release.proposed_by, release.published_by, release.retired_by)
    ]
    return releases.list_names(session, ids)


def _languages(library: Library, one: Questionnaire) -> tuple[Completeness, ...]:
    written = library.speaking("en").questionnaire(one.id, one.version)
    found = []
    for path in translation_files(library.folder):
        language = language_of(path) or ""
        if path.parent.name == one.id and path.name == f"{one.version}.{language}.yaml":
            translation = library.translation(one.id, one.version, language)
            if translation is not None:
                found.append(completeness(translation, written))
    return tuple(found)


def _others(library: Library, wanted: Questionnaire) -> tuple[str, ...]:
    same = (one for one in library.questionnaires if one.id == wanted.id)
    return tuple(one.version for one in same if one.version != wanted.version)


def _before(library: Library, after: Questionnaire) -> str:
    versions = [one.version for one in library.questionnaires if one.id == after.id]
    place = versions.index(after.version)
    return versions[place - 1] if place else ""


def _lost(actor: Actor, wanted: Questionnaire, library: Library) -> tuple[Loss, ...]:
    if not allows(actor, Permission.BANK_INSPECT):
        return ()
    written = library.speaking("en").questionnaire(wanted.id, wanted.version)
    return losses(written, spoken_versions(library, written))


def spoken_versions(library: Library, written: Questionnaire) -> list[Questionnaire]:
    """Return the version in each language that it is translated into, as forms carry it."""
    return [
        library.speaking(one.language).questionnaire(written.id, written.version)
        for one in _languages(library, written)
    ]
