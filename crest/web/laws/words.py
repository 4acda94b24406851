"""Words of the law pages: topics, roles of rules, what is coming, why a duty is not asked about."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

TOPIC: Mapping[str, str] = {
    "child_labour": _l("Child labour"),
    "consultation": _l("Consultation"),
    "contracts": _l("Contracts of employment"),
    "data_protection": _l("Data protection"),
    "debt_bondage": _l("Debt bondage"),
    "deception": _l("Deception"),
    "deductions": _l("Deductions from wages"),
    "discipline": _l("Discipline"),
    "discrimination": _l("Discrimination"),
    "documents": _l("Identity papers"),
    "due_diligence": _l("Due diligence"),
    "effectiveness": _l("Effectiveness"),
    "enforcement": _l("Enforcement"),
    "forced_labour": _l("Forced labour"),
    "freedom_of_association": _l("Freedom of association"),
    "freedom_of_movement": _l("Freedom of movement"),
    "governance": _l("Governance"),
    "grievance": _l("Grievances"),
    "isolation": _l("Isolation"),
    "liability": _l("Liability"),
    "licensing": _l("Licences of agencies"),
    "living_conditions": _l("Living conditions"),
    "migrant_status": _l("Status of migrant workers"),
    "overtime": _l("Overtime"),
    "policy": _l("Policy"),
    "recruitment": _l("Recruitment"),
    "recruitment_fees": _l("Recruitment fees"),
    "records": _l("Records"),
    "referral": _l("Referral to help"),
    "registration": _l("Registration"),
    "remedy": _l("Remedy"),
    "reporting": _l("Public reporting"),
    "risk_assessment": _l("Risk assessment"),
    "safety": _l("Safety and health"),
    "scope": _l("Whom it covers"),
    "social_security": _l("Social security"),
    "subcontracting": _l("Subcontracting"),
    "supplier_engagement": _l("Working with suppliers"),
    "termination": _l("Ending employment"),
    "traceability": _l("Traceability and origin"),
    "trafficking": _l("Trafficking in persons"),
    "training": _l("Training"),
    "violence_harassment": _l("Violence and harassment"),
    "vulnerability": _l("Abuse of vulnerability"),
    "wages": _l("Wages"),
    "working_time": _l("Working time"),
}

RULE_ROLE: Mapping[str, str] = {
    "scope": _l("Whom it covers"),
    "definition": _l("What its words mean"),
    "enforcement": _l("How it is enforced"),
    "liability": _l("Who can be held liable"),
    "state_duty": _l("What the state must do"),
    "public_duty": _l("What public bodies must do"),
    "proposal": _l("What is proposed"),
}

COMING: Mapping[str, str] = {
    "date": _l("Date to come"),
    "begins": _l("Takes effect"),
    "ends": _l("Ends"),
    "duty_begins": _l("A duty begins"),
    "duty_ends": _l("A duty ends"),
    "bill": _l("Bill"),
    "draft": _l("Draft law"),
    "proposal": _l("Proposal"),
    "suspended": _l("Suspended"),
}

FOUND: Mapping[str, str] = {
    "law": _l("Law or standard"),
    "duty": _l("Article"),
    "rule": _l("Rule"),
    "term": _l("Glossary"),
}

CONFIDENCE: Mapping[str, str] = {
    "high": _l("sure"),
    "medium": _l("read in one secondary source"),
    "low": _l("to be confirmed"),
}

TERNARY: Mapping[str, str] = {
    "yes": _l("Yes."),
    "no": _l("No."),
    "unknown": _l("Not known yet."),
}

NOT_ASKED: Mapping[str, str] = {
    "gap_in_facts": _l("The law has a gap here, so there is nothing to ask."),
    "state_duty": _l("It is a duty of the state or of public bodies."),
    "not_the_employers": _l("It is not addressed to employers."),
    "not_a_duty": _l("It asks nothing of a company."),
    "not_in_force": _l("It is not in force today."),
    "low_confidence": _l("It is not confirmed well enough to ask about it."),
    "not_yet_asked": _l("No question asks about it yet."),
}

# How strongly an obligation speaks, in a plain sentence.
FORCE_MEANING: Mapping[str, str] = {
    "must": _l("Whoever it binds must do this."),
    "ban": _l("This is forbidden."),
    "should": _l("This is expected, but it is not a legal duty."),
    "may": _l("This is left open to those whom it addresses."),
    "limit": _l("This limits what a buyer may ask of others."),
    "suspended": _l("This is written, but not applied at present."),
}
