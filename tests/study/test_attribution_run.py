"""An attribution that was run: against separately written studies, by brute force, and extended."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from integration.tiny import county_file
from strategies import as_yaml
from teacherflow.scenario import Study, read_study
from teacherflow.study.faults import StudyFault
from teacherflow.study.plan import Unit
from teacherflow.study.run import run_study
from teacherflow.study.simulate import SIMULATOR, simulate
from teacherflow.study.simulator import Simulator
from teacherflow.study.tables import Tables
from teacherflow_analysis.cli import main
from teacherflow_analysis.comparison.compare import compare
from teacherflow_analysis.shapley.attribution import attribution, attribution_of
from teacherflow_analysis.study import load

HEAD = """\
county: tiny.yaml
years: {start: 2024, count: 2, burn_in: 1}
replications: 2
baseline: status_quo
"""
ROTATION = "mandatory_rotation: {after_years: 3, share: 0.3}"
SUBSIDY = "rural_subsidy: {yuan_per_month: {village: 900, town: 300, seat: 0}}"
NOTHING = "rural_subsidy: {as: nothing, yuan_per_month: {village: 0, town: 0, seat: 0}}"
PACKAGE = f"""\
scenarios:
  status_quo: {{}}
  package: {{policies: [{ROTATION}, {SUBSIDY}, {NOTHING}]}}
"""
WRITTEN = {
    "package__only_mandatory_rotation": (ROTATION,),
    "package__only_rural_subsidy": (SUBSIDY,),
    "package__only_nothing": (NOTHING,),
    "package__without_mandatory_rotation": (SUBSIDY, NOTHING),
    "package__without_rural_subsidy": (ROTATION, NOTHING),
    "package__without_nothing": (ROTATION, SUBSIDY),
}
"""Coalitions as an author would write them."""
INDICATORS = ["moves_up", "welfare_village", "spending", "net_better_off"]


def study_of(folder: Path, scenarios: str, more: str = "") -> Study:
    (folder / "tiny.yaml").write_text(as_yaml(county_file(1.2)), encoding="utf-8")
    (folder / "study.yaml").write_text(HEAD + more + scenarios, encoding="utf-8")
    return read_study(folder / "study.yaml")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three policies, one of them at zero dose, attributed."""
    folder = tmp_path_factory.mktemp("attributed")
    run_study(study_of(folder, PACKAGE, "attribute: package\n"), folder / "out")
    return folder / "out"


def tables_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))}


def test_coalitions_are_what_separately_written_scenarios_are(out: Path, tmp_path: Path) -> None:
    by_hand = [f"  {name}: {{policies: [{', '.join(p)}]}}\n" for name, p in WRITTEN.items()]
    run_study(study_of(tmp_path, PACKAGE + "".join(by_hand)), tmp_path / "out")
    assert len(tables_of(out)) > 5
    assert tables_of(out) == tables_of(tmp_path / "out")


def test_shares_are_means_over_all_orders_of_what_the_tables_hold(out: Path) -> None:
    """By hand from ``county_year``: no scenario list, no game, no pairing of the analysis."""
    import duckdb

    path = out / "county_year.parquet"
    query = f"SELECT scenario, replication, avg(moves_up) AS v FROM '{path}' GROUP BY ALL"
    means = duckdb.sql(query).df().pivot(index="replication", columns="scenario", values="v")
    names = {"mandatory_rotation", "rural_subsidy", "nothing"}
    scenario = {frozenset(): "status_quo", frozenset(names): "package"}
    for name in names:
        scenario[frozenset({name})] = f"package__only_{name}"
        scenario[frozenset(names) - {name}] = f"package__without_{name}"
    found = attribution(out, indicators=["moves_up"]).set_index(["measure", "policy"])
    for name in names:
        added = []
        for order in permutations(sorted(names)):
            before = frozenset(order[: order.index(name)])
            added.append(means[scenario[before | {name}]] - means[scenario[before]])
        wanted = pd.concat(added, axis=1).mean(axis=1)
        row = found.loc[("shapley", name)]
        assert row["value"].item() == pytest.approx(wanted.mean())
        half = 12.706204736432095 * wanted.std() / np.sqrt(2)  # t, 1 degree of freedom
        assert row["low"].item() == pytest.approx(wanted.mean() - half)
        assert row["high"].item() == pytest.approx(wanted.mean() + half)
        alone = means[f"package__only_{name}"] - means["status_quo"]
        assert found.loc[("alone", name), "value"].item() == pytest.approx(alone.mean())


def test_a_policy_at_zero_dose_brings_exactly_nothing(out: Path) -> None:
    found = attribution(out, every=True)
    mine = found[(found["policy"] == "nothing") | (found["other"] == "nothing")]
    held = mine[mine["n"] > 0]
    assert set(held["measure"]) == {"alone", "last", "shapley", "synergy", "pair"}
    assert held["indicator"].nunique() > 50
    assert not held[["value", "low", "high"]].to_numpy().any()
    others = found[found["policy"] == "rural_subsidy"]
    assert others["value"].abs().max() > 0


def test_shares_add_up_to_what_compare_finds(out: Path) -> None:
    found = attribution(out, indicators=INDICATORS)
    compared = compare(out, indicators=INDICATORS).query("year == 'last5'").set_index("indicator")
    shares = found[found["measure"] == "shapley"].groupby("indicator")["value"].sum()
    whole = found[found["measure"] == "package"].set_index("indicator")
    for name in INDICATORS:
        assert shares[name] == pytest.approx(compared.loc[name, "difference"])
        for end, other in (("value", "difference"), ("low", "low"), ("high", "high")):
            assert whole.loc[name, end] == pytest.approx(compared.loc[name, other])
        assert whole.loc[name, "verdict"] == compared.loc[name, "verdict"]


def test_planned_scenarios_are_folded_away_unless_asked_for(out: Path) -> None:
    study = load(out)
    assert list(study.scenarios) == ["status_quo", "package"]
    assert set(study.planned) == set(WRITTEN)
    assert set(study.county_year(["moves_up"])["scenario"]) == {"status_quo", "package"}
    assert set(compare(study)["scenario"]) == {"package"}
    assert set(compare(study.unfolded())["scenario"]) == {"package", *WRITTEN}


def test_a_finished_folder_runs_only_what_the_attribution_adds(out: Path, tmp_path: Path) -> None:
    asked: list[tuple[str, ...]] = []

    def watched(study: Study, unit: Unit, scenarios: Sequence[str]) -> dict[str, Tables]:
        asked.append(tuple(scenarios))
        return simulate(study, unit, scenarios)

    simulator = Simulator(watched, SIMULATOR.schema, SIMULATOR.inputs)
    run_study(study_of(tmp_path, PACKAGE), tmp_path / "out")
    study = study_of(tmp_path, PACKAGE, "attribute: package\n")
    run_study(study, tmp_path / "out", simulator)
    assert asked == [tuple(sorted(WRITTEN))] * 2
    assert tables_of(tmp_path / "out") == tables_of(out)
    run_study(study, tmp_path / "out", simulator)
    assert len(asked) == 2
    with pytest.raises(StudyFault, match="scenario package__only_mandatory_rotation is gone"):
        run_study(study_of(tmp_path, PACKAGE), tmp_path / "out")


def test_show_lists_planned_scenarios_once_and_one_in_full(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = out.parent / "study.yaml"
    assert main(["show", str(file), "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "attribution: package in 3 parts, 6 more scenarios" in told
    assert all(told.count(name) == 1 for name in WRITTEN)
    assert main(["show", str(file), "package__without_nothing", "--lang", "en"]) == 0
    one = capsys.readouterr().out
    assert "mandatory_rotation" in one
    assert "nothing.village" not in one
    assert main(["validate", str(file), "--lang", "zh"]) == 0
    assert "归因另加 6 个" in capsys.readouterr().out.replace(" \n", " ").replace("\n", "")


def test_fewer_years_and_other_choices(out: Path) -> None:
    one = attribution_of(load(out), indicators=["moves_up"], year=2025)
    assert {part.year for part in one.parts} == {2025}
    assert one.plan.exact
    assert [part.policy for part in one.of("moves_up", "shapley")] == list(one.plan.players)
