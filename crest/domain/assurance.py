"""How far an answer is shown: read from its evidence and from what reviewers found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from crest.domain.answers import Answer, AnswerState, AnswerValue, Assurance
from crest.domain.bank import Question
from crest.domain.method import AssuranceRules


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceUsed:
    """A file shown for one answer, and the days between which it speaks."""

    kind: str
    added_on: date
    issued_on: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a reviewer found about one answer; `option` is what was shown or found true."""

    level: Assurance
    option: str | None
    made_on: date
    valid_until: date | None = None


def resolve_assurance(
    answer: Answer,
    question: Question,
    *,
    evidence: Sequence[EvidenceUsed],
    verifications: Sequence[Verification],
    rules: AssuranceRules,
    as_of: date,
) -> Answer:
    """Return the answer with its assurance, what was found instead, and the support kept."""
    ordered = sorted(verifications, key=lambda check: check.made_on)
    if ordered and ordered[-1].level is Assurance.CONTRADICTED:
        # a record that a person closes, whatever the answer says now
        return replace(answer, assurance=Assurance.CONTRADICTED, found=ordered[-1].option)
    if answer.state is not AnswerState.ANSWERED:
        return answer
    speaking = [check for check in ordered if _speaks(check, as_of=as_of)]
    shown = shown_option(answer.value)
    levels = [
        (_level(check, rules=rules, as_of=as_of), check.valid_until)
        for check in speaking
        if check.option is None or check.option == shown
    ]
    levels += [
        (Assurance.ATTACHED, used.valid_until)
        for used in evidence
        if counts_as_attached(used, question, as_of=as_of)
    ]
    level, valid_until = _best(levels, rules=rules)
    earned = _earned(speaking, question, shown=shown, rules=rules, as_of=as_of)
    return replace(answer, assurance=level, valid_until=valid_until, found=None, earned=earned)


def counts_as_attached(used: EvidenceUsed, question: Question, *, as_of: date) -> bool:
    """Return whether the file is of an expected kind and speaks on that day.

    A file without a day of issue existed at the latest on the day it was added.
    """
    hint = question.evidence
    if hint.expected == "none" or (hint.kinds and used.kind not in hint.kinds):
        return False
    issued = used.issued_on or used.added_on
    return issued <= as_of and (used.valid_until is None or as_of <= used.valid_until)


def shown_option(value: AnswerValue | None) -> str | None:
    """Return the answer as a reviewer names it: option codes joined by commas, or its text."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return ",".join(part for part in value if isinstance(part, str))
    return None if value is None else str(value)


def months_before(day: date, *, months: int) -> date:
    """Return the same day so many months earlier, or the last day of a shorter month."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(years, month + 1, last)
        except ValueError:
            continue
    return date(years, month + 1, day.day)


def _speaks(check: Verification, *, as_of: date) -> bool:
    if check.level is Assurance.CONTRADICTED or check.made_on > as_of:
        return False
    return check.valid_until is None or as_of <= check.valid_until


def _level(check: Verification, *, rules: AssuranceRules, as_of: date) -> Assurance:
    fresh_from = months_before(as_of, months=rules.verified_months)
    if check.level is Assurance.VERIFIED and check.made_on < fresh_from:
        return Assurance.DOCUMENTED  # somebody did see it, only too long ago
    return check.level


def _best(
    levels: Sequence[tuple[Assurance, date | None]], *, rules: AssuranceRules
) -> tuple[Assurance, date | None]:
    if not levels:
        return Assurance.STATED, None
    return max(levels, key=lambda pair: (rules.factor[pair[0]], pair[1] or date.max))


def _earned(
    speaking: Sequence[Verification],
    question: Question,
    *,
    shown: str | None,
    rules: AssuranceRules,
    as_of: date,
) -> Decimal | None:
    # Support accepted for an earlier answer stays until the new answer's own evidence is seen.
    kept = [
        credit * rules.factor[_level(check, rules=rules, as_of=as_of)]
        for check in speaking
        if check.option is not None and check.option != shown
        if (credit := _option_credit(question, check.option)) is not None
    ]
    return max(kept, default=None)


def _option_credit(question: Question, named: str) -> Decimal | None:
    options = [question.option(code) for code in named.split(",")]
    credits_ = [option.credit for option in options if option and option.credit is not None]
    if len(credits_) != len(options):
        return None
    caps = [option.cap for option in options if option and option.cap is not None]
    return min([sum(credits_, Decimal(0)), Decimal(1), *caps])
