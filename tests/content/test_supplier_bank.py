"""The supplier bank: what each kind of supplier is asked, and what it says beforehand."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from itertools import product

import pytest

from crest.content.library import Library
from crest.domain.answers import Answer, AnswerState, AnswerValue
from crest.domain.bank import AnswerType, Kind, Question, Questionnaire, Theme
from crest.domain.facts import FactValue
from crest.domain.routing import shown_questions
from tests.library import shipped_library

NEAR: Mapping[str, FactValue] = {
    "country": "KH",
    "sector": "1410",
    "workforce.total": Decimal(60),
    "workforce.migrants": Decimal(0),
    "workforce.agency": Decimal(0),
    "workforce.under_18": Decimal(0),
    "recruitment.channels": ("direct",),
    "recruitment.cross_border": "no",
    "accommodation.provided": "no",
    "structure.subcontracting": "no",
}
FAR: Mapping[str, FactValue] = {
    **NEAR,
    "workforce.total": Decimal(600),
    "workforce.migrants": Decimal(200),
    "workforce.agency": Decimal(150),
    "recruitment.channels": ("direct", "licensed_agency", "sub_agents"),
    "recruitment.cross_border": "yes",
    "recruitment.origins": ("VN",),
    "accommodation.provided": "yes",
}
KINDS: Mapping[str, Mapping[str, FactValue]] = {
    "a service of two people": {**NEAR, "sector": "62", "workforce.total": Decimal(2)},
    "a local clothing factory of 60": NEAR,
    "an exporter of 600 with agencies and migrants": FAR,
    "a hotel with outsourced cleaning": {
        **NEAR,
        "sector": "5510",
        "workforce.total": Decimal(80),
        "workforce.agency": Decimal(12),
    },
    "a builder with gangs and a camp": {
        **NEAR,
        "sector": "4100",
        "workforce.agency": Decimal(30),
        "recruitment.channels": ("direct", "sub_agents"),
        "accommodation.provided": "yes",
        "structure.subcontracting": "yes",
    },
    "a boat owner in Thailand": {
        **FAR,
        "country": "TH",
        "sector": "0311",
        "workforce.total": Decimal(30),
        "workforce.migrants": Decimal(22),
        "workforce.agency": Decimal(10),
    },
    "a cleaning firm": {**NEAR, "sector": "8121"},
    "a local factory of 3000": {**NEAR, "workforce.total": Decimal(3000)},
}
SECTORS = {"HOT": "5510", "BUI": "4100", "FIS": "0311", "GUA": "8010", "DOM": "9700"}


@cache
def library() -> Library:
    return shipped_library()


@cache
def bank() -> Questionnaire:
    return library().questionnaire("supplier")


def controls() -> list[Question]:
    return [part for part in bank().questions.values() if part.kind is Kind.CONTROL]


def best(question: Question) -> AnswerValue:
    if question.bands:
        band = max(question.bands, key=lambda part: part.credit)
        return Decimal(0) if band.start is None else band.start
    top = max(question.options, key=lambda part: part.credit or 0)
    if question.type is AnswerType.SINGLE:
        return top.code
    together = tuple(part.code for part in question.options if not part.exclusive)
    return (top.code,) if top.credit == 1 else together


@cache
def good_answers() -> Mapping[str, Answer]:
    return {
        part.code: Answer(code=part.code, state=AnswerState.ANSWERED, value=best(part))
        for part in controls()
    }


def asked(facts: Mapping[str, FactValue]) -> list[str]:
    return list(shown_questions(bank(), facts, good_answers()))


@pytest.mark.parametrize("facts", KINDS.values(), ids=KINDS)
def test_each_kind_of_supplier_is_asked_35_to_45_questions(facts: Mapping[str, FactValue]) -> None:
    assert 35 <= len(asked(facts)) <= 45


@pytest.mark.parametrize("section", SECTORS)
def test_a_sector_part_is_asked_in_its_sector_alone(section: str) -> None:
    def of_it(sector: str | None) -> set[str]:
        facts = {key: value for key, value in FAR.items() if key != "sector"}
        codes = asked({**facts, "sector": sector} if sector else facts)
        return {code for code in codes if code.startswith(section)}

    assert len(of_it(SECTORS[section])) >= 2
    others = [sector for code, sector in SECTORS.items() if code != section]
    assert not any(of_it(sector) for sector in (*others, "1410", None))


def test_each_question_is_asked_of_somebody() -> None:
    helpers: Mapping[str, FactValue] = {
        "workforce.agency": Decimal(3),
        "recruitment.channels": ("direct", "sub_agents"),
    }
    migrants: Mapping[str, FactValue] = {"workforce.migrants": Decimal(3)}
    across: Mapping[str, FactValue] = {**migrants, "recruitment.cross_border": "yes"}
    seen = set()
    for sector, size, passed_on, lodged in product(
        ("62", "1410", *SECTORS.values()), (2, 60, 150, 300, 3000), ("no", "yes"), ("no", "yes")
    ):
        place: Mapping[str, FactValue] = {
            **NEAR,
            "sector": sector,
            "workforce.total": Decimal(size),
            "workforce.under_18": Decimal(1),
            "structure.subcontracting": passed_on,
            "accommodation.provided": lodged,
        }
        for people in ({}, helpers, migrants, across, {**helpers, **across}):
            seen.update(asked({**place, **people}))
    unseen = bank().questions.keys() - seen

    assert all(bank().questions[code].kind is Kind.REPAIR for code in unseen)


@pytest.mark.parametrize("theme", Theme)
def test_every_theme_is_asked(theme: Theme) -> None:
    assert any(part.theme is theme for part in bank().questions.values())


def test_nothing_is_longer_than_a_phone_shows() -> None:
    for part in bank().questions.values():
        assert len(part.text) <= 160, part.code
        assert len(part.help or "") <= 320, part.code
        assert part.purpose, part.code


def test_a_stop_question_says_who_sees_the_answer_and_what_follows() -> None:
    stops = [part for part in controls() if part.is_stop]

    assert len(stops) >= 10
    for part in stops:
        assert "Your buyer sees this answer" in (part.help or ""), part.code
        assert "does not end the relation" in (part.help or ""), part.code
        assert "asked for a plan" in (part.help or ""), part.code


def test_a_question_that_may_be_declined_says_so() -> None:
    may = [part for part in controls() if part.decline is not None]

    assert {str(part.theme) for part in may} >= {"governance", "due_diligence", "training"}
    for part in may:
        assert "You may decline if fewer than 1,000 people" in (part.help or ""), part.code


def test_a_repair_question_stands_behind_each_stop_question_but_one() -> None:
    gates = [part.asked_when for part in bank().questions.values()]
    behind = {gate.question for gate in gates if gate is not None}

    assert {part.code for part in controls() if part.is_stop} - behind == {"FIS-030"}


def test_the_bank_looks_for_contradictions() -> None:
    assert len(bank().checks) >= 8


def test_an_exporter_with_migrants_is_asked_by_the_kinds_of_recruitment_costs() -> None:
    costs = {option.code for option in bank().questions["FEE-020"].options}

    assert "FEE-020" in asked(FAR)
    assert "FEE-020" not in asked(NEAR)
    assert costs >= {"fee", "papers", "medical", "travel", "insurance", "skills", "gift"}


def test_laws_of_corridors_are_asked() -> None:
    linked = {link.id.split(".")[0] for part in controls() for link in part.obligations}

    assert linked >= {"kh", "th", "my", "vn", "ilo", "us", "dhaka"}
