"""Cost and what it buys, against hand tables, scipy's resampling, and raw Parquet."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from analysis import ledger
from teacherflow_analysis.cli import main
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.figures import figures, theme
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.page import Picture
from teacherflow_analysis.figures.plane import ellipse, picture
from teacherflow_analysis.money.budget import said
from teacherflow_analysis.money.cost import Cost, cost_of
from teacherflow_analysis.money.left_out import left_out
from teacherflow_analysis.money.worth import Answer, bought, outcomes_in
from teacherflow_analysis.study import load
from teacherflow_analysis.written import money_between


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ledger.write(tmp_path_factory.mktemp("cost") / "s", ledger.sections())


@pytest.fixture(scope="module")
def cost(folder: Path) -> Cost:
    return cost_of(load(folder))


def test_ledger_is_that_of_the_parquet_table(folder: Path, cost: Cost) -> None:
    raw = duckdb.sql(
        f"SELECT policy, item, payer, sum(yuan) / 12 FROM '{folder / 'spending.parquet'}' "
        "GROUP BY ALL ORDER BY ALL"  # four runs of three years
    ).fetchall()
    found = [(e.policy, e.item, e.payer, e.yuan) for e in cost.of("package") if e.policy]
    assert found == [(*one[:3], pytest.approx(one[3])) for one in raw]
    assert found[0][3] == pytest.approx(-200 * 2 / 3)


def test_sums_by_hand(cost: Cost) -> None:
    """Runs pay 800, 900, 1000, 1100 in two of three years: 633.33 a year, 1,900 in all."""
    total = cost.total("package")
    assert total.yearly == pytest.approx(950 * 2 / 3)
    assert total.cumulative == ((2024, 0.0), (2025, 950.0), (2026, 1900.0))
    half = t.ppf(0.975, 3) * np.std([800, 900, 1000, 1100], ddof=1) / 2 * 2 / 3
    assert (total.low, total.high) == pytest.approx((950 * 2 / 3 - half, 950 * 2 / 3 + half))
    pupils = sum(sum(sizes) for sizes in ledger.PUPILS.values())
    assert total.per_pupil == pytest.approx(1900 / 3 / pupils)
    assert total.per_teacher == pytest.approx(1900 / 360)
    assert (total.payroll, total.payroll_low) == pytest.approx((1e4, 1e4))  # in all runs
    assert cost.total("rotation").yearly == 0


def test_teacher_years_kept_by_hand(cost: Cost) -> None:
    """A tenth more of the posts in towns and villages is kept, and a hundredth a run in both.

    Who is kept is known of two years of three, in which a run pays 950 a year.
    """
    posts = sum(
        size // 15
        for sizes in ledger.PUPILS.values()
        for zone, size in zip(ledger.ZONES, sizes, strict=False)
        if zone != "seat"
    )
    (worth,) = (w for w in cost.worths if w.outcome.name == "retention")
    row = worth.of("package")
    assert row.effect == pytest.approx(0.1 * posts)
    assert row.answer is Answer.RATIO
    assert row.cost == pytest.approx(950)
    assert row.ratio == pytest.approx(950 / (0.1 * posts))
    assert worth.of("rotation").answer is Answer.SAME


def test_points_of_the_coefficient_are_those_of_the_parquet_table(folder: Path, cost: Cost) -> None:
    raw = duckdb.sql(
        "SELECT (avg(cv_backbone_primary_duty) FILTER (scenario = 'status_quo') "
        "- avg(cv_backbone_primary_duty) FILTER (scenario = 'package')) / 0.01 "
        f"FROM '{folder / 'county_year.parquet'}'"
    ).fetchall()[0]
    row = next(w for w in cost.worths if w.outcome.name == "cv_backbone_primary_duty").of("package")
    assert row.effect == pytest.approx(raw[0])
    assert row.answer is Answer.UNCLEAR  # two runs of four change
    assert (row.ratio, row.ratio_low) == (None, None)


def test_only_years_known_under_both_rules_count(tmp_path: Path) -> None:
    """In 2026 the coefficient of a reform is unknown: its effect and its cost are those of 2025."""
    rows, name = ledger.sections(), "cv_backbone_primary_duty"
    frame = ledger.county_year(rows)
    package = frame["scenario"] == "package"
    frame[name] = 0.1 * (frame["year"] - 2023) - 0.05 * package * (frame["year"] > 2024)
    frame.loc[package & (frame["year"] == 2026), name] = np.nan
    found = cost_of(load(ledger.write(tmp_path / "gap", rows, frame=frame)), per=[name])
    row = found.worths[0].of("package")
    assert (row.effect, row.cost) == pytest.approx((5.0 / 2, 950 / 2))
    assert row.ratio == pytest.approx(190)


def known_in_2026(
    folder: Path, paid: dict[int, float], name: str = "cv_backbone_primary_duty", sign: float = 1.0
) -> Cost:
    """A reform betters an indicator by a tenth, seen in 2026 only; every run pays what is given."""
    rows = ledger.sections()
    frame = ledger.county_year(rows)
    frame[name] = 0.20 - 0.10 * sign * (frame["scenario"] == "package")
    frame[name] += 0.001 * sign * frame["replication"] * (frame["scenario"] == "package")
    frame.loc[frame["year"] < 2026, name] = np.nan
    money = ledger.spending(rows)
    money = money[money["policy"] == "rural_subsidy"]
    money["yuan"] = money["year"].map(paid).fillna(0.0) + money["replication"]
    money = money[money["year"].isin(paid)]
    return cost_of(load(ledger.write(folder, rows, frame=frame, ledger=money)), per=[name])


def test_money_of_years_without_a_known_effect_is_told_beside_the_ratio(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """2,000 and more is paid in 2025, 1,000 and more in 2026, when the effect is seen."""
    found = known_in_2026(tmp_path / "both", {2025: 2000.0, 2026: 1000.0})
    row = found.worths[0].of("package")
    assert (row.answer, row.cost) == (Answer.RATIO, pytest.approx(1001.5))
    assert (row.left_out, row.left_out_years) == (pytest.approx(2001.5), (2025,))
    half = t.ppf(0.975, 3) * np.std([0, 1, 2, 3], ddof=1) / 2
    assert row.left_out_low == pytest.approx(2001.5 - half)
    assert row.left_out_high == pytest.approx(2001.5 + half)
    assert found.worths[0].of("rotation").left_out is None
    per = ["--per", "cv_backbone_primary_duty"]
    for lang, words in (("en", "yuan of 2025"), ("zh", "2025学年")):
        assert main(["cost", str(tmp_path / "both"), *per, "--lang", lang]) == 0
        out = "".join(capsys.readouterr().out.split())
        assert words.replace(" ", "") in out
        assert ("Notcounted" if lang == "en" else "未计入") in out
    assert main(["cost", str(tmp_path / "both"), *per, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["worth"][0]["scenarios"][0]
    assert told["left_out_years"] == [2025]
    assert told["left_out"] == pytest.approx(2001.5)


def test_what_was_paid_for_before_it_is_seen_is_not_called_free(tmp_path: Path) -> None:
    found = known_in_2026(tmp_path / "once", {2025: 2000.0})
    row = found.worths[0].of("package")
    assert (row.answer, row.cost, row.ratio) == (Answer.ELSEWHERE, 0.0, None)
    saved = known_in_2026(tmp_path / "saved", {2025: 2000.0, 2026: -3000.0}).worths[0].of("package")
    assert saved.answer is Answer.SAVES  # less in all, too
    dearer = known_in_2026(tmp_path / "more", {2025: 2000.0, 2026: -1000.0})
    assert dearer.worths[0].of("package").answer is Answer.ELSEWHERE


def test_what_is_seen_over_three_years_is_held_against_the_money_of_three(tmp_path: Path) -> None:
    """A third of what was paid in 2025 and 2026 stands behind 9.85 points of 2026."""
    paid = {2025: 2000.0, 2026: 1000.0}
    found = known_in_2026(tmp_path, paid, "retention_3y_village", -1.0)
    row = found.worths[0].of("package")
    assert (row.cost, row.left_out) == (pytest.approx((2001.5 + 1001.5) / 3), None)
    assert row.ratio == pytest.approx(1001.0 / 9.85)


@pytest.mark.parametrize(
    ("paid", "cost", "points"),
    [
        ((0, 1, 1, 1, 1, 1), 11 / 12, 5.5),
        ((0, 1, 1, 0, 0, 0), 5 / 12, 2.5),
        ((0, 1, 0, 0, 0, 0), 2 / 12, 1.0),
    ],
)
def test_the_example_of_the_page(paid: tuple[int, ...], cost: float, points: float) -> None:
    """Each autumn with money keeps two more of a hundred; the table of ``docs/cost.md``."""
    keys = ["draw", "replication", "year"]
    index = pd.MultiIndex.from_product([(0,), (0, 1), range(2024, 2030)], names=keys)
    money = pd.Series(np.tile(paid, 2).astype(float), index)
    gained = 2 * money.groupby(level=keys[:2]).rolling(3).sum().droplevel([0, 1])
    gained = gained.dropna()
    assert gained.mean() == points
    assert bought(money, 3)[gained.index].mean() == pytest.approx(cost)
    assert cost / points == pytest.approx(1 / 6)
    assert left_out(money, gained, 3).yuan is None
    assert left_out(money, gained).years == (2025,)
    assert bought(money, 1).equals(money.astype(float))


def test_runs_that_never_know_the_effect_leave_out_nothing() -> None:
    """Paid are 10 and 20 before the effect is seen in 2026; the third run never sees it.

    The years of the index may stand in any order.
    """
    keys, years = ["draw", "replication", "year"], range(2026, 2022, -1)
    codes = [[0] * 12, np.repeat(range(3), 4), np.tile(range(4), 3)]
    index = pd.MultiIndex([[0], range(3), years], codes, names=keys)
    money = pd.Series([1.0, 0, 10, 0, 1, 0, 20, 0, 1, 0, 900, 0], index)
    effect = pd.Series([5.0, 5.0], index[[0, 4]])
    found = left_out(money, effect)
    assert (found.yuan, found.years, found.whole) == (15.0, (2024,), 16.0)
    assert left_out(money, effect, 2).years == (2024,)
    assert left_out(money, effect, 3).years == ()


def test_nothing_is_left_out_where_every_year_is_known(cost: Cost) -> None:
    """Who is kept is unknown in 2024 only, when nothing is paid; passing is of the whole period."""
    assert {row.left_out for worth in cost.worths for row in worth.ratios} == {None}


def test_years_earlier_by_hand(cost: Cost) -> None:
    """Odd runs pass in 2025 instead of never (2027): 0, 2, 0, 2 years, cost of the whole period."""
    row = next(w for w in cost.worths if w.outcome.name == "pass_county").of("package")
    assert (row.effect, row.cost) == pytest.approx((1.0, 1900.0))
    assert row.answer is Answer.UNCLEAR


def test_a_run_that_never_says_whether_it_passes_is_missing(tmp_path: Path) -> None:
    rows = ledger.sections()
    frame = ledger.county_year(rows)
    frame["pass_county"] = frame["pass_county"].astype(float).where(frame["replication"] < 3)
    study = load(ledger.write(tmp_path / "s", rows, frame=frame))
    (found,) = outcomes_in(study, "zhijin", ["pass"])
    runs = found.improved.xs("package", level="scenario").tolist()
    assert runs == pytest.approx([-2027, -2025, -2027, np.nan], nan_ok=True)


@pytest.mark.parametrize(
    ("name", "per", "times"),
    [
        ("vacancy_village", "per unit (posts)", -1),
        ("retention_3y_village", "per percentage point", 100),
        ("cv_teachers_primary_duty", "per 0.01", -100),
    ],
)
def test_units_of_outcomes(zhijin: Path, name: str, per: str, times: float) -> None:
    study = load(zhijin)
    (found,) = outcomes_in(study, "zhijin", [name])
    assert found.per.en == f"yuan a year {per}"
    assert "每" in found.per.zh
    stored = study.county_year([name], "zhijin")[name]
    assert found.improved.mean() == pytest.approx(times * stored.mean())


def test_the_region_of_two_means_is_hotellings() -> None:
    points = np.random.default_rng(3).normal(size=(9, 2)) @ [[1.0, 0.4], [0.0, 2.0]]
    apart = ellipse(points) - points.mean(axis=0)
    inverse = np.linalg.inv(np.cov(points.T) / 9)
    distance = np.einsum("ij,jk,ik->i", apart, inverse, apart)
    from scipy.stats import f

    assert distance == pytest.approx(2 * 8 / 7 * f.ppf(0.95, 2, 7))


def test_a_budget_binds_where_it_is_spent(tmp_path: Path) -> None:
    """Of 1,160 yuan, 95 % (1,102) are spent by the runs of 1,200 and 1,300: two of four."""
    folder = ledger.write(tmp_path / "s", ledger.sections(), {"budget": 1160.0})
    found = cost_of(load(folder))
    paid = {(b.scenario, b.year): b for b in found.bounds}
    assert paid["package", 2024].bound == 0
    assert paid["package", 2026].bound == pytest.approx(0.5)
    assert paid["package", 2026].spent == pytest.approx(1150)
    assert paid["package", 2026].used == pytest.approx(1150 / 1160)
    assert not paid["package", 2026].exact
    assert said(paid["package", 2026]).en == "all allowances of the county"


@pytest.mark.parametrize(
    ("yuan", "bound"), [(1250.0, 0.5), (1400.0, 0.0), (1000.0, 1.0), (1200 / 0.95, 0.5)]
)
def test_a_budget_binds_from_95_per_cent_on(tmp_path: Path, yuan: float, bound: float) -> None:
    """Runs spend 1,000 to 1,300: of 1,250 one spends more and one 96 %; of 1,400 none 95 %.

    1,200 are 95 % of the last budget.
    """
    found = cost_of(load(ledger.write(tmp_path / "s", ledger.sections(), {"budget": yuan})), per=[])
    assert {b.bound for b in found.bounds if b.scenario == "package" and b.year == 2026} == {bound}


def test_a_budget_of_nothing_binds_where_anything_is_spent(tmp_path: Path) -> None:
    folder = ledger.write(tmp_path / "s", ledger.sections(runs=2), {"budget": 0.0})
    told = {(b.scenario, b.year): (b.bound, b.used) for b in cost_of(load(folder), per=[]).bounds}
    assert (told["package", 2024], told["package", 2026]) == ((0.0, None), (1.0, None))


def test_answers_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One run gives no ratio, a clear loss neither, and a clear gain without cost is told so."""
    rows = ledger.sections()
    none = ledger.spending(rows).iloc[:0].astype({"yuan": float})
    free = cost_of(load(ledger.write(tmp_path / "free", rows, ledger=none)), per=["retention"])
    assert free.worths[0].of("package").answer is Answer.FREE
    one = ledger.write(tmp_path / "one", ledger.sections(runs=1))
    assert cost_of(load(one), per=["retention"]).worths[0].of("package").answer is Answer.ONE_RUN
    base = {"baseline": "package"}
    lost = cost_of(load(ledger.write(tmp_path / "lost", rows, base)), per=["retention"])
    assert lost.worths[0].of("status_quo").answer is Answer.WORSE
    assert main(["cost", str(one), "--lang", "en"]) == 0
    assert "one run only: no ratio" in " ".join(capsys.readouterr().out.split())


@pytest.mark.usefixtures("font_cache")
def test_a_figure_calls_nothing_cheapest_where_an_option_is_free(tmp_path: Path) -> None:
    """An appeal keeps teachers and costs nothing; the package keeps more, at a price."""
    rows = ledger.sections(("status_quo", "package", "appeal"))
    study = load(ledger.write(tmp_path / "s", rows))
    for language, told in (
        ("en", "better at no cost under appeal; of the rest cheapest under "),
        ("zh", "appeal 不花钱即改善；其余中"),
    ):
        drawn = picture(study, Look(language, theme.SIZES["screen"], "screen", "difference"))
        assert isinstance(drawn, Picture)
        assert told in drawn.head.replace("\N{NO-BREAK SPACE}", " ")


def test_json_has_no_number_that_is_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", str(folder), "--json", "--per", "pass", "--per", "retention"]) == 0
    out = capsys.readouterr().out
    assert "NaN" not in out
    found = json.loads(out)
    told = [(one["outcome"], one["period"]) for one in found["worth"]]
    assert told == [("pass_county", "whole"), ("retention", "year")]


@pytest.mark.parametrize(
    ("low", "high", "language", "told"),
    [
        (-1_284_000.0, -805_000.0, "en", "[−1.28m, −0.81m]"),
        (-22_000.0, 44_000.0, "en", "[−22k, +44k]"),
        (-400.0, 44_000.0, "en", "[−400, +44k]"),
        (-60_000.0, 27_550_000.0, "zh", "[−6万, +2,755万]"),
        (-60_000.0, 900.0, "zh", "[−6.00万, +0.09万]"),
        (12.0, 9_000.0, "zh", "[+12, +9,000]"),
    ],
)
def test_both_ends_of_an_interval_of_money_have_one_form(
    low: float, high: float, language: str, told: str
) -> None:
    assert money_between(low, high, language, sign=True).replace("\N{NO-BREAK SPACE}", " ") == told


def test_what_is_neither_good_nor_bad_has_no_price(cost: Cost) -> None:
    for name, told in (
        ("headcount", "neither better high nor low.*take retention, pass"),
        ("cv_backbone_primry_duty", "did you mean cv_backbone_primary_duty"),
    ):
        with pytest.raises(AnalysisError, match=told):
            cost_of(cost.study, per=[name])


@pytest.mark.usefixtures("font_cache")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_are_drawn(folder: Path, tmp_path: Path, lang: str) -> None:
    names = ["standing", "schools", "spending", "plane"]
    found = figures(folder, tmp_path / "a", ["svg"], lang, only=names)
    assert [path.name for path in found] == [f"{name}_{lang}.svg" for name in names]
    again = figures(folder, tmp_path / "b", ["svg"], lang, only=["spending"])
    assert again[0].read_bytes() == found[names.index("spending")].read_bytes()


@pytest.mark.usefixtures("font_cache")
def test_figures_of_meagre_studies(tmp_path: Path) -> None:
    """One run; one scenario; nothing spent: drawn, or skipped with a reason."""
    told: list[str] = []
    single = ledger.write(tmp_path / "one", ledger.sections(runs=1))
    names = ["standing", "schools", "spending", "plane"]
    assert len(figures(single, tmp_path / "f", ["svg"], "zh", only=["schools", "plane"])) == 2
    rows = ledger.sections(("status_quo",), 2)
    alone = ledger.write(
        tmp_path / "alone", rows, ledger=ledger.spending(ledger.sections()).iloc[:0]
    )
    drawn = figures(
        alone, tmp_path / "g", ["svg"], "en", only=names, say=lambda text: told.append(text.en)
    )
    assert [path.stem for path in drawn] == ["standing_en", "schools_en"]
    assert any("spending is not drawn" in one for one in told)
