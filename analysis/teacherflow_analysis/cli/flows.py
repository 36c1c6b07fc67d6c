"""``teacherflow flows DIR``: where teachers move, for how long, and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from teacherflow.text import Text, counted
from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.options import (
    AsJson,
    County,
    CsvFile,
    Folder,
    Scenarios,
    tell_written,
)
from teacherflow_analysis.cli.terminal import print_json

if TYPE_CHECKING:
    from teacherflow_analysis.careers.flows import Flows

ZONES: Final = {
    "seat": Text("县城", "county seat"),
    "town": Text("乡镇", "towns"),
    "village": Text("乡村", "villages"),
    "outside": Text("校外", "outside"),
}
"""Outside: outside the county, in other work, or waiting."""
LASTING: Final = {
    "permanent": Text("长期（随编制）", "permanent, with the post"),
    "temporary": Text("临时（交流、借调）", "temporary (exchange, borrowing)"),
    "no_post": Text("无编制教师的进出", "service without a post, begun or ended"),
}
TABLES: Final = ("moves", "titles")
"""Tables that moves and bunching are made from."""


def flows(
    folder: Folder,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help=say(
                "只看一类流动及其起因，如 transfer、exchange_out（见 docs/results.md 的 moves 表）",
                "One kind of move and its causes, such as transfer or exchange_out (table moves "
                "in docs/results.md)",
            ),
            show_default=False,
        ),
    ] = None,
    county: County = None,
    scenario: Scenarios = None,
    csv: CsvFile = None,
    as_json: AsJson = False,
) -> None:
    """Show moves between zones, net flow of backbones, vacancy chains and bunching."""
    from teacherflow_analysis.careers.flows import flows_of
    from teacherflow_analysis.csv_files import write_csv
    from teacherflow_analysis.study import load

    found = flows_of(load(folder).of_scenarios(scenario), kind, county)
    if csv is not None:
        tell_written(write_csv(found.measures, csv))
    if as_json:
        print_json(found.as_json())
    elif csv is None:
        show(found)


def show(found: Flows) -> None:
    """Print everything as tables."""
    from teacherflow_analysis.cli.estimate_grids import notes, nothing, show_title

    show_title(found.study)
    if nothing(found.study, found.measures, *TABLES):
        return
    if found.kind is not None:
        _causes(found)
    _directions(found)
    _net(found)
    _chains(found)
    _traced(found)
    _eligibility(found)
    notes(
        found.study,
        found.measures,
        [
            Text(
                "人次均为每年平均；校外：县外、系统内其他工作或待岗。临时流动不计入长期流动。"
                "长期流动含随学校撤并的教师（--kind merge 单独列出）。",
                "Moves are per year. Outside: outside the county, in other work, or waiting. "
                "Temporary moves are never added to permanent ones. Permanent moves include those who "
                "go with a school that closes (--kind merge shows them alone).",
            )
        ],
        () if found.kind else TABLES,
    )


def _directions(found: Flows) -> None:
    from teacherflow_analysis.cli.estimate_grids import grid

    frame = found.table("directions")
    for what, word in LASTING.items():
        own = frame[frame["what"] == what]
        grid(
            found.study,
            Text(f"每年流动人次：{word.zh}（左为来处）", f"Moves a year, {word.en} (from, left)"),
            own[own[["mean"]].abs().gt(0).any(axis=1)],
            ZONES,
            {key: Text(f"→ {word.zh}", f"→ {word.en}") for key, word in ZONES.items()},
            row="from",
            column="to",
            scale=1.0,
        )


def _causes(found: Flows) -> None:
    from teacherflow_analysis.cli.causes import cause
    from teacherflow_analysis.cli.estimate_grids import grid

    frame = found.table("matrix")
    frame = frame.assign(way=frame["from"] + ">" + frame["to"])
    names = {key: cause(str(key)).strip(" []") or str(key) for key in dict.fromkeys(frame["cause"])}
    ways = {
        f"{a}>{b}": Text(f"{ZONES[a].zh}→{ZONES[b].zh}", f"{ZONES[a].en} → {ZONES[b].en}")
        for a in ZONES
        for b in ZONES
    }
    grid(
        found.study,
        Text(f"每年 {found.kind} 人次，按起因", f"Moves a year of kind {found.kind}, by cause"),
        frame,
        ways,
        {key: Text(name, name) for key, name in names.items()},
        row="way",
        column="cause",
        scale=1.0,
    )


def _net(found: Flows) -> None:
    from teacherflow_analysis.cli.estimate_grids import grid

    frame = found.table("net")
    if not len(frame):
        return
    frame = frame.assign(key=frame["kind"] + " " + frame["what"])
    columns = {
        "between all": Text("校际调动", "between schools"),
        "between backbone": Text("其中骨干", "of these, backbones"),
        "outside all": Text("进入与离开", "entry and exit"),
        "outside backbone": Text("其中骨干", "of these, backbones"),
        "temporary all": Text("临时（任教地）", "temporary, by duty"),
        "temporary backbone": Text("其中骨干", "of these, backbones"),
    }
    grid(
        found.study,
        Text("每年净流入（负：净流出）", "Net inflow a year (negative: outflow)"),
        frame,
        {key: ZONES[key] for key in ("seat", "town", "village")},
        columns,
        row="to",
        column="key",
        scale=1.0,
    )


def _chains(found: Flows) -> None:
    from teacherflow_analysis.careers.flows import LONG
    from teacherflow_analysis.cli.estimate_grids import grid

    frame = found.table("chains")
    rows = {
        "all": Text("所有空缺", "all vacancies"),
        **{zone: ZONES[zone] for zone in ("seat", "town", "village")},
    }
    lengths = {
        str(n): Text(f"{n} 次" if n < LONG else f"{n} 次及以上", f"{n}" if n < LONG else f"{n}+")
        for n in range(LONG + 1)
    }
    grid(
        found.study,
        Text(
            "一次离任之后递补的次数（%）；按空缺所在区域",
            "Fills that follow one departure (%), by zone of the vacancy",
        ),
        frame[frame["what"] != "mean"],
        rows,
        lengths,
        row="from",
        column="what",
    )
    grid(
        found.study,
        Text("一次离任平均带来的递补次数", "Fills that follow one departure, mean"),
        frame[frame["what"] == "mean"],
        rows,
        {"mean": Text("次", "fills")},
        row="from",
        column="what",
        scale=1.0,
        digits=2,
    )


def _traced(found: Flows) -> None:
    from teacherflow_analysis.cli.estimate_grids import grid

    frame = found.table("traced")
    columns = {
        "seat": Text("县城空缺", "seat"),
        "town": Text("乡镇空缺", "towns"),
        "village": Text("乡村空缺", "villages"),
        "before": Text("研究期前的空缺", "before the study"),
    }
    grid(
        found.study,
        Text(
            "调离乡镇、乡村学校者所追随的空缺最初在哪里（%）",
            "Where the vacancies began that teachers left rural posts for (%)",
        ),
        frame[frame["what"] == "of_moved"],
        {
            "rural": Text("乡镇和乡村", "towns and villages"),
            "town": ZONES["town"],
            "village": ZONES["village"],
        },
        columns,
        row="from",
        column="to",
    )


def _eligibility(found: Flows) -> None:
    from teacherflow_analysis.careers.eligibility import line_of
    from teacherflow_analysis.cli.estimate_grids import grid

    frame = found.table("eligibility")
    for level, word in (("senior", Text("高级", "senior")), ("first", Text("一级", "first grade"))):
        own = frame[(frame["kind"] == level) & (frame["cause"] == "contrast")]
        line = line_of(found.study, level)
        grid(
            found.study,
            Text(
                f"晋升{word.zh}者的农村任教年限（%；以 {line} 年为界）",
                f"Rural service of those promoted to {word.en} (%, around {counted(line, 'year')})",
            ),
            own.assign(row="all"),
            {"all": Text("占晋升者", "share")},
            {
                "below": Text(f"{line - 1} 年（不足）", f"{line - 1} (short of it)"),
                "at": Text(f"{line} 年（刚满）", f"{line} (just)"),
                "excess": Text("集中度：（刚满−不足）/两者之和", "bunching: (just − short) / both"),
            },
            row="row",
            column="what",
        )
