"""What differs between two versions of a bank, question by question and part by part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from crest.domain.bank import Band, Check, Follows, Option, Question, Questionnaire, Section
from crest.domain.conditions import Condition
from crest.domain.library_changes import Change, PartChange
from crest.domain.reasoning import reasons_of

# Parts that hold a condition over facts; they are written in the words of the format.
CONDITIONS = frozenset({"scope", "decline", "if"})
_ANY_DAY = date(2026, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """A question, section or check that differs; of a new or removed one no parts are listed.

    `text` is its newest wording, `section` the code of the section where a question stands.
    """

    code: str
    change: Change
    text: str
    section: str = ""
    parts: tuple[PartChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BankChanges:
    """What differs between two versions: the whole, sections, questions and checks.

    `same` counts the questions that are the same in both.
    """

    whole: tuple[PartChange, ...] = ()
    sections: tuple[ItemChange, ...] = ()
    questions: tuple[ItemChange, ...] = ()
    checks: tuple[ItemChange, ...] = ()
    same: int = 0

    @property
    def is_empty(self) -> bool:
        """Return whether the two versions say and count the same."""
        return not (self.whole or self.sections or self.questions or self.checks)

    def count(self, change: Change) -> int:
        """Return how many questions were added, removed or changed."""
        return sum(one.change == change for one in self.questions)


def bank_changes(before: Questionnaire, after: Questionnaire) -> BankChanges:
    """Return what differs, in the order of the newer version; what is gone comes last.

    A version number and its state are no difference.
    """
    old, new = _questions(before), _questions(after)
    questions = _items(old, new)
    return BankChanges(
        whole=_parts(_whole(before), _whole(after)),
        sections=_items(_sections(before), _sections(after)),
        questions=questions,
        checks=_items(_checks(before), _checks(after)),
        same=sum(code in old for code in new)
        - sum(one.change is Change.CHANGED for one in questions),
    )


def condition_text(condition: Condition | None) -> str:
    """Return a condition as one line in the words of the format; nothing for none."""
    lines = reasons_of(condition, {}, as_of=_ANY_DAY)
    return "; ".join(
        f"{'> ' * one.depth}{one.key} {one.op} {_text(one.wanted)}".replace("  ", " ").strip()
        for one in lines
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """Something with a code: its wording, where it stands, and its parts by place."""

    text: str
    section: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


def _items(old: Mapping[str, _Item], new: Mapping[str, _Item]) -> tuple[ItemChange, ...]:
    return tuple(_changed_items(old, new))


def _changed_items(old: Mapping[str, _Item], new: Mapping[str, _Item]) -> Iterator[ItemChange]:
    for code, item in new.items():
        if code not in old:
            yield _item(code, item, Change.ADDED)
        elif parts := _parts(old[code].parts, item.parts):
            yield _item(code, item, Change.CHANGED, parts)
    for code, item in old.items():
        if code not in new:
            yield _item(code, item, Change.REMOVED)


def _item(code: str, item: _Item, change: Change, parts: tuple[PartChange, ...] = ()) -> ItemChange:
    return ItemChange(code=code, change=change, text=item.text, section=item.section, parts=parts)


def _parts(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[PartChange, ...]:
    places = dict.fromkeys((*new, *old))
    return tuple(
        PartChange(place=place, before=old.get(place, ""), after=new.get(place, ""))
        for place in places
        if old.get(place, "") != new.get(place, "")
    )


def _whole(bank: Questionnaire) -> Mapping[str, str]:
    return {
        "title": bank.title,
        "about": bank.about,
        "audience": bank.audience,
        "minutes": str(bank.minutes),
        "subjects": _text(bank.subjects),
        "sections": ", ".join(one.code for one in bank.sections),
        **{f"asks.{one.size}": f"{one.least} to {one.most}" for one in bank.asks},
    }


def _sections(bank: Questionnaire) -> Mapping[str, _Item]:
    return {one.code: _Item(text=one.title, parts=_of_section(one)) for one in bank.sections}


def _of_section(section: Section) -> Mapping[str, str]:
    return {
        "title": section.title,
        "about": section.about,
        "subject": section.subject.value,
    }


def _checks(bank: Questionnaire) -> Mapping[str, _Item]:
    return {one.code: _Item(text=one.says, parts=_of_check(one)) for one in bank.checks}


def _of_check(check: Check) -> Mapping[str, str]:
    return {"if": condition_text(check.when), "says": check.says, "asks": ", ".join(check.asks)}


def _questions(bank: Questionnaire) -> Mapping[str, _Item]:
    return {
        question.code: _Item(
            text=question.text,
            section=section.code,
            parts={"section": section.code, **_words(question), **_counted(question)},
        )
        for section in bank.sections
        for question in section.questions
    }


def _words(question: Question) -> Mapping[str, str]:
    """Return what a respondent reads."""
    hint = question.evidence
    return {
        "text": question.text,
        "help": question.help,
        "purpose": question.purpose,
        "unit": question.unit or "",
        "recommendation": question.recommendation,
        "evidence.expected": hint.expected,
        "evidence.kinds": ", ".join(hint.kinds),
        "evidence.good": "; ".join(hint.good),
        "evidence.not_enough": "; ".join(hint.not_enough),
        "glossary": ", ".join(question.glossary),
        **{f"reason.{one.code}": one.label for one in question.na_reasons},
        **{f"column.{one.code}": f"{one.label} ({one.type})" for one in question.columns},
    }


def _counted(question: Question) -> Mapping[str, str]:
    """Return what decides who is asked, and what an answer counts."""
    return {
        "theme": question.theme.value,
        "kind": question.kind.value,
        "type": question.type.value,
        "rung": question.rung or "",
        "weight_class": question.weight_class or "",
        "basis": question.basis or "",
        "fact": question.fact or "",
        "allow": _allowed(question),
        "scope": condition_text(question.scope),
        "follows": _gate(question.follows),
        "asked_when": _gate(question.asked_when),
        "decline": condition_text(question.decline),
        "options": ", ".join(one.code for one in question.options),
        **{
            f"option.{one.code}.{name}": words
            for one in question.options
            for name, words in _of_option(one).items()
        },
        "bands": "; ".join(_band(one) for one in question.bands),
        **{f"obligation.{one.id}": _weight(one.weight) for one in question.obligations},
    }


def _of_option(option: Option) -> Mapping[str, str]:
    return {
        "label": option.label,
        "credit": _text(option.credit),
        "cap": _text(option.cap),
        "trigger": _flag(given=option.trigger),
        "exclusive": _flag(given=option.exclusive),
        "fact_value": option.fact_value or "",
    }


def _band(band: Band) -> str:
    ends = f"{_text(band.start) or '...'} to {_text(band.below) or '...'}"
    return f"{ends}: {_text(band.credit)}{' trigger' if band.trigger else ''}"


def _weight(weight: Decimal | None) -> str:
    return "as the question" if weight is None else _text(weight)


def _allowed(question: Question) -> str:
    allow = question.allow
    found = {
        "not_applicable": allow.not_applicable,
        "dont_know": allow.dont_know,
        "planned": allow.planned,
    }
    return ", ".join(name for name, given in found.items() if given)


def _gate(gate: Follows | None) -> str:
    return "" if gate is None else f"{gate.question} {gate.op} {', '.join(gate.value)}".strip()


def _flag(*, given: bool) -> str:
    return "yes" if given else ""


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
