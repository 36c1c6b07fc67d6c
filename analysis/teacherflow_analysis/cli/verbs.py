"""The verbs: where each lives and what it does. A verb whose module is absent is not listed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import NamedTuple


class Verb(NamedTuple):
    """One verb of the command line."""

    name: str
    function: str
    zh: str
    en: str

    @property
    def module(self) -> str:
        """Module of the function."""
        return f"{__package__}.{self.function.partition(':')[0]}"

    @property
    def built(self) -> bool:
        """Whether the module exists (it is not imported)."""
        return find_spec(self.module) is not None


VERBS = (
    Verb("run", "run:run", "运行一项研究", "Run a study"),
    Verb("new", "new:new", "新建一份带注释的研究文件", "Write a commented study to start from"),
    Verb("validate", "validate:validate", "检查研究文件", "Check a study file"),
    Verb(
        "schema", "schema:schema", "输出研究文件的 JSON Schema", "Print the JSON Schema of studies"
    ),
    Verb(
        "show",
        "show:show",
        "逐年显示各方案的规则、取值及其来源",
        "Show the rules of each scenario, year by year, and where each value comes from",
    ),
    Verb("policies", "policies:policies", "列出政策及其参数", "List policies and their parameters"),
    Verb("phases", "phases:phases", "列出一学年的各个环节", "List the phases of the school year"),
    Verb("compare", "compare:compare", "比较各方案的结果", "Compare the results of scenarios"),
    Verb(
        "sensitivity",
        "sensitivity:sensitivity",
        "结论取决于哪些不确定的参数，变化多大",
        "On which uncertain parameters findings hang, and how far they move",
    ),
    Verb(
        "standing",
        "standing:standing",
        "对照官方标准看均衡达标情况",
        "How the county stands before the official lines of balance",
    ),
    Verb("cost", "cost:cost", "各方案花费多少，换来什么", "What scenarios cost and what that buys"),
    Verb(
        "retention",
        "retention:retention",
        "谁留下、留多久、为何离开",
        "Who stays, how long, and why others leave",
    ),
    Verb("flows", "flows:flows", "教师流向何处", "Where teachers move"),
    Verb(
        "attribution",
        "attribution:attribution",
        "把一个方案的效应归于各项政策",
        "Attribute the effect of a package to its policies",
    ),
    Verb("figures", "figures:figures", "绘制结果图", "Draw the figures of results"),
    Verb("brief", "brief:brief", "撰写政策简报", "Write a brief"),
    Verb("explore", "explore:explore", "在浏览器中查看结果", "Explore results in the browser"),
    Verb(
        "provenance",
        "provenance:provenance",
        "读出图表与结果的来历，核对重新运行的结果",
        "Read where figures and results come from, and check a rerun",
    ),
    Verb("trace", "trace:trace", "追踪一名教师的经历", "Follow the career of one teacher"),
    Verb("merge", "merge:merge", "合并分批运行的结果", "Merge results that were run in blocks"),
)
