"""Credits: what a control's options and bands earn, and that they cover what can be answered."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from crest.content.faults import Fault
from crest.content.rules.asked import Asked, BankFile
from crest.domain.bank import AnswerType, Band, Kind, Option, Question

_ONE = Decimal(1)
_ZERO = Decimal(0)
_HUNDRED = Decimal(100)
_CREDITED = frozenset(
    {
        AnswerType.SINGLE,
        AnswerType.MULTI,
        AnswerType.NUMBER,
        AnswerType.MONEY,
        AnswerType.PERCENT,
    }
)


def faults_of_credits(bank: BankFile) -> Iterator[Fault]:
    """Yield what is wrong with the credits of the controls, and credits of repair questions."""
    for one in bank.asked:
        if one.is_control:
            yield from _control(one)
        elif one.question.kind is Kind.REPAIR:
            yield from _repair(one)


def _control(one: Asked) -> Iterator[Fault]:
    question = one.question
    if question.type not in _CREDITED:
        yield one.fault("is a control of a type that earns no credit; ask single or multi", "type")
        return
    if question.options:
        yield from _options(one)
        yield from _exclusive(one)
    elif question.type in {AnswerType.SINGLE, AnswerType.MULTI}:
        return
    elif not question.bands:
        yield one.fault("is a control without bands; say what each number earns")
    else:
        yield from _bands(one)


def _repair(one: Asked) -> Iterator[Fault]:
    for index, option in enumerate(one.question.options):
        if option.credit is not None or option.cap is not None or option.trigger:
            yield one.fault("is a repair question; its options earn nothing", "options", index)


def _options(one: Asked) -> Iterator[Fault]:
    options = one.question.options
    blank = [index for index, option in enumerate(options) if option.credit is None]
    for index in blank:
        code = options[index].code
        yield one.fault(f"has option {code} without credit; give it 0 to 1", "options", index)
    if blank:
        return
    if best(one.question) != _ONE:
        yield one.fault("has no option that earns 1; its best answer must", "options")
    if worst(one.question) != _ZERO:
        yield one.fault("has no option that earns 0; its worst answer must", "options")
    for index, option in enumerate(options):
        if option.trigger and _earned_with(option, one.question) > _ZERO:
            message = f"fires a trigger at {option.code} and still earns; use credit 0"
            also = " and cap 0" if one.question.type is AnswerType.MULTI else ""
            yield one.fault(f"{message}{also}", "options", index)


def _exclusive(one: Asked) -> Iterator[Fault]:
    multi = one.question.type is AnswerType.MULTI
    for index, option in enumerate(one.question.options):
        if option.exclusive and not multi:
            yield one.fault("has an exclusive option; in single all are", "options", index)
        if option.cap is not None and not multi:
            yield one.fault("has a cap; in single the credit says it", "options", index)
        if option.exclusive and option.trigger:
            message = (
                f"has the exclusive option {option.code} as a trigger, which others would drop"
            )
            yield one.fault(message, "options", index)
        if option.fact_value is not None:
            yield one.fault("has a fact_value; only fact questions set facts", "options", index)
    if multi and all(option.exclusive for option in one.question.options):
        yield one.fault("has only exclusive options; use single", "type")
    if one.question.fact is not None:
        yield one.fault("is a control that sets a fact; facts come from fact questions", "fact")


def best(question: Question) -> Decimal:
    """Return the most that an answer to the question can earn."""
    return best_of(question.options, multi=question.type is AnswerType.MULTI)


def best_of(options: Sequence[Option], *, multi: bool) -> Decimal:
    """Return the most that an answer made of these options alone can earn."""
    alone = [_credit(option) for option in options if option.exclusive or not multi]
    together = [option for option in options if multi and not option.exclusive]
    limits = {_ONE, *(option.cap for option in together if option.cap is not None)}
    sums = [
        min(_ONE, limit, sum((_credit(option) for option in _within(together, limit)), _ZERO))
        for limit in limits
    ]
    return max([*alone, *sums] if together else alone)


def worst(question: Question) -> Decimal:
    """Return the least that an answer to the question can earn."""
    return min(worth(option) for option in question.options)


def worth(option: Option) -> Decimal:
    """Return what the option earns when it is chosen alone."""
    return min(_credit(option), _limit(option))


def _earned_with(option: Option, question: Question) -> Decimal:
    """Return the most that can be earned with this option chosen."""
    if _is_alone(option, question):
        return worth(option)
    total = sum((_credit(other) for other in question.options if not other.exclusive), _ZERO)
    return min(_ONE, _limit(option), total)


def _is_alone(option: Option, question: Question) -> bool:
    return option.exclusive or question.type is AnswerType.SINGLE


def _within(options: list[Option], limit: Decimal) -> list[Option]:
    return [option for option in options if _limit(option) >= limit]


def _credit(option: Option) -> Decimal:
    return _ZERO if option.credit is None else option.credit


def _limit(option: Option) -> Decimal:
    return _ONE if option.cap is None else option.cap


def _bands(one: Asked) -> Iterator[Fault]:
    bands = one.question.bands
    credits_ = {band.credit for band in bands}
    if _ONE not in credits_:
        yield one.fault("has no band that earns 1; its best answer must", "bands")
    if _ZERO not in credits_:
        yield one.fault("has no band that earns 0; its worst answer must", "bands")
    yield from _ends(one)
    for index, (lower, upper) in enumerate(pairwise(bands), start=1):
        if words := _seam(lower, upper):
            yield one.fault(words, "bands", index)
    for index, band in enumerate(bands):
        if band.trigger and band.credit > _ZERO:
            yield one.fault("fires a trigger in a band that earns; use credit 0", "bands", index)
        if band.start is not None and band.below is not None and band.start >= band.below:
            yield one.fault("has a band whose from is not less than its below", "bands", index)


def _ends(one: Asked) -> Iterator[Fault]:
    first, last = one.question.bands[0], one.question.bands[-1]
    percent = one.question.type is AnswerType.PERCENT
    if first.start is not None and not (percent and first.start <= _ZERO):
        yield one.fault(f"has no band below {first.start}; begin with from: null", "bands", 0)
    if last.below is not None and not (percent and last.below > _HUNDRED):
        index = len(one.question.bands) - 1
        yield one.fault(f"has no band from {last.below} on; end with below: null", "bands", index)


def _seam(lower: Band, upper: Band) -> str:
    if lower.below is None or upper.start is None:
        return "has an open end between two bands; only the first and the last are open"
    if lower.below < upper.start:
        return f"has a gap between bands: nothing covers {lower.below} to {upper.start}"
    if lower.below > upper.start:
        return f"has bands that overlap from {upper.start} to {lower.below}"
    return ""
