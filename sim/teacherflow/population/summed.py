"""What a county file or its table of schools adds up to: to be held against totals one knows."""

from __future__ import annotations

from collections.abc import Iterator

from teacherflow.codes import Kind, Stage, Zone, label
from teacherflow.population.data import CountyData
from teacherflow.text import Text, counted


def summed(county: CountyData) -> list[Text]:
    """Return the totals of a county: townships, schools, pupils and teachers by stage; its forecast."""
    return [_county(county), *(_stage(county, stage) for stage in Stage), *expected(county)]


def _county(county: CountyData) -> Text:
    """Return what is counted of both stages together."""
    places = county.listed()
    nine = sum(one.kind is Kind.NINE_YEAR for one in places)
    nine = nine if places else county.nine_year_schools.value
    by = Text("学校表", "table of schools") if places else Text("县文件", "county file")
    towns, title = county.townships.value, county.title.text
    return Text(
        f"{title.zh}（{county.year} 学年，{by.zh}）：乡镇 {towns:,} 个，九年一贯制学校 {nine:,} 所（两个学段各计一所）",
        f"{title.en} ({county.year}, {by.en}): {counted(towns, 'township')}, "
        f"{counted(nine, 'nine-year school')} (counted in both stages)",
    )


def expected(county: CountyData) -> Iterator[Text]:
    """Yield the pupils that the county expects, by stage; nothing without a forecast."""
    for stage, pupils in (county.forecast.stages() if county.forecast else {}).items():
        name = label(Stage, stage)
        zh = "、".join(f"{year} 年 {n:,}" for year, n in pupils.items())
        en = ", ".join(f"{n:,} in {year}" for year, n in pupils.items())
        yield Text(
            f"{name.zh}学生数预测：{zh}；其间取直线，{max(pupils)} 年以后随全国指数",
            f"{name.en} pupils expected: {en}; between these years along a line, after "
            f"{max(pupils)} by the national index",
        )


def _stage(county: CountyData, stage: Stage) -> Text:
    """Return the totals of a stage, its schools by zone."""
    data, name = county.stage(stage), label(Stage, stage)
    zones = [(label(Zone, zone), n) for zone in reversed(Zone) if (n := data.school_count(zone))]
    by_zone = Text(
        "、".join(f"{zone.zh} {count:,}" for zone, count in zones),
        ", ".join(f"{zone.en.lower()} {count:,}" for zone, count in zones),
    )
    schools, points = data.schools.value, data.point_count
    pupils, teachers = data.pupils.value, data.teachers.value
    more = Text(f"，教学点 {points:,} 个", f", {counted(points, 'teaching point')}")
    more = more if points else Text("", "")
    return Text(
        f"{name.zh}：学校 {schools:,} 所（{by_zone.zh}）{more.zh}，学生 {pupils:,} 人，在编专任教师 {teachers:,} 人",
        f"{name.en}: {counted(schools, 'school')} ({by_zone.en}){more.en}, "
        f"{counted(pupils, 'pupil')}, {counted(teachers, 'teacher')} on posts",
    )
