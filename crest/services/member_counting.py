"""What is counted of each member: from its submitted assessments to its outcomes by name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from crest.content.library import Library
from crest.domain.amounts import span_of
from crest.domain.answers import TriggerState
from crest.domain.bank import Question, Questionnaire
from crest.domain.errors import NotFoundError
from crest.domain.kept_parts import parts_from_json
from crest.domain.member_details import AskedQuestion, PartDetails
from crest.domain.member_figures import (
    NOT_SAID,
    AssessedPart,
    MemberFigures,
    outcomes_of,
    size_of,
)
from crest.domain.method import Method, RiskBand
from crest.domain.scores import QuestionScore
from crest.persistence.cubes import CountedAssessment
from crest.persistence.facts import read_facts

_WORKFORCE = "workforce.total"


def member_figures(
    rows: Sequence[CountedAssessment], *, library: Library, method: Method
) -> tuple[MemberFigures, ...]:
    """Return each member that has a row with its outcomes, in a fixed order."""
    by_member = defaultdict[UUID, list[CountedAssessment]](list)
    for row in rows:
        by_member[row.member].append(row)
    return tuple(_figures(parts, library, method) for _, parts in sorted(by_member.items()))


def _figures(rows: Sequence[CountedAssessment], library: Library, method: Method) -> MemberFigures:
    # A company's answers stand behind those of its workplaces, where it has any assessed.
    places = [row for row in rows if row.workplace_id is not None]
    parts = [_part(row, library) for row in places or rows]
    first = rows[0]
    workforce = workforce_of(first.company_facts)
    if workforce is None:
        workforce = _sum(part.workforce for part in parts)
    return MemberFigures(
        member=first.member,
        sector=first.sector or NOT_SAID,
        region=most_often([row.province for row in places if row.province]),
        size=size_of(workforce, method),
        outcomes=outcomes_of(parts, method),
        campaign=_campaign(places or rows),
        answered=frozenset((row.bank, row.bank_version) for row in places or rows),
    )


def _campaign(rows: Sequence[CountedAssessment]) -> str:
    """Return the campaign that all the assessments were given in; empty where it is not one."""
    found = {row.campaign for row in rows}
    one = found.pop()
    return "" if found or one is None else str(one)


def _part(row: CountedAssessment, library: Library) -> AssessedPart:
    laws = {**row.body.get("laws", {}), **row.body.get("standards", {})}
    workforce = workforce_of(row.workplace_facts)
    return AssessedPart(
        workforce=workforce,
        band=RiskBand(row.band),
        declared=row.declared,
        supported=row.supported,
        triggers_open=row.triggers_open,
        dont_know=row.dont_know,
        statuses={law: found["status"] for law, found in laws.items()},
        details=PartDetails(
            workforce=workforce,
            themes={
                name: _decimal(found["declared"])
                for name, found in row.body.get("themes", {}).items()
            },
            obligations={
                name: found["status"]
                for law in laws.values()
                for name, found in law.get("obligations", {}).items()
            },
            questions=_questions(row, library),
        ),
    )


def _questions(row: CountedAssessment, library: Library) -> tuple[AskedQuestion, ...]:
    """Return the scored questions of an assessment; none where its version is not here."""
    kept = parts_from_json(row.body)
    bank = _bank(row, library)
    if kept is None or bank is None:
        return ()
    known = ((one, bank.questions.get(one.code)) for one in kept.questions)
    return tuple(_asked(one, question, row) for one, question in known if question is not None)


def _bank(row: CountedAssessment, library: Library) -> Questionnaire | None:
    try:
        return library.questionnaire(row.bank, row.bank_version)
    except NotFoundError:
        return None


def _asked(score: QuestionScore, question: Question, row: CountedAssessment) -> AskedQuestion:
    return AskedQuestion(
        code=score.code,
        theme=question.theme.value,
        rung=None if question.rung is None else question.rung.value,
        state=score.state,
        weight=score.weight,
        credit=score.credit,
        declared=score.declared,
        is_stop=question.is_stop,
        fired=score.trigger is TriggerState.OPEN,
        changed=score.code in row.changed,
        contradicted=score.code in row.contradicted,
    )


def most_often(provinces: Sequence[str]) -> str:
    """Return the province that most workplaces stand in, the first by name of several."""
    return min(provinces, key=lambda one: (-provinces.count(one), one), default=NOT_SAID)


def workforce_of(stored: Mapping[str, Any]) -> Decimal | None:
    """Return the people at work among stored facts, None where nothing is said."""
    value = read_facts(stored).get(_WORKFORCE)
    span = None if value is None else span_of(value)
    return None if span is None else span.low


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None
