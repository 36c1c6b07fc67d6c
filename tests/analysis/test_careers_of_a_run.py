"""A few careers under two rules in a real run: found by another route, and run again."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.careers_again import differences, shares_again
from briefs.again import table
from teacherflow.scenario import read_study
from teacherflow.study.run import run_study
from teacherflow.study.trace import trace
from teacherflow_analysis.careers.differing import WAYS
from teacherflow_analysis.careers.sampled import Sample, sampled
from teacherflow_analysis.study import load

pytestmark = pytest.mark.usefixtures("font_cache")
ROOT = Path(__file__).resolve().parents[2]


STUDY = """
title: {zh: 演示, en: Demonstration}
county: counties/demo.yaml
years: {start: 2024, count: 6, burn_in: 2}
seed: 7
replications: 2
baseline: status_quo
tables: [county_year, moves, careers, titles]
record: [teachers]
scenarios:
  status_quo: {policies: [delayed_retirement]}
  rotation:
    extends: status_quo
    policies:
      - mandatory_rotation: {after_years: 3, share: 0.2, backbone_share: 0.2, from: 2025}
"""


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    (folder / "counties").mkdir()
    county = (ROOT / "scenarios" / "counties" / "demo.yaml").read_bytes()
    (folder / "counties" / "demo.yaml").write_bytes(county)
    (folder / "demo.yaml").write_text(STUDY, "utf-8")
    run_study(read_study(folder / "demo.yaml"), folder / "out", workers=1)
    return folder / "out"


def test_a_real_run_by_another_route(real: Path) -> None:
    """Shares and persons in plain Python; then the run is made again, and the persons followed."""
    study = load(real)
    found = sampled(study)
    assert isinstance(found, Sample)
    shares = shares_again(real, "status_quo", "rotation")
    assert found.differs.mean == pytest.approx(shares["differs"].mean())
    flags, n = differences(real, "status_quo", "rotation", 0)
    assert found.teachers == n
    best = {
        way.name: max(shares[f"{way.name}_{end}"].mean() for end in ("more", "less"))
        for way in WAYS
    }
    assert found.careers[0].told.share.mean == pytest.approx(max(best.values()))
    taken: list[int] = []
    for career in found.careers:
        column = career.told.column
        assert career.told.share.mean == pytest.approx(shares[column].mean())
        mine = flags[flags[column] & ~flags.index.isin(taken)].reset_index()
        mine = mine.sort_values(["age", "teacher_id"])
        taken.append(int(mine.iloc[(len(mine) - 1) // 2]["teacher_id"]))
        assert career.age == flags.loc[taken[-1], "age"] // 5 * 5
    subjects = table(real, "teachers").groupby("teacher_id")["subject"].first()
    for person, career in zip(taken, found.careers, strict=True):
        assert career.subject == subjects[person]
        again = trace(read_study(real.parent / "demo.yaml"), person)
        for name, lived in zip(("status_quo", "rotation"), career.lives, strict=True):
            years = {year.year: year for year in again[name] if year.serving}
            told = {place.year: place for place in lived.places if place.year >= 2024}
            assert told.keys() == years.keys()
            for at, place in told.items():
                duty, post = years[at].duty, years[at].post
                assert place.zone == ("" if duty is None else duty.zone)
                elsewhere = duty is not None and post is not None
                assert place.away == (elsewhere and duty.school_id != post.school_id)
            gained = [e.year for e in lived.events if e.what == "title"]
            passed = [y.year for y in again[name] for e in y.titles if e.event == "pass"]
            assert gained == passed
            moved = sum(len(year.moves) for year in again[name])
            ends = sum(e.until is not None for e in lived.events)
            assert len(lived.events) - len(gained) + ends == moved
