"""The parts of a score as they are kept beside its figures, and read back years later.

A later comparison needs each question as it was scored and each factor as it was used: answers
stay, but facts, reviews and reference data move on. One question is one row of texts, so that a
hundred of them stay small.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crest.domain.answers import Assurance, ScoredState, TriggerState
from crest.domain.bank import Question
from crest.domain.method import Factor, Method
from crest.domain.scores import FactorState, FactorValue, QuestionScore, Score
from crest.domain.spans import Assessed, Holding

# Where the parts stand in the kept body of a score.
PARTS = "parts"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptParts:
    """What a residual risk was made from, without the questionnaire and the method it names."""

    bank: str
    questions: tuple[QuestionScore, ...]
    factors: tuple[FactorValue, ...]
    holding: Holding
    doubted: bool

    def assessed(self, asked: Mapping[str, Question], method: Method) -> Assessed:
        """Return the parts as they are scored; questions that `asked` lacks are left out."""
        return Assessed(
            bank=self.bank,
            asked=asked,
            method=method,
            factors=self.factors,
            questions=tuple(one for one in self.questions if one.code in asked),
            holding=self.holding,
            doubted=self.doubted,
        )


def parts_of(score: Score) -> KeptParts:
    """Return the parts of a score."""
    residual = score.residual
    return KeptParts(
        bank=score.bank,
        questions=score.questions,
        factors=score.inherent.factors,
        holding=Holding(
            freshness=residual.freshness,
            stop_open=residual.stop_open,
            triggers_open=residual.triggers_open,
            triggers_remedy=residual.triggers_remedy,
        ),
        doubted=score.doubted,
    )


def parts_to_json(parts: KeptParts) -> dict[str, Any]:
    """Return the parts as JSON; numbers as texts, so that none is rounded."""
    held = parts.holding
    return {
        "bank": parts.bank,
        "questions": [_question_row(one) for one in parts.questions],
        "factors": [
            [one.factor.value, one.state.value, _text(one.value), one.source]
            for one in parts.factors
        ],
        "holding": [
            _text(held.freshness),
            held.stop_open,
            held.triggers_open,
            held.triggers_remedy,
        ],
        "doubted": parts.doubted,
    }


def parts_from_json(body: Mapping[str, Any]) -> KeptParts | None:
    """Return the parts of a kept body; None for one from before they were kept."""
    kept = body.get(PARTS)
    if kept is None:
        return None
    freshness, stop_open, triggers_open, triggers_remedy = kept["holding"]
    return KeptParts(
        bank=kept["bank"],
        questions=tuple(_question(row) for row in kept["questions"]),
        factors=tuple(
            FactorValue(
                factor=Factor(name), state=FactorState(state), value=_number(value), source=source
            )
            for name, state, value, source in kept["factors"]
        ),
        holding=Holding(
            freshness=Decimal(freshness),
            stop_open=stop_open,
            triggers_open=triggers_open,
            triggers_remedy=triggers_remedy,
        ),
        doubted=kept["doubted"],
    )


def _question_row(score: QuestionScore) -> list[str | None]:
    numbers = (score.weight, score.credit, score.factor, score.declared, score.supported)
    return [
        score.code,
        score.state.value,
        score.assurance.value,
        None if score.trigger is None else score.trigger.value,
        *(_text(number) for number in (*numbers, score.high)),
    ]


def _question(row: list[Any]) -> QuestionScore:
    code, state, assurance, trigger = row[:4]
    weight, credit, factor, declared, supported, high = (_number(text) for text in row[4:])
    return QuestionScore(
        code=code,
        state=ScoredState(state),
        assurance=Assurance(assurance),
        trigger=None if trigger is None else TriggerState(trigger),
        weight=weight or Decimal(0),
        credit=credit,
        factor=factor,
        declared=declared,
        supported=supported,
        high=high,
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
