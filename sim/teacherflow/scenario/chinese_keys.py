"""What the keys of a study file are called in Chinese: who writes a key in Chinese is told it.

The words behind the first are others that people write for the same thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from teacherflow.text import Text

STUDY: Final[Mapping[str, Text]] = {
    "title": Text("标题、名称", "title"),
    "question": Text("问题", "question"),
    "author": Text("作者", "author"),
    "county": Text("县", "county"),
    "counties": Text("多个县", "counties"),
    "years": Text("学年、年份", "years"),
    "seed": Text("随机种子", "seed"),
    "replications": Text("重复次数", "replications"),
    "draws": Text("抽样组数", "draws"),
    "baseline": Text("基准方案", "baseline"),
    "scenarios": Text("方案", "scenarios"),
    "matching": Text("匹配规则", "matching rules"),
    "sweep": Text("参数扫描", "sweep"),
    "uncertainties": Text("不确定的参数、模型参数", "parameters of the model, values or ranges"),
    "record": Text("明细表", "detailed tables"),
    "tables": Text("结果表", "tables of results"),
    "attribute": Text("归因", "attribution"),
    "budget": Text("预算", "budget"),
}
YEARS: Final[Mapping[str, Text]] = {
    "start": Text("首个学年、开始", "first year"),
    "count": Text("学年数、年数", "number of years"),
    "burn_in": Text("预热年数", "years of burn-in"),
}
SCENARIO: Final[Mapping[str, Text]] = {
    "title": Text("标题、名称", "title"),
    "extends": Text("继承", "what it extends"),
    "policies": Text("政策", "policies"),
    "matching": Text("匹配规则", "matching rules"),
}
POLICY: Final[Mapping[str, Text]] = {
    "from": Text("起始学年、起始年、开始", "first year"),
    "until": Text("最后一个学年、截止、结束", "last year"),
    "phase_in": Text("逐步到位的年数", "years until it is whole"),
    "preset": Text("预设", "preset"),
    "as": Text("另起的名称", "a name of its own"),
}
"""Keys that every policy has."""
