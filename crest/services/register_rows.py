"""A supplier of the register: which assessment speaks for it, its score, its lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from crest.content.library import Library
from crest.domain.answers import Answer, TriggerState
from crest.domain.assurance import resolve_assurance
from crest.domain.bank import Questionnaire
from crest.domain.factors import derive_factors
from crest.domain.facts import Facts, with_shares
from crest.domain.findings import Finding, find_findings
from crest.domain.loaded import LoadedAssessment
from crest.domain.newest_facts import FactConflict
from crest.domain.register import Decision, RegisterRow, Reply, people_at_risk, priority_key
from crest.domain.risk import freshness_on
from crest.domain.scores import Score
from crest.domain.scoring import score_unassessed
from crest.domain.workflow import AssessmentHead, AssessmentState
from crest.i18n import answer_words
from crest.persistence.facts import read_recorded
from crest.persistence.register_rows import AssessmentData, RegisterData, SupplierData
from crest.services.scored import Laws, ScoringCase, laws_for, scoring_case

# The bank that is asked of a supplier first; its k never counts while nothing is answered.
FIRST_BANK = "supplier-short"
_SHARES = ("workforce.migrant_share", "workforce.agency_share", "workforce.under_18_share")


@dataclass(frozen=True, kw_only=True)
class ScoredSupplier:
    """A supplier with its row, its score and its findings; `facts` has what answers add.

    `conflicts` are the facts that answers and the buyer's list give otherwise.
    """

    row: RegisterRow
    score: Score
    facts: Facts
    findings: tuple[Finding, ...]
    questionnaire: Questionnaire | None
    head: AssessmentHead | None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    conflicts: tuple[FactConflict, ...] = ()


class WhichLaws(StrEnum):
    """Of which suppliers the laws are worked out: it costs as much as all other figures."""

    ALL = "all"
    ANSWERED = "answered"
    NONE = "none"


class SupplierScorer:
    """Scores the suppliers of one register on one day.

    No figure of a row hangs on a law, so that who wants rows alone leaves the laws out.
    """

    def __init__(
        self,
        data: RegisterData,
        library: Library,
        *,
        as_of: date,
        laws: WhichLaws = WhichLaws.ALL,
    ) -> None:
        self.data = data
        self.library = library
        self.method = library.method()
        self.as_of = as_of
        self.laws = laws

    def score(self, supplier: SupplierData) -> ScoredSupplier:
        """Return the supplier by the assessment that speaks for it, or by its facts alone."""
        held = self.data.assessments.get(supplier.id, ())
        heads = [one.head for one in held]
        speaking = speaking_head(heads, library=self.library, as_of=self.as_of)
        if speaking is None:
            return self._unassessed(supplier, held)
        return self._assessed(supplier, speaking)

    def _assessed(self, supplier: SupplierData, head: AssessmentHead) -> ScoredSupplier:
        questionnaire = self.library.questionnaire(head.bank, head.bank_version)
        case, answers = self._case(supplier, head, questionnaire)
        score = case.score()
        findings = self._findings(supplier, score, questionnaire, head, answers=answers)
        facts = with_shares(case.known.facts)
        row = self._row(supplier, facts, score, reply=Reply.ASSESSED)
        return ScoredSupplier(
            row=replace(
                row,
                workplaces_assessed=1,
                bank=head.bank,
                bank_version=head.bank_version,
                submitted_on=_day(head.submitted_at),
                freshness=score.residual.freshness,
                hold=score.residual.hold,
                open_findings=len(findings),
            ),
            score=score,
            facts=facts,
            findings=findings,
            questionnaire=questionnaire,
            head=head,
            answers=answers,
            conflicts=case.known.conflicts,
        )

    def _case(
        self, supplier: SupplierData, head: AssessmentHead, questionnaire: Questionnaire
    ) -> tuple[ScoringCase, Mapping[str, Answer]]:
        triggers = self.data.triggers.get(supplier.id, {})
        loaded = LoadedAssessment(
            head=head,
            answers=self._answers(head, questionnaire),
            facts=supplier.facts,
            triggers={code: state for code, (state, _) in triggers.items()},
            bank_digest=questionnaire.digest,
            recorded=read_recorded(supplier.stored),
        )
        case = scoring_case(
            loaded,
            library=self.library,
            buyer_facts=self.data.buyer.facts,
            as_of=self.as_of,
            with_laws=self.laws is not WhichLaws.NONE,
        )
        return case, loaded.answers

    def _findings(
        self,
        supplier: SupplierData,
        score: Score,
        questionnaire: Questionnaire,
        head: AssessmentHead,
        *,
        answers: Mapping[str, Answer],
    ) -> tuple[Finding, ...]:
        triggers = self.data.triggers.get(supplier.id, {})
        opened = {code: day for code, (_, day) in triggers.items()}
        found = find_findings(
            score,
            questionnaire=questionnaire,
            answers=answers,
            opened_on=_day(head.submitted_at) or self.as_of,
            words=answer_words(questionnaire.language),
        )
        return tuple(_since(finding, opened) for finding in found)

    def _unassessed(self, supplier: SupplierData, held: Sequence[AssessmentData]) -> ScoredSupplier:
        silent = any(one.due_on is not None and one.due_on < self.as_of for one in held)
        facts = dict(supplier.facts)
        factors = derive_factors(
            facts,
            reference=self.library.reference,
            method=self.method,
            submitted=False,
            silent=silent,
            asked=bool(held),
        )
        bank = held[-1].head.bank if held else FIRST_BANK
        score = score_unassessed(
            method=self.method,
            bank=bank,
            factors=factors,
            as_of=self.as_of,
            laws=self._laws(facts),
        )
        reply = Reply.NO_REPLY if silent else Reply.NOT_ASSESSED
        row = self._row(supplier, facts, score, reply=reply)
        return ScoredSupplier(
            row=row, score=score, facts=facts, findings=(), questionnaire=None, head=None
        )

    def _laws(self, facts: Facts) -> Laws:
        if self.laws is not WhichLaws.ALL:
            return ()
        return laws_for(self.library, facts, buyer=self.data.buyer.facts, as_of=self.as_of)

    def _answers(self, head: AssessmentHead, questionnaire: Questionnaire) -> dict[str, Answer]:
        uses = self.data.evidence.get(head.id, {})
        checks = self.data.verifications.get(head.id, {})
        return {
            code: resolve_assurance(
                answer,
                questionnaire.questions[code],
                evidence=uses.get(code, ()),
                verifications=checks.get(code, ()),
                rules=self.method.assurance,
                as_of=self.as_of,
            )
            for code, answer in self.data.answers.get(head.id, {}).items()
            if code in questionnaire.questions
        }

    def _row(
        self, supplier: SupplierData, facts: Facts, score: Score, *, reply: Reply
    ) -> RegisterRow:
        known = with_shares(facts)
        shares = [_number(known, key) for key in _SHARES]
        people, people_class = people_at_risk(
            _number(known, "workforce.total"), shares, self.method
        )
        residual = score.residual
        key = priority_key(
            residual.band,
            trigger_open=residual.triggers_open > 0,
            people_class=people_class,
            residual=residual.value,
            method=self.method,
        )
        return RegisterRow(
            **_identity(supplier, known),
            **_figures(score),
            **_UNASSESSED,
            migrant_share=shares[0],
            agency_share=shares[1],
            under_18_share=shares[2],
            people_at_risk=people,
            people_class=people_class,
            reply=reply,
            priority_key=key,
        )


def speaking_head(
    heads: Iterable[AssessmentHead], *, library: Library, as_of: date
) -> AssessmentHead | None:
    """Return which assessment of a supplier counts on that day: the widest bank, then the newest.

    One past its time is as wide as none; drafts never count.
    """

    def weight(head: AssessmentHead) -> tuple[int, datetime]:
        day = _day(head.signed_off_at or head.submitted_at)
        is_fresh = freshness_on(as_of, day, library.method()) == 1
        bank = library.questionnaire(head.bank, head.bank_version)
        return (len(bank.questions) if is_fresh else 0, head.submitted_at or head.created_at)

    submitted = [head for head in heads if head.state is not AssessmentState.DRAFT]
    return max(submitted, key=weight, default=None)


# What a row says until an assessment speaks for it.
_UNASSESSED: Mapping[str, Any] = {
    "workplaces": 1,
    "workplaces_assessed": 0,
    "freshness": None,
    "hold": None,
    "bank": None,
    "bank_version": None,
    "submitted_on": None,
    "open_findings": 0,
}


def _identity(supplier: SupplierData, known: Facts) -> dict[str, Any]:
    return {
        "supplier_code": supplier.code,
        "name": supplier.name,
        "local_name": supplier.name_local,
        "country": _text(known, "country"),
        "province": _text(known, "province"),
        "sector": _text(known, "sector"),
        "goods": _texts(known, "goods"),
        "tier": _whole(known, "tier"),
        "workforce": _whole(known, "workforce.total"),
        "spend": supplier.spend,
        "currency": supplier.spend_currency,
        "leverage": supplier.leverage,
        "next_review": supplier.next_review,
        "owner": supplier.owner or "",
        "decision": _decision(supplier.decision),
        "note": supplier.note or "",
    }


def _figures(score: Score) -> dict[str, Any]:
    residual = score.residual
    return {
        "factors": score.inherent.factors,
        "inherent": score.inherent.value,
        "assumed_share": score.inherent.assumed_share,
        "declared": score.control.declared,
        "supported": score.control.supported,
        "high": score.control.high,
        "coverage": score.coverage,
        "evidence_coverage": score.evidence_coverage,
        "triggers_open": residual.triggers_open,
        "triggers_remedy": residual.triggers_remedy,
        "stop_open": residual.stop_open,
        "k": residual.k,
        "residual": residual.value,
        "band": residual.band,
        "span_from": score.span.start,
        "span_to": score.span.end,
        "firm": score.span.firm,
        "valid_until": score.valid_until,
    }


def count_open(score: Score, codes: Sequence[str]) -> int:
    """Return how many of these questions have a trigger that is open."""
    opened = {part.code for part in score.questions if part.trigger is TriggerState.OPEN}
    return sum(code in opened for code in codes)


def _since(finding: Finding, opened: Mapping[str, date]) -> Finding:
    if finding.trigger is None or finding.question not in opened:
        return finding
    return replace(finding, opened_on=opened[finding.question])


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _number(facts: Facts, key: str) -> Decimal | None:
    value = facts.get(key)
    return value if isinstance(value, Decimal) else None


def _whole(facts: Facts, key: str) -> int | None:
    value = _number(facts, key)
    return None if value is None else int(value)


def _text(facts: Facts, key: str) -> str | None:
    value = facts.get(key)
    return value if isinstance(value, str) else None


def _texts(facts: Facts, key: str) -> tuple[str, ...]:
    value = facts.get(key)
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) and value else ()


def _decision(code: str | None) -> Decision | None:
    return next((decision for decision in Decision if decision.value == code), None)
