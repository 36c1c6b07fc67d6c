"""The standing of a county as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from teacherflow.indicators import SMALLEST
from teacherflow.text import Language, Text, word_for
from teacherflow_analysis import small_cells
from teacherflow_analysis.balance.behind import OTHERS, Behind, behind
from teacherflow_analysis.balance.names import degree_words, line_name, short_name
from teacherflow_analysis.balance.standing import LINE, OFFICIAL, SURE, Hold, Line, Standing
from teacherflow_analysis.indicators_meta import WORDS
from teacherflow_analysis.limits import limits, not_varied
from teacherflow_analysis.written import (
    NONE,
    between,
    half,
    number,
    share,
    shares_between,
    with_interval,
)

MOST_SCHOOLS: Final = 5
"""Schools named one by one."""
SIDES: Final = {
    "below": Text("低于均值", "below the mean"),
    "above": Text("高于均值", "above the mean"),
}
HEAD: Final = (
    Text("指标", "Line"),
    Text("差异系数", "CV"),
    Text("随机下限", "Floor"),
    Text("合格线", "Line at"),
    Text("达标概率", "Holds"),
    Text("九成把握始于", "90% since"),
    Text("按编制", "By post"),
    Text("借来的均衡", "Borrowed"),
)
MINIMA_HEAD: Final = (
    Text("最低标准（每百名学生）", "Minimum (per 100 pupils)"),
    Text("达标学校", "Schools at it"),
    Text("所在学生", "Their pupils"),
    Text("缺人", "Persons short"),
)


def rows(standing: Standing, scenario: str, year: int, language: Language) -> list[list[str]]:
    """Return the cells of the table of lines."""
    return [
        _cells(line, standing.hold(scenario, line.stage, line.item), language)
        for line in standing.lines
        if (line.scenario, line.year) == (scenario, year)
    ]


def _cells(line: Line, hold: Hold, language: Language) -> list[str]:
    name = short_name(line.item, line.stage).to(language)
    if not line.official:
        name += "*"
    return [
        name,
        with_interval(number(line.cv), half(line.cv_low, line.cv_high)),
        number(line.floor) if line.item != "teachers" else NONE,
        number(line.line, 2),
        with_interval(share(line.chance), shares_between(line.chance_low, line.chance_high)),
        since(hold).to(language),
        number(line.post),
        with_interval(
            number(line.borrowed, sign=True),
            half(line.borrowed_low, line.borrowed_high),
        ),
    ]


def since(hold: Hold) -> Text:
    """Return since when a line holds: the first year, and the one from which it lasts."""
    if hold.first is None:
        return Text(NONE, NONE)
    if hold.lasting is None:
        return Text(f"{hold.first}，未持续", f"{hold.first}, not lasting")
    if hold.lasting == hold.first:
        return Text(str(hold.first), str(hold.first))
    return Text(f"{hold.first}，持续自 {hold.lasting}", f"{hold.first}, lasting {hold.lasting}")


def minima_rows(
    standing: Standing, scenario: str, year: int, language: Language
) -> list[list[str]]:
    """Return the cells of the table of schools at the minima."""
    found = []
    for one in standing.minima:
        if (one.scenario, one.year) != (scenario, year):
            continue
        name = short_name(one.item, one.stage).to(language)
        least = "" if one.least is None else f" ≥ {one.least:g}"
        found.append(
            [
                name + least,
                with_interval(
                    share(one.schools), shares_between(one.schools_low, one.schools_high)
                ),
                with_interval(share(one.pupils), shares_between(one.pupils_low, one.pupils_high)),
                with_interval(number(one.short, 1), between(one.short_low, one.short_high, 1)),
            ]
        )
    return found


def held_back(
    standing: Standing, scenarios: Sequence[str], year: int, item: str | None
) -> Iterator[Behind]:
    """Yield, by stage, what makes up the coefficient of an item, or of the official one furthest
    beyond its line."""
    study = standing.study
    for scenario in scenarios:
        for stage in dict.fromkeys(line.stage for line in standing.lines if line.stage in LINE):
            chosen = item or _worst(standing, scenario, stage, year)
            found = chosen and behind(study, standing.county, scenario, stage, chosen, year)
            if found:
                yield found


def _worst(standing: Standing, scenario: str, stage: str, year: int) -> str | None:
    lines = [
        line
        for line in standing.lines
        if (line.scenario, line.stage, line.year) == (scenario, stage, year)
        and line.cv is not None
        and line.item in OFFICIAL
    ]
    return max(lines, key=lambda line: line.cv or 0.0).item if lines else None


def told(found: Behind) -> list[Text]:
    """Return in words which schools make up a coefficient."""
    name = line_name(found.item, found.stage)
    few, rated = number(found.half, 1), number(found.rated, 1)
    if found.alike:
        return [
            Text(
                f"{name.zh}：{rated} 所学校之间没有差异",
                f"{name.en}: no difference between schools (there are {rated})",
            )
        ]
    cells = sorted((c for c in found.cells if c.part is not None), key=lambda c: -(c.part or 0))
    zh = "，".join(
        f"{WORDS['zone'][c.zone].zh}{SIDES[c.side].zh}的 {number(c.schools, 1)} 所占 {share(c.part)}"
        for c in cells[:4]
    )
    en = "; ".join(
        f"{number(c.schools, 1)} {word_for(c.schools, 'school')} of the "
        f"{WORDS['zone'][c.zone].en} {SIDES[c.side].en} "
        f"{share(c.part)}"
        for c in cells[:4]
    )
    lines = [
        Text(
            f"{name.zh}：{rated} 所学校中 {few} 所即构成差异的一半{zh and f'：{zh}'}",
            f"{name.en}: {few} of {rated} schools make half of the difference{en and f': {en}'}",
        )
    ]
    return [*lines, _schools(found)] if found.schools else lines


def _schools(found: Behind) -> Text:
    named = [one for one in found.schools if one.part is not None and one.name != OTHERS]
    most = named[:MOST_SCHOOLS]
    zh = "、".join(f"{s.name} {share(s.part)}（{SIDES[s.side].zh}）" for s in most)
    en = ", ".join(f"{s.name} {share(s.part)} ({SIDES[s.side].en})" for s in most)
    hidden = next((one for one in found.schools if one.name == OTHERS), None)
    if hidden is not None:
        zh += f"{'；' if zh else ''}不足 5 人的学校合计 {share(hidden.part)}，不逐校列出"
        en += f"{'; ' if en else ''}schools with fewer than 5 such persons together "
        en += f"{share(hidden.part)}, not told one by one"
    if found.same_schools:
        return Text(f"学校：{zh}", f"Schools: {en}")
    return Text(
        f"一次模拟中的学校（每次模拟的学校不同）：{zh}",
        f"Schools of one run (every run has schools of its own): {en}",
    )


def notes(standing: Standing) -> list[Text]:
    """Return what a reader must know to trust the tables."""
    study = standing.study
    found = [
        Text(
            f"差异系数按在校生加权、按任教计，不足 {SMALLEST} 人的学校不计；± 与方括号为 95% 区间（均值为 t 区间，概率为 Wilson 区间）。"
            "随机下限：同样的教师随机分到现有岗位时的差异系数，仅靠随机轮换，平均不会更低。",
            f"CV: weighted by enrolment, on duty, schools under {SMALLEST} pupils left out; ± and "
            "brackets: 95% interval (t for means, Wilson for probabilities). Floor: what the same "
            "teachers, dealt at random to the same posts, would leave; rotation at random comes no "
            "lower on average.",
        ),
        Text(
            f"达标：小学 ≤ 0.50、初中 ≤ 0.45；概率为各次模拟中达标的比例；"
            f"“九成把握始于”为概率达 {SURE:.0%} 的首个学年。借来的均衡 = 按编制减按任教。"
            "* 不在 2017 年七项之内，按同一条线对照。",
            f"Holds: share of the runs at or below .50 (primary), .45 (junior); 90% since: first "
            f"year with at least {SURE:.0%}. Borrowed: by post less on duty. * not among the seven "
            "items of 2017, held against the same line.",
        ),
        Text(
            "标准为教督〔2017〕6号；校舍、场馆、设备、多媒体四项及政府保障等模型看不到的条件一律视为达标。",
            "Standard of 2017 (教督〔2017〕6号); what a simulator cannot see (rooms, grounds, equipment, "
            "media, and what is asked of the county beside them) is taken as met.",
        ),
        degree_words(study.resolved),
    ]
    runs = max((line.runs for line in standing.lines), default=0)
    if runs == 1:
        found.append(
            Text(
                "只有一次模拟：概率非 0 即 100%，均值没有区间；请增加 replications。",
                "One run only: a probability is 0 or 100%, and means have no interval. "
                "Ask for more replications.",
            )
        )
    elif study.draws > 1:
        found.append(
            Text(
                f"概率合计 {study.draws} 组参数与各自的重复；同组重复按设计效应折减。",
                f"Probabilities run over {study.draws} draws and their replications together; "
                "replications of one draw count by the design effect.",
            )
        )
    if any(one.few for one in standing.minima):
        found.append(small_cells.NOTE)
    return [*found, *not_varied(study), *limits(study)]
