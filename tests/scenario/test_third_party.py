"""Policies and terms of other packages, found by their entry points."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from scenario.writing import faults_of, study_of
from teacherflow.faults import InputError
from teacherflow.policies.catalogue import describe, policies, policy
from teacherflow.terms.catalogue import readers

POLICY = """
    from typing import Annotated

    from teacherflow.parameters.about import about
    from teacherflow.policies.base import PolicyModel
    from teacherflow.terms.laws import MOST, ONE, SUM, Term
    from teacherflow.terms.pay import PAY_ITEMS, PayItem
    from teacherflow.text import Text

    WARMTH = Term("canteen.warmth", 0.0, MOST, "degrees")
    UNREAD = Term("canteen.unread", 0.0, SUM)

    class HotMeals(PolicyModel):
        name = "hot_meals"
        title = Text("热餐", "Hot meals")
        summary = Text("每日一餐", "A meal a day")
        mechanisms = ("M62",)
        touches = (PAY_ITEMS, WARMTH)

        yuan: Annotated[
            float,
            about("餐费", "Meals", unit="yuan/month", low=0, high=1000, source="assumption",
                  kind="assumption"),
        ] = 300.0

        def claims(self, year):
            yield PAY_ITEMS((PayItem(f"{self.label}.meal", (), self.yuan * self.ramp(year)),))
            yield WARMTH(60.0)

    class Unread(HotMeals):
        name = "unread"
        def claims(self, year):
            yield UNREAD(1.0)

    class Broken(HotMeals):
        name = "broken"
        def claims(self, year):
            yield PAY_ITEMS((PayItem("x", (), 1 / (year - 2026)),))

    class Clash(HotMeals):
        name = "clash"
        def claims(self, year):
            yield PAY_ITEMS((PayItem("hot_meals.meal", (), 5.0),))

    class Rural(HotMeals):
        name = "rural_subsidy"

    NOT_A_POLICY = 7
"""
TERMS = """
    from canteen.policy import WARMTH
    from teacherflow.terms.catalogue import Reading

    READINGS = (Reading(WARMTH, ("teach",)),)
    LOST = Reading(WARMTH, ("lunch",))
"""

type Install = Callable[[str], None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Return a function that installs the package ``canteen`` with some entry points."""

    def put(entry_points: str) -> None:
        site = tmp_path / "site"
        package, info = site / "canteen", site / "canteen-1.0.dist-info"
        for folder in (package, info):
            folder.mkdir(parents=True)
        (package / "__init__.py").write_text("")
        (package / "policy.py").write_text(dedent(POLICY), encoding="utf-8")
        (package / "terms.py").write_text(dedent(TERMS), encoding="utf-8")
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: canteen\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(dedent(entry_points))
        monkeypatch.syspath_prepend(str(site))

    yield put
    for name in [name for name in sys.modules if name.partition(".")[0] == "canteen"]:
        del sys.modules[name]


def published(*names: str, terms: str = "READINGS") -> str:
    lines = ["[teacherflow.policies]", *(f"{n.lower()} = canteen.policy:{n}" for n in names)]
    return "\n".join([*lines, "[teacherflow.terms]", f"all = canteen.terms:{terms}", ""])


def test_a_third_party_policy_is_like_any_other(install: Install, tmp_path: Path) -> None:
    install(published("HotMeals"))
    assert "hot_meals" in policies()
    described = describe(policy("hot_meals"))
    assert described["phases"][0] == "leave"
    assert "teach" in described["phases"]
    study = study_of(
        tmp_path,
        "a: {policies: [rural_subsidy, hot_meals: {yuan: 250 元/月, from: 2026, phase_in: 2}]}",
    )
    claimed = {
        year: {term.name: study.terms("a", year)[term] for term in study.terms("a", year).claimed()}
        for year in (2025, 2026, 2027)
    }
    assert "canteen.warmth" not in claimed[2025]
    assert claimed[2026]["canteen.warmth"] == 60.0
    meals = {item.name: item.yuan for item in claimed[2027]["pay.items"]}
    assert meals["hot_meals.meal"] == 250.0
    assert meals["rural_subsidy.village"] == 600.0


def test_its_mistakes_are_located_like_any_other(install: Install, tmp_path: Path) -> None:
    install(published("HotMeals"))
    (fault,) = faults_of(tmp_path, "a: {policies: [hot_meals: {yuan: 5000}]}")
    assert fault.key == "hot_meals.yuan"
    assert "0 to 1000 yuan/month" in fault.message.en


def test_a_claim_that_no_phase_reads_is_refused(install: Install, tmp_path: Path) -> None:
    install(published("Unread"))
    (fault,) = faults_of(tmp_path, "a: {policies: [unread]}")
    assert "canteen.unread, which no phase reads" in fault.message.en


def test_a_policy_that_fails_is_told_with_the_year(install: Install, tmp_path: Path) -> None:
    install(published("Broken"))
    (fault,) = faults_of(tmp_path, "a: {policies: [broken]}")
    assert "fails in 2026: ZeroDivisionError" in fault.message.en
    assert fault.at.line == 5


def test_a_conflict_names_both_and_their_lines(install: Install, tmp_path: Path) -> None:
    install(published("HotMeals", "Clash"))
    (fault,) = faults_of(
        tmp_path,
        """
        a:
          policies:
            - hot_meals: {until: 2026}
            - clash: {from: 2025}
        """,
    )
    assert fault.at.line == 8
    assert "conflicts with hot_meals (line 7) in 2025–2026: pay.items" in fault.message.en


@pytest.mark.parametrize(
    ("entry_points", "message"),
    [
        (published("NOT_A_POLICY"), "is not a PolicyModel"),
        (published("Nowhere"), "cannot be imported"),
        (published("Rural"), "'rural_subsidy' is taken"),
    ],
)
def test_a_broken_package_is_named(install: Install, entry_points: str, message: str) -> None:
    install(entry_points)
    with pytest.raises(InputError, match=f"of the package canteen .*{message}"):
        policies()


def test_a_term_needs_a_phase_that_exists(install: Install) -> None:
    install(published("HotMeals", terms="LOST"))
    with pytest.raises(InputError, match="phases must be among enrol"):
        readers()
