"""The library gives domain objects, the same from sources and from the compiled form."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crest.content.compiled import OutdatedFormError, pack, unpack
from crest.content.library import Library, load_library
from crest.domain.bank import BankState, Rung, Theme, WeightClass
from crest.domain.conditions import AllOf, Operator, Test
from crest.domain.errors import DamagedContentError, NotFoundError
from crest.domain.instruments import Due, InstrumentKind, RuleRole
from crest.domain.method import Factor
from tests.content.conftest import BANK


def everything(library: Library) -> str:
    return repr(
        (
            library.questionnaires,
            library.instruments,
            library.methods,
            vars(library.reference),
            library.glossary("en"),
        )
    )


def add_version(folder: Path, version: str, state: str) -> None:
    text = BANK.replace('version: "1"', f'version: "{version}"').replace("draft", state)
    (folder / "banks" / "mini" / f"{version}.yaml").write_text(text)


def test_a_bank_becomes_a_questionnaire(folder: Path) -> None:
    one = load_library(folder).questionnaire("mini")

    gate, step, stop = (one.questions[code] for code in ("REC-010", "REC-020", "REC-030"))
    assert (gate.theme, gate.rung, gate.weight_class) == (
        Theme.RECRUITMENT,
        Rung.PRACTICE,
        WeightClass.MAJOR,
    )
    assert gate.scope == AllOf((Test(fact="workforce.migrants", op=Operator.GT, value=Decimal(0)),))
    assert [(band.start, band.below) for band in step.bands] == [
        (None, Decimal(50)),
        (Decimal(50), Decimal(90)),
        (Decimal(90), None),
    ]
    assert stop.is_stop
    assert (gate.allow.planned, stop.allow.planned, stop.allow.dont_know) == (True, False, True)
    assert one.questions["REC-040"].asked_when is not None
    assert one.section_of["REC-040"].title == "Recruitment"


def test_numbers_stay_exact(folder: Path) -> None:
    library = load_library(folder)

    questions = library.questionnaire("mini").questions
    assert [str(option.credit) for option in questions["REC-010"].options] == ["1", "0.125", "0"]
    assert str(questions["REC-030"].obligations[0].weight) == "2.5"
    assert library.method().inherent.a == Decimal("0.4")
    assert str(library.method().tables.under_18_multiple) == "1.5"


def test_an_instrument_has_dates_from_their_first_day(folder: Path) -> None:
    library = load_library(folder)

    act = library.instrument("kh.mini")
    fee = library.obligation("kh.mini.2")
    assert act.in_force_from == date(1997, 1, 1)
    assert (fee.in_force_from, fee.in_force_to) == (date(2001, 3, 1), date(2050, 1, 1))
    assert fee.kind is InstrumentKind.STATUTE
    assert (fee.reviewed_by, fee.reviewed_on) == ("A. Reader", date(2025, 1, 31))
    penalty = library.obligation("kh.mini.1").penalty
    assert penalty is not None
    assert penalty.multiple is not None
    assert (penalty.multiple.minimum, penalty.multiple.maximum) == (Decimal(61), Decimal(90))


def test_an_instrument_has_rules_deadlines_and_open_points(folder: Path) -> None:
    act = load_library(folder).instrument("kh.mini")

    assert [(rule.id, rule.role, rule.text) for rule in act.rules] == [
        ("kh.mini.scope", RuleRole.SCOPE, "It holds for every employer.")
    ]
    assert [(one.code, one.due, one.instrument_id) for one in act.deadlines] == [
        ("report", Due(every_year="05-31"), "kh.mini")
    ]
    assert act.open_points == ("Article 6 was not read.",)


def test_a_bill_may_hold_rules_alone(folder: Path) -> None:
    path = folder / "instruments" / "kh.mini.yaml"
    text = path.read_text(encoding="utf-8")
    head, rules = text[: text.index("obligations:")], text[text.index("rules:") :]
    path.write_text(head + rules, encoding="utf-8")
    assert load_library(folder).instrument("kh.mini").obligations == ()

    path.write_text(head, encoding="utf-8")
    with pytest.raises(DamagedContentError):
        load_library(folder).instrument("kh.mini")


def test_the_reference_is_by_country_code(folder: Path) -> None:
    reference = load_library(folder).reference

    assert reference.find_country("Vietnam") == "VN"
    assert reference.tip == {"KH": "Tier 3"}
    assert reference.editions["us-tip"].code == "us-tip-2025"


def test_the_shipped_reference_speaks_for_cambodia() -> None:
    reference = load_library().reference

    assert reference.find_country("Namibia") == "NA"
    assert reference.tip["KH"] == "Tier 3"
    assert reference.sectors["01"].title.startswith("Crop and animal")
    assert len(reference.sector_risk) == 88
    assert any(good.iso2 == "KH" and good.good == "Bricks" for good in reference.goods)
    assert reference.countries["KH"].names["km"] == "កម្ពុជា"


def test_the_shipped_method_is_that_of_the_reference() -> None:
    method = load_library().method("2026.1")

    assert method.weight_class[WeightClass.CRITICAL] == 5
    assert method.inherent.max_without == (Factor.COUNTRY,)
    assert method.themes[Theme.TERMINATION].value == "recruitment"
    assert method.tables.extent[Factor.STRUCTURE] == (Decimal(10), Decimal(95))


def test_the_newest_usable_version_is_a_published_one(folder: Path) -> None:
    for version, state in (("2", "published"), ("10", "published"), ("11", "retired")):
        add_version(folder, version, state)
    add_version(folder, "12", "draft")
    library = load_library(folder)

    assert library.questionnaire("mini").version == "10"
    assert library.questionnaire("mini", "12").state is BankState.DRAFT
    assert [one.version for one in library.questionnaires] == ["1", "2", "10", "11", "12"]


def test_what_is_not_there_is_not_found(folder: Path) -> None:
    library = load_library(folder)

    for ask in (
        lambda: library.questionnaire("maxi"),
        lambda: library.questionnaire("mini", "9"),
        lambda: library.instrument("kh.maxi"),
        lambda: library.obligation("kh.mini.9"),
        lambda: library.method("9"),
    ):
        with pytest.raises(NotFoundError):
            ask()


def test_a_damaged_file_refuses_itself_alone(folder: Path) -> None:
    (folder / "instruments" / "kh.mini.yaml").write_text("id: kh.mini\n")
    library = load_library(folder)

    assert library.questionnaire("mini").title == "Mini check"
    with pytest.raises(DamagedContentError):
        library.obligation("kh.mini.1")


def test_a_glossary_falls_back_to_english(folder: Path) -> None:
    (folder / "glossary.km.yaml").write_text(
        "terms:\n  - {id: agent, term: ភ្នាក់ងារ, meaning: អ្នករក}\n"
    )
    library = load_library(folder)

    assert library.glossary("km")["agent"].term == "ភ្នាក់ងារ"
    assert library.glossary("th")["agent"].term == "Agent"


def test_the_compiled_form_equals_the_source(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    source, missed = load_library(folder), load_library(folder, cache)
    assert everything(missed) == everything(source)

    assert everything(load_library(folder, cache)) == everything(source)
    assert cache.stat().st_mode & 0o777 == 0o700


def test_the_shipped_content_survives_compiling() -> None:
    library = load_library()
    for thing in (
        *library.questionnaires,
        *library.instruments,
        *library.methods,
        library.reference,
        library.law_data,
    ):
        again = unpack(pack(thing))

        assert again == thing
        assert repr(again) == repr(thing)


def test_a_hit_reads_no_yaml_and_imports_no_pydantic(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    everything(load_library(folder, cache))
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from crest.content.library import load_library\n"
        "library = load_library(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "found = [library.questionnaires, library.instruments, library.methods,"
        " library.reference, library.glossary('en'), library.digest]\n"
        "print(sorted({'pydantic', 'ruamel.yaml'} & set(sys.modules)))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(folder), str(cache)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "[]\n"


def test_a_changed_source_is_read_anew(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    before = load_library(folder, cache)
    assert before.questionnaire("mini").title == "Mini check"
    digest = before.digest
    path = folder / "banks" / "mini" / "1.yaml"
    path.write_text(path.read_text().replace("Mini check", "Small check"))

    after = load_library(folder, cache)

    assert after.questionnaire("mini").title == "Small check"
    assert after.digest != digest


def test_a_spoiled_or_outdated_compiled_form_is_replaced(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    load_library(folder, cache).questionnaire("mini")
    (kept,) = cache.glob("bank-*.json")
    good = kept.read_text()
    tables = json.loads(good)
    tables["objects"][0][1] = ["a_field_of_old"]
    for spoiled in ("", "{}", good[:-20], json.dumps(tables)):
        kept.write_text(spoiled)

        assert load_library(folder, cache).questionnaire("mini").title == "Mini check"
        assert kept.read_text() == good


def test_a_cache_that_cannot_be_written_costs_only_time(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")

    assert load_library(folder, blocked / "cache").questionnaire("mini").title == "Mini check"


def test_only_content_can_be_compiled() -> None:
    with pytest.raises(TypeError, match="set"):
        pack(({1},))
    with pytest.raises(OutdatedFormError):
        unpack('{"root": 0}')


def test_the_digest_of_a_version_ignores_layout_and_state(folder: Path) -> None:
    path = folder / "banks" / "mini" / "1.yaml"
    first = load_library(folder).questionnaire("mini")
    path.write_text("# A remark.\n" + BANK.replace("state: draft", "state: published"))
    second = load_library(folder).questionnaire("mini")
    path.write_text(BANK.replace("label: Some of them", "label: A few of them"))
    third = load_library(folder).questionnaire("mini")

    assert first.digest == second.digest != third.digest
    assert replace(second, state=BankState.DRAFT) == first
