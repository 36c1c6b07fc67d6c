"""Sweeps and rules of matching in a folder of results: resumed, extended, refused; by the model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from integration.tiny import county_file
from strategies import as_yaml
from study.fake import bytes_of
from teacherflow.scenario import Study, read_study
from teacherflow.study.faults import StudyFault
from teacherflow.study.plan import Unit
from teacherflow.study.reports import Report
from teacherflow.study.run import run_study
from teacherflow.study.simulate import SIMULATOR, simulate
from teacherflow.study.simulator import Simulator
from teacherflow.study.tables import Tables

FEW, MANY = "[0, 0.3]", "[0, 0.125, 0.3]"


def study_of(folder: Path, values: str, matching: str = "{exchange: deferred}") -> Study:
    text = f"""\
county: tiny.yaml
years: {{start: 2024, count: 2, burn_in: 1}}
replications: 3
baseline: status_quo
scenarios:
  status_quo: {{}}
  rotation:
    matching: {matching}
    policies: [mandatory_rotation: {{after_years: 3}}]
sweep: {{scenario: rotation, parameter: mandatory_rotation.share, values: {values}}}
"""
    (folder / "tiny.yaml").write_text(as_yaml(county_file(1.2)), encoding="utf-8")
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    return read_study(folder / "study.yaml")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("undisturbed")
    run_study(study_of(folder, MANY), folder / "out")
    return bytes_of(folder / "out")


class Watched:
    """The model, and which scenarios it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, tuple[str, ...]]] = []

    def simulate(self, study: Study, unit: Unit, scenarios: Sequence[str]) -> dict[str, Tables]:
        self.asked.append((unit.replication, tuple(scenarios)))
        return simulate(study, unit, scenarios)

    @property
    def simulator(self) -> Simulator:
        return Simulator(self.simulate, SIMULATOR.schema, SIMULATOR.inputs)


def test_a_value_added_to_a_finished_sweep_runs_alone(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    run_study(study_of(tmp_path, FEW), tmp_path / "out")
    watched = Watched()
    run_study(study_of(tmp_path, MANY), tmp_path / "out", watched.simulator)
    assert watched.asked == [(k, ("rotation_0_125",)) for k in range(3)]
    assert bytes_of(tmp_path / "out") == undisturbed


@pytest.mark.parametrize("after", [1, 2])
def test_an_interrupted_sweep_goes_on(
    after: int, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    def press(report: Report) -> None:
        if report.done == after:
            raise KeyboardInterrupt

    study = study_of(tmp_path, MANY)
    with pytest.raises(KeyboardInterrupt):
        run_study(study, tmp_path / "out", watch=press)
    watched = Watched()
    run_study(study, tmp_path / "out", watched.simulator)
    assert [replication for replication, _ in watched.asked] == list(range(after, 3))
    assert bytes_of(tmp_path / "out") == undisturbed


def test_an_interrupted_extension_goes_on(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    def press(report: Report) -> None:
        if report.done == 2:
            raise KeyboardInterrupt

    run_study(study_of(tmp_path, FEW), tmp_path / "out")
    study = study_of(tmp_path, MANY)
    with pytest.raises(KeyboardInterrupt):
        run_study(study, tmp_path / "out", watch=press)
    watched = Watched()
    run_study(study, tmp_path / "out", watched.simulator)
    assert watched.asked == [(2, ("rotation_0_125",))]
    assert bytes_of(tmp_path / "out") == undisturbed


def test_a_value_taken_out_or_another_rule_is_another_study(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run_study(study_of(tmp_path, MANY), out)
    before = bytes_of(out)
    with pytest.raises(StudyFault, match=r"scenario rotation_0_125 is gone"):
        run_study(study_of(tmp_path, FEW), out)
    with pytest.raises(StudyFault, match=r"matching\.exchange: \"deferred\" → \"serial\""):
        run_study(study_of(tmp_path, MANY, "{exchange: serial}"), out)
    assert bytes_of(out) == before
