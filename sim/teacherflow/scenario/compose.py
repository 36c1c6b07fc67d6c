"""From the entries of a scenario to instances of policies: presets, dates, ``extends``, ``off``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from teacherflow.faults import Faults, Position, Refused, unknown
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.catalogue import no_policy
from teacherflow.policies.parameter import Value
from teacherflow.scenario import chinese_keys, study_budget
from teacherflow.scenario.instances import Instance, Origin, Setting
from teacherflow.scenario.matching_rules import CLAIMANT
from teacherflow.scenario.school_names import coded
from teacherflow.text import Text
from teacherflow.yaml_tree import Fields, Items, Node, Scalar, misspelt, number_meant, plain, shown

FRAME = ("from", "until", "phase_in", "preset", "as")
"""Keys that every policy has."""

NAME = re.compile(r"[a-z][a-z0-9_]*")
PHASE_IN_MOST = 50

_PARAMETER = Text("参数", "parameter")


@dataclass
class Composer:
    """Reads the policies of one scenario on top of those it extends.

    Parameters
    ----------
    scenario : str
    inherited : mapping of str to Instance
        Instances of the scenario it extends.
    catalogue : mapping of str to policy
    years : (int, int) or None
        First and last study year; None if the file does not say (then dates are not checked).
    parent_is_sound : bool
        Whether the extended scenario had no faults (else what it lacks is not held against
        this one).
    places : mapping of str to tuple of str
        Names of the schools and townships of a table, each with the codes of what is called so.
    """

    scenario: str
    inherited: Mapping[str, Instance]
    catalogue: Mapping[str, type[PolicyModel]]
    years: tuple[int, int] | None
    faults: Faults
    parent_is_sound: bool = True
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    instances: dict[str, Instance] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def compose(self, node: Node | None) -> dict[str, Instance]:
        """Return the instances of the scenario by name."""
        self.instances = dict(self.inherited)
        if isinstance(node, Items):
            for item in node.items:
                self.entry(item)
        elif node is not None and not (isinstance(node, Scalar) and node.value is None):
            found, hint = shown(node), misspelt(node) or self._unlisted(node) or self._flat(node)
            self.error(
                node.at,
                "policies",
                f"应为列表，如 [delayed_retirement]；现为 {found}"
                + (f"；{hint.zh}" if hint else ""),
                f"must be a list such as [delayed_retirement]; found {found}"
                + (f"; {hint.en}" if hint else ""),
            )
        return self.instances

    def error(self, at: Position, key: str, zh: str, en: str) -> None:
        self.faults.error(at, key, Text(zh, en))

    def entry(self, node: Node) -> None:
        """Read ``name``, ``name: off`` or ``name: {parameters}``."""
        key, value = self._key_and_value(node)
        if key is None:
            return
        name = str(key.value)
        policy = self._policy(name)
        if policy is None:
            message = no_policy(name, self.catalogue, self.inherited)
            self.faults.error(key.at, "policies", message)
        elif isinstance(value, Scalar) and value.value == "off":
            self._drop(key, name)
        elif value is None or isinstance(value, Fields):
            self._set(key, name, policy, value)
        else:
            self.error(
                value.at,
                name,
                f"应为 {{参数: 值}} 或 off；现为 {shown(value)}",
                f"must be {{parameter: value}} or off; found {shown(value)}",
            )

    def _key_and_value(self, node: Node) -> tuple[Scalar | None, Node | None]:
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return node, None
        if isinstance(node, Fields) and len(node.entries) == 1:
            key, value = node.entries[0]
            empty = isinstance(value, Scalar) and value.value is None
            return key, None if empty else value
        hint = self._flat(node)
        if hint is not None:
            self.faults.error(node.at, "policies", hint)
            return None, None
        found = shown(node)
        self.error(
            node.at,
            "policies",
            f"每一项应为一个政策名，或“政策名: {{参数: 值}}”；现为 {found}（每项前加一个短横）",
            f"each item is one policy: its name, or name: {{parameter: value}}; found {found} "
            "(one dash for each policy)",
        )
        return None, None

    def _unlisted(self, node: Node) -> Text | None:
        """Explain policies that are keys of a mapping where items of a list belong."""
        if not isinstance(node, Fields) or not node.entries:
            return None
        if not all(self._policy(str(key.value)) for key, _ in node.entries):
            return None
        first = node.entries[0][0].value
        return Text(f"每项政策前写“- ”：- {first}: …", f"write each as an item: - {first}: …")

    def _flat(self, node: Node) -> Text | None:
        """Explain parameters that stand in the same column as the policy that they belong to."""
        if not isinstance(node, Fields) or len(node.entries) < 2:
            return None
        (key, value), (leaf, _), *_ = node.entries
        empty = isinstance(value, Scalar) and value.value is None
        if not empty or self._policy(str(key.value)) is None or self._policy(str(leaf.value)):
            return None
        line = leaf.at.line
        return Text(
            f"{key.value} 的参数（第 {line} 行起：{leaf.value} …）应比 {key.value} 再缩进两格",
            f"the parameters of {key.value} (line {line}: {leaf.value} …) must be indented "
            f"two spaces deeper than {key.value}",
        )

    def _policy(self, name: str) -> type[PolicyModel] | None:
        if name in self.inherited:
            return self.inherited[name].policy
        return self.catalogue.get(name)

    def _once(self, name: str, at: Position) -> bool:
        if name in self.lines:
            line = self.lines[name]
            self.error(
                at,
                name,
                f"已在第 {line} 行列出；要第二份请用 as 另起一名",
                f"already listed on line {line}; give a second instance a name of its own with as",
            )
            return False
        self.lines[name] = at.line
        return True

    def _drop(self, key: Scalar, name: str) -> None:
        if not self._once(name, key.at):
            return
        if name in self.inherited:
            del self.instances[name]
            return
        if not self.parent_is_sound:
            return
        listed = ", ".join(sorted(self.inherited))
        self.error(
            key.at,
            name,
            f"没有可取消的政策：所继承的方案中没有它（有：{listed or '无'}）",
            f"nothing to drop: the scenario that is extended does not have it (it has: {listed or 'none'})",
        )

    def _set(self, key: Scalar, name: str, policy: type[PolicyModel], node: Fields | None) -> None:
        given = dict[str, tuple[Scalar, Node]]()
        for k, v in node.entries if node else ():
            given[str(k.value)] = (k, v)
        called = self._called(name, policy, given.pop("as", None))
        fresh = called is not None and self._once(called, key.at)
        called = called or name
        base = self.inherited.get(called, Instance(called, policy, key.at))
        if base.policy is not policy:
            self.error(
                key.at,
                name,
                f"{called} 已是政策 {base.policy.name} 的名称",
                f"{called} already names an instance of {base.policy.name}",
            )
            return
        frame = dict(base.frame)
        leaves = dict(base.leaves)
        for frame_key in ("from", "until", "phase_in", "preset"):
            if frame_key in given:
                setting = self._frame(policy, called, frame_key, given.pop(frame_key)[1])
                if setting is not None:
                    frame[frame_key] = setting
                    if frame_key == "preset":
                        leaves.update(self._preset(policy, setting))
        read = _Leaves(self, policy, called)
        for k, v in given.values():
            read.key(str(k.value), k, v)
        for leaf, points in read.points.items():
            leaves[leaf] = overlay(leaves.get(leaf, ()), points)
        if fresh:
            self.instances[called] = replace(base, at=key.at, frame=frame, leaves=leaves)

    def _called(
        self, name: str, policy: type[PolicyModel], given: tuple[Scalar, Node] | None
    ) -> str | None:
        if given is None:
            return name
        node = given[1]
        value = node.value if isinstance(node, Scalar) else None
        if not isinstance(value, str) or not NAME.fullmatch(value):
            self.error(
                node.at,
                f"{name}.as",
                f"应为小写英文名，如 {policy.name}_2；现为 {shown(node)}",
                f"must be a name in small letters such as {policy.name}_2; found {shown(node)}",
            )
            return None
        if value in (CLAIMANT, study_budget.CLAIMANT):
            self.error(
                node.at,
                f"{name}.as",
                f"{value} 是研究文件的键，请换一个名称",
                f"{value} is a key of study files; take a different name",
            )
            return None
        if value in self.catalogue and value != policy.name:
            self.error(
                node.at,
                f"{name}.as",
                f"{value} 是另一项政策的名称，请换一个",
                f"{value} is the name of another policy; take a different one",
            )
            return None
        return value

    def _frame(self, policy: type[PolicyModel], name: str, key: str, node: Node) -> Setting | None:
        value = node.value if isinstance(node, Scalar) else None
        origin = Origin("file", scenario=self.scenario, at=node.at)
        where = f"{name}.{key}"
        if key == "preset":
            if not isinstance(value, str) or value not in policy.presets:
                kind = Text(f"{policy.name} 预设", f"preset of {policy.name}")
                found = value if isinstance(value, str) else shown(node)
                self.faults.error(node.at, where, unknown(kind, found, policy.presets))
                return None
            return Setting(None, value, origin)
        if not isinstance(value, int) or isinstance(value, bool):
            what = (
                Text("应为学年，如 2026（2026 年 9 月起）", "must be a year, such as 2026")
                if key != "phase_in"
                else Text("应为整年数", "must be a whole number of years")
            )
            found, meant = shown(node), number_meant(node)
            zh, en = f"{what.zh}；现为 {found}{meant.zh}", f"{what.en}; found {found}{meant.en}"
            self.error(node.at, where, zh, en)
            return None
        if key == "phase_in":
            if not 0 <= value <= PHASE_IN_MOST:
                self.error(
                    node.at,
                    where,
                    f"应为 0 至 {PHASE_IN_MOST} 年；现为 {value}",
                    f"must be 0 to {PHASE_IN_MOST} years; found {value}",
                )
                return None
        elif not self.in_years(value, node.at, where):
            return None
        return Setting(None, value, origin)

    def in_years(self, year: int, at: Position, key: str) -> bool:
        """Check that a date lies in the study; note a fault if not."""
        if self.years is None or self.years[0] <= year <= self.years[1]:
            return True
        first, last = self.years
        self.error(
            at,
            key,
            f"{year} 年不在研究年份 {first}–{last} 之内（一直有效的政策不写 from）",
            f"{year} lies outside the study years {first} to {last} (a policy that always held "
            "has no from)",
        )
        return False

    def _preset(
        self, policy: type[PolicyModel], setting: Setting
    ) -> dict[str, tuple[Setting, ...]]:
        name = str(setting.value)
        parameters = policy.parameters()
        origin = replace(setting.origin, kind="preset", preset=name)
        return {
            leaf: (Setting(None, parameters[leaf].read(value), origin),)
            for leaf, value in policy.presets[name].values.items()
        }


def overlay(old: tuple[Setting, ...], new: tuple[Setting, ...]) -> tuple[Setting, ...]:
    """Lay new settings over old ones: what was said holds until the first new date."""
    first = new[0].year
    if first is None:
        return new
    return (*(s for s in old if s.year is None or s.year < first), *new)


class _Leaves:
    """Reads the parameters of one entry, in both spellings, plain or dated."""

    def __init__(self, composer: Composer, policy: type[PolicyModel], name: str) -> None:
        self.composer, self.name = composer, name
        self.parameters = policy.parameters()
        self.groups = policy.groups()
        self.found: dict[str, dict[int | None, Setting]] = {}

    @property
    def points(self) -> dict[str, tuple[Setting, ...]]:
        """Settings by parameter, in the order of years."""
        return {
            leaf: tuple(s for _, s in sorted(found.items(), key=lambda pair: pair[0] or 0))
            for leaf, found in self.found.items()
        }

    def key(self, path: str, key: Scalar, node: Node, year: int | None = None) -> None:
        """Read ``parameter: value``, ``group: {leaf: value}`` or ``group.leaf: value``."""
        where = f"{self.name}.{path}"
        if path in self.parameters:
            self._leaf(path, where, node, year)
        elif path in self.groups:
            self._group(path, where, node, year)
        else:
            names = {*self.parameters, *self.groups, *FRAME}
            own = {name: one.about.title for name, one in self.parameters.items()}
            titles = {**own, **chinese_keys.POLICY}
            group, _, leaf = path.rpartition(".")
            if group in self.groups:
                inside = [n for n in names if n.startswith(f"{group}.")]
                titles = {n.rpartition(".")[2]: titles[n] for n in inside if n in titles}
                names = {n.rpartition(".")[2] for n in inside}
                path = leaf
            elif "." not in path:
                names = {n for n in names if "." not in n or n.endswith(f".{path}")}
            message = unknown(_PARAMETER, path, names, titles=titles)
            self.composer.faults.error(key.at, where, message)

    def _group(self, path: str, where: str, node: Node, year: int | None) -> None:
        leaves = ", ".join(
            n.rpartition(".")[2] for n in self.parameters if n.startswith(path + ".")
        )
        if not isinstance(node, Fields):
            told = shown(node) if isinstance(node, Scalar) and node.value is not None else "…"
            example = f"{{{leaves.split(', ')[0]}: {told}}}"
            self.composer.error(
                node.at,
                where,
                f"应为 {leaves} 的映射，如 {example}；现为 {shown(node)}",
                f"must be a mapping of {leaves} such as {example}; found {shown(node)}",
            )
            return
        for key, value in node.entries:
            if isinstance(key.value, int) and not isinstance(key.value, bool) and year is None:
                if self.composer.in_years(key.value, key.at, where):
                    self._group(path, where, value, key.value)
            else:
                self.key(f"{path}.{key.value}", key, value, year)

    def _leaf(self, path: str, where: str, node: Node, year: int | None) -> None:
        if isinstance(node, Fields) and year is None and node.entries:
            for key, inner in node.entries:
                if isinstance(key.value, int) and not isinstance(key.value, bool):
                    if self.composer.in_years(key.value, key.at, where):
                        self._leaf(path, where, inner, key.value)
                else:
                    self.composer.error(
                        key.at,
                        where,
                        f"按年份取值的键应为年份，如 2026；现为 {shown(key)}",
                        f"the keys of a dated value are years such as 2026; found {shown(key)}",
                    )
            return
        lists = self.parameters[path].kind == "places" and isinstance(node, Items)
        value: Any = plain(node) if lists else shown(node)
        if isinstance(node, Scalar):
            value = node.value
        try:
            if not (lists or isinstance(node, Scalar)):
                raise Refused(
                    Text(
                        f"应为一个值（{self.parameters[path].bounds.zh}）；现为 {value}",
                        f"must be one value ({self.parameters[path].bounds.en}); found {value}",
                    )
                )
            if self.parameters[path].kind == "places":
                value = coded(value, self.composer.places)
            read: Value = self.parameters[path].read(value)
        except Refused as refused:
            self.composer.faults.error(node.at, where, refused.text)
            return
        origin = Origin("file", scenario=self.composer.scenario, at=node.at)
        found = self.found.setdefault(path, {})
        if year in found or (found and (None in found or year is None)):
            line = next(iter(found.values())).origin.at
            self.composer.error(
                node.at,
                where,
                f"同一参数写了两次（另见第 {line.line if line else '?'} 行）",
                f"the same parameter twice (see line {line.line if line else '?'})",
            )
            return
        found[year] = Setting(year, read, origin)
