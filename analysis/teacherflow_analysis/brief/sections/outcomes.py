"""Balance between schools, retention and moves: what options do to each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import ABSENT, Block, Cell, Line, Paragraph, Source, Table
from teacherflow_analysis.brief.captions import figure_of
from teacherflow_analysis.brief.case import ITEMS, STAGES, ZONES, Case
from teacherflow_analysis.brief.rounding import number
from teacherflow_analysis.brief.sentences import findings
from teacherflow_analysis.brief.tables import effects_table, outcome_of

LINES: Final = {"primary": 0.50, "junior": 0.45}
"""Official lines of the coefficients of variation (inspection of high-quality balance, 2017)."""
MOVES: Final = ("moves_up", "moves_down", "moves_level", "mismatch")
STAFFING: Final = ("vacancy_village", "novice_share_village", "effectiveness_village")


def overview(case: Case) -> Iterator[Block]:
    """Yield all outcomes at a glance."""
    if case.options:
        drawn = case.study.draws > 1
        why = Text("运气和不确定的参数", "luck and unknown parameters")
        yield case.say(
            Text(
                "本节的图每行一项指标、每个方案一个标记：标记为与基准之差，横线为其 95% 区间。"
                "横线跨过零线的，{why}就足以解释；没有跨过的，才说得上变好或变差。",
                "The figure of this section has one row per outcome and one mark per option: the mark is the "
                "difference from the baseline, the bar its 95% interval. Where the bar crosses "
                "zero, {why} may explain the difference; only where it does not is an option "
                "called better or worse.",
            ),
            why=case.of(why if drawn else Text("运气", "luck alone")),
        )
        yield figure_of(case, "forest")
        if case.study.resolved.get("sweep"):
            yield figure_of(case, "dose")


def balance(case: Case) -> Iterator[Block]:
    """Yield the section on balance."""
    columns = case.has([f"cv_{item}_{stage}_duty" for item in ITEMS for stage in STAGES])
    if not columns:
        return
    yield Paragraph(
        case.line(
            Text(
                "差异系数按教师任教学校计算，按学生数加权，越低越均衡；合格线：小学 {p}，初中 {j}。随机下限：同样的"
                "教师随机分到现有岗位时仍会有的差异系数，低于它的要求不能靠流动达到。",
                "Coefficients of variation are by school of duty, weighted by enrolment; lower is "
                "more even. Official lines: {p} for primary, {j} for junior schools. Noise floor: "
                "what a random reshuffle of the same teachers over the same posts would leave; "
                "moving people cannot bring a school system reliably below it.",
            ),
            p=_limit("primary"),
            j=_limit("junior"),
        )
    )
    said = findings(case, case.has(("pass_county",)))
    if said.parts:
        yield Paragraph(said)
    yield _floors(case, columns)
    yield figure_of(case, "balance")
    if case.options:
        caption = Text("差异系数的变化", "Changes of the coefficients of variation")
        table = effects_table(case, caption, [outcome_of(case, one) for one in columns])
        if table is not None:
            yield table
    yield figure_of(case, "standing")


def _limit(stage: str) -> Line:
    value = LINES[stage]
    return Line((number(value, Source("statute", stage, "value"), place=0.01),))


def _floors(case: Case, columns: list[str]) -> Table:
    """Return level of the baseline, noise floor and official line."""
    head = (
        Text("指标", "Indicator"),
        Text("基准", "Baseline"),
        Text("随机下限", "Noise floor"),
        Text("合格线", "Official line"),
    )
    rows = []
    for column in columns:
        stage = column.split("_")[-2]
        level = case.level_of(case.base, column)
        # Who fills a post does not change how many teachers a school has: no floor of its own.
        reshuffled = not column.startswith("cv_teachers")
        floor = case.level_of(case.base, column.replace("cv_", "cv0_", 1)) if reshuffled else None
        cells = [Cell(one if one is not None else Line((ABSENT,))) for one in (level, floor)]
        rows.append((case.cell(case.label(column)), *cells, Cell(_limit(stage))))
    caption = Text(
        f"基准下的差异系数（{case.period}）",
        f"Coefficients of variation under the baseline ({case.period})",
    )
    return Table(case.of(caption), tuple(map(case.of, head)), tuple(rows), "", (2.4, 1, 1, 1))


def retention(case: Case) -> Iterator[Block]:
    """Yield the section on retention: by post, by duty, within zone and county."""
    columns = case.has(
        [
            *(f"{kind}_3y_{zone}" for zone in ZONES for kind in ("retention", "presence")),
            *(f"zone_retention_3y_{zone}" for zone in ZONES),
            "county_retention_3y",
        ]
    )
    if not columns:
        return
    yield Paragraph(
        case.line(
            Text(
                "四种留任并列：编制仍在原校（留任率）、人仍在原校任教（在岗率）、编制仍在同一区域、仍在本县。"
                "轮岗交流使人在别校任教而编制不动，在岗率因此下降，这不是流失；退休和死亡者不计入分母。",
                "Four kinds side by side: the post is still at the school (retention), the person "
                "still works there (presence), the post is still in the zone, or in the county. "
                "Under rotation people work elsewhere while their post stays, so presence falls; "
                "that is no loss. Who retires or dies leaves the denominator.",
            )
        )
    )
    caption = Text("三年留任的变化", "Changes of three-year retention")
    table = _levels(case, columns)
    if case.options:
        told = effects_table(case, caption, [outcome_of(case, one) for one in columns])
        table = told if told is not None else table
    if table is not None:
        yield table
    yield figure_of(case, "zones")
    staffing = [outcome_of(case, one) for one in case.has(STAFFING)]
    if case.options:
        words = Text("乡村学校师资的变化", "Changes in the staffing of village schools")
        second = effects_table(case, words, staffing)
        if second is not None:
            yield second
    yield figure_of(case, "retention")


def _levels(case: Case, columns: list[str]) -> Table | None:
    """Return levels of the baseline alone."""
    lines = {one: case.level_of(case.base, one) for one in columns}
    rows = tuple(
        (case.cell(case.label(one)), Cell(line)) for one, line in lines.items() if line is not None
    )
    if not rows:
        return None
    caption = Text(f"基准下的水平（{case.period}）", f"Levels under the baseline ({case.period})")
    head = (case.of(Text("指标", "Indicator")), case.name(case.base))
    return Table(case.of(caption), head, rows, "", (2.4, 1))


def flows(case: Case) -> Iterator[Block]:
    """Yield the section on moves."""
    columns = case.has(MOVES)
    if not columns:
        return
    yield Paragraph(
        case.line(
            Text(
                "向上：由乡村、乡镇调往乡镇、县城；向下相反。人编不一致：任教学校不是编制所在校，交流和借调都算。",
                "Upward: transfers from villages and towns towards the seat; downward: the other "
                "way. Away from their post: the school of duty is not that of the post, by "
                "exchange or borrowing.",
            )
        )
    )
    if case.options:
        caption = Text("流动的变化", "Changes of moves")
        table = effects_table(case, caption, [outcome_of(case, one) for one in columns])
    else:
        table = _levels(case, columns)
    if table is not None:
        yield table
    if case.table("moves"):
        yield figure_of(case, "flows")
