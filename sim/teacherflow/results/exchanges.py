"""Table ``exchanges``: what each form of exchange did in a year, and the mix of the forms."""

from __future__ import annotations

from collections import Counter
from typing import Any

from teacherflow.results.columns import Column, Table
from teacherflow.state import State
from teacherflow.text import Text

TABLE = Table(
    "exchanges",
    Text(
        "各交流形式每年的人数与比重；当年不派人的形式不列",
        "What each form of exchange that asks for anybody did in a year",
    ),
    ("year", "form"),
    (
        Column("year", "int32", "school year", Text("学年", "School year")),
        Column(
            "form",
            "str",
            "",
            Text("交流形式（政策名.形式名）", "Form of exchange (policy.form)"),
        ),
        Column(
            "eligible",
            "int32",
            "persons",
            Text(
                "符合条件者；人数不按其比例确定的为 0",
                "Of whom the number is a share; 0 where it is none, or divides another's number",
            ),
        ),
        Column("asked", "int32", "persons", Text("应派人数", "Who were to go")),
        Column("sent", "int32", "persons", Text("实派人数（不含换回者）", "Who went")),
        Column("backbones", "int32", "persons", Text("其中骨干", "Backbones among them")),
        Column("volunteers", "int32", "persons", Text("其中自愿者", "Volunteers among them")),
        Column("swapped", "int32", "persons", Text("换回人数", "Who came in return")),
        Column(
            "mix",
            "float64",
            "share",
            Text(
                "占当年各形式实派总数的比重；当年无人派出为空",
                "Share of all who went this year; NULL if nobody did",
            ),
            nullable=True,
        ),
        Column(
            "factor",
            "float64",
            "",
            Text(
                "应派人数与该形式自定人数之比（比例据实化），其余为 1",
                "Number asked as a multiple of the form's own number, where the mix follows the "
                "gaps; else 1",
            ),
        ),
        Column(
            "gap",
            "float64",
            "share",
            Text(
                "上年接收学校所缺占应有的比例，比例据此调整；不调整为空",
                "What its hosts lacked last year, share of what they should have, on which the "
                "factor rests; NULL where the mix does not follow the gaps",
            ),
            nullable=True,
        ),
    ),
)


def table(state: State) -> dict[str, Any]:
    """Return the table of a whole run; a form that asks for nobody in a year has no row."""
    lines = [line for line in state.log.exchanges if line.asked]
    sent: Counter[int] = Counter()
    for line in lines:
        sent[line.year] += line.sent
    columns: dict[str, Any] = {
        name: [getattr(line, name) for line in lines] for name in TABLE.names if name != "mix"
    }
    columns["mix"] = [line.sent / sent[line.year] if sent[line.year] else None for line in lines]
    return TABLE.arrays(columns)
