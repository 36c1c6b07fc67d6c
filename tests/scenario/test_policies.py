"""Policies as Python objects, the catalogue, and the terms they may claim."""

from __future__ import annotations

import ast
import json
import math
import re
from importlib import import_module
from math import inf
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

import teacherflow
from scenario.writing import study_of
from teacherflow.faults import InputError, Refused
from teacherflow.parameters.about import Evidence
from teacherflow.phases.calendar import CALENDAR
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.catalogue import BUILT_IN, describe, phases_of, policies, policy, snippet
from teacherflow.policies.retirement import DelayedRetirement
from teacherflow.policies.subsidy import RuralSubsidy
from teacherflow.policies.units import SPELLINGS, amount
from teacherflow.terms import catalogue
from teacherflow.terms.laws import Term
from teacherflow.terms.pay import PAY_ITEMS

ENGINE = Path(teacherflow.__file__).parent


def test_a_policy_is_frozen_and_pure() -> None:
    subsidy = RuralSubsidy(yuan_per_month={"village": "0.6 万元/年"})
    assert subsidy.yuan_per_month.village == 500.0
    assert list(subsidy.claims(2030)) == list(subsidy.claims(2030))
    with pytest.raises(ValidationError):
        subsidy.by = "distance"  # type: ignore[misc]


def test_presets_are_starting_points() -> None:
    subsidy = RuralSubsidy(preset="beijing_2015", yuan_by_distance={"far": 5000})
    assert subsidy.by == "distance"
    assert subsidy.yuan_by_distance.model_dump() == {
        "near": 1400.0,
        "middle": 2700.0,
        "far": 5000.0,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": "township"},
        {"yuan_per_month": {"village": 1e9}},
        {"yuan_per_month": {"village": float("nan")}},
        {"yuan_per_month": {"hamlet": 1}},
        {"established_only": 1},
        {"preset": "luxy"},
        {"phase_in": 3},
        {"from": 2030, "until": 2029},
        {"colour": 1},
    ],
)
def test_wrong_values_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RuralSubsidy(**wrong)


def test_years_in_force_include_both_ends() -> None:
    subsidy = RuralSubsidy(**{"from": 2026, "until": 2028})
    assert [subsidy.active(year) for year in range(2025, 2030)] == [False, True, True, True, False]
    assert DelayedRetirement().active(2024) is False
    assert DelayedRetirement().active(2025) is True


def test_phase_in_is_linear_from_the_first_year() -> None:
    subsidy = RuralSubsidy(**{"from": 2025, "phase_in": 4})
    assert [subsidy.ramp(year) for year in range(2025, 2031)] == [0.25, 0.5, 0.75, 1, 1, 1]


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("500 元/月", "yuan/month", 500),
        ("6000 yuan/year", "yuan/month", 500),
        ("0.6万元/年", "yuan/month", 500),
        ("1,200元／月", "yuan/month", 1200),
        ("10%", "share", 0.1),
        ("95%", "share", 0.95),
        ("58%", "share", 0.58),
        ("１０％", "share", 0.1),
        ("18 个月", "years", 1.5),
        ("3 年", "months", 36),
        ("500 米", "km", 0.5),
        ("20 里", "km", 10),
        ("-.5 km", "km", -0.5),
        ("9" * 400 + " km", "km", math.inf),
    ],
)
def test_amounts_with_units(text: str, unit: str, value: float) -> None:
    """To the last digit: 95% is 0.95, wherever that is the most allowed."""
    assert amount(text, unit) == value


@pytest.mark.parametrize(
    "text", ["", "元/月", "5 元/天", "5", "1,2 元/月", "5 5 元/月", "五 元/月"]
)
def test_other_amounts_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="must be a number"):
        amount(text, "yuan/month")


def test_every_unit_converts_to_itself() -> None:
    assert all(
        1.0 in spellings.values() or unit.startswith("share")
        for unit, spellings in SPELLINGS.items()
    )


@pytest.mark.parametrize("one", BUILT_IN, ids=lambda one: one.name)
def test_parameters_say_where_they_come_from(one: type[PolicyModel]) -> None:
    assert one.parameters()
    for parameter in one.parameters().values():
        about = parameter.about
        assert about.title.zh
        assert about.title.en
        assert about.source
        assert about.kind in Evidence
        assert parameter.read(parameter.default) == parameter.default
        if about.uncertainty is not None:
            low, high = about.uncertainty
            assert about.low <= low < high <= about.high


@pytest.mark.parametrize("one", BUILT_IN, ids=lambda one: one.name)
def test_presets_name_parameters_and_sources(one: type[PolicyModel]) -> None:
    parameters = one.parameters()
    for name, preset in one.presets.items():
        assert preset.source
        assert preset.title.zh != preset.title.en
        for leaf, value in preset.values.items():
            assert parameters[leaf].read(value) == value
        assert one(preset=name).preset == name


@pytest.mark.parametrize("one", BUILT_IN, ids=lambda one: one.name)
def test_claims_are_those_it_announces(one: type[PolicyModel]) -> None:
    for preset in (None, *one.presets):
        made = one(preset=preset) if preset else one()
        assert {claim.term for claim in made.claims(2030)} <= set(one.touches)


@pytest.mark.parametrize("one", BUILT_IN, ids=lambda one: one.name)
def test_the_snippet_can_be_pasted(one: type[PolicyModel], tmp_path: Path) -> None:
    study = study_of(tmp_path, f"a:\n  policies:\n{_indented(snippet(one))}")
    (resolved,) = study.scenarios["a"].policies
    assert resolved.model(2029) == one(**{"as": one.name})
    assert study.warnings == ()


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


@pytest.mark.parametrize("one", BUILT_IN, ids=lambda one: one.name)
def test_the_snippet_shows_every_parameter(one: type[PolicyModel]) -> None:
    every = re.sub(r"^    # (?!preset|from)", "    ", snippet(one), flags=re.MULTILINE)
    shown = set[str]()
    for line in every.splitlines()[1:]:
        for key, value in (YAML(typ="safe", pure=True).load(line) or {}).items():
            shown |= {f"{key}.{leaf}" for leaf in value} if isinstance(value, dict) else {key}
    assert shown >= set(one.parameters())


def test_what_has_no_effect_is_a_comment_of_the_snippet() -> None:
    lines = snippet(RuralSubsidy).splitlines()
    assert "    # near_below: 10" in lines
    assert "    by: zone" in lines


def test_descriptions_have_the_shape_of_the_contract() -> None:
    described = json.loads(json.dumps([describe(one) for one in policies().values()]))
    assert [one["name"] for one in described] == sorted(one["name"] for one in described)
    for one in described:
        assert {"name", "title", "mechanisms", "phases", "presets", "parameters"} <= set(one)
        for parameter in one["parameters"]:
            assert set(parameter) == {
                "name",
                "title",
                "unit",
                "type",
                "default",
                "range",
                "uncertainty",
                "source",
                "kind",
            }
    names = {parameter["name"] for one in described for parameter in one["parameters"]}
    assert "yuan_per_month.village" in names


def test_an_unknown_policy_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean rural_subsidy"):
        policy("rural_subsidi")


def test_phases_follow_from_the_terms() -> None:
    assert phases_of(DelayedRetirement) == ("leave", "appoint")
    assert phases_of(RuralSubsidy)[0] == "leave"


# --- terms and the phases that read them


def constants() -> dict[tuple[str, str], str]:
    """Return the name of the term of every (module, constant) of the package of terms."""
    return {
        (f"teacherflow.terms.{info.name}", constant): value.name
        for info in iter_modules([str(ENGINE / "terms")])
        for constant, value in vars(import_module(f"teacherflow.terms.{info.name}")).items()
        if isinstance(value, Term)
    }


def parsed(module: str) -> ast.Module:
    path = ENGINE.joinpath(*module.split(".")[1:])
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(module: str) -> dict[str, str]:
    """Return what a module imports from the engine: local name to full name."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.ImportFrom)
        and node.module
        and node.module.startswith("teacherflow")
        for alias in node.names
    }


def read_in(module: str) -> set[str]:
    """Return the names of the terms that ``terms[...]`` asks for in a module."""
    known, local = constants(), imports(module)
    found = set()
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("terms"):
            asked = ast.unparse(node.slice)
            full = local.get(asked.partition(".")[0], "") + asked.removeprefix(asked.split(".")[0])
            name = known.get(tuple(full.rsplit(".", 1)), "")  # type: ignore[call-overload]
            found |= {name} - {""}
    return found


def closure(phase: str) -> set[str]:
    """Return the modules that a phase's module draws on, other phases left out."""
    main = {f"teacherflow.phases.{name}" for name in catalogue.PHASES}
    seen: set[str] = set()
    todo = [f"teacherflow.phases.{phase}"]
    while todo:
        module = todo.pop()
        if module in seen:
            continue
        seen.add(module)
        for full in imports(module).values():
            for name in (full, full.rpartition(".")[0]):
                path = ENGINE.joinpath(*name.split(".")[1:])
                room = name.split(".")[1:2]
                skipped = name in main or room in (["terms"], ["parameters"])
                if path.with_suffix(".py").is_file() and not skipped:
                    todo.append(name)
    return seen


def test_every_term_has_its_readers() -> None:
    assert set(catalogue.READ_BY) == set(catalogue.own_terms())


@pytest.mark.parametrize("phase", catalogue.PHASES)
def test_the_table_of_readers_follows_the_code(phase: str) -> None:
    listed = {term for term, phases in catalogue.READ_BY.items() if phase in phases}
    reachable = set().union(*(read_in(module) for module in closure(phase)))
    own = read_in(f"teacherflow.phases.{phase}")
    assert own <= listed, f"add {phase} to READ_BY of {own - listed}"
    assert listed <= reachable, f"{phase} does not read {listed - reachable}"


def test_the_calendar_is_the_school_year() -> None:
    """The calendar, the catalogue and `County.step` list the same phases in the same order."""
    tree = parsed("teacherflow.county")
    step = next(
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "step"
    )
    called = [
        node.value.func.id
        for node in step.body
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
    ]
    names = [phase.name for phase in CALENDAR]
    assert names == [name for name in called if name in names]
    assert tuple(names) == catalogue.PHASES


def test_pay_items_are_read_where_people_decide() -> None:
    assert catalogue.readers()[PAY_ITEMS][0] == "leave"


def test_a_number_that_means_no_limit_is_told_in_words() -> None:
    budget = policy("rural_subsidy").parameters()["budget"]
    assert budget.meaning(budget.default) == ("不设上限", "no limit")
    assert budget.ends == (0, inf)
    assert budget.meaning(5e6) is None
    assert policy("rural_subsidy").parameters()["titled_only"].meaning(True) is None
    assert "budget: 10000000000  # 不设上限 no limit" in snippet(policy("rural_subsidy"))
    cap = policy("transfer_channels").parameters()["yearly_cap.up"]
    assert cap.ends == (0, 1)


def test_remarks_of_a_snippet_are_in_the_language_that_is_asked_for() -> None:
    english, chinese = (snippet(policy("rural_subsidy"), one) for one in ("en", "zh"))
    assert english.isascii()
    assert "budget: 10000000000  # no limit" in english
    assert "budget: 10000000000  # 不设上限\n" in chinese
    assert "always in force" not in chinese


def test_no_default_is_a_number_too_large_to_be_meant() -> None:
    for one in BUILT_IN:
        for parameter in one.parameters().values():
            value = parameter.default
            number = isinstance(value, int | float) and not isinstance(value, bool)
            assert not (number and abs(value) > 1e6 and parameter.meaning(value) is None), one.name
