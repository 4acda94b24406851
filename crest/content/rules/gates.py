"""Gates: ladders that follow an answer, and repair questions asked after a bad one."""

from collections.abc import Iterator
from decimal import Decimal

from crest.content.faults import Fault
from crest.content.rules.asked import Asked, BankFile
from crest.content.rules.conditions import implies
from crest.content.rules.credits import best_of, worth
from crest.content.rules.known import nearest
from crest.domain.bank import AnswerType, Follows, Kind, Option, Question


def faults_of_gates(bank: BankFile) -> Iterator[Fault]:
    """Yield what is wrong with what follows what."""
    for one in bank.asked:
        question = one.question
        if one.is_control and question.is_stop:
            yield from _stop(one)
        if one.is_control and question.follows:
            yield from _gate(one, question.follows, bank, key="follows")
        if question.kind is Kind.REPAIR:
            yield from _repair(one, bank)
        elif one.is_control and question.asked_when:
            yield one.fault("is a control; use follows, not asked_when", "asked_when")


def _stop(one: Asked) -> Iterator[Fault]:
    allow = one.question.allow
    if one.question.follows:
        yield one.fault("is a stop question and follows another; ask it always", "follows")
    if allow.planned:
        yield one.fault("is a stop question and may not be planned", "allow", "planned")
    if allow.not_applicable:
        yield one.fault(
            "is a stop question and may not be N/A; use scope", "allow", "not_applicable"
        )
    if not allow.dont_know:
        yield one.fault("is a stop question and must allow dont_know", "allow", "dont_know")


def _repair(one: Asked, bank: BankFile) -> Iterator[Fault]:
    if one.question.asked_when is None:
        yield one.fault("is a repair question without asked_when; say after which answer")
    else:
        yield from _gate(one, one.question.asked_when, bank, key="asked_when")


def _gate(one: Asked, gate: Follows, bank: BankFile, *, key: str) -> Iterator[Fault]:
    above = bank.by_code.get(gate.question)
    if above is None:
        hint = nearest(gate.question, bank.by_code)
        yield one.fault(
            f"waits for {gate.question}, which is not in this bank{hint}", key, "question"
        )
        return
    if above.position >= one.position:
        yield one.fault(f"waits for {gate.question}, which stands after it", key, "question")
    fits = above.is_control or (key == "asked_when" and above.question.kind is Kind.REPAIR)
    if not fits:
        yield one.fault(f"waits for {gate.question}, which is no control", key, "question")
    unknown = [code for code in gate.value if above.question.option(code) is None]
    for code in unknown:
        yield one.fault(
            f"waits for option {code}, which {gate.question} does not have", key, "value"
        )
    if gate.op == "eq" and (above.question.type is AnswerType.MULTI or len(gate.value) > 1):
        # A fuller answer equals no list: it would hide what a lesser one shows.
        yield one.fault(f"waits for just these options of {gate.question}; use in", key, "op")
    if key == "follows" and fits and not unknown:
        yield from _follow_up(one, above.question, gate)


def _follow_up(one: Asked, above: Question, gate: Follows) -> Iterator[Fault]:
    shows = [option for option in above.options if option.code in gate.value]
    hides = [option for option in above.options if option.code not in gate.value]
    if not hides:
        yield one.fault("is shown after every option; ask it always, without follows", "follows")
    else:
        yield from _order(one, above, shows, hides)
    if not implies(one.question.scope, above.scope):
        message = f"may be asked where {above.code} is not; repeat its scope, or narrow it with all"
        yield one.fault(message, "scope" if one.has("scope") else "follows")


def _order(
    one: Asked, above: Question, shows: list[Option], hides: list[Option]
) -> Iterator[Fault]:
    """Yield where an answer that hides the question earns as much as one that shows it, or more."""
    multi = above.type is AnswerType.MULTI
    least, most = _least(shows, hides, multi=multi), best_of(hides, multi=multi)
    if least < most:
        message = (
            f"is shown after an answer to {above.code} that earns {least} and hidden after one "
            f"that earns {most}; a better answer would cost points"
        )
        yield one.fault(message, "follows", "value")
    elif multi and max(map(worth, hides)) >= min(map(worth, shows)):
        message = (
            f"is hidden after an option of {above.code} that earns as much as one that shows it; "
            "list both"
        )
        yield one.warning(message, "follows", "value")


def _least(shows: list[Option], hides: list[Option], *, multi: bool) -> Decimal:
    """Return the least that an answer with one of the showing options earns."""
    # In a multi question an option that hides may be chosen with one that shows, and cap it.
    caps = [hidden.cap for hidden in hides if hidden.cap is not None and not hidden.exclusive]
    alone = [worth(shown) for shown in shows]
    if multi and caps and any(not shown.exclusive for shown in shows):
        return min(*alone, *caps)
    return min(alone)
