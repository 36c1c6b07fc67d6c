"""The description of the model is current: generated blocks, names, and defaults in the text."""

from __future__ import annotations

import inspect
import re

import pytest

from docs.pages import maker, text
from teacherflow.county import County
from teacherflow.parameters import Parameters, catalogue
from teacherflow.phases.calendar import CALENDAR
from teacherflow.state import Bands, Forms, Sections, Stages, Teachers, Units
from teacherflow.terms.catalogue import own_terms
from teacherflow.text import Language

make = maker("make_odd")

DEFAULTS = {name: default for name, _, default in catalogue()}
TERMS = own_terms()
COLUMNS = {
    f"{table.__name__.lower()}.{name}"
    for table in (Teachers, Sections, Units, Stages, Bands, Forms)
    for name in table.schema
}
FAMILIES = {
    *Parameters._fields,
    *(name.partition(".")[0] for name in TERMS),
    *(name.partition(".")[0] for name in COLUMNS),
}

NAME = r"`([a-z]+)\.([a-z][a-z0-9_]*)`"
VALUE = re.compile(NAME + r"[ \n](−?(?:\d[\d,]*)?\.?\d+)(?!\.?\d)")
PAGES = ("odd.md", "zh/odd.md", "rules.md")


def prose(page: str) -> str:
    """Return a page without its generated blocks."""
    return re.sub(r"<!-- [\w ]+: generated -->.*?<!-- end", "", text(page), flags=re.DOTALL)


@pytest.mark.parametrize(("name", "language"), [("odd.md", "en"), ("zh/odd.md", "zh")])
def test_generated_blocks_are_current(name: str, language: Language) -> None:
    page = text(name)
    assert page == make.page(page, language), "run python docs/make_odd.py"


def test_every_column_of_the_state_is_told_with_its_shape() -> None:
    shown = "\n".join(make.state("en"))
    assert "| `promoted_senior` | promotions to 高级, last three rounds | — | int32 × 3 |" in shown
    assert "| `required` | lessons required per subject | lessons/week | float64 × 6 |" in shown


def test_a_meaning_without_chinese_is_not_passed_over() -> None:
    with pytest.raises(KeyError, match="something new"):
        make.said("meanings", "something new", "zh")


def test_no_chinese_is_left_of_meanings_that_are_gone() -> None:
    kept = {column.doc for entity in make.ENTITIES for column in entity.schema.values()}
    rows = {" ".join((entity.__doc__ or "").split()) for entity in make.ENTITIES}
    assert set(make.words()["meanings"]) == kept | rows


@pytest.mark.parametrize("page", PAGES)
def test_every_name_exists(page: str) -> None:
    found = {".".join(name) for name in re.findall(NAME, prose(page)) if name[0] in FAMILIES}
    assert len(found) > 10
    assert sorted(found - set(DEFAULTS) - set(TERMS) - COLUMNS) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_default_in_the_text_is_that_of_the_code(page: str) -> None:
    wrong = []
    for family, name, said in VALUE.findall(prose(page)):
        path = f"{family}.{name}"
        default = TERMS[path].default if path in TERMS else DEFAULTS.get(path)
        if default is None or float(said.replace("−", "-").replace(",", "")) != float(default):
            wrong.append((path, said, default))
    assert wrong == []


@pytest.mark.parametrize("page", PAGES)
def test_no_line_of_a_formula_would_be_shown_as_a_list(page: str) -> None:
    assert re.findall(r"^[+*] .*", text(page), re.MULTILINE) == []


def test_the_text_names_many_defaults() -> None:
    assert len(VALUE.findall(prose("odd.md"))) > 100


def test_the_chinese_text_names_the_same_defaults() -> None:
    english, chinese = (VALUE.findall(prose(page)) for page in ("odd.md", "zh/odd.md"))
    assert {name[:2] for name in chinese} == {name[:2] for name in english}


def test_the_calendar_is_the_order_of_the_step() -> None:
    called = re.findall(r"^        (\w+)\(state\)$", inspect.getsource(County.step), re.MULTILINE)
    assert called == [phase.name for phase in CALENDAR]


def test_the_calendar_tells_the_default_of_borrowing() -> None:
    (phase,) = (phase for phase in CALENDAR if phase.name == "exchange")
    most = f"{DEFAULTS['exchange.asks_below']:g}"
    assert most in phase.rule.zh
    assert most in phase.rule.en


def test_a_draw_whose_decision_is_unknown_is_not_passed_over(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    module = tmp_path / "phase.py"
    module.write_text("def f(draws, x):\n    return draws.uniform(x, 1, 2)\n", encoding="utf-8")
    monkeypatch.setattr(make, "ENGINE", tmp_path)
    with pytest.raises(ValueError, match="not a text"):
        list(make.drawn(module))
