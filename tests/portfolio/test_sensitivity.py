"""How much other methods change: what must come out, and that it can come out otherwise."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from crest.content.studies import read_study, study_as_json, study_file
from crest.domain.errors import DamagedContentError
from crest.domain.incentives import Bending
from crest.domain.solidity import MethodStudy
from crest.portfolio.alternatives import REACH, alternatives, drawn, single_weights
from crest.portfolio.batch import batch_of
from crest.portfolio.plan import plan_of
from crest.portfolio.scoring import score_batch
from crest.portfolio.sensitivity import Sample, sensitivity
from crest.services.method_study import study_frame, study_method
from tests.domain.shipped import library, shipped_case
from tests.portfolio.comparison import row_of, silent_row

DAY = date(2026, 11, 1)
METHOD = library().method()


def sample(bank: str = "supplier-short", rows: int = 12) -> Sample:
    cases = [shipped_case(bank, seed) for seed in range(rows)]
    return Sample(
        questionnaire=cases[0].questionnaire,
        rows=[
            *(row_of(case, METHOD, str(number)) for number, case in enumerate(cases)),
            silent_row(cases[0], METHOD, "silent"),
        ],
    )


@pytest.fixture(scope="module")
def study() -> MethodStudy:
    frame = study_frame(library(), companies=2, seed=5, as_of=DAY)
    return study_method(library(), frame, draws=12)


def test_drawn_methods_stay_within_a_quarter() -> None:
    chance = np.random.default_rng(1)
    for _ in range(30):
        other = drawn(METHOD, chance)
        for group, weight in other.groups.items():
            assert abs(weight / METHOD.groups[group] - 1) <= REACH
        for bank, k in other.residual.k.items():
            assert k <= 1
            assert abs(k / METHOD.residual.k[bank] - 1) <= REACH + Decimal("0.001")
        assert other.bands == METHOD.bands


def test_the_same_method_changes_nothing() -> None:
    same = sensitivity([sample()], METHOD, draws=1, seed=1)
    own = [one for one in same.alternatives if one.code.startswith("cuts")]

    assert all(one.rank_correlation == 1.0 for one in own)


def test_the_floats_compared_are_the_portfolios_figures() -> None:
    part = sample()
    laws = {law.id: law for row in part.rows for law, _ in row.laws}
    plan = plan_of(part.questionnaire, METHOD, laws.values())
    exact = score_batch(batch_of(part.rows, plan), plan).risks

    found = sensitivity([part], METHOD, draws=1, seed=1)

    assert found.rows == len(part.rows)
    assert found.assessed == len(part.rows) - 1
    assert found.firm == pytest.approx(float(np.mean(exact.firm)))


def test_alternatives_name_each_choice_once_and_change_one_thing() -> None:
    others = (*alternatives(METHOD), *single_weights(METHOD))
    codes = [one.code for one in others]

    assert len(codes) == len(set(codes)) == 17 + 2 * (5 + 6)
    for one in others:
        assert one.method != METHOD or one.geometric_factors or one.geometric_groups, one.code


def test_shares_of_variance_sum_to_one(study: MethodStudy) -> None:
    for kind in ("group", "factor"):
        shares = [one.effective or 0 for one in study.sensitivity.weights if one.kind == kind]
        assert sum(shares) == pytest.approx(1)
        nominal = [one.nominal for one in study.sensitivity.weights if one.kind == kind]
        assert sum(nominal) == pytest.approx(1)


def test_cuts_move_bands_and_not_the_order(study: MethodStudy) -> None:
    found = {one.code: one for one in study.sensitivity.alternatives}

    assert found["cuts.lower"].rank_correlation == pytest.approx(1)
    assert found["cuts.lower"].changed > 0
    assert found["maximum.alone"].rank_correlation < 1


def test_bending_pays_nobody_who_has_nothing_to_hide_from(study: MethodStudy) -> None:
    quiet = {one.how: one for one in study.gains if not one.triggered}

    assert set(quiet) == set(Bending)
    for how in (Bending.HIDE, Bending.NOT_APPLICABLE, Bending.SILENCE, Bending.FOUND_OUT):
        assert quiet[how].most <= 0, how


def test_who_is_found_out_gains_nothing(study: MethodStudy) -> None:
    for one in study.gains:
        if one.how in {Bending.FOUND_OUT, Bending.HIDE, Bending.NOT_APPLICABLE}:
            assert one.most <= 0, one


def test_the_same_seed_gives_the_same_study(study: MethodStudy) -> None:
    frame = study_frame(library(), companies=2, seed=5, as_of=DAY)

    assert study_method(library(), frame, draws=12) == study


def test_a_study_is_read_back_as_it_was_written(study: MethodStudy, tmp_path: Path) -> None:
    file = study_file(tmp_path, METHOD.version)
    file.parent.mkdir()
    file.write_bytes(study_as_json(study))

    assert read_study(tmp_path, METHOD) == study
    assert read_study(tmp_path, replace(METHOD, digest="another")) is None
    assert read_study(tmp_path, replace(METHOD, version="2099.1")) is None


def test_a_damaged_study_is_refused(tmp_path: Path) -> None:
    file = study_file(tmp_path, METHOD.version)
    file.parent.mkdir()
    file.write_bytes(b"{")

    with pytest.raises(DamagedContentError) as refused:
        read_study(tmp_path, METHOD)
    assert "2026.1.study.json is no study of a method" in str(refused.value.faults[0])
