"""What if answers or their proof were others, and which would help most; nothing is written."""

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
    """Return the next best proofs and steps of a scored assessment."""
    return BestNext(
        proofs=next_best(scored.case, scored.score, Means.PROOF),
        steps=next_best(scored.case, scored.score, Means.STEP),
    )


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
