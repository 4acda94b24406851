"""How each fact is asked, and why it is asked."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from crest.domain.law_facts import base_of
from crest.web.law_fact_words import LAW_ASKED, RATE, Asked

ASKED: Mapping[str, Asked] = {
    "form": Asked(
        label=_l("What is the legal form?"),
        why=_l("Some laws speak to companies and partnerships only."),
    ),
    "country": Asked(
        label=_l("In which country do people work for you?"),
        why=_l("The law of the place of work applies first."),
    ),
    "sector": Asked(
        label=_l("What is the main sector?"),
        why=_l("Some sectors carry more risk. Type a word or an ISIC code and choose."),
    ),
    "produces_goods": Asked(
        label=_l("Are goods made here?"),
        why=_l("Import bans are about goods, not services."),
    ),
    "goods": Asked(
        label=_l("Which goods or services?"),
        why=_l("Some goods stand on lists of forced or child labour. Separate them by commas."),
    ),
    "inputs": Asked(
        label=_l("What are these goods made of, and where does it come from?"),
        why=_l(
            "Write the country in brackets, for example cotton (China), and separate by commas. An "
            "input can stand on a list of forced labour where the goods themselves do not."
        ),
    ),
    "workforce.total": Asked(
        label=_l("How many people work here?"),
        why=_l("Count everyone, also those paid through an agency. Shares are worked out from it."),
    ),
    "workforce.women": Asked(
        label=_l("How many of them are women?"),
        why=_l("Some protections are for women at work."),
    ),
    "workforce.migrants": Asked(
        label=_l("How many come from another country?"),
        why=_l("People far from home are more at risk, and depend on papers and recruiters."),
    ),
    "workforce.agency": Asked(
        label=_l("How many are hired through an agency or labour contractor?"),
        why=_l("Someone else may charge or control them without you seeing it."),
    ),
    "workforce.under_18": Asked(
        label=_l("How many are under 18?"),
        why=_l("The law protects young workers. The number is used for no other purpose."),
    ),
    "workforce.isolated_women": Asked(
        label=_l("Do women work alone or apart, for example in homes or on remote plots?"),
        why=_l("Work that nobody sees carries more risk."),
    ),
    "workforce.seasonal": Asked(
        label=_l("Is some of the work seasonal?"),
        why=_l("Short seasons often bring hired crews and debts."),
    ),
    "recruitment.channels": Asked(
        label=_l("How are workers recruited?"),
        why=_l("Tick all that happen. Fees and debts arise along the way."),
    ),
    "recruitment.cross_border": Asked(
        label=_l("Is anyone recruited from another country?"),
        why=_l("Laws of both countries may apply, and costs are higher."),
    ),
    "recruitment.origins": Asked(
        label=_l("From which countries are workers recruited?"),
        why=_l("Write the names with commas between. The law of those countries may apply too."),
        none=_l("From no other country"),
    ),
    "accommodation.provided": Asked(
        label=_l("Is accommodation given to workers, also by others on your behalf?"),
        why=_l("If so, questions about it are asked; if not, they are left out."),
    ),
    "transport.provided": Asked(
        label=_l("Is transport given to workers?"),
        why=_l("If so, questions about it are asked; if not, they are left out."),
    ),
    "site.guards": Asked(
        label=_l("Are there guards or locked gates?"),
        why=_l("If so, it is asked whether workers can leave freely."),
    ),
    "structure.subcontracting": Asked(
        label=_l("Is work given on to subcontractors?"),
        why=_l("The further the work moves away, the less anyone sees of it."),
    ),
    "structure.homework": Asked(
        label=_l("Is work done in homes?"),
        why=_l("Work in homes is hard to see from outside."),
    ),
    "structure.labour_contractors": Asked(
        label=_l("Do labour contractors bring workers?"),
        why=_l("They hire and pay people who work at your place."),
    ),
    "business_in": Asked(
        label=_l("In which countries do you do business?"),
        why=_l("Some laws bind everyone who does business there. Write names with commas between."),
    ),
    "exports_to": Asked(
        label=_l("To which countries are your goods sold?"),
        why=_l("Import bans and reporting laws reach you through the market."),
        none=_l("To no other country"),
    ),
    "imports_into": Asked(
        label=_l("Into which countries do you import goods yourself?"),
        why=_l("An importer has duties of its own. Write names with commas between."),
        none=_l("Into none"),
    ),
    "customers.bound_by": Asked(
        label=_l("Which of these laws have customers told you bind them?"),
        why=_l("They will ask you what they need for their own reports."),
        none=_l("None of these, as far as customers told us"),
    ),
    **LAW_ASKED,
}


def asked_words(key: str) -> Asked:
    """Return the words of a fact's question, with the year or the currencies that it is about."""
    if key.startswith("rate."):
        source, target, year = key.split(".")[1:]
        label = str(RATE.label) % {"source": source, "target": target, "year": year}
        return Asked(label=label, why=RATE.why)
    base = base_of(key)
    asked = ASKED[base]
    if base == key:
        return asked
    label = str(asked.label) % {"year": key[len(base) + 1 :]}
    return Asked(label=label, why=asked.why, none=asked.none)
