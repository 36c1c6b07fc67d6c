"""The county in its first year, and where the baseline takes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from teacherflow.codes import LABELS, Stage, Zone, label, name_of
from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import ABSENT, Block, Cell, Line, Source, Table
from teacherflow_analysis.brief.captions import figure_of
from teacherflow_analysis.brief.case import Case
from teacherflow_analysis.brief.rounding import number
from teacherflow_analysis.brief.tables import headed
from teacherflow_analysis.indicators_meta import DEFAULT, describe

PATH: Final = tuple(one for one in DEFAULT if one not in ("net_better_off", "spending"))
"""Indicators whose path under the baseline is told."""


def blocks(case: Case) -> Iterator[Block]:
    """Yield the section."""
    yield case.say(
        Text(
            "无论如何决策，县情本身也在变：以下是基准下的水平和走向，各方案的差异都从这里量起。",
            "The county changes by itself, whatever is decided: these are its levels and paths "
            "under the baseline, from which all differences are measured.",
        )
    )
    if case.table("section_year"):
        path = pupils_change(case.study.forecasts)
        yield case.say(
            Text(
                f"{path.zh}小规模的村小和教学点逐年按概率撤并，规模线和概率是假设，可用政策“学校布局调整”改变。",
                f"{path.en} Small village schools and teaching points close by chance every year, at "
                "sizes and chances that are assumed and that the policy School layout changes.",
            )
        )
        yield _schools(case)
    yield _path(case)
    if case.options:  # without options page one has it
        yield figure_of(case, "overview")


def pupils_change(forecasts: Sequence[Mapping[str, int]]) -> Text:
    """Say what moves the number of pupils.

    Parameters
    ----------
    forecasts : sequence of mappings
        Of each county: last year of its own forecast, by stage.
    """
    nation = Text(
        "随全国各年出生人数推算的学段指数增减", "national indices by stage, reckoned from births"
    )
    if not any(forecasts):
        return Text(
            f"学生数从县文件的数起，此后{nation.zh}，不是本县自己的生源预测。",
            f"Pupils begin with the figures of the county file and then follow {nation.en}; the "
            "county has no forecast of its own here.",
        )
    if len(forecasts) > 1:
        return Text(
            f"学生数从县文件的数起；有生源预测的县和学段在预测的年份内按预测，其余{nation.zh}。",
            "Pupils begin with the figures of the county files. Where a county has a forecast of its "
            f"own for a stage they follow it through its years; else they follow {nation.en}.",
        )
    ends = [(label(Stage, stage), forecasts[0].get(name_of(stage))) for stage in Stage]
    own = [(stage, year) for stage, year in ends if year]
    zh = "、".join(f"{stage.zh}至 {year} 学年" for stage, year in own)
    en = " and ".join(f"{stage.en.lower()} schools to {year}" for stage, year in own)
    return Text(
        f"学生数从县文件的数起，按本县自己的生源预测增减（{zh}）；预测以外{nation.zh}。",
        f"Pupils begin with the figures of the county file and follow the county's own forecast (in "
        f"{en}); beyond it they follow {nation.en}.",
    )


def _schools(case: Case) -> Table:
    """Return schools, pupils and teachers by zone in the first and the last year."""
    years = list(dict.fromkeys((case.study.years[0], case.study.years[-1])))
    found = case.study.sql(
        f"""
        SELECT year, zone, avg(schools) AS schools, avg(pupils) AS pupils, avg(teachers) AS teachers
        FROM (
            SELECT county, draw, replication, year, zone, count(DISTINCT school_id) AS schools,
                sum(pupils) AS pupils, sum(on_duty) AS teachers
            FROM section_year
            WHERE scenario = '{case.base}' AND year IN ({", ".join(map(str, years))})
            GROUP BY ALL
        ) GROUP BY year, zone
        """
    ).set_index(["year", "zone"])
    kinds = {
        "schools": Text("学校（所）", "Schools"),
        "pupils": Text("学生（人）", "Pupils"),
        "teachers": Text("在岗教师（人）", "Teachers on duty"),
    }
    rows = []
    for zone in Zone:
        code = name_of(zone)
        cells = [
            Cell(
                Line(
                    (
                        number(
                            float(found[kind][(year, code)]),
                            Source(
                                "section_year",
                                kind,
                                "zone_total",
                                case.base,
                                None,
                                year,
                                {"zone": code},
                            ),
                        ),
                    )
                )
                if (year, code) in found.index
                else Line((ABSENT,))
            )
            for kind in kinds
            for year in years
        ]
        rows.append((case.cell(LABELS[Zone][zone]), *cells))
    words = [case.of(title) for title in kinds.values()]
    comma = "，" if case.language == "zh" else ", "
    head = [f"{word}{comma}{year}" for word in words for year in years]
    caption = case.of(
        Text("县城、乡镇与乡村的学校", "Schools of the seat, the towns and the villages")
    )
    note = case.of(
        Text(
            f"基准下各次模拟的均值；一县无此类学校写作{ABSENT}。",
            f"Means of the runs under the baseline; {ABSENT}: no such schools.",
        )
    )
    return Table(caption, (case.of(Text("区域", "Zone")), *head), tuple(rows), note)


def _path(case: Case) -> Table:
    """Return levels of the baseline in the first, a middle and the last year."""
    years = case.study.years
    chosen = list(dict.fromkeys((years[0], years[len(years) // 2], years[-1])))
    rows = []
    for column in case.has(PATH):
        found = [case.level_of(case.base, column, year) for year in chosen]
        if any(one is not None for one in found):
            cells = [Cell(one if one is not None else Line((ABSENT,))) for one in found]
            rows.append((case.cell(headed(case, describe(column), unit=False)), *cells))
    caption = Text("基准路径", "Path under the baseline")
    note = Text(
        f"各次模拟的均值；{ABSENT}：该年尚无定义（如三年留任率在第三年前）。",
        f"Means of the runs; {ABSENT}: not defined yet in that year (3-year retention before the "
        "third year).",
    )
    head = (case.of(Text("指标", "Indicator")), *map(str, chosen))
    widths = (2.6, *(1.0,) * len(chosen))
    return Table(case.of(caption), head, tuple(rows), case.of(note), widths)
