"""Labels, notes, allowed values and sources of the register's columns, by column code."""

from collections.abc import Mapping

from crest.domain.method import Factor
from crest.exports.register_words import BAND, DECISION, REPLY
from crest.i18n import N_

LABELS: Mapping[str, tuple[str, str]] = {
    "supplier_code": (N_("Supplier code"), N_("Names the supplier for ever; it never changes.")),
    "name": (N_("Name"), N_("Name of the supplier.")),
    "local_name": (N_("Local name"), N_("Name in the local script.")),
    "country": (N_("Country"), N_("Country of the place of work.")),
    "province": (N_("Province"), N_("Province of the place of work.")),
    "sector": (N_("Sector (ISIC)"), N_("What the supplier does.")),
    "goods": (N_("Goods"), N_("Goods or services that are bought.")),
    "tier": (N_("Tier"), N_("Distance in the supply chain; 1 has a direct contract.")),
    "workplaces": (N_("Workplaces"), N_("Places of work known.")),
    "workplaces_assessed": (N_("Workplaces assessed"), N_("Those with a submitted assessment.")),
    "workforce": (N_("Workforce"), N_("People who work there.")),
    "migrant_share": (N_("Migrant share"), N_("Workers from another country among all.")),
    "agency_share": (
        N_("Agency-hired share"),
        N_("Workers hired through agency or contractor, of all."),
    ),
    "under_18_share": (N_("Under-18 share"), N_("Workers under 18 among all.")),
    "people_at_risk": (N_("People at risk"), N_("Workforce times its highest vulnerable share.")),
    "people_class": (
        N_("People class"),
        N_("Class of the people at risk; its lines stand in Method."),
    ),
    "spend": (N_("Spend"), N_("What is bought from the supplier.")),
    "currency": (N_("Currency"), N_("Currency of the spend.")),
    "leverage": (N_("Share of supplier's sales"), N_("Our share of what the supplier sells.")),
    "factor": (
        N_("Factor"),
        N_("Inherent factor; higher is worse, empty where it does not count."),
    ),
    "factor_state": (N_("State"), N_("Whether the factor is known, or what stands in for it.")),
    "factor_source": (N_("Source"), N_("Who says so, with the edition.")),
    "inherent": (
        N_("Inherent risk"),
        N_("Live formula: exposure before any control, from the six factors and Method."),
    ),
    "declared": (N_("Declared"), N_("Control score, what was said; higher is better.")),
    "supported": (N_("Supported"), N_("Control score, what is shown; higher is better.")),
    "high": (N_("High"), N_("Control score if every open answer turned out well.")),
    "coverage": (N_("Coverage"), N_("Weight answered among the weight in scope.")),
    "evidence_coverage": (
        N_("Evidence coverage"),
        N_("Weight with accepted evidence among the weight answered with credit."),
    ),
    "triggers_open": (N_("Open triggers"), N_("Signs of forced labour that need action now.")),
    "triggers_remedy": (N_("Under remedy"), N_("Triggers under an accepted, dated remedy.")),
    "stop_open": (
        N_("Stop questions without a clean answer"),
        N_("Stop questions blank, not known, declined, open or under remedy."),
    ),
    "freshness": (N_("Freshness"), N_("How far the assessment still counts; empty without one.")),
    "hold": (N_("Hold"), N_("Live formula: freshness, less a step for each open stop question.")),
    "reply": (N_("Assessed?"), N_("Whether the row stands on an assessment, or on none.")),
    "residual": (
        N_("Residual risk"),
        N_("Live formula: what controls leave of the inherent risk, lifted by open triggers."),
    ),
    "band": (
        N_("Band"),
        N_("Live formula: the residual risk in words; the edges stand in Method."),
    ),
    "span_from": (N_("Span from"), N_("Residual risk with everything unknown at its best.")),
    "span_to": (N_("Span to"), N_("Residual risk with everything unknown at its worst.")),
    "firm": (N_("Firm"), N_("Whether the whole span lies in one band.")),
    "priority_key": (
        N_("Priority key"),
        N_("Live formula: band, then triggers, then people at risk, then residual risk."),
    ),
    "rank": (
        N_("Rank"),
        N_("1 wants attention first; a live formula up to 5,000 rows, else a value."),
    ),
    "assumed_share": (N_("Assumed share"), N_("Weight of the factors that are not known.")),
    "bank": (N_("Bank"), N_("The question bank that was answered.")),
    "bank_version": (N_("Version"), N_("Version of the bank.")),
    "submitted_on": (N_("Submitted on"), N_("Day on which the assessment was submitted.")),
    "valid_until": (N_("Valid until"), N_("Last day on which it counts in full.")),
    "open_findings": (N_("Open findings"), N_("Lines about the supplier on the sheet Findings.")),
    "next_review": (N_("Next review"), N_("Yours to fill: when you look at the supplier again.")),
    "owner": (N_("Owner"), N_("Yours to fill: who looks after the supplier.")),
    "decision": (N_("Decision"), N_("Yours to fill: what you decided.")),
    "note": (N_("Note"), N_("Yours to fill: your words.")),
    "change": (
        N_("Change since last register"),
        N_("Residual risk now less that of the last register of the same selection."),
    ),
    "change_state": (
        N_("Change in words"),
        N_("How the band moved; empty where no register was made before."),
    ),
    "register_id": (
        N_("Register"),
        N_("Which register the row is of; needed to take it in again."),
    ),
    "tie_order": (N_("Order of equals"), N_("Among equal keys: larger share of sales, then code.")),
}
# Label of a factor, of its state and of its source.
FACTOR_LABELS: Mapping[Factor, tuple[str, str, str]] = {
    Factor.COUNTRY: (
        N_("Country factor"),
        N_("Country factor: state"),
        N_("Country factor: source"),
    ),
    Factor.SECTOR: (
        N_("Sector factor"),
        N_("Sector factor: state"),
        N_("Sector factor: source"),
    ),
    Factor.GOODS: (
        N_("Goods and origin factor"),
        N_("Goods and origin factor: state"),
        N_("Goods and origin factor: source"),
    ),
    Factor.WORKFORCE: (
        N_("Workforce factor"),
        N_("Workforce factor: state"),
        N_("Workforce factor: source"),
    ),
    Factor.CHANNEL: (
        N_("Recruitment channel factor"),
        N_("Recruitment channel factor: state"),
        N_("Recruitment channel factor: source"),
    ),
    Factor.STRUCTURE: (
        N_("Structure factor"),
        N_("Structure factor: state"),
        N_("Structure factor: source"),
    ),
}
ALLOWED: Mapping[str, str | tuple[str, ...]] = {
    "country": N_("ISO 3166-1 code of two letters"),
    "sector": N_("ISIC Rev. 4 code"),
    "tier": N_("1 and more"),
    "people_class": N_("0 to 3"),
    "currency": N_("ISO 4217 code of three letters"),
    "freshness": N_("0 to 1"),
    "hold": N_("0 to 1"),
    "reply": tuple(REPLY.values()),
    "band": tuple(BAND.values()),
    "firm": (N_("yes"), N_("no")),
    "decision": tuple(DECISION.values()),
    **dict.fromkeys(("inherent", "declared", "supported", "high", "residual"), N_("0 to 100")),
    **dict.fromkeys(("span_from", "span_to"), N_("0 to 100")),
}
_LIST = N_("supplier list, or the supplier's answers")
_OWN = N_("you")
SOURCES: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "supplier_code",
            "name",
            "local_name",
            "country",
            "province",
            "sector",
            "goods",
            "tier",
            "workplaces",
            "workforce",
            "migrant_share",
            "agency_share",
            "under_18_share",
            "spend",
            "currency",
            "leverage",
        ),
        _LIST,
    ),
    **dict.fromkeys(
        ("workplaces_assessed", "reply", "bank", "bank_version", "submitted_on"), N_("assessments")
    ),
    **dict.fromkeys(("next_review", "owner", "decision", "note"), _OWN),
    **dict.fromkeys(("change", "change_state"), N_("the register before")),
}
