"""A bank as an XLSForm workbook (survey, choices, settings), to be fielded in ODK or Kobo."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import BinaryIO

from crest.domain.bank import Questionnaire, Section
from crest.domain.facts import FactType
from crest.exports.workbook import Book, put
from crest.exports.xlsform_conditions import as_json, said
from crest.exports.xlsform_facts import OTHER, Fact, calculation, facts_of
from crest.exports.xlsform_losses import Loss, losses
from crest.exports.xlsform_questions import STATES, Form, Row, state_list, write_question

LANGUAGES: Mapping[str, str] = {"en": "English (en)", "km": "Khmer (km)"}
CURRENCIES = ("KHR", "USD", "THB", "VND", "EUR", "other")
_NUMBERS = frozenset({FactType.NUMBER, FactType.PERCENT, FactType.AMOUNT})


def write_xlsform(
    stream: BinaryIO,
    bank: Questionnaire,
    *,
    translations: Sequence[Questionnaire] = (),
    names: Mapping[str, str],
    created: datetime,
) -> tuple[Loss, ...]:
    """Write the bank as an XLSForm and return what the form cannot hold, by kind.

    `translations` are the same version in other languages; each becomes label columns. `names`
    has the titles of codes (countries, sectors) that a form has to offer by itself.
    """
    form = _built(bank, translations, names)
    with Book(stream, created=created, title=bank.title) as book:
        for sheet, rows in _sheets(form).items():
            heads = list(dict.fromkeys(head for row in rows for head in row))
            written = book.sheet(sheet)
            written.freeze_panes(1, 2)
            for column, head in enumerate(heads):
                put(book, written, 0, column, head, bold=True)
            for number, row in enumerate(rows, start=1):
                for column, head in enumerate(heads):
                    put(book, written, number, column, row.get(head, ""))
    return losses(bank, translations)


def _built(
    bank: Questionnaire, translations: Sequence[Questionnaire], names: Mapping[str, str]
) -> Form:
    spoken = {_language(one): one for one in (bank, *translations)}
    form = Form(bank=bank, spoken=spoken, facts=facts_of(bank), names=names)
    _ask_facts(form)
    for index, section in enumerate(bank.sections):
        _write_section(form, index, section)
    for index, check in enumerate(bank.checks):
        _write_check(form, index, check.code)
    form.choices += [
        {"list_name": "currency", "name": code, **form.same(code)} for code in CURRENCIES
    ]
    for states in sorted(form.state_lists):
        form.choices += [
            {"list_name": state_list(states), "name": state, **form.same(STATES[state])}
            for state in states
        ]
    return form


def _language(bank: Questionnaire) -> str:
    return LANGUAGES.get(bank.language, f"{bank.language} ({bank.language})")


def _sheets(form: Form) -> Mapping[str, Sequence[Row]]:
    settings = {
        "form_title": form.bank.title,
        "form_id": f"crest_{form.bank.id}",
        "version": form.bank.version,
        "default_language": _language(form.bank),
        "crest_state": form.bank.state.value,
        "crest_digest": form.bank.digest,
    }
    return {
        "survey": form.survey,
        "choices": form.choices,
        "settings": [settings],
    }


def _ask_facts(form: Form) -> None:
    """Ask what no question asks, and work out the other facts that conditions read."""
    form.survey.append({"type": "begin_group", "name": "facts", **form.same("Before you begin")})
    for fact in form.facts.values():
        if fact.is_preliminary:
            form.survey.append(_preliminary(form, fact))
        else:
            form.survey.append(
                {
                    "type": "calculate",
                    "name": fact.name,
                    "calculation": calculation(fact),
                    "crest_fact": fact.key,
                }
            )
    form.survey.append({"type": "end_group", "name": ""})


def _preliminary(form: Form, fact: Fact) -> Row:
    row = {"name": fact.name, **form.same(_asks(fact)), "crest_fact": fact.key}
    if fact.type in _NUMBERS:
        return {"type": "decimal", **row, "constraint": ". >= 0"}
    words = ("yes", "no") if fact.type is FactType.YES_NO else (*fact.words, OTHER)
    if words == (OTHER,):
        return {"type": "text", **row}
    form.choices += [
        {"list_name": fact.name, "name": word, **form.same(_title(form, word))} for word in words
    ]
    kind = "select_multiple" if fact.is_list else "select_one"
    return {"type": f"{kind} {fact.name}", **row}


def _asks(fact: Fact) -> str:
    amount = f", in {fact.currency}" if fact.currency else ""
    return f"{fact.key.replace('.', ' - ').replace('_', ' ').capitalize()}{amount}"


def _title(form: Form, word: str) -> str:
    title = form.names.get(word)
    return f"{title} ({word})" if title else word.replace("_", " ").capitalize()


def _write_section(form: Form, index: int, section: Section) -> None:
    form.survey.append(
        {
            "type": "begin_group",
            "name": section.code,
            **form.labels(lambda bank: bank.sections[index].title),
            **form.labels(lambda bank: bank.sections[index].about, "hint"),
            "crest_subject": section.subject.value,
        }
    )
    for question in section.questions:
        write_question(form, question)
    form.survey.append({"type": "end_group", "name": ""})


def _write_check(form: Form, index: int, code: str) -> None:
    condition = form.bank.checks[index].when
    form.survey.append(
        {
            "type": "note",
            "name": code,
            **form.labels(lambda bank: bank.checks[index].says),
            "relevant": said(condition, form.field_of).surely,
            "crest_kind": "check",
            "crest_scope": as_json(condition),
        }
    )
