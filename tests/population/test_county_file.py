"""County files: what ships is sound; what is wrong is refused where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from teacherflow.codes import Stage, Zone
from teacherflow.faults import Fault, Faults, InputError
from teacherflow.parameters.about import Evidence
from teacherflow.population import load_county
from teacherflow.scenario import check_study

from .counties import COUNTIES, NAMES, county

DEMO = (COUNTIES / "demo.yaml").read_text(encoding="utf-8")


def test_the_counties_that_ship() -> None:
    assert NAMES == ("banan", "demo", "guanxian", "national_average", "zhijin")
    assert [name for name in NAMES if not county(name).estimated] == ["zhijin"]


def test_zhijin_as_published() -> None:
    data = county("zhijin")
    found = [(s.pupils.value, s.teachers.value, s.schools.value) for s in map(data.stage, Stage)]
    assert found == [(101036, 5613, 206), (48058, 2696, 37)]
    assert data.year == 2022
    assert data.primary.pupils.kind is Evidence.SURVEY
    assert data.title.text == ("织金县", "Zhijin County")


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_a_source(name: str) -> None:
    def walk(record: object) -> list[object]:
        if hasattr(record, "source"):
            return [record]
        fields = getattr(type(record), "model_fields", {})
        return [leaf for field in fields for leaf in walk(getattr(record, field))]

    figures = walk(county(name))
    assert len(figures) > 20
    for figure in figures:
        assert figure.source.strip()  # type: ignore[attr-defined]
        if figure.source.startswith("assumption"):  # type: ignore[attr-defined]
            assert figure.kind is Evidence.ASSUMPTION  # type: ignore[attr-defined]


def test_a_zone_without_schools_may_be_left_out() -> None:
    assert county("zhijin").junior.zone(Zone.VILLAGE) is None
    assert county("zhijin").junior.school_count(Zone.VILLAGE) == 0


def refused(text: str, folder: Path) -> list[tuple[int, int, str, str]]:
    path = folder / "county.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_county(path)
    assert all(fault.message.zh and fault.message.en for fault in caught.value.faults)
    return [
        (fault.at.line, fault.at.column, fault.key, fault.message.en)
        for fault in caught.value.faults
    ]


def line_of(start: str) -> int:
    return next(n for n, line in enumerate(DEMO.splitlines(), 1) if line.startswith(start))


def test_an_unknown_key_is_located_and_the_nearest_named(tmp_path: Path) -> None:
    text = DEMO.replace("townships:", "townsips:")
    faults = refused(text, tmp_path)
    line = line_of("townships")
    assert (line, 1, "townsips") in [fault[:3] for fault in faults]
    assert any("did you mean townships" in fault[3] for fault in faults)
    assert any(fault[2] == "townships" and "missing" in fault[3] for fault in faults)


@pytest.mark.parametrize(
    ("before", "after", "key", "message"),
    [
        ("value: 800.0", "value: many", "area_km2.value", "number"),
        ("value: 7200", "value: 7200.5", "primary.pupils.value", "whole number"),
        ("value: 7200", "value: -5", "primary.pupils.value", "at least 0"),
        ("value: 7200", "value: .nan", "", "finite"),
        ("published: false", "published: maybe", "published", "true or false"),
        ("value: 800.0, source: ", "value: 800.0, sauce: ", "area_km2.sauce", "no key"),
        ("kind: assumption", "kind: guess", "area_km2.kind", "statute"),
        ("year: 2024", "year: 24", "year", "at least 2000"),
        ("{value: 21,", "{value: 22,", "primary.schools", "add up to 21"),
        ("{value: 6,", "{value: 8,", "primary.town", "8 townships need a central school"),
        ("{value: 400,", "{value: 20,", "primary.teachers", "fewer than the 23"),
        ("published: false", "published: true", "primary.pupils.kind", "published is true"),
        ("{value: 2, source", "{value: 9999, source", "primary.seat.count.value", "at most 5000"),
        ("value: 1300.0", "value: 0.0", "primary.seat.mean_pupils.value", "more than 0"),
        ("value: 0.3,", "value: 20.0,", "primary.seat.log_sd.value", "at most 2"),
        ("value: 7200", "value: 7", "primary.pupils", "fewer than the 23"),
        ("zh: 示例县", "zh: ''", "title.zh", "not be empty"),
        ("{zh: 示例县, en: Demo County}", "织金县", "title", "{zh: 织金县, en: Zhijin County}"),
        ("value: 800.0", "value: 0.0", "area_km2.value", "more than 0"),
        ("published: false", "published: 否", "published", "否 is written false"),
        ("year: 2024", "学年: 2024", "学年", "did you mean year (school year)?"),
        (
            "value: 800.0",
            "value: 1,500平方公里",
            "area_km2.500平方公里",
            "in two: write it without",
        ),
    ],
)
def test_what_is_wrong_is_said(
    tmp_path: Path, before: str, after: str, key: str, message: str
) -> None:
    assert before in DEMO
    head, stages = DEMO.split("primary:", 1)
    if key.startswith("primary.seat"):
        text = head + "primary:" + stages.replace(before, after, 1)
    else:
        text = DEMO.replace(before, after, 1)
    faults = refused(text, tmp_path)
    assert any(fault[2] == key and message in fault[3] for fault in faults), faults
    assert all(fault[0] >= 1 and fault[1] >= 1 for fault in faults)


def test_the_place_of_a_wrong_value(tmp_path: Path) -> None:
    text = DEMO.replace("value: 7200", "value: 7200.5")
    line = line_of("  pupils")
    column = text.splitlines()[line - 1].index("7200.5") + 1
    assert (line, column) in [fault[:2] for fault in refused(text, tmp_path)]


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    text = DEMO.replace("value: 7200", "value: x").replace("year: 2024", "year: no")
    keys = {fault[2] for fault in refused(text, tmp_path)}
    assert keys >= {"primary.pupils.value", "year"}


@pytest.mark.parametrize("text", ["", "- 1\n", "a: &x 1\nb: *x\n", "title: !!python/none\n", "{"])
def test_no_county_at_all(tmp_path: Path, text: str) -> None:
    assert refused(text, tmp_path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        load_county(tmp_path / "nowhere.yaml")


TOLD = {
    "area": ("value: 800.0", "value: many", "应为数，如 2868（", "must be a number such as 2868 ("),
    "few": ("value: 2, source", "value: two, source", "应为整数，如 2（", "such as 2 ("),
    "bare area": ("area_km2: {", "area_km2: 800  # {", "{value: 2868,", "{value: 2868,"),
    "thousands": ("value: 7200,", "value: 7,200,", "请写作 7200", "is written 7200"),
    "full width": ("7200", "７２００", "数字用半角", "digits half-width"),
    "bare": (
        "townships: {value: 6,",
        "townships: 6  # {",
        "{value: 6, source: 县统计公报, kind: survey}",
        "{value: 6, source: yearbook, kind: survey}",
    ),
    "negative": ("7200", "-7200", "应不小于 0", "must be at least 0"),
    "large": ("7200", "720000000", "应不大于 10000000", "must be at most 10000000"),
    "total": ("schools: {value: 21", "schools: {value: 22", "各区域合计为 21", "22, but the zones"),
    "per cent": (
        "  points:",
        "  teacher_pupil_cv: {value: 38, source: s, kind: survey}\n  points:",
        "如 0.38",
        "is written 0.38",
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_a_wrong_figure_is_told_with_what_to_write(name: str, tmp_path: Path) -> None:
    before, after, zh, en = TOLD[name]
    path = tmp_path / "county.yaml"
    path.write_text(DEMO.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_county(path)
    (fault,) = caught.value.faults
    assert zh in fault.message.zh
    assert en in fault.message.en


@pytest.mark.parametrize(
    ("before", "after", "zh", "en"),
    [
        ("year: 2024", "year: 2024-2025", "应为学年，如 2024", "a school year such as 2024"),
        ("log_sd: {value: 0.3,", "log_sd: {value: 30,", "写作小数，如 0.35", "is about 0.35"),
        ("townships: {value: 6", "townships: {value: 16", "乡镇只有 7 所小学", "the towns have 7 primary schools"),
        ("nine_year_schools: {value: 1", "nine_year_schools: {value: 9", "最多 5 所", "there are 5 at most"),
        ("teachers: {value: 220", "teachers: {value: 2", "2，少于学校和教学点数 7", "2, fewer than the 7 schools"),
        ("published: false", "published: true", "或改为 published: false", "or published: false"),
    ],
)  # fmt: skip
def test_a_refused_figure_is_told_with_what_there_is_and_what_to_do(
    before: str, after: str, zh: str, en: str, tmp_path: Path
) -> None:
    path = tmp_path / "county.yaml"
    path.write_text(DEMO.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_county(path)
    fault = caught.value.faults[0]
    assert zh in fault.message.zh
    assert en in fault.message.en


HUGE, BELOW = "1000000000", "-1"


@pytest.mark.parametrize(
    ("before", "value", "zh", "en"),
    [
        ("log_sd: {value: 0.3", HUGE, "应不大于 2（对数标准差写作小数，如 0.35）", "must be at most 2 (the"),
        ("count: {value: 2", HUGE, "应不大于 5000；现为 1000000000", "must be at most 5000; found 1000000000"),
        ("points: {value: 2", HUGE, "应不大于 5000", "must be at most 5000"),
        ("townships: {value: 6", HUGE, "乡镇只有 7 所小学", "the towns have 7 primary schools"),
        ("nine_year_schools: {value: 1", HUGE, "最多 5 所", "there are 5 at most"),
        ("schools: {value: 21", HUGE, "各区域合计为 21", "the zones add up to 21"),
        ("mean_pupils: {value: 1300.0", BELOW, "应大于 0；现为 -1.0", "must be more than 0; found -1.0"),
        ("area_km2: {value: 800.0", BELOW, "应大于 0", "must be more than 0"),
        ("townships: {value: 6", BELOW, "应不小于 1", "must be at least 1"),
    ],
)  # fmt: skip
def test_the_limit_of_a_figure_is_told_however_far_beyond_it_lies(
    before: str, value: str, zh: str, en: str, tmp_path: Path
) -> None:
    path = tmp_path / "county.yaml"
    assert before in DEMO
    path.write_text(
        DEMO.replace(before, f"{before.partition(' {')[0]} {{value: {value}", 1), "utf-8"
    )
    with pytest.raises(InputError) as caught:
        load_county(path)
    (fault,) = caught.value.faults
    assert zh in fault.message.zh
    assert en in fault.message.en


SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"


def warned(folder: Path, changes: dict[str, str], start: int = 2024) -> list[Fault]:
    """Warnings of a study on the demo county with lines of its file changed."""
    text = (SHIPPED / "counties" / "demo.yaml").read_text(encoding="utf-8")
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    (folder / "county.yaml").write_text(text, encoding="utf-8")
    study = folder / "study.yaml"
    study.write_text(
        f"county: county.yaml\nyears: {{start: {start}, count: 3, burn_in: 3}}\n"
        "scenarios:\n  a: {policies: []}\n",
        encoding="utf-8",
    )
    faults = Faults()
    assert check_study(study, faults) is not None, faults.errors
    return faults.warnings


@pytest.mark.parametrize(
    ("changes", "start", "line", "key", "zh", "en"),
    [
        ({"value: 7200": "value: 72000"}, 2024, 11, "primary.teachers.value", "小学生师比为 180.0", "180.0 pupils per primary teacher"),
        ({"value: 220": "value: 2200"}, 2024, 31, "junior.teachers.value", "初中生师比为 1.6", "1.6 pupils per junior teacher"),
        ({"value: 7200": "value: 9000", "value: 400,": "value: 250,"}, 2024, 11, "primary.teachers.value", "通常在 4 至 35 之间", "4 to 35 are usual"),
        ({"pupils: {value: 3500": "pupils: {value: 1500"}, 2024, 30, "junior.pupils.value", "为 0.21 倍", "0.21 for each"),
        ({"pupils: {value: 3500": "pupils: {value: 7500", "value: 220": "value: 520"}, 2024, 30, "junior.pupils.value", "是否写反", "not swapped"),
        ({"mean_pupils: {value: 400.0": "mean_pupils: {value: 4000.0"}, 2024, 10, "primary.pupils.value", "count × mean_pupils 合计约 32,280", "sizes of primary schools are scaled by 0.22"),
        ({"floor_pupils: {value: 30.0": "floor_pupils: {value: 300.0"}, 2024, 27, "primary.village.floor_pupils.value", "最小规模 300 大于校均 140", "larger than the mean of 140"),
        ({"value: 800.0": "value: 80000.0"}, 2024, 5, "area_km2.value", "请核对单位", "80,000 km², where 10 to 50,000 are usual"),
        ({"value: 800.0": "value: 0.08"}, 2024, 5, "area_km2.value", "面积 0.08 平方公里", "0.08 km²"),
        ({"groups: {value: 2": "groups: {value: 29"}, 2024, 7, "groups.value", "多于全县 28 所学校", "more than the 28 schools"),
        ({'teachers: {value: 400, source: "assumption; an invented county for first steps", kind: assumption': 'teachers: {value: 400, source: "assumption; an invented county for first steps", kind: survey'}, 2024, 11, "primary.teachers.source", "来源写着假设", "but kind is survey"),
        ({"year: 2024": "year: 2014"}, 2024, 3, "year", "总数是 2014 学年的", "the totals are of 2014"),
        ({"year: 2024": "year: 2026"}, 2024, 3, "year", "研究从 2024 学年开始", "when the study starts"),
    ],
)  # fmt: skip
def test_figures_that_are_hardly_true_are_warned_of(
    changes: dict[str, str], start: int, line: int, key: str, zh: str, en: str, tmp_path: Path
) -> None:
    (fault,) = warned(tmp_path, changes, start)
    assert fault.at.file == str(tmp_path / "county.yaml")
    assert (fault.at.line, fault.key) == (line, key)
    assert zh in fault.message.zh
    assert en in fault.message.en


@pytest.mark.parametrize("year", [2015, 2025])
def test_a_year_near_the_start_is_silent(year: int, tmp_path: Path) -> None:
    assert warned(tmp_path, {"year: 2024": f"year: {year}"}) == []


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_files_are_silent(path: Path) -> None:
    faults = Faults()
    assert check_study(path, faults) is not None
    folders = {"counties", "nations"}
    assert [one for one in faults.warnings if Path(one.at.file).parent.name in folders] == []
