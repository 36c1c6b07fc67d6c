"""Table ``spending``: the ledger of what policies cost."""

from __future__ import annotations

from typing import Any

from teacherflow.results.columns import Column, Table
from teacherflow.state import State
from teacherflow.text import Text

TABLE = Table(
    "spending",
    Text("政策支出台账", "Ledger of what policies cost beyond basic pay"),
    (),
    (
        Column("year", "int32", "school year", Text("学年", "School year")),
        Column("policy", "str", "", Text("政策", "Policy")),
        Column("item", "str", "", Text("支出项目", "Line of the policy")),
        Column("payer", "str", "", Text("出资方", "Who pays")),
        Column("yuan", "float64", "yuan", Text("金额；零不入账", "Amount; zero is not written")),
    ),
)


def table(state: State) -> dict[str, Any]:
    """Return the table of a whole run."""
    lines = state.log.spending
    return TABLE.arrays({name: [line[k] for line in lines] for k, name in enumerate(TABLE.names)})
