"""Reading an assessment whole: answers, what backs them, what reviewers found, triggers."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from crest.content.library import Library
from crest.domain.answers import Answer
from crest.domain.assurance import EvidenceUsed, Verification, resolve_assurance
from crest.domain.bank import Questionnaire, SectionSubject, SubjectKind
from crest.domain.loaded import LoadedAssessment
from crest.domain.method import AssuranceRules
from crest.persistence import answers as answer_rows
from crest.persistence import assessments, evidence
from crest.persistence.facts import read_recorded
from crest.persistence.session import DatabaseSession
from crest.persistence.subjects import AssessmentRecord


def load_assessment(
    session: DatabaseSession, record: AssessmentRecord, *, library: Library, as_of: date
) -> LoadedAssessment:
    """Return the assessment with all that a score of it on that day is computed from."""
    head = record.head
    questionnaire = library.questionnaire(head.bank, head.bank_version)
    owners = _owners(session, record, questionnaire)
    rules = library.method().assurance
    answers: dict[str, Answer] = {}
    for assessment_id, codes in owners.items():
        found = _read(session, assessment_id, tenant_id=head.tenant_id)
        answers |= _shown(
            {code: answer for code, answer in found.answers.items() if code in codes},
            found,
            questionnaire,
            rules=rules,
            as_of=as_of,
        )
    return LoadedAssessment(
        head=head,
        answers=answers,
        facts=record.facts,
        triggers=assessments.list_triggers(session, record),
        bank_digest=questionnaire.digest,
        recorded={} if record.supplier is None else read_recorded(record.supplier.facts),
    )


class _Found:
    """What stands in the rows of one assessment."""

    def __init__(
        self,
        answers: Mapping[str, Answer],
        uses: Mapping[str, Sequence[EvidenceUsed]],
        checks: Mapping[str, Sequence[Verification]],
    ) -> None:
        self.answers = answers
        self.uses = uses
        self.checks = checks


def _owners(
    session: DatabaseSession, record: AssessmentRecord, questionnaire: Questionnaire
) -> dict[UUID, frozenset[str]]:
    """Return which assessment speaks for which questions: a company speaks for its workplaces."""
    head = record.head
    everything = frozenset(questionnaire.questions)
    if head.subject_kind is not SubjectKind.WORKPLACE:
        return {head.id: everything}
    of_company = frozenset(
        question.code
        for section in questionnaire.sections
        if section.subject is SectionSubject.COMPANY
        for question in section.questions
    )
    owners = {head.id: everything - of_company}
    company = assessments.find_company_assessment(
        session, tenant_id=head.tenant_id, bank=head.bank, submitted=True
    )
    return owners if company is None else owners | {company.id: of_company}


def _read(session: DatabaseSession, assessment_id: UUID, *, tenant_id: UUID) -> _Found:
    answers = answer_rows.list_answers(session, assessment_id)
    uses: dict[str, tuple[EvidenceUsed, ...]] = {}
    for use in evidence.list_uses(session, [assessment_id], tenant_id=tenant_id):
        uses[use.code] = (*uses.get(use.code, ()), use.file.used)
    checks = evidence.list_verifications(session, [assessment_id])
    return _Found(
        answers,
        uses,
        {code: found for (_, code), found in checks.items()},
    )


def _shown(
    answers: Mapping[str, Answer],
    found: _Found,
    questionnaire: Questionnaire,
    *,
    rules: AssuranceRules,
    as_of: date,
) -> dict[str, Answer]:
    return {
        code: resolve_assurance(
            answer,
            questionnaire.questions[code],
            evidence=found.uses.get(code, ()),
            verifications=found.checks.get(code, ()),
            rules=rules,
            as_of=as_of,
        )
        for code, answer in answers.items()
    }
