"""Write docs/policies: a page for every built-in policy, and an index.

The blocks between marks are made from the declarations, from the words of `teacherflow trace`, and
by running the study in ``docs/policies/examples``. What stands outside the marks (how the policy
works, what is left out, further variants) is written by hand and kept. ``python
docs/make_policies.py NAME`` writes the page of one policy.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import policy_example
import policy_facts
from generated import filled, table

from teacherflow.policies.base import PolicyModel
from teacherflow.policies.catalogue import BUILT_IN, acts_in, feels_pay, policy
from teacherflow.policies.families import Family

FOLDER = Path(__file__).with_name("policies")
INDEX = FOLDER / "README.md"

SKELETON = """# `{name}` {zh} {en}

Made by `python docs/make_policies.py`, but for what stands outside the generated blocks; a test keeps both current.

<!-- about: generated -->
<!-- end of about -->

## How it works 如何运行

## What the model leaves out 模型未计入

## Parameters 参数

<!-- parameters: generated -->
<!-- end of parameters -->

## Presets 预设

<!-- presets: generated -->
<!-- end of presets -->

## To paste 可粘贴的写法

<!-- paste: generated -->
<!-- end of paste -->

### Variants 常见变体

## A worked example 示例

<!-- example: generated -->
<!-- end of example -->

## What `trace` may say 逐人说明的用语

<!-- reasons: generated -->
<!-- end of reasons -->
"""
"""A page whose prose is still to be written; a new policy begins with it."""

DECLARED: dict[str, Callable[[policy_facts.Policy], Iterable[str]]] = {
    "about": policy_facts.about,
    "parameters": policy_facts.parameters,
    "presets": policy_facts.presets,
    "paste": policy_facts.paste,
    "reasons": policy_facts.reasons,
}
"""Blocks made from the declarations alone."""


def page(one: policy_facts.Policy, text: str) -> str:
    """Return the page of a policy with its generated blocks made anew; the example is run."""

    def example() -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            return list(policy_example.lines(one, Path(folder) / "results"))

    makers = {name: lambda make=make: make(one) for name, make in DECLARED.items()}
    return filled(text, {**makers, "example": example})


def hand_written(one: policy_facts.Policy) -> str:
    """Return the page as it stands, or the skeleton of one that is still to be written."""
    place = place_of(one)
    if place.is_file():
        return place.read_text(encoding="utf-8")
    return SKELETON.format(name=one.name, **one.title._asdict())


def place_of(one: policy_facts.Policy) -> Path:
    """Return where the page of a policy stands."""
    return FOLDER / f"{one.name}.md"


def index() -> str:
    """Return the text of the index."""
    return "\n".join([_HEAD, *_rows(), _TAIL])


_HEAD = """# Policies that ship 内置政策

This page is made from the code by `python docs/make_policies.py`; a test keeps it current. `teacherflow policies NAME` tells the
same of any policy, those of installed packages included. Each page says how the policy works, what it leaves out, its parameters
and presets with their sources, what to paste, and what a small study with it gives, down to single teachers.

每页说明政策如何运行、模型未计入什么、参数与预设及其来源、可粘贴的写法，以及一个小型研究的结果与逐人说明。
"""

_TAIL = """The studies of the examples stand in [examples](examples). Rules that follow a reading of our own, each with its reason:
[rules.md](../rules.md); the equations: [odd.md](../odd.md); all parameters of behaviour: [parameters.md](../parameters.md).
"""


def _rows() -> Iterator[str]:
    """Yield the policies family by family, as `teacherflow policies` lists them."""
    for family in Family:
        mine = sorted((one for one in BUILT_IN if one.family is family), key=lambda one: one.name)
        if mine:
            yield from (f"## {policy_facts.both(family.words)}", "", *_table_of(mine), "")


def _table_of(policies: list[type[PolicyModel]]) -> Iterator[str]:
    rows = (
        (
            f"[`{one.name}`]({one.name}.md)",
            policy_facts.both(one.title),
            ", ".join(one.mechanisms) or "—",
            ", ".join((*acts_in(one), *(["pay 待遇"] if feels_pay(one) else []))),
            ", ".join(f"`{name}`" for name in one.presets) or "—",
        )
        for one in policies
    )
    head = ("policy 政策", "name 名称", "mechanisms 机制", "phases 环节", "presets 预设")
    yield from table(head, rows)


def main(names: list[str]) -> None:
    """Write the pages of the policies named, or all pages and the index."""
    for one in [policy(name) for name in names] or BUILT_IN:
        place = place_of(one)
        place.write_text(page(one, hand_written(one)), encoding="utf-8")
        sys.stdout.write(f"{place}\n")
    INDEX.write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
