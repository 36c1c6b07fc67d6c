"""The arrows between the rooms, and the ban on any other source of chance."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "sim" / "teacherflow"
ANALYSIS = ROOT / "analysis" / "teacherflow_analysis"

# A room may import from its own level and from lower ones.
LEVELS = (
    {"text", "compiled", "faults", "installed", "shell", "signatures", "yaml_syntax", "yaml_tree"},
    {"draws", "columns", "codes", "apportion", "ranking", "demography", "roads"},
    {"parameters", "terms"},
    {"conditions", "log", "state", "indicators"},
    {"staffing", "spells", "movement", "allowances", "accounting"},
    {"agents", "basic_pay", "choice", "matching", "timetable", "vacancies"},
    {"phases"},
    {"county", "population"},
    {"policies", "results"},
    {"scenario"},
    {"study", "__main__"},
)
LEVEL = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}


# One test looks through all files: a test for each of them would cost more than what it does.


def sources(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


@cache
def imported(path: Path) -> list[str]:
    """Modules imported at module level or inside functions, type-checking imports left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    found = []
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module in {"teacherflow", "teacherflow.phases"}:
                found += [f"{node.module}.{alias.name}" for alias in node.names]
            else:
                found.append(node.module)
    return found


def room(path: Path, house: Path = ENGINE) -> str:
    relative = path.relative_to(house)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def test_every_room_of_the_engine_has_its_place() -> None:
    rooms = {room(path) for path in sources(ENGINE)} - {"__init__"}
    assert rooms - LEVEL.keys() == set(), "add it to LEVELS"


def test_arrows_run_one_way() -> None:
    wrong = [
        f"{path.relative_to(ENGINE)} must not import {module}"
        for path in sources(ENGINE)
        if path != ENGINE / "__init__.py"  # the public face names things of every room, lazily
        for module in imported(path)
        if module.startswith("teacherflow_analysis")
        or (module.startswith("teacherflow.") and LEVEL[module.split(".")[1]] > LEVEL[room(path)])
    ]
    assert wrong == []


def test_the_map_of_the_phases_holds_every_module_where_it_is_used() -> None:
    folder = ENGINE / "phases"
    rows = mapped(folder)
    phases = {phase for phase, _ in rows} - {"several"}
    listed = sorted(step for _, steps in rows for step in steps)
    modules = {path.stem for path in sources(folder) if path.parent == folder} | {"appointment"}
    assert listed == sorted(modules - phases - {"__init__", "calendar"})
    for phase, steps in rows:
        if phase in phases:
            assert set(steps) <= reached(phase), phase


def test_the_map_of_the_agents_holds_every_module() -> None:
    folder = ENGINE / "agents"
    rows = mapped(folder)
    agents = {agent for agent, _ in rows} - {"several"}
    listed = sorted(module for _, modules in rows for module in modules)
    assert listed == sorted(
        {path.stem for path in sources(folder)} - agents - {"__init__", "table"}
    )


def mapped(folder: Path) -> list[tuple[str, list[str]]]:
    """The lines of the map in the docstring of a package: a head and its modules."""
    told = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    lines = re.findall(r"^    (\w+): (.+)$", told, re.MULTILINE)
    return [(head, modules.split(", ")) for head, modules in lines]


def reached(phase: str) -> set[str]:
    """The modules beside the phases that one imports, itself or by others."""
    found, waiting = set[str](), {phase}
    while waiting:
        path = ENGINE / "phases" / f"{waiting.pop()}.py"
        named = imported(path) if path.is_file() else []
        new = {m.split(".")[2] for m in named if m.startswith("teacherflow.phases.")} - found
        waiting |= new
        found |= new
    return found


# The rooms of the analysis, in their order; modules beside them are the lowest.
ROOMS = (
    {"inference"},
    {"comparison"},
    {"balance", "careers", "shapley"},
    {"money"},
    {"figures", "explorer", "exports"},
    {"brief"},
    {"cli", "__main__", "__init__"},
)
FLOOR = {room: level for level, rooms in enumerate(ROOMS, start=1) for room in rooms}


def test_arrows_of_the_analysis_run_one_way() -> None:
    wrong = [
        f"{path.relative_to(ANALYSIS)} must not import {module}"
        for path in sources(ANALYSIS)
        for module in imported(path)
        if module.startswith("teacherflow_analysis.")
        and FLOOR.get(module.split(".")[1], 0) > FLOOR.get(room(path, ANALYSIS), 0)
    ]
    assert wrong == []


READABLE = {"codes", "faults", "indicators", "results", "shell", "study", "text"}
READABLE |= {"parameters", "policies", "terms"}  # what things are called, and where they come from
"""Rooms that the analysis may look into: what results are and policies are called, and no model."""


def test_analysis_reads_results_not_the_model() -> None:
    wrong = [
        f"{path.relative_to(ANALYSIS)} must not import {module}"
        for path in sources(ANALYSIS)
        if room(path, ANALYSIS) != "cli"  # the command line is the top of the house
        for module in imported(path)
        if module.startswith("teacherflow.") and module.split(".")[1] not in READABLE
    ]
    assert wrong == []


FORBIDDEN = re.compile(
    r"np\.random|numpy\.random|\bimport random\b|from random\b|\.rng\b|default_rng|"
    r"secrets\.|uuid4|os\.urandom|\.shuffle_do\(|mesa\.experimental|batch_run|model\.steps|seed=(?!seed_of\()"
)


def test_draws_are_the_only_chance() -> None:
    lines = [
        f"{path.name}:{n}: {line.strip()}"
        for path in sources(ENGINE) + sources(ANALYSIS)
        if path.name not in {"draws.py", "resampling.py"}  # of the model, and of statistics
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if FORBIDDEN.search(line.split("#")[0]) and '"""' not in line and "``" not in line
    ]
    assert lines == []


def test_no_file_of_the_engine_is_long() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources(ENGINE) + sources(ANALYSIS)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 450
    }
    assert long == {}
