"""A study file as written: its keys are closed, every value is checked where it stands.

What depends on policies is left as a tree and read by `teacherflow.scenario.compose`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from teacherflow.faults import Faults, Position, unknown
from teacherflow.scenario.attribute import RawAttribute, read_attribute
from teacherflow.scenario.compose import NAME
from teacherflow.scenario.matching_rules import Chosen, read_matching
from teacherflow.scenario.model_values import Given, read_model_values
from teacherflow.scenario.precision import RawPrecision, read_precision
from teacherflow.scenario.stored_tables import read_record, read_tables
from teacherflow.scenario.study_budget import StudyBudget, read_budget
from teacherflow.scenario.sweep import RawSweep, read_sweep
from teacherflow.scenario.years import DEFAULT_BURN_IN, MISSING, Years
from teacherflow.text import Text
from teacherflow.yaml_tree import Fields, Node, Scalar, misspelt, number_meant, shown

STUDY_KEYS = (
    "title",
    "question",
    "author",
    "county",
    "counties",
    "years",
    "seed",
    "replications",
    "draws",
    "baseline",
    "scenarios",
    "matching",
    "sweep",
    "uncertainties",
    "record",
    "tables",
    "attribute",
    "budget",
)
SCENARIO_KEYS = ("title", "extends", "policies", "matching")
YEARS_KEYS = ("start", "count", "burn_in")

FIRST_START, LAST_START = 2000, 2100
MOST_YEARS, MOST_BURN_IN = 100, 100
MOST_REPLICATIONS = 100_000
MOST_DRAWS = 1_000
MOST_SCENARIOS = 200
MOST_SEED = 2**63 - 1
DEFAULT_REPLICATIONS = 50

_KEY = Text("键", "key")
_MEANT = {
    "uncertainties": Text("模型参数、取值或范围", "parameters of the model, values or ranges")
}
"""What keys are sought by whose own name does not come to mind."""


@dataclass(frozen=True)
class RawScenario:
    """A scenario as written."""

    name: str
    at: Position
    title: Text | None
    extends: Scalar | None
    policies: Node | None
    matching: Mapping[str, Chosen] = field(default_factory=dict)
    title_at: Position | None = None
    orphaned: bool = False
    """Whether the file names a parent that cannot be read."""


def titles_of(scenarios: Mapping[str, RawScenario]) -> dict[str, Text]:
    """Return the titles of the scenarios that have one, by name."""
    return {name: raw.title for name, raw in scenarios.items() if raw.title is not None}


@dataclass
class RawStudy:
    """A study as written; what is missing or wrong has a default, and a fault."""

    title: Text | None = None
    question: Text | None = None
    author: str = ""
    county: Scalar | None = None
    counties: Node | None = None
    years: Years | None = None
    luck: int = 1
    replications: int = DEFAULT_REPLICATIONS
    precision: RawPrecision | None = None
    draws: int = 1
    baseline: Scalar | None = None
    scenarios: dict[str, RawScenario] = field(default_factory=dict)
    matching: Mapping[str, Chosen] = field(default_factory=dict)
    sweep: RawSweep | None = None
    attribute: RawAttribute | None = None
    values: dict[str, float] = field(default_factory=dict)
    ranges: dict[str, Given] = field(default_factory=dict)
    record: tuple[str, ...] = ()
    tables: tuple[str, ...] | None = None
    budget: StudyBudget | None = None


def read_keys(root: Node, faults: Faults) -> RawStudy:
    """Read the top level of a study; mistakes go to ``faults``."""
    study = RawStudy()
    if not isinstance(root, Fields):
        faults.error(
            root.at,
            "",
            Text(
                f"研究文件应为键与值；现为 {shown(root)}",
                f"a study file consists of keys and values; found {shown(root)}",
            ),
        )
        return study
    if root.get("published") is not None and root.get("scenarios") is None:
        faults.error(root.at, "", _A_COUNTY)
        return study
    reader = _Reader(study, faults)
    for key, node in root.entries:
        name = str(key.value)
        if name in STUDY_KEYS:
            reader.handlers[name](name, node)
        else:
            faults.error(key.at, name, unknown(_KEY, name, sorted(STUDY_KEYS), titles=_MEANT))
    strange = [str(key.value) for key, _ in root.entries if key.value not in STUDY_KEYS]
    for name in ("county", "years", "scenarios"):
        if root.get(name) is None and not (name == "county" and root.get("counties")):
            if any(get_close_matches(other, STUDY_KEYS, n=1) == [name] for other in strange):
                continue  # misspelt, and told so
            faults.error(root.at, name, _MISSING.get(name) or _missing(name))
    if root.get("county") is not None and study.counties is not None:
        faults.error(study.counties.at, "counties", _BOTH)
    return study


def _missing(name: str) -> Text:
    return Text(f"缺少必需的键 {name}", f"the key {name} is missing")


_MISSING = {
    "county": Text(
        "缺少必需的键 county（一个县）或 counties（多个县）",
        "the key county is missing (or counties, for several)",
    )
}
_A_COUNTY = Text(
    "这是县数据文件，不是研究文件；请检查用 county 键引用它的研究文件（teacherflow new 可新建一份）",
    "this is a county file, not a study; check the study whose key county names it "
    "(teacherflow new writes one)",
)
_ONE_PARENT = Text(
    "（只能继承一个方案，其余的政策写在 policies 中）",
    " (a scenario extends one other; more goes under policies)",
)
_BOTH = Text(
    "county 与 counties 不能并存：一个县写 county，多个县都写在 counties 中",
    "stands beside county: write county for one, or list them all under counties",
)


class _Reader:
    def __init__(self, study: RawStudy, faults: Faults) -> None:
        self.study, self.faults = study, faults
        self.handlers: dict[str, Callable[[str, Node], None]] = {
            "title": self.title,
            "question": self.question,
            "author": self.author,
            "county": self.county,
            "counties": self.counties,
            "years": self.years,
            "seed": self.luck,
            "replications": self.replications,
            "draws": self.draws,
            "baseline": self.baseline,
            "scenarios": self.scenarios,
            "matching": self.matching,
            "sweep": self.sweep,
            "attribute": self.attribute,
            "uncertainties": self.uncertainties,
            "record": self.record,
            "tables": self.tables,
            "budget": self.budget,
        }

    def error(self, at: Position, key: str, zh: str, en: str) -> None:
        self.faults.error(at, key, Text(zh, en))

    # --- words

    def text(self, key: str, node: Node) -> Text | None:
        """Read a text, in one language or as ``{zh: …, en: …}``."""
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return Text(node.value, node.value)
        if isinstance(node, Fields):
            found: dict[str, str] = {}
            for name, value in node.entries:
                if name.value not in ("zh", "en"):
                    self.faults.error(
                        name.at, f"{key}.{name.value}", unknown(_KEY, name.value, ("zh", "en"))
                    )
                elif isinstance(value, Scalar) and isinstance(value.value, str):
                    found[str(name.value)] = value.value
                else:
                    self._not_text(f"{key}.{name.value}", value)
            if found:
                one = next(iter(found.values()))
                return Text(found.get("zh", one), found.get("en", one))
            if node.entries:
                return None
        self._not_text(key, node)
        return None

    def _not_text(self, key: str, node: Node) -> None:
        found = shown(node)
        self.error(
            node.at,
            key,
            f"应为文字，或 {{zh: 中文, en: English}}；现为 {found}",
            f"must be text, or {{zh: 中文, en: English}}; found {found}",
        )

    def name(self, key: str, node: Node) -> Scalar | None:
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return node
        found, more = shown(node), _ONE_PARENT if key.endswith(".extends") else Text("", "")
        zh, en = f"应为一个名称；现为 {found}{more.zh}", f"must be a name; found {found}{more.en}"
        self.error(node.at, key, zh, en)
        return None

    def title(self, key: str, node: Node) -> None:
        self.study.title = self.text(key, node)

    def question(self, key: str, node: Node) -> None:
        self.study.question = self.text(key, node)

    def author(self, key: str, node: Node) -> None:
        text = self.text(key, node)
        self.study.author = text.zh if text else ""

    def county(self, key: str, node: Node) -> None:
        self.study.county = self.name(key, node)

    def counties(self, key: str, node: Node) -> None:
        self.study.counties = node

    def baseline(self, key: str, node: Node) -> None:
        self.study.baseline = self.name(key, node)

    # --- numbers

    def whole(self, key: str, node: Node, low: int, high: int) -> int | None:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        found, meant = shown(node), number_meant(node)
        self.error(
            node.at,
            key,
            f"应为 {low} 至 {high} 的整数；现为 {found}{meant.zh}",
            f"must be a whole number from {low} to {high}; found {found}{meant.en}",
        )
        return None

    def luck(self, key: str, node: Node) -> None:
        value = self.whole(key, node, 0, MOST_SEED)
        self.study.luck = self.study.luck if value is None else value

    def replications(self, key: str, node: Node) -> None:
        if isinstance(node, Fields):
            self._auto(key, node)
            return
        value = self.whole(key, node, 1, MOST_REPLICATIONS)
        self.study.replications = self.study.replications if value is None else value

    def _auto(self, key: str, node: Fields) -> None:
        for name, value in node.entries:
            if name.value == "auto":
                self.study.precision = read_precision(f"{key}.auto", value, self.faults)
            else:
                self.faults.error(
                    name.at, f"{key}.{name.value}", unknown(_KEY, name.value, ("auto",))
                )
        if not node.entries:
            self.error(node.at, key, "缺少 auto", "auto is missing")

    def draws(self, key: str, node: Node) -> None:
        value = self.whole(key, node, 1, MOST_DRAWS)
        self.study.draws = self.study.draws if value is None else value

    def years(self, key: str, node: Node) -> None:
        if not isinstance(node, Fields):
            found = shown(node)
            self.error(
                node.at,
                key,
                f"应为 {{start: 2024, count: 15, burn_in: 10}}；现为 {found}",
                f"must be {{start: 2024, count: 15, burn_in: 10}}; found {found}",
            )
            return
        limits = {
            "start": (FIRST_START, LAST_START),
            "count": (1, MOST_YEARS),
            "burn_in": (0, MOST_BURN_IN),
        }
        found_values: dict[str, int | None] = {}
        for name, value in node.entries:
            part = str(name.value)
            if part in limits:
                found_values[part] = self.whole(f"{key}.{part}", value, *limits[part])
            else:
                self.faults.error(name.at, f"{key}.{part}", unknown(_KEY, part, YEARS_KEYS))
        for part in ("start", "count"):
            if part not in found_values:
                self.faults.error(node.at, f"{key}.{part}", MISSING[part])
        start, count = found_values.get("start"), found_values.get("count")
        burn_in = found_values.get("burn_in", DEFAULT_BURN_IN)
        if start is not None and count is not None:
            self.study.years = Years(start, count, DEFAULT_BURN_IN if burn_in is None else burn_in)

    # --- scenarios

    def scenarios(self, key: str, node: Node) -> None:
        if not isinstance(node, Fields) or not node.entries:
            found = shown(node)
            self.error(
                node.at,
                key,
                f"应为至少一个方案，如 status_quo: {{policies: []}}；现为 {found}",
                f"must hold a scenario or more, such as status_quo: {{policies: []}}; "
                f"found {found}",
            )
            return
        if len(node.entries) > MOST_SCENARIOS:
            count = len(node.entries)
            self.error(
                node.at,
                key,
                f"最多 {MOST_SCENARIOS} 个方案；现有 {count} 个",
                f"at most {MOST_SCENARIOS} scenarios; found {count}",
            )
            return
        for name, value in node.entries:
            self._scenario(name, value)

    def _scenario(self, key: Scalar, node: Node) -> None:
        name = str(key.value)
        where = f"scenarios.{name}"
        if not isinstance(key.value, str) or not NAME.fullmatch(name):
            self.error(
                key.at,
                where,
                "方案名应由小写英文字母、数字和下划线组成，以字母开头，如 six_year_rotation",
                "a scenario is named by small letters, digits and _, starting with a letter, "
                "such as six_year_rotation",
            )
        title: Text | None = None
        title_at: Position | None = None
        extends: Scalar | None = None
        orphaned = False
        policies: Node | None = None
        matching: Mapping[str, Chosen] = {}
        if isinstance(node, Fields):
            for part, value in node.entries:
                inner = f"{where}.{part.value}"
                if part.value == "matching":
                    matching = read_matching(inner, value, self.faults)
                elif part.value == "title":
                    title, title_at = self.text(inner, value), value.at
                elif part.value == "extends":
                    extends = self.name(inner, value)
                    orphaned = extends is None
                elif part.value == "policies":
                    policies = value
                else:
                    self.faults.error(part.at, inner, unknown(_KEY, part.value, SCENARIO_KEYS))
        elif not (isinstance(node, Scalar) and node.value is None):
            found, hint = shown(node), misspelt(node) or Text("", "")
            self.error(
                node.at,
                where,
                f"应为 {{policies: [...]}}；现为 {found}" + (hint.zh and f"；{hint.zh}"),
                f"must be {{policies: [...]}}; found {found}" + (hint.en and f"; {hint.en}"),
            )
        raw = RawScenario(name, key.at, title, extends, policies, matching, title_at, orphaned)
        self.study.scenarios[name] = raw

    def matching(self, key: str, node: Node) -> None:
        self.study.matching = read_matching(key, node, self.faults)

    def budget(self, key: str, node: Node) -> None:
        self.study.budget = read_budget(key, node, self.faults)

    def sweep(self, key: str, node: Node) -> None:
        self.study.sweep = read_sweep(key, node, self.faults)

    def attribute(self, key: str, node: Node) -> None:
        self.study.attribute = read_attribute(key, node, self.faults)

    def uncertainties(self, key: str, node: Node) -> None:
        self.study.values, self.study.ranges = read_model_values(key, node, self.faults)

    def record(self, key: str, node: Node) -> None:
        self.study.record = read_record(key, node, self.faults)

    def tables(self, key: str, node: Node) -> None:
        self.study.tables = read_tables(key, node, self.faults)
