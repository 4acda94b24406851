"""Words of the register for the codes of the domain; translated where they are written."""

from collections.abc import Mapping

from crest.domain.method import Factor, RiskBand
from crest.domain.register import Decision, Reply
from crest.domain.register_change import Move
from crest.i18n import N_, Phrase

BAND: Mapping[RiskBand, str] = {
    RiskBand.LOW: N_("low"),
    RiskBand.MODERATE: N_("moderate"),
    RiskBand.HIGH: N_("high"),
    RiskBand.SEVERE: N_("severe"),
}
REPLY: Mapping[Reply, str] = {
    Reply.ASSESSED: N_("assessed"),
    Reply.NO_REPLY: N_("no reply"),
    Reply.NOT_ASSESSED: N_("not assessed"),
}
DECISION: Mapping[Decision, str] = {
    Decision.CONTINUE: N_("continue"),
    Decision.IMPROVE_WITH_PLAN: N_("improve with plan"),
    Decision.VERIFY_ON_SITE: N_("verify on site"),
    Decision.PAUSE_NEW_ORDERS: N_("pause new orders"),
    Decision.EXIT_RESPONSIBLY: N_("exit responsibly"),
}
MOVE: Mapping[Move, str] = {
    Move.NEW: N_("new in the register"),
    Move.HIGHER: N_("higher band, was %(band)s"),
    Move.LOWER: N_("lower band, was %(band)s"),
    Move.SAME: N_("same band"),
}
FACTOR: Mapping[Factor, str] = {
    Factor.COUNTRY: N_("Country"),
    Factor.SECTOR: N_("Sector"),
    Factor.GOODS: N_("Goods and origin"),
    Factor.WORKFORCE: N_("Workforce"),
    Factor.CHANNEL: N_("Recruitment channel"),
    Factor.STRUCTURE: N_("Structure"),
}
# Ground and ink of the bands; lightness falls with risk, so that grey prints keep the order.
BAND_COLOURS: Mapping[RiskBand, tuple[str, str]] = {
    RiskBand.LOW: ("#D6EBDD", "#17202A"),
    RiskBand.MODERATE: ("#FBE7A8", "#17202A"),
    RiskBand.HIGH: ("#F2B27E", "#17202A"),
    RiskBand.SEVERE: ("#8E1B3A", "#FFFFFF"),
}
# What the filters of the list of suppliers are called; `none` is what is not there.
BAND_FILTER: Mapping[str, str] = {
    **{band.value: words for band, words in BAND.items()},
    "none": N_("not assessed"),
}
STATE_FILTER: Mapping[str, str] = {
    "draft": N_("begun"),
    "submitted": N_("submitted"),
    "no_reply": N_("no reply"),
    "none": N_("not begun"),
}
ADVICE = N_("A score is advice, not a legal finding.")
DEMONSTRATION = N_("Demonstration: fictional companies")


# What statuses, findings, factors and parameters are called.
WORDS: Mapping[str, str] = {
    "breach_indicated": N_("breach indicated"),
    "not_met": N_("not met"),
    "not_answered": N_("not answered"),
    "partly_met": N_("partly met"),
    "said_to_be_met": N_("said to be met"),
    "met": N_("met"),
    "not_in_scope": N_("not in scope"),
    "known": N_("known"),
    "assumed": N_("assumed"),
    "no_reply": N_("no reply"),
    "withheld": N_("withheld"),
    "out": N_("out"),
    "trigger": N_("trigger"),
    "non_compliance": N_("non-compliance"),
    "observation": N_("observation"),
    "critical": N_("critical"),
    "major": N_("major"),
    "minor": N_("minor"),
    "open": N_("open"),
    "remedy": N_("remedy"),
    "stated": N_("stated"),
    "attached": N_("attached"),
    "documented": N_("documented"),
    "verified": N_("verified"),
    "contradicted": N_("contradicted"),
    "must": N_("must"),
    "should": N_("should"),
    "may": N_("may"),
    "ban": N_("ban"),
    "limit": N_("limit"),
    "suspended": N_("suspended"),
    "recruitment": N_("recruitment"),
    "freedom": N_("freedom"),
    "work": N_("work"),
    "voice_remedy": N_("voice remedy"),
    "management": N_("management"),
    "band": N_("band"),
    "people": N_("people"),
    "residual": N_("residual"),
    "shown": N_("shown"),
    "critical_credit": N_("critical credit"),
    "critical_support": N_("critical support"),
    "partly": N_("partly"),
    "answered": N_("answered"),
    "blank": N_("blank"),
    "dont_know": N_("don't know"),
    "planned": N_("planned"),
    "not_applicable": N_("not applicable"),
    "declined": N_("declined"),
}


def in_words(code: str) -> Phrase:
    """Return a code of the domain as words."""
    return Phrase(WORDS.get(code, code.replace("_", " ")))
