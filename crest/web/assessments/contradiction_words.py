"""Sentences that ask about two things said, and where each of them stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crest.domain.bank import SubjectKind
from crest.domain.contradictions import Contradiction, Place, Said
from crest.domain.permissions import Actor, Permission, allows
from crest.domain.workflow import AssessmentHead
from crest.services.contradictions import AskedAgain
from crest.web.fact_fields import shown_fact
from crest.web.laws.why import fact_name
from crest.web.words import day

NOTE = "note:"

_ASKS: Mapping[Place, str] = {
    Place.PROFILE: _l("You said %(here)s here, and %(there)s in the profile. Which is right?"),
    Place.LIST: _l(
        "The answer here is %(here)s, and your supplier list has %(there)s. Which is right?"
    ),
    Place.COMPANY: _l(
        "You said %(here)s here, and the company as a whole says %(there)s. Which is right?"
    ),
    Place.SITE: _l(
        "You said %(here)s here, and %(there)s for the workplace %(name)s. Which is right?"
    ),
    Place.EARLIER: _l(
        "You say %(here)s now, and said %(there)s in the last assessment. Has it changed so much?"
    ),
}
_HIDDEN = _l(
    "You said %(here)s here, and the company as a whole says something else. Which is right?"
)
_WHERE: Mapping[Place, str] = {
    Place.PROFILE: _l("Look at the profile"),
    Place.LIST: _l("Look at what your list says"),
    Place.COMPANY: _l("Look at the company profile"),
    Place.SITE: _l("Look at the workplace"),
    Place.EARLIER: _l("Look at the last assessment"),
}
STATE: Mapping[str, str] = {
    "open": _l("Open"),
    "explained": _l("Explained"),
    "settled": _l("Settled"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One of the two places, in words and as an address."""

    words: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """One question about two things said, as a page shows it; `error` is about the note."""

    again: AskedAgain
    id: str
    name: str
    about: str
    sentence: str
    since: str
    links: tuple[Link, ...]
    note: str
    error: str = ""


def lines_of(
    head: AssessmentHead,
    found: Sequence[AskedAgain],
    reader: Actor,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[AskedLine]:
    """Return what is asked again with its links; notes as typed where something is to be mended."""
    texts, wrong = typed or {}, errors or {}
    return [
        AskedLine(
            again=again,
            id=f"note-{number}",
            name=NOTE + again.found.code,
            about="" if again.says else _about(again.found),
            sentence=again.says or _sentence(again.found),
            since=_since(again.found.there),
            links=_links(head, again, reader),
            note=texts.get(again.found.code, again.note),
            error=wrong.get(again.found.code, ""),
        )
        for number, again in enumerate(found, start=1)
    ]


def _about(found: Contradiction) -> str:
    return "" if found.here is None else fact_name(found.here.key)


def _sentence(found: Contradiction) -> str:
    here, there = found.here, found.there
    if here is None or there is None:
        return ""
    values = {
        "here": shown_fact(here.key, here.value),
        "there": shown_fact(there.key, there.value),
        "name": there.name,
    }
    return str(_HIDDEN if there.hidden else _ASKS[there.place]) % values


def _since(there: Said | None) -> str:
    if there is None or there.on is None:
        return ""
    return str(_("That was said on %(day)s.", day=day(there.on)))


def _links(head: AssessmentHead, again: AskedAgain, reader: Actor) -> tuple[Link, ...]:
    here = [
        Link(
            words=question.text,
            url=url_for("assessments.section", assessment_id=head.id, code=section.code)
            + f"#question-{question.code}",
        )
        for question, section, _answer in again.questions
    ]
    there = again.found.there
    url = None if there is None or there.hidden else _PLACES[there.place](head, there, reader)
    if url is None or there is None:
        return tuple(here)
    return (*here, Link(words=str(_WHERE[there.place]), url=url))


def _profile(head: AssessmentHead, _said: Said, reader: Actor) -> str | None:
    if head.subject_kind is SubjectKind.WORKPLACE:
        return url_for("workplaces.edit", workplace_id=head.subject_id)
    return _company(head, _said, reader)


def _company(_head: AssessmentHead, _said: Said, reader: Actor) -> str | None:
    return url_for("profile.edit") if allows(reader, Permission.PROFILE_READ) else None


def _list(head: AssessmentHead, _said: Said, reader: Actor) -> str | None:
    may_read = allows(reader, Permission.SUPPLIER_READ)
    return url_for("suppliers.show", supplier_id=head.subject_id) if may_read else None


def _site(_head: AssessmentHead, said: Said, _reader: Actor) -> str | None:
    return None if said.id is None else url_for("workplaces.edit", workplace_id=said.id)


def _earlier(_head: AssessmentHead, said: Said, _reader: Actor) -> str | None:
    return None if said.id is None else url_for("assessments.check", assessment_id=said.id)


_PLACES: Mapping[Place, Callable[[AssessmentHead, Said, Actor], str | None]] = {
    Place.PROFILE: _profile,
    Place.LIST: _list,
    Place.COMPANY: _company,
    Place.SITE: _site,
    Place.EARLIER: _earlier,
}
