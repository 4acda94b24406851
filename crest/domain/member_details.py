"""What one member adds to figures of detail: themes, steps of the ladder, duties, questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from crest.domain.answers import ScoredState
from crest.domain.bank import Rung
from crest.domain.member_levels import Weighed, level_of, mean_of
from crest.domain.method import StatusRules

LAW, OBLIGATION, THEME, LADDER, RUNG = "law.", "obligation.", "theme.", "ladder.", "rung."
QUESTION, TRIGGER, CHANGED, CONTRADICTION = "question.", "trigger.", "changed.", "contradiction."
NOT_LISTED, NOT_ASKED, OPEN, NONE, SOME = "not_listed", "not_asked", "open", "none", "some"
NO_RUNG, NO_FIGURE = "no_rung", "no_figure"
NOT_IN_PLACE, PARTLY_MET, IN_PLACE = "not_in_place", "partly_met", "in_place"
BEST, LESS, DONT_KNOW, LEFT_OPEN = "best", "less", "dont_know", "left_open"
NOT_APPLICABLE = "not_applicable"

DUTY_STATUSES = (NOT_IN_PLACE, PARTLY_MET, IN_PLACE, OPEN, NOT_LISTED)
RUNGS = (NO_RUNG, *(one.value for one in Rung), NO_FIGURE)
REPLIES = (BEST, LESS, DONT_KNOW, NOT_APPLICABLE, LEFT_OPEN, NOT_ASKED)
SIGNS = (SOME, NONE, NOT_ASKED)

# Few words make large cells; the first that any place of a member has speaks for the member.
_DUTY_AS: Mapping[str, str] = {
    "breach_indicated": NOT_IN_PLACE,
    "conflicts_with": NOT_IN_PLACE,
    "not_met": NOT_IN_PLACE,
    "partly_met": PARTLY_MET,
    "said_to_be_met": IN_PLACE,
    "met": IN_PLACE,
}
_DUTY_FIRST = (NOT_IN_PLACE, OPEN, PARTLY_MET, IN_PLACE)
_REPLY_AS: Mapping[ScoredState, str] = {
    ScoredState.DONT_KNOW: DONT_KNOW,
    ScoredState.NOT_APPLICABLE: NOT_APPLICABLE,
    ScoredState.NOT_APPLICABLE_ACCEPTED: NOT_APPLICABLE,
    ScoredState.BLANK: LEFT_OPEN,
    ScoredState.PLANNED: LEFT_OPEN,
    ScoredState.DECLINED: LEFT_OPEN,
}
_REPLY_FIRST = (DONT_KNOW, LEFT_OPEN, LESS, NOT_APPLICABLE, BEST)
_HIDDEN = frozenset({ScoredState.NOT_ASKED, ScoredState.IMPLIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """A control question of one assessment as it was scored; `credit` and `declared` are 0-1.

    `changed`: another answer stood there before; `contradicted`: it did not fit another answer.
    """

    code: str
    theme: str
    rung: str | None
    state: ScoredState
    weight: Decimal
    credit: Decimal | None
    declared: Decimal | None
    is_stop: bool = False
    fired: bool = False
    changed: bool = False
    contradicted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartDetails:
    """The details of one assessment: themes (declared, 0-100), statuses of duties, questions."""

    workforce: Decimal | None = None
    themes: Mapping[str, Decimal | None] = field(default_factory=dict)
    obligations: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[AskedQuestion, ...] = ()


def details_of(parts: Sequence[PartDetails], rules: StatusRules) -> Mapping[str, str]:
    """Return the outcomes of detail of a member by name; what was not asked of it is left out.

    Themes and rungs are means by workforce; elsewhere the worst place speaks.
    """
    return {
        **_themes(parts, rules),
        **_rungs(parts, rules),
        **_ladders(parts, rules),
        **_obligations(parts),
        **_questions(parts),
    }


def _themes(parts: Sequence[PartDetails], rules: StatusRules) -> dict[str, str]:
    names = sorted({name for part in parts for name in part.themes})
    return {
        THEME + name: level_of(
            mean_of([(part.themes.get(name), part.workforce) for part in parts]), rules
        )
        for name in names
    }


def _rungs(parts: Sequence[PartDetails], rules: StatusRules) -> dict[str, str]:
    found = {}
    for rung in Rung:
        pairs: list[Weighed] = [
            (_declared(part, rung=rung.value), part.workforce) for part in parts
        ]
        if any(value is not None for value, _ in pairs):
            found[RUNG + rung.value] = level_of(mean_of(pairs), rules)
    return found


def _ladders(parts: Sequence[PartDetails], rules: StatusRules) -> dict[str, str]:
    themes = sorted({one.theme for part in parts for one in part.questions})
    found = {}
    for theme in themes:
        steps = [_step(part, theme, rules) for part in parts]
        known = [step for step in steps if step != NO_FIGURE]
        found[LADDER + theme] = min(known, key=RUNGS.index, default=NO_FIGURE)
    return found


def _step(part: PartDetails, theme: str, rules: StatusRules) -> str:
    """Return the highest step that stands, with every step below it that is asked about."""
    reached, asked = NO_RUNG, False
    for rung in Rung:
        value = _declared(part, rung=rung.value, theme=theme)
        if value is None:
            continue
        asked = True
        if value < rules.shown:
            break
        reached = rung.value
    return reached if asked else NO_FIGURE


def _declared(part: PartDetails, *, rung: str, theme: str | None = None) -> Decimal | None:
    counted = [
        (one.weight, one.declared)
        for one in part.questions
        if one.rung == rung and one.declared is not None and theme in {None, one.theme}
    ]
    total = sum((weight for weight, _ in counted), Decimal(0))
    if not total:
        return None
    return 100 * sum((weight * value for weight, value in counted), Decimal(0)) / total


def _obligations(parts: Sequence[PartDetails]) -> dict[str, str]:
    names = sorted({name for part in parts for name in part.obligations})
    return {
        OBLIGATION + name: min(
            (_DUTY_AS.get(p.obligations[name], OPEN) for p in parts if name in p.obligations),
            key=_DUTY_FIRST.index,
        )
        for name in names
    }


def _questions(parts: Sequence[PartDetails]) -> dict[str, str]:
    asked: dict[str, list[AskedQuestion]] = {}
    for part in parts:
        for one in part.questions:
            if one.state not in _HIDDEN:
                asked.setdefault(one.code, []).append(one)
    found: dict[str, str] = {}
    for code, places in sorted(asked.items()):
        found[QUESTION + code] = min(map(_reply, places), key=_REPLY_FIRST.index)
        found[CHANGED + code] = _sign([one.changed for one in places])
        found[CONTRADICTION + code] = _sign([one.contradicted for one in places])
        if any(one.is_stop for one in places):
            found[TRIGGER + code] = _sign([one.fired for one in places])
    return found


def _reply(one: AskedQuestion) -> str:
    if one.state is ScoredState.ANSWERED:
        return BEST if one.credit is not None and one.credit >= 1 else LESS
    return _REPLY_AS[one.state]


def _sign(marks: Sequence[bool]) -> str:
    return SOME if any(marks) else NONE
