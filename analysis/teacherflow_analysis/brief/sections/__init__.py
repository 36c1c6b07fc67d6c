"""The sections of a brief, in order. To add one: a module with a function, and a line here.

A section is a title and a function from the case to blocks; one without blocks is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import Block
from teacherflow_analysis.brief.case import Case
from teacherflow_analysis.brief.sections import (
    careers,
    county,
    gains,
    method,
    money,
    options,
    outcomes,
    risk,
)


@dataclass(frozen=True)
class Section:
    """A section after page one."""

    name: str
    title: Text
    blocks: Callable[[Case], Iterable[Block]]


SECTIONS: Final = (
    Section("county", Text("县情与基准路径", "The county and its baseline path"), county.blocks),
    Section("options", Text("各方案规定了什么", "What each option provides"), options.blocks),
    Section("overview", Text("结果一览", "Outcomes at a glance"), outcomes.overview),
    Section("balance", Text("校际均衡", "Balance between schools"), outcomes.balance),
    Section("retention", Text("留任", "Retention"), outcomes.retention),
    Section("flows", Text("流动", "Moves"), outcomes.flows),
    Section("gains", Text("谁受益、谁受损", "Who gains and who loses"), gains.blocks),
    Section("careers", Text("几位教师的经历", "A few careers"), careers.blocks),
    Section("cost", Text("花费", "Cost"), money.blocks),
    Section("risk", Text("有多确定", "How sure this is"), risk.blocks),
    Section("method", Text("方法", "Method"), method.method),
    Section("assumptions", Text("参数与假设", "Parameters and assumptions"), method.assumptions),
    Section("replication", Text("如何复现", "How to replicate"), method.replication),
)
