"""Words of the register for the codes of the domain; translated where they are written."""

from collections.abc import Mapping

from crest.domain.method import Factor, RiskBand
from crest.domain.register import Decision, Reply

BAND: Mapping[RiskBand, str] = {
    RiskBand.LOW: "low",
    RiskBand.MODERATE: "moderate",
    RiskBand.HIGH: "high",
    RiskBand.SEVERE: "severe",
}
REPLY: Mapping[Reply, str] = {
    Reply.ASSESSED: "assessed",
    Reply.NO_REPLY: "no reply",
    Reply.NOT_ASSESSED: "not assessed",
}
DECISION: Mapping[Decision, str] = {
    Decision.CONTINUE: "continue",
    Decision.IMPROVE_WITH_PLAN: "improve with plan",
    Decision.VERIFY_ON_SITE: "verify on site",
    Decision.PAUSE_NEW_ORDERS: "pause new orders",
    Decision.EXIT_RESPONSIBLY: "exit responsibly",
}
FACTOR: Mapping[Factor, str] = {
    Factor.COUNTRY: "Country",
    Factor.SECTOR: "Sector",
    Factor.GOODS: "Goods and origin",
    Factor.WORKFORCE: "Workforce",
    Factor.CHANNEL: "Recruitment channel",
    Factor.STRUCTURE: "Structure",
}
# Ground and ink of the bands; lightness falls with risk, so that grey prints keep the order.
BAND_COLOURS: Mapping[RiskBand, tuple[str, str]] = {
    RiskBand.LOW: ("#D6EBDD", "#17202A"),
    RiskBand.MODERATE: ("#FBE7A8", "#17202A"),
    RiskBand.HIGH: ("#F2B27E", "#17202A"),
    RiskBand.SEVERE: ("#8E1B3A", "#FFFFFF"),
}
ADVICE = "A score is advice, not a legal finding."
DEMONSTRATION = "Demonstration: fictional companies"


def in_words(code: str) -> str:
    """Return a code of the domain as words."""
    return code.replace("_", " ")
