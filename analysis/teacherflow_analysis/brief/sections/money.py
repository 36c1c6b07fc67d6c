"""What the options cost: a year, per pupil, by policy and by who pays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import ABSENT, Block, Cell, Line, Paragraph, Source, Table
from teacherflow_analysis.brief.captions import figure_of
from teacherflow_analysis.brief.case import WHEN, Case
from teacherflow_analysis.brief.payers import SPENT, booked, told
from teacherflow_analysis.brief.sentences import enumerated, findings
from teacherflow_analysis.indicators_meta import Better, Indicator, Shown
from teacherflow_analysis.inference.spread import Spread, spread_of_series
from teacherflow_analysis.money.ledger import payer_of, policy_of
from teacherflow_analysis.periods import LAST

if TYPE_CHECKING:
    import pandas as pd

PER_PUPIL: Final = Indicator(
    "per_pupil",
    Text("生均支出", "Spending per pupil"),
    Text("元/名学生", "yuan per pupil"),
    Better.NEITHER,
    Shown.NUMBER,
)


def blocks(case: Case) -> Iterator[Block]:
    """Yield the section."""
    if "spending" not in case.held:
        return
    said = [findings(case, ("spending",)), *told(case)]
    yield Paragraph(enumerated(case, said, Text("", " ")))
    if all(_nothing(case, name) for name in case.study.scenarios) and not booked(case, "payer"):
        yield Paragraph(
            case.line(
                Text(
                    "各方案都没有政策支出：要么不花钱，要么所依据的文件没有给出价格。",
                    "No option spends anything on policies: they cost nothing, or the documents "
                    "behind them give no price.",
                )
            )
        )
        return
    if not case.folded:
        yield from _by_option(case)
        yield figure_of(case, "spending")
        yield from _by_policy(case)
        yield figure_of(case, "plane")


def _nothing(case: Case, scenario: str) -> bool:
    found = case.level(scenario, "spending")
    return found is None or found.mean == 0


def _by_option(case: Case) -> Iterator[Block]:
    pupils = _pupils(case)
    head = [Text("方案", "Option"), Text("每年支出", "Spending a year")]
    if pupils is not None:
        head.append(Text("生均支出", "Per pupil"))
    rows = []
    for name in case.study.scenarios:
        cells = [Cell(case.level_of(name, "spending") or Line((ABSENT,)))]
        if pupils is not None:
            cells.append(Cell(_per_pupil(case, name, pupils)))
        rows.append((case.cell(case.name(name)), *cells))
    caption = Text(f"政策新增支出（{case.period}）", f"Spending of policies ({case.period})")
    note = Text(
        "各出资方合计；基本工资以外、由政策引起的支出；文件没有给出价格的项目按零计。",
        "All payers together. What policies spend beyond basic pay; items without a price in the documents "
        "count as nothing.",
    )
    yield Table(
        case.of(caption),
        tuple(map(case.of, head)),
        tuple(rows),
        case.of(note),
        (2, 1, 1)[: len(head)],
    )


def _pupils(case: Case) -> pd.Series | None:
    """Return pupils by scenario, county, draw, replication and year."""
    if not case.table("section_year"):
        return None
    found = case.study.sql(
        f"""
        SELECT scenario, county, draw, replication, year, sum(pupils)::DOUBLE AS pupils
        FROM section_year WHERE year >= {case.study.years[-LAST:][0]}
        GROUP BY ALL ORDER BY ALL
        """
    )
    return found.set_index(["scenario", "county", "draw", "replication", "year"])["pupils"]


def _per_pupil(case: Case, scenario: str, pupils: pd.Series) -> Line:
    """Return spending over pupils, year by year, averaged within each run."""
    frame = case.study.county_year(["spending"])
    spent = frame.set_index(["scenario", "county", "draw", "replication", "year"])["spending"]
    ratio = (spent.xs(scenario) / pupils.xs(scenario)).dropna()
    ratio = ratio[ratio.index.get_level_values("year") >= case.study.years[-LAST:][0]]
    runs = ratio.groupby(["draw", "replication"]).mean()
    if not len(runs):
        return Line((ABSENT,))
    spread = spread_of_series(runs)
    source = Source("section_year", "per_pupil", "per_pupil", scenario, None, WHEN)
    return case.amount(spread.mean, spread.half, PER_PUPIL, source)


def _by_policy(case: Case) -> Iterator[Block]:
    rows = []
    for scenario, where, spread in booked(case, "policy", "payer"):
        source = Source("spending", "yuan", "per_year", scenario, None, WHEN, where)
        rows.append(
            (
                case.cell(case.name(scenario)),
                case.cell(_policy(case, where)),
                case.cell(_payer(case, where)),
                Cell(case.amount(spread.mean, spread.half, SPENT, source)),
            )
        )
    if not rows:
        return
    head = (
        Text("方案", "Option"),
        Text("政策", "Policy"),
        Text("出资方", "Payer"),
        Text("每年", "A year"),
    )
    caption = Text(
        f"按政策与出资方的支出（{case.period}）",
        f"Spending by policy and payer ({case.period})",
    )
    yield Table(case.of(caption), tuple(map(case.of, head)), tuple(rows), "", (1.6, 1.6, 0.8, 1))


def by_policy(case: Case) -> Iterator[tuple[str, str, str, Spread]]:
    """Yield scenario, policy and payer in words, and yuan a year."""
    for scenario, where, spread in booked(case, "policy", "payer"):
        yield scenario, _policy(case, where), _payer(case, where), spread


def _policy(case: Case, where: Mapping[str, str]) -> str:
    return case.of(policy_of(case.study, where["policy"]))


def _payer(case: Case, where: Mapping[str, str]) -> str:
    return case.of(payer_of(where["payer"]))
