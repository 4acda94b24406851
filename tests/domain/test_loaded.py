"""What a company says for its workplaces, and which sections a subject is scored by."""

from decimal import Decimal

from crest.domain.bank import SubjectKind
from crest.domain.loaded import answered_part, scored_part, workplace_facts
from tests.library import shipped_library


def test_a_company_speaks_for_its_workplaces_but_not_for_who_works_there() -> None:
    company = {"country": "KH", "form": "company", "workforce.total": Decimal(900)}

    facts = workplace_facts(company, {"country": "TH"})

    assert facts == {"country": "TH", "form": "company"}


def test_a_workplace_answers_its_own_sections_and_is_scored_with_the_companys() -> None:
    whole = shipped_library().questionnaire("workplace")
    site, company = (
        answered_part(whole, kind) for kind in (SubjectKind.WORKPLACE, SubjectKind.COMPANY)
    )

    assert set(site.questions).isdisjoint(company.questions)
    assert set(site.questions) | set(company.questions) == set(whole.questions)
    assert scored_part(whole, SubjectKind.WORKPLACE) is whole
    assert scored_part(whole, SubjectKind.COMPANY).questions == company.questions


def test_a_supplier_answers_its_questionnaire_as_it_stands() -> None:
    short = shipped_library().questionnaire("supplier-short")

    assert answered_part(short, SubjectKind.SUPPLIER) is short
    assert scored_part(short, SubjectKind.SUPPLIER) is short
    first = short.sections[0]
    assert short.section(first.code) is first
    assert short.section("none") is None
    assert all(short.section_of[part.code] is first for part in first.questions)
