"""One question as rows of an XLSForm: options, parts, and its state without an answer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from crest.domain.bank import AnswerType, Kind, Option, Question, Questionnaire
from crest.exports.xlsform_conditions import FieldOf, as_json, both, gate_opens, reference, said
from crest.exports.xlsform_facts import Fact, field_of

Row = dict[str, str]

EXTRA = (
    "crest_kind",
    "crest_theme",
    "crest_rung",
    "crest_type",
    "crest_weight_class",
    "crest_basis",
    "crest_stop",
    "crest_fact",
    "crest_unit",
    "crest_obligations",
    "crest_bands",
    "crest_scope",
    "crest_follows",
    "crest_asked_when",
    "crest_decline",
    "crest_evidence",
    "crest_purpose",
    "crest_recommendation",
    "crest_subject",
)
CHOICE_EXTRA = (
    "crest_credit",
    "crest_cap",
    "crest_trigger",
    "crest_exclusive",
    "crest_fact_value",
)
_PLAIN_TYPES: Mapping[AnswerType, str] = {
    AnswerType.NUMBER: "decimal",
    AnswerType.PERCENT: "decimal",
    AnswerType.MONEY: "decimal",
    AnswerType.DATE: "date",
    AnswerType.TEXT: "text",
    AnswerType.FILE: "file",
}
STATES = {
    "dont_know": "I don't know",
    "planned": "Planned",
    "not_applicable": "Does not apply to us",
    "declined": "We decline to answer",
}


@dataclass(slots=True, kw_only=True)
class Form:
    """The form being built: the bank in each language, its facts, and rows of two sheets."""

    bank: Questionnaire
    spoken: Mapping[str, Questionnaire]
    facts: Mapping[str, Fact]
    names: Mapping[str, str]
    survey: list[Row] = field(default_factory=list)
    choices: list[Row] = field(default_factory=list)
    state_lists: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def field_of(self) -> FieldOf:
        """Return what says which field a test reads."""
        return partial(field_of, self.facts, self.bank)

    def labels(self, say: Callable[[Questionnaire], str], column: str = "label") -> Row:
        """Return a text of the bank in each language."""
        return {f"{column}::{name}": say(self.spoken[name]) for name in self.spoken}

    def same(self, text: str, column: str = "label") -> Row:
        """Return a text of the form itself, the same in each language."""
        return {f"{column}::{name}": text for name in self.spoken}


def write_question(form: Form, question: Question) -> None:
    """Add the rows of this question to both sheets of the form."""
    relevant, states = _relevant(form, question), _states(question)
    must = question.kind is Kind.FACT or (question.kind is Kind.CONTROL and question.is_stop)
    form.survey.append(
        {
            "type": _type(question),
            "name": question.code,
            **form.labels(lambda bank: bank.questions[question.code].text),
            **form.labels(lambda bank: bank.questions[question.code].help, "hint"),
            # With another state open, that state is what is required while the answer is blank.
            "required": "yes" if must and not states and question.columns == () else "",
            "relevant": "" if relevant == "true()" else relevant,
            **_constraint(form, question),
            **_extra(form, question),
        }
    )
    form.choices += [_choice(form, question, index) for index in range(len(question.options))]
    form.survey += _parts(form, question, relevant)
    if states:
        _write_state(form, question, both([relevant, _is_blank(question)]), states, must=must)


def _relevant(form: Form, question: Question) -> str:
    parts = []
    if question.scope is not None:
        parts.append(said(question.scope, form.field_of).maybe)
    gate = question.follows or question.asked_when
    if gate is not None:
        parts.append(gate_opens(gate, form.bank.questions[gate.question]))
    return both(parts)


def _type(question: Question) -> str:
    if question.type is AnswerType.TABLE:
        return "begin_repeat"
    if question.type in {AnswerType.SINGLE, AnswerType.MULTI}:
        kind = "select_multiple" if question.type is AnswerType.MULTI else "select_one"
        return f"{kind} {question.code}"
    return "integer" if _is_count(question) else _PLAIN_TYPES[question.type]


def _is_count(question: Question) -> bool:
    """Return whether the number counts people, so that it is whole."""
    return question.type is AnswerType.NUMBER and (question.fact or "").startswith("workforce.")


def _constraint(form: Form, question: Question) -> Row:
    if question.type is AnswerType.PERCENT:
        rule, message = ". >= 0 and . <= 100", "A percentage from 0 to 100."
    elif question.type in {AnswerType.NUMBER, AnswerType.MONEY}:
        rule, message = ". >= 0", "A number of 0 or more."
    else:
        alone = [one.code for one in question.options if one.exclusive]
        rule = " and ".join(f"not(selected(., '{one}') and count-selected(.) > 1)" for one in alone)
        message = "One of these stands alone: choose it, or the others."
    if not rule or question.type is AnswerType.SINGLE:
        return {}
    return {"constraint": rule, **form.same(message, "constraint_message")}


def _choice(form: Form, question: Question, index: int) -> Row:
    option = question.options[index]
    return {
        "list_name": question.code,
        "name": option.code,
        **form.labels(lambda bank: bank.questions[question.code].options[index].label),
        **dict(zip(CHOICE_EXTRA, _option_extra(option), strict=True)),
    }


def _option_extra(option: Option) -> tuple[str, ...]:
    return (
        "" if option.credit is None else f"{option.credit:f}",
        "" if option.cap is None else f"{option.cap:f}",
        "yes" if option.trigger else "",
        "yes" if option.exclusive else "",
        option.fact_value or "",
    )


def _parts(form: Form, question: Question, relevant: str) -> Iterator[Row]:
    """Yield what belongs to the answer itself: its currency, or the columns of its rows."""
    if question.type is AnswerType.MONEY:
        yield {
            "type": "select_one currency",
            "name": f"{question.code}__currency",
            **form.same("Currency"),
            "required": "yes",
            "relevant": both([relevant, f"{reference(question.code)} != ''"]),
        }
    for index, column in enumerate(question.columns):
        yield {
            "type": _PLAIN_TYPES.get(column.type, "text"),
            "name": f"{question.code}__{column.code}",
            **form.labels(
                lambda bank, at=index: bank.questions[question.code].columns[at].label  # type: ignore[misc]
            ),
        }
    if question.type is AnswerType.TABLE:
        yield {"type": "end_repeat", "name": ""}


def _is_blank(question: Question) -> str:
    if question.type is AnswerType.TABLE:
        return f"count({reference(question.code)}) = 0"
    return f"{reference(question.code)} = ''"


def _states(question: Question) -> tuple[str, ...]:
    allow, stops = question.allow, question.is_stop
    is_open = {
        "dont_know": allow.dont_know,
        "planned": allow.planned and not stops,
        "not_applicable": allow.not_applicable and not stops,
        "declined": question.decline is not None,
    }
    return tuple(state for state, open_ in is_open.items() if open_)


def state_list(states: tuple[str, ...]) -> str:
    """Return the name of the list that offers these states."""
    return "state__" + "__".join(states)


def _write_state(
    form: Form, question: Question, relevant: str, states: tuple[str, ...], *, must: bool
) -> None:
    form.state_lists.add(states)
    name = f"{question.code}__state"
    row: Row = {
        "type": f"select_one {state_list(states)}",
        "name": name,
        **form.same("Without an answer: which of these holds?"),
        "required": "yes" if must else "",
        "relevant": relevant,
    }
    if question.decline is not None:
        may = said(question.decline, form.field_of).surely
        row["constraint"] = f". != 'declined' or {may}"
        row |= form.same("This question cannot be declined here.", "constraint_message")
    form.survey.append(row)
    if "planned" in states:
        form.survey.append(_after_state(form, question, "planned", "date planned_by"))
    if "not_applicable" in states and question.na_reasons:
        form.survey.append(
            _after_state(form, question, "not_applicable", f"select_one {question.code}__reason")
        )
        form.choices += [
            {
                "list_name": f"{question.code}__reason",
                "name": reason.code,
                **form.labels(
                    lambda bank, at=index: bank.questions[question.code].na_reasons[at].label  # type: ignore[misc]
                ),
            }
            for index, reason in enumerate(question.na_reasons)
        ]


def _after_state(form: Form, question: Question, state: str, type_: str) -> Row:
    is_date = state == "planned"
    return {
        "type": "date" if is_date else type_,
        "name": f"{question.code}__planned_by" if is_date else f"{question.code}__reason",
        **form.same("By which day?" if is_date else "Why does it not apply?"),
        "required": "yes",
        "relevant": f"{reference(f'{question.code}__state')} = '{state}'",
    }


def _extra(form: Form, question: Question) -> Row:
    values = (
        question.kind.value,
        question.theme.value,
        question.rung.value if question.rung else "",
        question.type.value,
        question.weight_class.value if question.weight_class else "",
        question.basis.value if question.basis else "",
        "yes" if question.is_stop else "",
        question.fact or "",
        question.unit or "",
        " ".join(link.id for link in question.obligations),
        _bands(question),
        as_json(question.scope),
        _gate(question, "follows"),
        _gate(question, "asked_when"),
        as_json(question.decline),
        question.evidence.expected,
        question.purpose,
        question.recommendation,
        form.bank.section_of[question.code].subject.value,
    )
    return dict(zip(EXTRA, values, strict=True))


def _bands(question: Question) -> str:
    def end(value: object) -> str:
        return "" if value is None else f"{value:f}"

    return "; ".join(
        f"{end(band.start)}..{end(band.below)} = {band.credit:f}{' trigger' * band.trigger}"
        for band in question.bands
    )


def _gate(question: Question, which: str) -> str:
    gate = question.follows if which == "follows" else question.asked_when
    return "" if gate is None else f"{gate.question} {gate.op} {' '.join(gate.value)}"
