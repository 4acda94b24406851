"""How each fact that only laws need is asked, and why; `%(year)s` is the financial year."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The words of a fact's question, the reason for it, and how none is said."""

    label: str
    why: str
    none: str = _l("None")


_BAND = _l("A number, or a band such as 1000-4999 where you do not know it exactly.")
_OWN_CURRENCY = _l("In the currency of your accounts; a band such as 30000000-50000000 will do.")

LAW_ASKED: Mapping[str, Asked] = {
    "present_in": Asked(
        label=_l("In which countries is the company itself present?"),
        why=_l(
            "Where it is registered, has its head office, a branch, a place of business or "
            "property, pays tax, or is listed on an exchange. Most laws abroad look at this first."
        ),
    ),
    "incorporated_in": Asked(
        label=_l("In which country is the company registered?"),
        why=_l("Some laws bind only companies of their own country."),
    ),
    "head_office_in": Asked(
        label=_l("In which country is the head office?"),
        why=_l("Where the company is led from, even if it is registered elsewhere."),
    ),
    "branches_in": Asked(
        label=_l("In which countries does the company have a registered branch?"),
        why=_l("A branch is entered in the register there; a subsidiary is a company of its own."),
        none=_l("In none"),
    ),
    "places_or_assets_in": Asked(
        label=_l("In which countries does it have a place of business or tangible property?"),
        why=_l("An office, a store, machines or stock of its own."),
        none=_l("In none"),
    ),
    "listed_in": Asked(
        label=_l("In which countries are its shares or bonds listed on an exchange?"),
        why=_l("Name the countries of the exchanges."),
        none=_l("It is not listed"),
    ),
    "tax_resident_in": Asked(
        label=_l("In which country is the company resident for tax?"),
        why=_l("As its tax return says."),
    ),
    "taxable_in": Asked(
        label=_l("In which other countries does it owe tax on its business?"),
        why=_l("Also where it is taxed without being resident there."),
        none=_l("In none"),
    ),
    "business_in.california": Asked(
        label=_l("Does it do business in California?"),
        why=_l("California has a law of its own on supply chains."),
    ),
    "eu.large_presence": Asked(
        label=_l(
            "Does it have a subsidiary or branch in the European Union with a turnover above "
            "200 million euros?"
        ),
        why=_l("Groups from outside the Union report through such a subsidiary or branch."),
    ),
    "volunteered_in": Asked(
        label=_l("In which countries has it volunteered to report?"),
        why=_l("Who volunteers is bound like everybody else until it withdraws."),
        none=_l("In none"),
    ),
    "public_interest_entity": Asked(
        label=_l("Is it a public-interest entity, such as a listed company, bank or insurer?"),
        why=_l("Some laws bind these whatever their size."),
    ),
    "public_body.nsw": Asked(
        label=_l("Is it a public body of New South Wales?"),
        why=_l("An agency or a council of that state."),
    ),
    "activity": Asked(
        label=_l("What does the company mainly do?"),
        why=_l("As its tax return says. Some laws are about certain activities only."),
    ),
    "sells_goods": Asked(
        label=_l("Does it sell or distribute goods?"),
        why=_l("Also goods that others make, anywhere."),
    ),
    "controls.goods_entity": Asked(
        label=_l("Does it control another company that makes, sells or imports goods?"),
        why=_l("Directly or through others."),
    ),
    "goods.very_minor": Asked(
        label=_l("Are its dealings in goods very minor?"),
        why=_l("Guidance does not expect a report where they are."),
    ),
    "sells_online_to_eu": Asked(
        label=_l("Does it sell goods online to buyers in the European Union?"),
        why=_l("An offer aimed at buyers there counts as bringing the goods to market."),
    ),
    "inputs.xinjiang": Asked(
        label=_l("Does any input of the goods come from Xinjiang in China?"),
        why=_l(
            "Also a raw material such as cotton, wherever it was spun, woven or sewn. Say no only "
            "where the origin of every input is known."
        ),
    ),
    "suppliers.entity_list": Asked(
        label=_l("Does any input come from a company on the UFLPA entity list?"),
        why=_l("The list is published by the United States and grows. Look at its newest state."),
    ),
    "employs.north_koreans": Asked(
        label=_l("Do nationals of North Korea work on the goods?"),
        why=_l("Their goods are presumed to be made with forced labour, wherever they work."),
    ),
    "suspicion.child_labour": Asked(
        label=_l("Is there a reasonable suspicion of child labour in the goods or services?"),
        why=_l("The law begins with such a suspicion. The answer is used for no other purpose."),
    ),
    "contracts.federal": Asked(
        label=_l("Does it work for the federal government of the United States?"),
        why=_l(
            "Also as a subcontractor, for an embassy or a base, or under a contract that carries "
            "the clause FAR 52.222-50."
        ),
    ),
    "contracts.federal_outside_us_usd": Asked(
        label=_l(
            "What is the largest part of such a contract outside the United States, in US dollars?"
        ),
        why=_l(
            "Awarded since 1 October 2025, leaving out goods sold off the shelf. Write 0 if none."
        ),
    ),
    "contracts.federal_outside_us_older_usd": Asked(
        label=_l("And of a contract awarded before 1 October 2025?"),
        why=_l("The same part, in US dollars. The line was lower then. Write 0 if none."),
    ),
    "contracts.nsw": Asked(
        label=_l("Is a public body of New South Wales a customer?"),
        why=_l("Its agencies and councils must look into what they buy."),
    ),
    "year_end": Asked(
        label=_l("On which day does the financial year end?"),
        why=_l("Figures and deadlines go by the financial year."),
    ),
    "currency": Asked(
        label=_l("In which currency are the accounts?"),
        why=_l("Its three letters, for example USD, KHR or THB."),
    ),
    "turnover.group": Asked(
        label=_l("Turnover of the company and its subsidiaries in the financial year %(year)s"),
        why=_l(
            "Of the company and of everything below it, worldwide, after discounts and without "
            "sales taxes; not of its parent."
        ),
    ),
    "turnover.own": Asked(
        label=_l("Turnover of the company alone in the financial year %(year)s"),
        why=_OWN_CURRENCY,
    ),
    "turnover.eu": Asked(
        label=_l("Net turnover in the European Union in the financial year %(year)s"),
        why=_l("Of the company and its subsidiaries, in the currency of your accounts."),
    ),
    "receipts.worldwide": Asked(
        label=_l("Gross receipts worldwide in the financial year %(year)s"),
        why=_l("Everything taken in, before any deduction, in the currency of your accounts."),
    ),
    "assets.group": Asked(
        label=_l("Balance sheet total of the company and its subsidiaries at the end of %(year)s"),
        why=_OWN_CURRENCY,
    ),
    "assets.own": Asked(
        label=_l("Balance sheet total of the company alone at the end of %(year)s"),
        why=_OWN_CURRENCY,
    ),
    "royalties.eu": Asked(
        label=_l("Royalties from the European Union in the financial year %(year)s"),
        why=_l("From franchises and licences there, in the currency of your accounts."),
    ),
    "budget": Asked(
        label=_l("Budget of the public body in the financial year %(year)s"),
        why=_OWN_CURRENCY,
    ),
    "staff.group": Asked(
        label=_l("Average staff of the company and its subsidiaries in %(year)s"),
        why=_BAND,
    ),
    "staff.own": Asked(
        label=_l("Average staff of the company alone in %(year)s, as full-time posts"),
        why=_BAND,
    ),
    "staff.fr": Asked(
        label=_l("Staff of the company and its French subsidiaries at the end of %(year)s"),
        why=_BAND,
    ),
    "staff.de": Asked(
        label=_l("How many people does the whole group normally employ in Germany?"),
        why=_l(
            "In Germany only, with all companies of the group there, and agency workers who stay "
            "longer than six months. A number, or a band such as 1000-2999."
        ),
    ),
    "turnover.group_gbp": Asked(
        label=_l("What is the yearly turnover of the whole group, in pounds sterling?"),
        why=_l("Kept from before turnover was asked by year. Empty it to give it by year."),
    ),
    "turnover.group_aud": Asked(
        label=_l("What is the yearly turnover of the whole group, in Australian dollars?"),
        why=_l("Kept from before turnover was asked by year. Empty it to give it by year."),
    ),
    "rates.source": Asked(
        label=_l("Where were the average rates below read?"),
        why=_l("The central bank or page, and the day. It stands beside every result."),
    ),
}

RATE = Asked(
    label=_l("How much %(target)s was one %(source)s worth on average in the year %(year)s?"),
    why=_l("The laws do not say how to convert; the average rate of the financial year is used."),
)
