"""A synthetic nation: its counties sum to the published totals and are spread as its file says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from teacherflow.codes import Stage, Zone, name_of
from teacherflow.county import County
from teacherflow.faults import InputError
from teacherflow.population.data import CountyData
from teacherflow.population.nation import Nation, county_names, county_of, drawn, sampled
from teacherflow.population.nation_file import NationData, load_nation

FILE = Path(__file__).resolve().parents[2] / "scenarios" / "nations" / "china_2024.yaml"
PUBLISHED = {
    "primary": {"pupils": 105_843_000, "schools": 136_300, "points": 52_200},
    "junior": {"pupils": 53_862_000, "schools": 52_100, "points": 0},
}
"""Bulletin of 2024: 159.705 million pupils, 188.4 thousand schools, 52.2 thousand points."""


@cache
def data() -> NationData:
    found = load_nation(FILE)
    assert found is not None
    return found


@cache
def nation() -> Nation:
    return drawn(data())


@cache
def counties() -> list[CountyData]:
    """All counties, each accepted by the checks of a county file."""
    return [county_of(data(), name) for name in county_names(data())]


def test_the_counties_sum_to_the_published_totals() -> None:
    assert len(counties()) == 2843
    teachers = 0
    for stage in Stage:
        of_stage = [county.stage(stage) for county in counties()]
        for key, total in PUBLISHED[name_of(stage)].items():
            figures = [getattr(one, key) for one in of_stage]
            assert sum(figure.value for figure in figures if figure) == total
        teachers += sum(one.teachers.value for one in of_stage)
    assert teachers == 10_738_900
    assert sum(county.townships.value for county in counties()) == 38_600
    assert sum(county.nine_year_schools.value for county in counties()) == 18_600
    assert sum(county.area_km2.value for county in counties()) == pytest.approx(9.6e6)


def test_counties_are_spread_as_the_file_says() -> None:
    """The error of a standard deviation from 2,843 values is 1.3 %; floors cut a little more."""
    drawn_, file = nation(), data()
    primary, junior = drawn_.primary, drawn_.junior
    log_size = np.log(primary.pupils)
    assert log_size.std() == pytest.approx(file.spread.pupils_log_sd.value, rel=0.05)
    junior_share = np.log(junior.pupils / primary.pupils)
    assert junior_share.std() == pytest.approx(file.spread.junior_log_sd.value, rel=0.05)
    for stage in Stage:
        columns, wanted = drawn_.stage(stage), file.stage(stage)
        ratio = np.log(columns.pupils / columns.teachers)
        assert ratio.std() == pytest.approx(wanted.pupil_teacher_log_sd.value, rel=0.05)
        slope, _ = np.polyfit(log_size, np.log(columns.schools), 1)
        assert slope == pytest.approx(file.spread.schools_by_pupils.value, abs=0.05)
    assert np.log(drawn_.area_km2).std() == pytest.approx(1.0, rel=0.05)


def test_pupils_per_teacher_cover_the_counties_that_published_them() -> None:
    """Certified counties: primary 13.2 to 22.7, junior 7.1 to 15.4 pupils per teacher."""
    for columns, low, high in ((nation().primary, 13.2, 22.7), (nation().junior, 7.1, 15.4)):
        ratio = columns.pupils / columns.teachers
        assert ((ratio > low) & (ratio < high)).mean() > 0.6
        assert ratio.min() < low < high < ratio.max()


def test_every_county_is_the_same_whoever_asks() -> None:
    drawn.cache_clear()
    assert county_of(data(), "c1234") == counties()[1233]
    other = data().model_copy(update={"seed": 2})
    assert county_of(other, "c1234") != counties()[1233]


def test_names_that_the_nation_does_not_have() -> None:
    for name in ("c0000", "c2844", "c12", "demo", "c00012"):
        with pytest.raises(KeyError):
            county_of(data(), name)


def test_a_larger_sample_holds_the_smaller() -> None:
    small, large = sampled(data(), 20), sampled(data(), 60)
    assert len(set(small)) == 20
    assert set(small) < set(large)
    assert sampled(data(), 2843) == county_names(data())


def test_the_smallest_county_lives() -> None:
    """A handful of schools: places, people, five years."""
    k = int(np.argmin(nation().primary.schools + nation().junior.schools))
    small = counties()[k]
    assert small.primary.schools.value + small.junior.schools.value < 12
    county = County.generated(small, burn_in=2, seed=3)
    for _ in range(3):
        county.step()
    staff = small.primary.teachers.value + small.junior.teachers.value
    assert 0.5 * staff < np.count_nonzero(county.state.teachers.alive) < 1.5 * staff


def test_zones_of_every_county_can_hold_its_townships() -> None:
    for columns in (nation().primary, nation().junior):
        assert all((columns.by_zone[zone] >= 0).all() for zone in Zone)
        assert (columns.by_zone[Zone.SEAT] >= 1).all()
        assert np.array_equal(sum(columns.by_zone[zone] for zone in Zone), columns.schools)
    assert (nation().primary.by_zone[Zone.TOWN] >= nation().townships).all()


@pytest.mark.parametrize(
    ("before", "after", "key", "message"),
    [
        ("school_share: {value: 0.5,", "school_share: {value: 0.6,", "primary.village", "adds up"),
        ("townships: {value: 38600", "townships: {value: 600", "townships.value", "one each"),
        ("counties: {value: 2843", "counties: {value: 0", "counties.value", "1 to 9999"),
        ("  points: {value: 0,", "  points: {value: 3,", "junior.points.value", "write 0"),
        ("pupils: {value: 105843000", "pupils: {value: 843000", "primary.pupils.value", "fewer"),
        ("pupils_log_sd: {value: 0.8", "pupils_log_sd: {value: 9.5", "spread.pupils_log_sd.value",
         "at most"),
        ("groups:", "grupps:", "grupps", "did you mean groups"),
    ],
)  # fmt: skip
def test_a_wrong_nation_file_is_told(
    before: str, after: str, key: str, message: str, tmp_path: Path
) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "nation.yaml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_nation(path)
    assert any(fault.key == key and message in fault.message.en for fault in caught.value.faults)
    assert all(fault.message.zh and fault.at.line for fault in caught.value.faults)
