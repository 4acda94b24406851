"""Words for the codes of the domain; every label is translated when it is shown."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from crest.exports.fact_names import FACT_NAME

RISK: Mapping[str, str] = {
    "low": _l("Low"),
    "moderate": _l("Moderate"),
    "high": _l("High"),
    "severe": _l("Severe"),
}

STATUS: Mapping[str, str] = {
    "breach_indicated": _l("Breach indicated"),
    "not_met": _l("Not met"),
    "not_answered": _l("Not answered"),
    "partly_met": _l("Partly met"),
    "said_to_be_met": _l("Said to be met"),
    "met": _l("Met"),
    "not_in_scope": _l("Not in scope"),
}

# Assessments, answers, triggers and jobs: their words do not clash.
STATE: Mapping[str, str] = {
    "draft": _l("In draft"),
    "submitted": _l("Submitted"),
    "closed": _l("Closed"),
    "blank": _l("Not answered"),
    "answered": _l("Answered"),
    "dont_know": _l("Not known"),
    "planned": _l("Planned"),
    "not_applicable": _l("Not applicable"),
    "not_applicable_accepted": _l("Not applicable, accepted"),
    "declined": _l("Declined"),
    "implied": _l("Follows from another answer"),
    "not_asked": _l("Not asked"),
    "open": _l("Needs action now"),
    "remedy": _l("Under remedy"),
    "waiting": _l("Waiting"),
    "running": _l("Running"),
    "done": _l("Done"),
    "failed": _l("Failed"),
    "cancelled": _l("Cancelled"),
    "known": _l("Known"),
    "assumed": _l("Assumed"),
    "no_reply": _l("No reply"),
    "withheld": _l("Withheld"),
    "out": _l("Not counted"),
}

ASSURANCE: Mapping[str, str] = {
    "stated": _l("Stated"),
    "attached": _l("File attached"),
    "documented": _l("Documented"),
    "verified": _l("Verified"),
    "contradicted": _l("Contradicted"),
}

FACTOR: Mapping[str, str] = {
    "country": _l("Country"),
    "sector": _l("Sector"),
    "goods": _l("Goods and where they come from"),
    "workforce": _l("Workforce"),
    "channel": _l("How workers are recruited"),
    "structure": _l("Subcontracting and tiers"),
}

GROUP: Mapping[str, str] = {
    "recruitment": _l("Recruitment"),
    "freedom": _l("Freedom"),
    "work": _l("Work"),
    "voice_remedy": _l("Voice and remedy"),
    "management": _l("Management"),
}

THEME: Mapping[str, str] = {
    "profile": _l("Profile"),
    "governance": _l("Governance"),
    "policy": _l("Policy"),
    "mapping": _l("Knowing the chain"),
    "risk_assessment": _l("Risk assessment"),
    "recruitment": _l("Recruitment"),
    "recruitment_fees": _l("Recruitment fees"),
    "documents_movement": _l("Documents and movement"),
    "contracts": _l("Contracts"),
    "wages": _l("Wages"),
    "working_time": _l("Working time"),
    "coercion": _l("Threats and force"),
    "child_labour": _l("Child labour"),
    "accommodation": _l("Accommodation"),
    "health_safety": _l("Health and safety"),
    "worker_voice": _l("Worker voice"),
    "discrimination": _l("Discrimination"),
    "grievance": _l("Grievances"),
    "remedy": _l("Remedy"),
    "due_diligence": _l("Due diligence"),
    "training": _l("Training"),
    "monitoring": _l("Monitoring"),
    "data_protection": _l("Data protection"),
    "disclosure": _l("Disclosure"),
    "termination": _l("Ending employment"),
}

FACT: Mapping[str, str] = {code: _l(name) for code, name in FACT_NAME.items()}

OPTION: Mapping[str, str] = {
    "yes": _l("Yes"),
    "no": _l("No"),
    "company": _l("Company"),
    "partnership": _l("Partnership"),
    "manufacturing": _l("Making goods"),
    "retail": _l("Retail"),
    "trade": _l("Wholesale or other trade"),
    "service": _l("Services"),
    "sole_owner": _l("Sole owner"),
    "association": _l("Association"),
    "public": _l("Public body"),
    "direct": _l("Directly by us or by the employer"),
    "licensed_agency": _l("Through a licensed recruitment agency"),
    "sub_agents": _l("Through sub-agents of an agency"),
    "unlicensed_broker": _l("Through a broker without a licence"),
    "unknown": _l("We do not know how"),
}

INSTRUMENT_KIND: Mapping[str, str] = {
    "statute": _l("Law"),
    "regulation": _l("Regulation"),
    "standard": _l("Standard"),
    "treaty": _l("Treaty"),
    "gap": _l("Gap in the law"),
    "draft": _l("Draft law"),
    "bill": _l("Bill"),
}

INSTRUMENT_STATUS: Mapping[str, str] = {
    "in_force": _l("In force"),
    "deferred": _l("Passed, not yet in force"),
    "suspended": _l("Suspended"),
    "draft": _l("Draft"),
    "repealed": _l("Repealed"),
}

FORCE: Mapping[str, str] = {
    "must": _l("Must"),
    "ban": _l("Ban"),
    "should": _l("Should"),
    "may": _l("For information"),
    "limit": _l("Limit"),
    "suspended": _l("Suspended"),
}

BINDS: Mapping[str, str] = {
    "employer": _l("Employers"),
    "anyone": _l("Everyone"),
    "agency": _l("Recruitment agencies"),
    "union": _l("Unions"),
    "state": _l("The state"),
    "public_body": _l("Public bodies"),
    "importer": _l("Importers"),
}

WEIGHT_CLASS: Mapping[str, str] = {
    "critical": _l("Critical"),
    "major": _l("Major"),
    "minor": _l("Minor"),
}

ROLE: Mapping[str, str] = {
    "view": _l("Reader"),
    "edit": _l("Editor"),
    "adm": _l("Administrator"),
    "site": _l("Workplace manager"),
    "sup": _l("Supplier account"),
    "resp": _l("Respondent"),
    "aid": _l("Colleague of a respondent"),
    "cert": _l("Certifier"),
    "ver": _l("Verifier"),
    "fan": _l("Federation analyst"),
    "fpo": _l("Programme officer"),
    "fadm": _l("Federation administrator"),
    "aud": _l("Auditor of the trail"),
    "sys": _l("Operator"),
}

SUBJECT_KIND: Mapping[str, str] = {
    "company": _l("Company"),
    "workplace": _l("Workplace"),
    "supplier": _l("Supplier"),
}

FACT_SOURCE: Mapping[str, str] = {
    "profile": _l("typed in"),
    "list": _l("from the supplier list"),
    "answers": _l("from answers"),
}

# What each role may do, as those who give it read it.
ROLE_MEANING: Mapping[str, str] = {
    "view": _l("Reads everything of the company and changes nothing."),
    "edit": _l("Answers assessments, keeps suppliers and workplaces, makes the register."),
    "adm": _l("Does what an editor does for the company itself, and manages its users."),
    "site": _l("Answers for the workplaces named here and sees no suppliers and no register."),
    "fan": _l("Reads released figures of the federation, never the answers of one company."),
    "fpo": _l("Looks after members and campaigns; sees no answers without a grant."),
    "fadm": _l("Manages members and the federation's users; sees no answers of companies."),
    "aud": _l("Reads who did what, and no content."),
}
