"""How a study of the method is told on its page."""

from decimal import Decimal

from flask_babel import lazy_gettext as _l

from crest.domain.incentives import Bending

# What somebody could have chosen instead, in the order in which the page shows them.
ALTERNATIVES = {
    "mean.factors_geometric": _l("The geometric mean of the six factors"),
    "mean.groups_geometric": _l("The geometric mean of the five groups: a weak group weighs more"),
    "maximum.none": _l("Inherent risk from the mean alone, without the highest factor"),
    "maximum.alone": _l("Inherent risk from the highest factor alone"),
    "maximum.with_country": _l("The country may be the highest factor too"),
    "default.lower": _l("10 points less for a factor that is not known"),
    "default.higher": _l("10 points more for a factor that is not known"),
    "cuts.lower": _l("Bands begin 5 points lower"),
    "cuts.higher": _l("Bands begin 5 points higher"),
    "share.said_in_full": _l("What is only said counts in full"),
    "share.said_not_at_all": _l("What is only said counts nothing"),
    "share.controls_less": _l("Controls lower a risk by a quarter less"),
    "share.controls_more": _l("Controls lower a risk by a quarter more"),
    "share.stop_questions_not_held": _l("Stop questions without a clean answer hold nothing back"),
    "weights.questions_equal": _l("All questions weigh the same"),
    "weights.groups_equal": _l("All groups weigh the same"),
    "weights.factors_equal": _l("All factors weigh the same"),
}
BENDINGS = {
    Bending.HIDE: _l("Hide the facts: say of each that it is not known"),
    Bending.DENY: _l("Deny: the best answer wherever less is true"),
    Bending.FOUND_OUT: _l("Deny, and a person finds out what is true"),
    Bending.JUNK: _l("Attach some file to everything that is only said"),
    Bending.NOT_APPLICABLE: _l("Claim that it is not applicable, wherever the form allows it"),
    Bending.SILENCE: _l("Do not reply"),
}


def rounded(value: float, places: int) -> Decimal:
    """Return the figure with so many decimals; nothing has no sign."""
    return round(Decimal(repr(value)), places) + 0


def hundredths(value: float) -> Decimal:
    """Return a share (0-1) in percent with one decimal."""
    return rounded(100 * value, 1)
