"""What if answers or their proof were others, and which would help most; nothing is written."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crest.content.library import Library
from crest.domain.answers import ScoredState
from crest.domain.bank import Question, Section
from crest.domain.crediting import is_scored
from crest.domain.next_best import Means, NextBest, next_best
from crest.domain.permissions import Actor, Permission, require
from crest.domain.scores import QuestionScore
from crest.domain.what_if import Change, WhatIf, what_if
from crest.persistence.session import DatabaseSession
from crest.services.results import ScoredAssessment, scored_page

# Results whose next best proofs and steps are kept; the oldest makes room.
_MOST_KEPT = 200
_KEPT: dict[bytes, "BestNext"] = {}
# What changes a form asks for, once the questions that it may ask about are known.
ReadChanges = Callable[[ScoredAssessment, Sequence["Supposable"]], Sequence[Change]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposable:
    """A question that something may be supposed about, as it is scored now."""

    question: Question
    section: Section
    score: QuestionScore


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfPage:
    """A result, the questions that may be supposed otherwise, and what that would change."""

    scored: ScoredAssessment
    questions: tuple[Supposable, ...]
    changes: tuple[Change, ...]
    found: WhatIf


@dataclass(frozen=True, slots=True, kw_only=True)
class BestNext:
    """Which single proofs and which single steps lower the risk most."""

    proofs: tuple[NextBest, ...]
    steps: tuple[NextBest, ...]


def what_if_page(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    read: ReadChanges,
    *,
    library: Library,
    now: datetime,
) -> WhatIfPage:
    """Return a submitted assessment beside what the changes would make of it.

    NotFoundError for a draft, and for a question that is none of its controls.
    """
    require(actor, Permission.SCORE_READ)
    scored = scored_page(session, actor, assessment_id, library=library, now=now)
    questions = _supposable(scored)
    changes = tuple(read(scored, questions))
    return WhatIfPage(
        scored=scored,
        questions=questions,
        changes=changes,
        found=what_if(scored.case, changes, before=scored.score),
    )


def best_next(
    session: DatabaseSession,
    actor: Actor,
    assessment_id: UUID,
    *,
    library: Library,
    now: datetime,
) -> BestNext:
    """Return the next best proofs and steps of a result; NotFoundError for a draft."""
    require(actor, Permission.SCORE_READ)
    return best_of(scored_page(session, actor, assessment_id, library=library, now=now))


def best_of(scored: ScoredAssessment) -> BestNext:
    """Return the next best proofs and steps of a scored assessment.

    They cost as much as twenty scores, so that those of the same inputs are kept by this process.
    """
    key = _inputs_of(scored)
    if (found := _KEPT.get(key)) is None:
        found = BestNext(
            proofs=next_best(scored.case, scored.score, Means.PROOF),
            steps=next_best(scored.case, scored.score, Means.STEP),
        )
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)))
        _KEPT[key] = found
    return found


def _inputs_of(scored: ScoredAssessment) -> bytes:
    """Return what a score is computed from, as a digest: the same inputs, the same digest."""
    case, asked = scored.case, scored.questionnaire
    laws = [(law.id, law.digest, applicability) for law, applicability in case.laws]
    told = (case.response, case.facts, case.factors, laws, case.method)
    content = (asked.id, asked.version, asked.digest, asked.language, told)
    return hashlib.sha256(repr(content).encode()).digest()


def _supposable(scored: ScoredAssessment) -> tuple[Supposable, ...]:
    """Return the controls that earn credit and are in scope, in the order of the questions."""
    by_code = {one.code: one for one in scored.score.questions}
    return tuple(
        Supposable(
            question=question,
            section=scored.questionnaire.section_of[code],
            score=by_code[code],
        )
        for code, question in scored.questionnaire.questions.items()
        if code in by_code
        and is_scored(question)
        and by_code[code].state is not ScoredState.NOT_ASKED
    )
