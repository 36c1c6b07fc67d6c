"""Draws of uncertain parameters: strata, names, what is sampled and what is not."""

from __future__ import annotations

from itertools import combinations
from math import log
from pathlib import Path

import numpy as np
import pytest

from scenario.writing import faults_of, study_of, warnings_of
from teacherflow.parameters import Parameters, catalogue
from teacherflow.policies.catalogue import policies
from teacherflow.scenario import Study
from teacherflow.terms.leave import EARLY
from teacherflow.terms.pay import PAY_ITEMS

DRAWS = 20
PLAIN = "status_quo: {policies: [delayed_retirement]}"
UNKNOWN = {name: about.uncertainty for name, about, _ in catalogue() if about.uncertainty}
OF_POLICIES = [
    (f"{name}.{leaf}", parameter)
    for name, policy in policies().items()
    for leaf, parameter in policy.parameters().items()
    if parameter.about.uncertainty
]


def drawn(
    folder: Path, scenarios: str = PLAIN, ranges: str = "{}", draws: int = DRAWS, seed: int = 1
) -> Study:
    more = f"seed: {seed}\ndraws: {draws}\nuncertainties: {ranges}\nbaseline: status_quo\n"
    return study_of(folder, scenarios, more)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return drawn(tmp_path_factory.mktemp("drawn"))


def strata(shares: np.ndarray) -> list[int]:
    """Return the part of [0, 1] in which each share lies, of as many equal parts as shares."""
    return sorted(np.minimum(shares * len(shares), len(shares) - 1).astype(int).tolist())


def test_every_uncertain_parameter_is_a_column_and_hits_every_stratum_once(study: Study) -> None:
    assert set(study.samples) == {*UNKNOWN, "delayed_retirement.early_share"}
    for name, values in study.samples.items():
        low, high = UNKNOWN.get(name, (0.0, 0.8))
        assert len(values) == DRAWS
        shares = (np.array(values) - low) / (high - low)
        assert strata(shares) == list(range(DRAWS)), name


def test_columns_are_not_tied_to_each_other(tmp_path: Path) -> None:
    columns = np.array(list(drawn(tmp_path, draws=200).samples.values()))
    found = np.corrcoef(columns)
    worst = max(abs(found[i, j]) for i, j in combinations(range(len(columns)), 2))
    assert worst < 5 / 200**0.5  # five standard deviations, over some thousand pairs


def test_the_shape_of_a_range_is_that_of_its_distribution(tmp_path: Path) -> None:
    ranges = """{
      leave.pay_sensitivity: {low: 1.7, high: 5.7, shape: triangular},
      utility.km: {low: 10, high: 160, shape: log_uniform}}"""
    found = drawn(tmp_path, ranges=ranges).samples
    values = np.array(found["leave.pay_sensitivity"])  # default 3.7: a symmetric triangle
    x = (values - 1.7) / 4.0
    assert strata(np.where(x < 0.5, 2 * x**2, 1 - 2 * (1 - x) ** 2)) == list(range(DRAWS))
    shares = np.log(np.array(found["utility.km"]) / 10) / log(16)
    assert strata(shares) == list(range(DRAWS))


def test_a_skewed_triangle_has_its_peak_at_the_default(tmp_path: Path) -> None:
    ranges = "{leave.pay_sensitivity: {low: 3.7, high: 5.7, shape: triangular}}"
    x = (np.array(drawn(tmp_path, ranges=ranges).samples["leave.pay_sensitivity"]) - 3.7) / 2.0
    assert strata(1 - (1 - x) ** 2) == list(range(DRAWS))


def test_whole_numbers_stay_whole_and_are_equally_likely(tmp_path: Path) -> None:
    scenarios = "status_quo: {policies: [mandatory_rotation]}"
    ranges = "{mandatory_rotation.after_years: {low: 3, high: 7}}"
    values = drawn(tmp_path, scenarios, ranges).samples["mandatory_rotation.after_years"]
    assert all(type(value) is int for value in values)
    assert sorted(values) == [year for year in (3, 4, 5, 6, 7) for _ in range(DRAWS // 5)]


def test_a_column_does_not_depend_on_what_else_is_sampled(study: Study, tmp_path: Path) -> None:
    scenarios = f"""
        more: {{policies: [training, supervision, {{mandatory_rotation: {{from: 2025}}}}]}}
        {PLAIN}
    """
    ranges = "{leave.pay_sensitivity: 3.0, utility.km: {low: 1, high: 2}}"
    other = drawn(tmp_path, scenarios, ranges).samples
    assert set(other) > set(study.samples) - {"leave.pay_sensitivity"}
    for name, values in study.samples.items():
        if name not in ("leave.pay_sensitivity", "utility.km"):
            assert other[name] == values, name
    assert drawn(tmp_path, seed=2).samples.items().isdisjoint(study.samples.items())


def test_the_numbers_are_the_same_on_every_machine(study: Study) -> None:
    """Written down once; another number here changes the results of every study with draws."""
    pinned = (2.1124721793840346, 3.280555684907849, 5.917966921291775)
    assert study.samples["leave.pay_sensitivity"][:3] == pytest.approx(pinned, rel=1e-12)


def test_what_the_study_sets_is_not_sampled(tmp_path: Path) -> None:
    scenarios = """
        status_quo: {policies: [{delayed_retirement: {early_share: 0.2}}]}
        child: {extends: status_quo, policies: [{delayed_retirement: {from: 2026}}]}
        preset: {policies: [{hiring_plan: {preset: guanxian_2024}}]}
        dated: {policies: [{rural_subsidy: {from: 2025, wage_growth: {2025: 0.03, 2027: 0.05}}}]}
        swept: {policies: [supervision]}
    """
    more = """
        draws: 4
        uncertainties: {utility.km: 30}
        baseline: status_quo
        sweep: {scenario: swept, parameter: supervision.pressure, values: [0.2, 0.9]}
    """
    study = study_of(tmp_path, scenarios, more)
    names = set(study.samples)
    assert "utility.km" not in names
    assert study.of_draw(1).parameters.utility.km == 30
    assert not names & {"delayed_retirement.early_share", "rural_subsidy.wage_growth"}
    assert "hiring_plan.replacement_ratio" not in names
    assert "supervision.pressure" not in names
    assert "supervision.gaming" in names


def test_a_policy_has_one_value_in_all_scenarios_and_instances_of_a_draw(tmp_path: Path) -> None:
    scenarios = """
        status_quo: {policies: [training]}
        later: {policies: [{training: {as: second, from: 2026}}]}
        child: {extends: status_quo, policies: [housing]}
        own: {extends: status_quo, policies: [{training: {rate: 0.02}}]}
    """
    study = drawn(tmp_path, scenarios)
    (rate,) = [one for one in study.uncertain if one.name == "training.rate"]
    assert rate.scenarios == ("status_quo", "later", "child")
    assert [one.name for one in study.uncertain if "own" in one.scenarios] == [
        "training.leave_county_factor"
    ]
    for draw in (0, 7):
        held = study.of_draw(draw).scenarios
        rates = {
            name: next(p for p in one.policies if p.instance.policy.name == "training")
            for name, one in held.items()
        }
        values = {name: policy.model(2028).rate for name, policy in rates.items()}  # type: ignore[attr-defined]
        sampled = study.samples["training.rate"][draw]
        assert values == dict.fromkeys(("status_quo", "later", "child"), sampled) | {"own": 0.02}


def test_a_draw_settles_parameters_and_terms(study: Study) -> None:
    for draw in (0, 13):
        held = study.of_draw(draw)
        early = study.samples["delayed_retirement.early_share"][draw]
        assert held.terms("status_quo", 2026)[EARLY].take_up == early
        model = {name: study.samples[name][draw] for name in UNKNOWN}
        assert held.parameters == Parameters().changed(model)
        assert held.draws == 1
        assert held.of_draw(0) is held
    with pytest.raises(IndexError):
        study.of_draw(DRAWS)


def test_the_past_of_a_draw_has_the_values_of_the_draw(tmp_path: Path) -> None:
    study = drawn(tmp_path, "status_quo: {policies: [honours: {share: 0.1}]}", draws=3)
    for draw, yuan in enumerate(study.samples["honours.yuan_per_month"]):
        paid = {item.name: item.yuan for item in study.of_draw(draw).burn_in_terms[PAY_ITEMS]}
        assert paid["honours.honour"] == yuan


def test_the_same_file_gives_the_same_draws(study: Study, tmp_path: Path) -> None:
    again = drawn(tmp_path)
    assert again.samples == study.samples
    assert again.digest == study.digest
    assert again.of_draw(3).digest == study.of_draw(3).digest != study.of_draw(4).digest


def test_one_draw_is_the_study_with_its_defaults(tmp_path: Path) -> None:
    one = drawn(tmp_path, draws=1)
    assert one.of_draw(0) is one
    assert one.parameters == Parameters()
    assert not one.samples
    assert "sampled" not in one.resolved()
    assert all("sampled" not in entry for entry in one.resolved()["scenarios"].values())


def test_resolved_tells_the_values_and_which_scenario_takes_them(study: Study) -> None:
    plain = study.resolved()
    assert plain["sampled"] == {name: list(values) for name, values in study.samples.items()}
    assert plain["scenarios"]["status_quo"]["sampled"] == ["delayed_retirement.early_share"]


def test_a_conflict_that_only_draws_have_is_refused_before_anything_runs(tmp_path: Path) -> None:
    scenarios = """
        status_quo:
          policies:
            - delayed_retirement
            - delayed_retirement: {as: second, early_share: 0.3}
    """
    drawn(tmp_path, scenarios, draws=1)
    (fault,) = faults_of(tmp_path, scenarios, f"draws: {DRAWS}\n")
    assert fault.at.line == 9
    assert "conflicts with delayed_retirement" in fault.message.en
    assert (
        f"in draw 0 and {DRAWS - 1} more (delayed_retirement.early_share = 0." in fault.message.en
    )
    assert f"第 0 组等 {DRAWS} 组" in fault.message.zh


def test_draws_without_anything_to_sample_are_told(tmp_path: Path) -> None:
    defaults = {name: default for name, _, default in catalogue()}
    values = ", ".join(f"{name}: {defaults[name]}" for name in UNKNOWN)
    more = f"draws: 4\nuncertainties: {{{values}}}\n"
    found = [
        fault for fault in warnings_of(tmp_path, "status_quo: {}", more) if fault.key == "draws"
    ]
    assert [fault.message.en for fault in found] == [
        "no parameter is left to sample, so all 4 draws are the same: write draws: 1"
    ]


def test_a_range_without_draws_is_told_and_with_draws_is_used(tmp_path: Path) -> None:
    more = "uncertainties: {utility.km: {low: 20, high: 21}}\n"
    (fault,) = warnings_of(tmp_path, PLAIN, more)
    assert "draws is 1" in fault.message.en
    assert warnings_of(tmp_path, PLAIN, more + "draws: 4\n") == []
    values = study_of(tmp_path, PLAIN, more + "draws: 4\n").samples["utility.km"]
    assert all(20 <= value <= 21 for value in values)


def test_ends_of_a_policys_range_may_have_units(tmp_path: Path) -> None:
    scenarios = "status_quo: {policies: [honours]}"
    ranges = "{honours.yuan_per_month: {low: 10 元/月, high: 0.024万元/年}}"
    values = drawn(tmp_path, scenarios, ranges).samples["honours.yuan_per_month"]
    assert min(values) >= 10
    assert 19 < max(values) <= 20


def test_every_uncertainty_of_the_catalogues_lies_around_its_default() -> None:
    model = [(name, about, default) for name, about, default in catalogue() if about.uncertainty]
    listed = [(name, p.about, p.default) for name, p in OF_POLICIES]
    assert all(p.kind in ("number", "integer") for _, p in OF_POLICIES)
    for name, about, default in [*model, *listed]:
        assert about.uncertainty is not None
        low, high = about.uncertainty
        assert about.low <= low <= default <= high <= about.high, name  # type: ignore[operator]


def test_names_of_policies_and_of_families_of_the_model_differ() -> None:
    assert not set(policies()) & set(Parameters._fields)


def test_no_draw_of_a_policy_alone_is_refused(tmp_path: Path) -> None:
    listed = sorted({name.partition(".")[0] for name, _ in OF_POLICIES})
    scenarios = "status_quo: {}\n" + "\n".join(
        f"only_{name}: {{policies: [{{{name}: {{from: 2025}}}}]}}" for name in listed
    )
    study = drawn(tmp_path, scenarios, draws=10)
    assert set(study.samples) == {*UNKNOWN, *(name for name, _ in OF_POLICIES)}
    assert study.of_draw(9).scenarios["only_training"].terms
