"""All inputs of one score, held together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import localcontext

from crest.domain.answers import Response
from crest.domain.bank import Questionnaire
from crest.domain.facts import Facts
from crest.domain.instruments import Instrument
from crest.domain.method import Method
from crest.domain.newest_facts import NewestFacts
from crest.domain.rounding import EXACT
from crest.domain.scores import Applicability, FactorValue, Score
from crest.domain.scoring import assess, score_response
from crest.domain.spans import Assessed, RiskCase, base_case

Laws = Sequence[tuple[Instrument, Applicability]]


@dataclass(frozen=True, kw_only=True)
class ScoringCase:
    """All inputs of a score; the same case gives the same score on any machine.

    `known` are the facts that the factors were read from, and where two words on one differ.
    """

    response: Response
    questionnaire: Questionnaire
    method: Method
    facts: Facts
    laws: Laws
    factors: Sequence[FactorValue]
    known: NewestFacts = field(default_factory=lambda: NewestFacts(facts={}))

    def score(self) -> Score:
        """Return the score of the case."""
        return score_response(
            self.response,
            questionnaire=self.questionnaire,
            method=self.method,
            facts=self.facts,
            laws=self.laws,
            factors=self.factors,
        )

    def assessed(self) -> Assessed:
        """Return the answers as scored, one by one, with what decides how far they hold."""
        with localcontext(EXACT):
            return assess(
                self.response,
                questionnaire=self.questionnaire,
                method=self.method,
                facts=self.facts,
                factors=self.factors,
            )

    def risk(self) -> RiskCase:
        """Return the residual risk of the score with the figures it is made from, and no more."""
        return risk_of(self.assessed())


def risk_of(known: Assessed) -> RiskCase:
    """Return the residual risk of answers as scored, with the figures it is made from."""
    with localcontext(EXACT):
        return base_case(known)
