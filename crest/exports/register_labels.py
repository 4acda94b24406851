"""Labels, notes, allowed values and sources of the register's columns, by column code."""

from collections.abc import Mapping

from crest.exports.register_words import BAND, DECISION, REPLY

LABELS: Mapping[str, tuple[str, str]] = {
    "supplier_code": ("Supplier code", "Names the supplier for ever; it never changes."),
    "name": ("Name", "Name of the supplier."),
    "local_name": ("Local name", "Name in the local script."),
    "country": ("Country", "Country of the place of work."),
    "province": ("Province", "Province of the place of work."),
    "sector": ("Sector (ISIC)", "What the supplier does."),
    "goods": ("Goods", "Goods or services that are bought."),
    "tier": ("Tier", "Distance in the supply chain; 1 has a direct contract."),
    "workplaces": ("Workplaces", "Places of work known."),
    "workplaces_assessed": ("Workplaces assessed", "Those with a submitted assessment."),
    "workforce": ("Workforce", "People who work there."),
    "migrant_share": ("Migrant share", "Workers from another country among all."),
    "agency_share": ("Agency-hired share", "Workers hired through agency or contractor, of all."),
    "under_18_share": ("Under-18 share", "Workers under 18 among all."),
    "people_at_risk": ("People at risk", "Workforce times its highest vulnerable share."),
    "people_class": ("People class", "Class of the people at risk; its lines stand in Method."),
    "spend": ("Spend", "What is bought from the supplier."),
    "currency": ("Currency", "Currency of the spend."),
    "leverage": ("Share of supplier's sales", "Our share of what the supplier sells."),
    "factor": ("Factor", "Inherent factor; higher is worse, empty where it does not count."),
    "factor_state": ("State", "Whether the factor is known, or what stands in for it."),
    "factor_source": ("Source", "Who says so, with the edition."),
    "inherent": (
        "Inherent risk",
        "Live formula: exposure before any control, from the six factors and Method.",
    ),
    "declared": ("Declared", "Control score, what was said; higher is better."),
    "supported": ("Supported", "Control score, what is shown; higher is better."),
    "high": ("High", "Control score if every open answer turned out well."),
    "coverage": ("Coverage", "Weight answered among the weight in scope."),
    "evidence_coverage": (
        "Evidence coverage",
        "Weight with accepted evidence among the weight answered with credit.",
    ),
    "triggers_open": ("Open triggers", "Signs of forced labour that need action now."),
    "triggers_remedy": ("Under remedy", "Triggers under an accepted, dated remedy."),
    "stop_open": (
        "Stop questions without a clean answer",
        "Stop questions blank, not known, declined, open or under remedy.",
    ),
    "freshness": ("Freshness", "How far the assessment still counts; empty without one."),
    "hold": ("Hold", "Live formula: freshness, less a step for each open stop question."),
    "reply": ("Assessed?", "Whether the row stands on an assessment, or on none."),
    "residual": (
        "Residual risk",
        "Live formula: what controls leave of the inherent risk, lifted by open triggers.",
    ),
    "band": ("Band", "Live formula: the residual risk in words; the edges stand in Method."),
    "span_from": ("Span from", "Residual risk with everything unknown at its best."),
    "span_to": ("Span to", "Residual risk with everything unknown at its worst."),
    "firm": ("Firm", "Whether the whole span lies in one band."),
    "priority_key": (
        "Priority key",
        "Live formula: band, then triggers, then people at risk, then residual risk.",
    ),
    "rank": ("Rank", "1 wants attention first; a live formula up to 5,000 rows, else a value."),
    "assumed_share": ("Assumed share", "Weight of the factors that are not known."),
    "bank": ("Bank", "The question bank that was answered."),
    "bank_version": ("Version", "Version of the bank."),
    "submitted_on": ("Submitted on", "Day on which the assessment was submitted."),
    "valid_until": ("Valid until", "Last day on which it counts in full."),
    "open_findings": ("Open findings", "Lines about the supplier on the sheet Findings."),
    "next_review": ("Next review", "Yours to fill: when you look at the supplier again."),
    "owner": ("Owner", "Yours to fill: who looks after the supplier."),
    "decision": ("Decision", "Yours to fill: what you decided."),
    "note": ("Note", "Yours to fill: your words."),
    "tie_order": ("Order of equals", "Among equal keys: larger share of sales, then code."),
}
ALLOWED: Mapping[str, str] = {
    "country": "ISO 3166-1 code of two letters",
    "sector": "ISIC Rev. 4 code",
    "tier": "1 and more",
    "people_class": "0 to 3",
    "currency": "ISO 4217 code of three letters",
    "freshness": "0 to 1",
    "hold": "0 to 1",
    "reply": ", ".join(REPLY.values()),
    "band": ", ".join(BAND.values()),
    "firm": "yes, no",
    "decision": ", ".join(DECISION.values()),
    **dict.fromkeys(("inherent", "declared", "supported", "high", "residual"), "0 to 100"),
    **dict.fromkeys(("span_from", "span_to"), "0 to 100"),
}
_LIST = "supplier list, or the supplier's answers"
_OWN = "you"
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
        ("workplaces_assessed", "reply", "bank", "bank_version", "submitted_on"), "assessments"
    ),
    **dict.fromkeys(("next_review", "owner", "decision", "note"), _OWN),
}
