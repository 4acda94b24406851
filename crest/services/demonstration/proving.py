"""Papers, reviews and plans of the demonstration's suppliers."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from crest.domain.answers import Answer, AnswerState
from crest.domain.bank import Question, Questionnaire
from crest.domain.workflow import AssessmentHead
from crest.persistence.models import EvidenceRow, EvidenceUseRow, TriggerRow, VerificationRow
from crest.services.demonstration.companies import Conduct
from crest.services.demonstration.origin import Loading

_PAPER = b"Fictional document of the CREST demonstration.\n"
_SHOWS_PAPERS = frozenset({Conduct.GOOD, Conduct.FAIR, Conduct.OLD, Conduct.FOUND})


@dataclass(frozen=True, kw_only=True)
class Proving:
    """One answered assessment, who answered it and who reviews it."""

    loading: Loading
    head: AssessmentHead
    questionnaire: Questionnaire
    answers: Mapping[str, Answer]
    author: UUID
    reviewer: UUID

    def answered(self) -> list[tuple[Question, Answer]]:
        """Return the questions that hold a value, with it."""
        return [
            (self.questionnaire.questions[code], answer)
            for code, answer in self.answers.items()
            if answer.state is AnswerState.ANSWERED
        ]

    def id_of(self, *parts: str) -> UUID:
        """Return the same id for the same part of this assessment."""
        return self.loading.id_of(str(self.head.id), *parts)


def write_proof(proving: Proving, conduct: Conduct) -> None:
    """Write what better firms attached and what reviewers saw; a harm under a plan gets it."""
    if conduct is Conduct.REMEDY:
        _accept_plans(proving)
    if conduct not in _SHOWS_PAPERS:
        return
    wanting = [pair for pair in proving.answered() if pair[0].evidence.expected != "none"]
    thorough = conduct is Conduct.GOOD
    for place, (question, answer) in enumerate(wanting if thorough else wanting[::2]):
        _attach(proving, question)
        if (thorough or place % 2 == 0) and not proving.head.on_behalf:
            shown = answer.value if isinstance(answer.value, str) else None
            _review(proving, question, level="documented", option=shown)
    if conduct is Conduct.FOUND:
        _contradict(proving)


def _attach(proving: Proving, question: Question) -> None:
    session, added_at = proving.loading.session, proving.head.created_at + timedelta(days=4)
    content = _PAPER + question.code.encode()
    evidence = EvidenceRow(
        id=proving.id_of(question.code, "evidence"),
        tenant_id=proving.head.tenant_id,
        file_name=f"example-{question.code.lower()}.txt",
        stored_name=proving.loading.files.add(content),
        media_type="text/plain",
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        kind=(question.evidence.kinds or ("other",))[0],
        issued_on=added_at.date() - timedelta(days=90),
        valid_until=added_at.date() + timedelta(days=640),
        added_by=proving.author,
        added_at=added_at,
    )
    session.add(evidence)
    session.flush()
    session.add(
        EvidenceUseRow(
            id=proving.id_of(question.code, "use"),
            evidence_id=evidence.id,
            assessment_id=proving.head.id,
            code=question.code,
            added_at=added_at,
        )
    )


def _review(proving: Proving, question: Question, *, level: str, option: str | None) -> None:
    proving.loading.session.add(
        VerificationRow(
            id=proving.id_of(question.code, level),
            assessment_id=proving.head.id,
            code=question.code,
            level=level,
            option=option,
            note="Seen on a visit, or paper read (fictional).",
            made_by=proving.reviewer,
            made_at=proving.head.created_at + timedelta(days=6),
        )
    )


def _contradict(proving: Proving) -> None:
    for question, _answer in proving.answered():
        harm = next((option.code for option in question.options if option.trigger), None)
        if harm is not None:
            _review(proving, question, level="contradicted", option=harm)
            return


def _accept_plans(proving: Proving) -> None:
    for question, answer in proving.answered():
        chosen = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        if any(option.trigger and option.code in chosen for option in question.options):
            proving.loading.session.add(
                TriggerRow(
                    id=proving.id_of(question.code, "trigger"),
                    assessment_id=proving.head.id,
                    code=question.code,
                    state="remedy",
                    opened_on=proving.head.created_at.date() + timedelta(days=3),
                    changed_at=proving.head.created_at + timedelta(days=7),
                    note="The practice has stopped; a dated plan was accepted (fictional).",
                )
            )
