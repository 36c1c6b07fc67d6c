"""The page of parameters is current, and every figure says where it comes from."""

from __future__ import annotations

import re
from collections import Counter
from math import isfinite

import pytest

from docs.pages import maker, text
from teacherflow.parameters import catalogue
from teacherflow.parameters.about import Evidence
from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.terms.catalogue import own_terms
from teacherflow.terms.laws import SUM, Term

EVERY = {name: (known, default) for name, known, default in catalogue()} | {
    f"{policy.name}.{name}": (parameter.about, parameter.default)
    for policy in BUILT_IN
    for name, parameter in policy.parameters().items()
}
PRESETS = {
    f"{policy.name}: {name}": preset
    for policy in BUILT_IN
    for name, preset in policy.presets.items()
}
CHINESE = re.compile("[\u4e00-\u9fff]")
WORKSHOP = re.compile(r"(?<![\w.])/(home|root|tmp|usr|var)/|TODO|FIXME", re.I)
"""Words that belong to the making of the project, not to the project."""

make = maker("make_parameters")


def test_the_page_is_current() -> None:
    assert text("parameters.md") == make.page(), "run python docs/make_parameters.py"


def test_every_parameter_is_explained() -> None:
    for name, (known, _) in EVERY.items():
        assert known.source.strip(), name
        assert known.kind in Evidence, name
        assert CHINESE.search(known.title.zh), name
        assert known.title.en.strip(), name
        assert not CHINESE.search(known.title.en.replace("高级", "").replace("一级", "")), name
        assert not WORKSHOP.search(" ".join((known.source, *known.title))), name


def test_what_is_scaled_by_hand_is_called_an_assumption() -> None:
    """A figure of another place, brought to the size of a county, is no figure of the literature."""
    scaled = [name for name, (known, _) in EVERY.items() if "scaled to" in known.source]
    assert set(scaled) >= {"utility.km", "utility.choice_scale"}
    assert {EVERY[name][0].kind for name in scaled} == {Evidence.ASSUMPTION}


def test_every_default_lies_in_its_range() -> None:
    for name, (known, default) in EVERY.items():
        if isinstance(default, float | int) and not isinstance(default, bool):
            assert isfinite(known.low), name
            assert isfinite(known.high), name
            assert known.low < known.high, name
            assert known.low <= default <= known.high, name
            if known.uncertainty is not None:
                low, high = known.uncertainty
                assert known.low <= low <= default <= high <= known.high, name
                assert low < high, name


def test_every_term_is_explained() -> None:
    for name, term in own_terms().items():
        assert term.doc.strip(), name
        assert term.source.strip(), name
        assert term.kind in set(Evidence), name
        assert CHINESE.search(make.title_of(term).zh), name
        assert term.title.en.strip(), name
        assert not CHINESE.search(term.title.en), name
        assert not WORKSHOP.search(" ".join((term.doc, term.source, *term.title))), name


def test_an_assumption_says_so() -> None:
    """What is called assumed in the source may not pass as anything else."""
    for name, (known, _) in EVERY.items():
        if known.source.startswith("assumption"):
            assert known.kind == Evidence.ASSUMPTION, name
    for name, term in own_terms().items():
        if term.source.startswith("assumption"):
            assert term.kind == Evidence.ASSUMPTION, name


def test_only_a_statute_passes_as_one() -> None:
    """Accounts, essays, usual practice and what nobody has checked are evidence of another kind."""
    other = re.compile(r"account|essays|report|usual practice|county plans|not checked|unverified")
    sources = {name: (known.source, known.kind) for name, (known, _) in EVERY.items()}
    sources |= {name: (preset.source.en, preset.kind) for name, preset in PRESETS.items()}
    for name, (source, kind) in sources.items():
        assert kind != Evidence.STATUTE or not other.search(source), name


def test_what_leans_on_a_direction_is_assumed() -> None:
    """A study that gives the direction or the order, and not the size, is no source of a number."""
    for name, (known, _) in EVERY.items():
        if re.search(r"\b(direction|order of)\b", known.source):
            assert known.kind == Evidence.ASSUMPTION, name


def test_a_term_without_a_title_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="needs a title"):
        make.title_of(Term("some.term", 0.0, SUM))


def test_counts_stand_at_the_top() -> None:
    counts = Counter(known.kind for _, known, _ in catalogue())
    page = text("parameters.md")
    for kind in Evidence:
        row = re.search(rf"^\| \**{kind.value}\** \| (\d+) \|", page, re.MULTILINE)
        assert row is not None
        assert int(row[1]) == counts[kind]
    assert f"| all | {counts.total()} | {len(own_terms())} |" in page


def test_every_fixed_figure_has_a_meaning() -> None:
    lines = text("parameters.md").split("## Fixed figures")[1].splitlines()
    rows = [line.split(" | ") for line in lines if line.startswith("| `")]
    assert len(rows) == sum(len(names) for names in make.FIXED.values())
    assert all(len(row[2].strip(" |")) > 10 for row in rows)
