"""The list of acts: its filters, its words and its file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from flask import request
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from crest.domain.permissions import TenantKind
from crest.domain.trail import INSTALLATION
from crest.services.trail import TrailFilter, TrailLine, TrailPage
from crest.web.forms import SpokenForm
from crest.web.labels import ROLE
from crest.web.trail.words import ACT, DOER

_SHOWN = 8


class TrailForm(SpokenForm):
    """What the list is filtered by; read from the address."""

    of = SelectField(_l("Organisation"), validate_choice=False)
    act = SelectField(_l("What was done"), validate_choice=False)
    who = SelectField(_l("Who"), validate_choice=False)
    month = SelectField(_l("Month"), validate_choice=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the address asks for: which chain (None: the own one), which acts, which month."""

    chain_id: UUID | None
    filter: TrailFilter
    month: str

    @property
    def args(self) -> dict[str, str]:
        """Return what stands in an address for it, without the page."""
        named = {
            "of": str(self.chain_id or ""),
            "act": self.filter.act or "",
            "who": self.filter.actor or "",
            "month": self.month,
        }
        return {name: value for name, value in named.items() if value}


def wanted_acts() -> Wanted:
    """Return the filter that the address asks for; odd words filter nothing."""
    args = request.args
    act, who, month = args.get("act", ""), args.get("who", ""), args.get("month", "")
    since, until = _month(month)
    return Wanted(
        chain_id=_uuid(args.get("of", "")),
        filter=TrailFilter(
            act=act if act in ACT else None,
            actor=who if who in DOER or _uuid(who) else None,
            since=since,
            until=until,
        ),
        month=month if since else "",
    )


def trail_form(wanted: Wanted, page: TrailPage, *, today: date) -> TrailForm:
    """Return the form of the filters, with who and what there is to choose from."""
    form = TrailForm(
        data={
            "of": str(page.chain_id),
            "act": wanted.filter.act or "",
            "who": wanted.filter.actor or "",
            "month": wanted.month,
        }
    )
    everything = ("", _("All"))
    form.act.choices = [everything, *sorted(ACT.items(), key=lambda pair: str(pair[1]))]
    form.who.choices = [everything, *((actor, named(actor, name)) for actor, name in page.actors)]
    form.month.choices = [everything, *_months(page.begin, today)]
    chains = [
        (str(one.id), _organisation(one.name, kind=one.kind, code=one.code)) for one in page.chains
    ]
    form.of.choices = [*chains, (str(INSTALLATION), _("Accounts and the installation"))]
    return form


def _organisation(name: str, *, kind: TenantKind, code: str) -> str:
    """Return the name of a member; who a supplier is, no auditor of the federation learns."""
    if kind is TenantKind.SUPPLIER:
        return str(_("Space of a supplier (%(code)s)", code=code))
    return name


def named(actor: str, name: str) -> str:
    """Return who acts in words: a name, or what stands for somebody without one here."""
    if actor in DOER:
        return str(DOER[actor])
    return name or _("Person %(id)s", id=actor[:_SHOWN])


def acted(line: TrailLine) -> str:
    """Return what was done in words."""
    act = line.entry.event.act
    return str(ACT.get(act, act))


def heads() -> Sequence[str]:
    """Return the heads of the file's columns."""
    return (
        _("Number"),
        _("Time (UTC)"),
        _("Who"),
        _("Role"),
        _("What was done"),
        _("Code of the act"),
        _("Thing"),
        _("Digest of what was told"),
        _("Hash"),
    )


def cells(line: TrailLine) -> Sequence[str]:
    """Return one act as a row of the file."""
    event = line.entry.event
    return (
        str(line.entry.number),
        event.at.isoformat(timespec="seconds"),
        named(event.actor, line.name),
        str(ROLE.get(event.role, event.role)),
        acted(line),
        event.act,
        event.object_id,
        event.told,
        line.entry.hash,
    )


def _months(begin: datetime | None, today: date) -> Iterator[tuple[str, str]]:
    """Give the months from today back to that of the first act, with their names."""
    first = today if begin is None else begin.date()
    for number in range(today.year * 12 + today.month - 1, first.year * 12 + first.month - 2, -1):
        day = date(number // 12, number % 12 + 1, 1)
        yield f"{day:%Y-%m}", format_date(day, "LLLL y")


def _month(text: str) -> tuple[datetime | None, datetime | None]:
    try:
        first = datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC)
        year, month = divmod(first.year * 12 + first.month, 12)
        return first, first.replace(year=year, month=month + 1)
    except ValueError:
        return None, None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
