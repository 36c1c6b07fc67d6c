"""What a brief says: every number found again in the stored files, rounding, words, privacy."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from analysis.folder import county_year, with_inputs, write_folder
from briefs.again import again
from briefs.looked_at import numbers, undefined
from briefs.made_up import change, groups, rows, spending, whole
from scenario.writing import study_of
from teacherflow.parameters.words import unit_words
from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.results.fairness import APART
from teacherflow_analysis.brief import pictures
from teacherflow_analysis.brief.blocks import Brief, Figure, Number, Paragraph, Table
from teacherflow_analysis.brief.case import Case
from teacherflow_analysis.brief.content import content_of
from teacherflow_analysis.brief.references import references
from teacherflow_analysis.brief.rounding import place_of, place_of_change, written
from teacherflow_analysis.brief.sections import first, gains, options
from teacherflow_analysis.brief.sections.options import _bracketed as _titled
from teacherflow_analysis.brief.sections.options import _dates
from teacherflow_analysis.comparison.compare import compare
from teacherflow_analysis.study import load

INTERVALS = ("difference_low", "difference_high", "difference_half")
ENGLISH = re.compile(r"[A-Za-z]{2,}(?: [a-z]{2,}){2,}")
CHINESE = re.compile(r"[\u4e00-\u9fff，。；：、（）“”]")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whole(tmp_path_factory.mktemp("brief") / "s")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whole(tmp_path_factory.mktemp("brief") / "d", replications=2, draws=12)


@cache
def made(folder: Path, language: str) -> Brief:
    """Return a brief, made once for all tests."""
    return content_of(load(folder), language)


def shown(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_is_found_again_in_the_files(folder: Path, language: str) -> None:
    found = numbers(made(folder, language))
    looked = [n for n in found if n.source.statistic == "looked_at"]
    case = Case(load(folder), language)
    frame = compare(folder, indicators=list(case.paths.columns))
    assert [n.value for n in looked] == [frame["low"].notna().sum()]
    found = [n for n in found if n not in looked]
    assert len(found) > 200
    for one in found:
        assert one.value == pytest.approx(again(folder, one.source), rel=1e-9, abs=1e-12), one
    kinds = {(n.source.table, n.source.statistic) for n in found}
    assert {table for table, _ in kinds} >= {
        "county_year", "groups_year", "section_year", "spending", "manifest", "statute"
    }  # fmt: skip


def test_texts_are_the_values_rounded_to_their_place(folder: Path) -> None:
    for language in ("zh", "en"):
        for one in numbers(made(folder, language)):
            off = abs(shown(one.text) - one.value * one.scale)
            assert off <= one.place / 2 + 1e-9 * abs(one.value * one.scale) + 1e-12, one


def test_differences_show_the_digits_that_their_interval_leaves(folder: Path) -> None:
    frame = compare(folder, every=True).set_index(["scenario", "indicator", "year"])
    looked = 0
    for one in numbers(made(folder, "zh")):
        if one.source.table != "county_year" or one.source.statistic != "difference":
            continue
        row = frame.loc[(one.source.scenario, one.source.column, one.source.year)]
        half = (row["high"] - row["low"]) / 2 * one.scale
        if half > 1e-3:
            looked += 1
            size = abs(row["difference"]) * one.scale
            coarser = 10 * one.place  # would hide that the interval leaves out zero
            finer = half < size and round(half / coarser) >= round(size / coarser)
            assert half / 20 < one.place or finer
            assert one.place <= half
    assert looked > 20


@pytest.mark.parametrize(
    ("half", "place"), [(37, 10), (13, 1), (0.19, 0.01), (0.2, 0.1), (0.0012, 0.0001), (0, 0.5)]
)
def test_places(half: float, place: float) -> None:
    assert place_of(half, 0.5) == pytest.approx(place)


def test_a_clear_difference_does_not_look_as_if_it_held_zero() -> None:
    """−20.3 ± 19.8 to the tens would be −20 ± 20."""
    assert place_of_change(-20.3, 19.8, 0.5) == pytest.approx(0.1)
    assert place_of_change(-40.3, 19.8, 0.5) == pytest.approx(10)
    assert place_of_change(1.35142, 1.35141, 0.5) == pytest.approx(0.00001)
    assert place_of_change(1.5, 1.49, 0.5) == pytest.approx(0.01)  # 0.01 to 2.99, not 0.0
    assert place_of_change(-10.3, 19.8, 0.5) == pytest.approx(10)
    assert place_of_change(3, None, 0.5) == pytest.approx(0.5)


def test_numbers_are_written_with_true_minus_and_without_a_signed_zero() -> None:
    assert written(-1234.4, 10, signed=True) == "−1,230"
    assert written(-0.04, 0.1, signed=True) == "0.0"
    assert written(0, 0.01, signed=True) == "0"


def test_what_spans_zero_is_called_no_clear_difference(folder: Path) -> None:
    frame = compare(folder, every=True).set_index(["scenario", "indicator", "year"])
    brief = made(folder, "en")
    for line in brief.lines():
        for one in line.numbers:
            if one.source.table == "county_year" and one.source.statistic == "difference":
                row = frame.loc[(one.source.scenario, one.source.column, one.source.year)]
                assert row["low"] > 0 or row["high"] < 0
    assert any("no clear difference" in str(line) for line in brief.lines())


def test_parameters_and_luck(drawn: Path) -> None:
    brief = made(drawn, "en")
    told = {n.source.statistic for n in numbers(brief)}
    assert {"best", "regret", "at_low", "at_high"} <= told
    for one in numbers(brief):
        known = {*INTERVALS, "looked_at"}
        if one.source.statistic not in known and not one.source.statistic.startswith("count"):
            assert one.value == pytest.approx(again(drawn, one.source), rel=1e-9, abs=1e-12), one
    unknown = next(
        b for b in brief.first if isinstance(b, Paragraph) and b.lead == "What is not known"
    )
    assert "hinge" in str(unknown.line)
    frame = compare(drawn, every=True).set_index(["scenario", "indicator", "year"])
    for one in numbers(brief):
        if one.source.table == "county_year" and one.source.statistic == "difference_half":
            row = frame.loc[(one.source.scenario, one.source.column, one.source.year)]
            assert one.value == pytest.approx((row["high"] - row["low"]) / 2)


def test_few_replications_of_many_draws_are_warned_of(drawn: Path) -> None:
    first_page = " ".join(str(b.line) for b in made(drawn, "en").first if isinstance(b, Paragraph))
    assert "known from 2 replications only" in first_page


def test_too_few_draws_are_not_taken_for_an_answer(tmp_path: Path) -> None:
    study = whole(tmp_path / "few", replications=2, draws=4)
    for language, few, never in (
        ("en", "too few to tell", "Parameters were varied within what is unknown; none"),
        ("zh", "组数太少", "没有发现单个参数"),
    ):
        brief = content_of(load(study), language)
        said = {b.lead: str(b.line) for b in brief.first if isinstance(b, Paragraph)}
        unknown = said["What is not known" if language == "en" else "不知道什么"]
        assert few in unknown
        notes = [b.note for b in brief.rest if isinstance(b, Table)]
        assert any("4 draws of parameters" in one or "4 组参数抽样" in one for one in notes)
        assert never not in unknown


def test_intervals_are_said_to_hold_what_they_hold(folder: Path, drawn: Path) -> None:
    for language, alone, both in (
        ("en", "luck alone may explain", "luck and unknown parameters may explain"),
        ("zh", "运气就足以解释", "运气和不确定的参数就足以解释"),
    ):
        assert any(alone in text for text in made(folder, language).texts())
        assert not any(alone in text for text in made(drawn, language).texts())
        assert any(both in text for text in made(drawn, language).texts())


def test_one_of_a_unit_has_no_plural() -> None:
    assert [unit_words(one, 1).en for one in ("years", "classes", "trips/month", "sd/year")] == [
        "year",
        "class",
        "trip/month",
        "sd/year",
    ]
    assert (
        unit_words("years", 0).en == unit_words("years", 2).en == unit_words("years").en == "years"
    )
    assert unit_words("years", 1).zh == "年"


def test_a_title_with_a_remark_is_one_item_of_a_list() -> None:
    told = {
        "Share; today's is taken as 0.1": "Share (today's is taken as 0.1)",
        "Posts a year; -1: by share": "Posts a year (-1: by share)",
        "Weight: vote of colleagues": "Weight (vote of colleagues)",
        "Years since (`from`)": "Years since (from)",
    }
    assert {title: _titled(title, (": ", "; "), " ({})") for title in told} == told
    assert _titled("占比；今为 0.1", ("：", "；"), "（{}）") == "占比（今为 0.1）"


def test_page_one_says_what_it_must(folder: Path) -> None:
    for language, words in (
        ("zh", ("模拟结果，非预测", "问题", "方案", "均衡", "谁受益、谁受损", "花费", "不知道什么", "没有变动")),
        ("en", ("simulation, not a forecast", "Question", "Options", "Balance", "Who gains, who loses", "Cost", "What is not known")),
    ):  # fmt: skip
        brief = made(folder, language)
        text = " ".join(
            f"{getattr(b, 'lead', '')} {b.line}" for b in brief.first if hasattr(b, "line")
        )
        assert all(word in text for word in words)
        assert sum(isinstance(b, Table) for b in brief.first) == 1
        assert sum(isinstance(b, Figure) for b in brief.first) == 1


def test_an_option_that_changes_nothing_is_told_once(tmp_path: Path) -> None:
    frame = rows(3)
    where = write_folder(tmp_path / "s", frame, change(frame), groups(frame))
    path = where / "manifest.json"
    told = json.loads(path.read_text("utf-8"))
    for unit in told["units"]:
        unit["scenarios"]["rotation"] = unit["scenarios"]["status_quo"]
    path.write_text(json.dumps(told), "utf-8")
    page = first.blocks(Case(load(where), "en"))
    (said,) = [b for b in page if isinstance(b, Paragraph) and b.lead == "Without effect"]
    assert "Six-year rotation" in str(said.line)
    assert "in none of the 3 runs does anything that was recorded differ from" in str(said.line)
    assert all(again(where, n.source) == n.value for n in said.line.parts if isinstance(n, Number))


def test_groups_without_a_clear_difference_are_not_named_as_the_worst(tmp_path: Path) -> None:
    frame, few = rows(3), groups(rows(3))
    luck = few["replication"].map({0: 0.0, 1: 0.0, 2: 3.0})  # one run of three, and no other
    unclear = few.assign(net_better_off=few["net_better_off"] * luck)
    texts = []
    for name, table in (("clear", few), ("unclear", unclear)):
        where = write_folder(tmp_path / name, frame, change(frame), table)
        texts += [" ".join(map(str, gains.most(Case(load(where), "en"))))]
    assert "better less worse off is lowest under" in texts[0]
    assert 'the group "Village": −25.0' in texts[0]
    assert texts[1] == ""


def test_results_of_an_earlier_version_have_no_net_gain(tmp_path: Path) -> None:
    frame, earlier = rows(3), groups(rows(3)).drop(columns=["better_off", "net_better_off"])
    where = write_folder(
        tmp_path / "s", frame.drop(columns=["net_better_off"]), change(frame), earlier
    )
    case = Case(load(where), "en")
    captions = [b.caption for b in gains.blocks(case) if isinstance(b, Table)]
    assert [one.partition(" (")[0] for one in captions] == [
        "Worse off",
        "Welfare",
        "Teacher effect",
    ]
    assert gains.most(case) == []


@pytest.mark.parametrize(("name", "words"), [("village_001", "synthetic"), ("上村小学", "a list")])
def test_a_county_of_real_schools_is_not_called_synthetic(
    name: str, words: str, tmp_path: Path
) -> None:
    schools = rows(1)[["county", "scenario", "draw", "replication"]].drop_duplicates()
    more = {"schools": schools.assign(school_id=0, name=name)}
    where = write_folder(tmp_path, rows(1), change(rows(1)), more=more)
    assert words in str(first.warning(Case(load(where), "en")))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", "不是本县自己的生源预测.*“学校布局调整”"),
        ("en", "no forecast of its own.*policy School layout"),
    ],
)
def test_why_pupils_and_schools_change_under_the_baseline_is_told(
    folder: Path, language: str, told: str
) -> None:
    assert any(re.search(told, text) for text in made(folder, language).texts())


def test_digits_on_page_one_are_numbers_of_the_study(folder: Path) -> None:
    brief = made(folder, "zh")
    said = [p for b in brief.first if isinstance(b, Paragraph) for p in b.line.parts]
    digits = {d for p in said if isinstance(p, str) for d in re.findall(r"\d+", p)}
    assert digits <= {"95", "2034", "2038", f"{APART:g}"}


def test_provisions_are_told_with_dates_and_values(folder: Path) -> None:
    items = [
        f"{b.lead} {b.line}".replace("\u00a0", " ")
        for b in made(folder, "en").rest
        if isinstance(b, Paragraph) and b.item
    ]
    subsidy = next(item for item in items if "subsidy" in item)
    assert "from 2025, phased in over 3 years" in subsidy
    assert "2025: 600 yuan/month, 2028: 900 yuan/month" in subsidy
    rotation = next(item for item in items if "rotation" in item.lower())
    assert "from 2026, until 2035" in rotation
    assert "7%" in rotation


def test_sums_that_no_school_gets_are_told_among_the_provisions(tmp_path: Path) -> None:
    road = "rural_subsidy: {as: %s, by: distance, far_above: %s, near_below: %s, %s}"
    tiers = "yuan_by_distance: {near: 0, middle: 200}"
    paid = road % ("some", 60, 10, tiers), road % ("none", 90, 60, "yuan_by_distance.near: 0")
    scenarios = f"status_quo: {{}}\nrotation: {{policies: [{', '.join(paid)}]}}"
    frame = county_year(4, counties=["demo"], scenarios=["status_quo", "rotation"])
    study = study_of(tmp_path, scenarios, "baseline: status_quo\n")
    case = Case(load(with_inputs(write_folder(tmp_path / "s", frame), study)), "en")
    none, some = [str(b.line) for b in options.blocks(case) if isinstance(b, Paragraph) and b.item]
    far = "Monthly subsidy (far) does nothing: Demo County has no town or village school more than"
    assert f"{far} 60 km from the seat" in some
    assert "does nothing: Demo County has no town or village school 60 km or more" in none
    assert "far)" not in none.partition("oes nothing")[2]
    zh = " ".join(map(str, options.blocks(replace(case, language="zh")))).replace("\u00a0", "")
    assert "“月补助（远）”不起作用：示例县没有距县城超过" in zh


def test_values_are_told_in_words_not_as_study_files_spell_them(folder: Path) -> None:
    spelled = {
        value
        for policy in BUILT_IN
        for parameter in policy.parameters().values()
        for value in parameter.choices
    }
    assert {"zone", "lower_or_weak"} <= spelled
    brief = made(folder, "zh")
    table = next(b for b in brief.rest if isinstance(b, Table) and b.caption.startswith("参数"))
    values = {str(row[1]) for row in table.rows}
    provisions = [str(b.line) for b in brief.rest if isinstance(b, Paragraph) and b.item]
    told = set(re.findall("[A-Za-z_]+", " ".join([*values, *provisions])))
    assert not told & spelled
    assert {"按区域", "下一级区域或薄弱学校", "本科及以上"} <= values


def test_assumptions_are_called_so_with_their_source(folder: Path) -> None:
    brief = made(folder, "zh")
    table = next(b for b in brief.rest if isinstance(b, Table) and b.caption.startswith("参数"))
    rows_ = [list(map(str, row)) for row in table.rows]
    assert any(row[2] == "假设" for row in rows_)
    assert all(row[3] for row in rows_)
    assert any("36.5" in row[1] for row in rows_)  # set by the study
    assert not any("0.012" in row[1] for row in rows_)  # the default


def test_few_persons_are_not_shown(folder: Path) -> None:
    for text in made(folder, "en").texts():
        assert "Professor" not in text


def test_words_are_those_of_the_language(folder: Path, drawn: Path) -> None:
    for where in (folder, drawn):
        for text in made(where, "en").texts():
            assert not CHINESE.search(text), text
        for text in made(where, "zh").texts():
            if not text.startswith("英文来源：") and "teacherflow brief" not in text:
                assert not ENGLISH.search(text), text


def test_nothing_undefined_is_written(folder: Path, drawn: Path) -> None:
    for where in (folder, drawn):
        for language in ("zh", "en"):
            assert undefined(made(where, language)) == []


def test_page_one_tells_whole_units(tmp_path: Path) -> None:
    study = load(whole(tmp_path / "s"))
    drawn = pictures.draw(study, [pictures.PAGE_ONE], "en", tmp_path, ["svg"])[pictures.PAGE_ONE]
    assert drawn.svg is not None
    lines = re.findall(r"<!-- (.+?) -->", drawn.svg.read_text(encoding="utf-8"))
    assert "percentage points of teachers" in " ".join(lines)


def test_a_policy_in_force_in_every_year_has_no_date(folder: Path) -> None:
    """Of the years 2024 to 2038."""
    given = {"policy": "delayed_retirement", "until": None, "phase_in": 0, "parameters": {}}
    told = []
    for language in ("zh", "en"):
        case = Case(load(folder), language)
        for dates in (
            {"from": None},
            {"from": 2023},
            {"from": 2024, "until": 2038},
            {"from": 2025},
            {"from": 2024, "until": 2030},
            {"from": 2024, "phase_in": 3},
        ):
            told.append(str(_dates(case, "", {**given, **dates})).replace("\u00a0", " "))
    assert told == [
        *("一直实行", "研究各年一直实行", "研究各年一直实行"),
        *("自 2025 学年起", "自 2024 学年起，至 2030 学年止", "自 2024 学年起，分 3 年到位"),
        *("always in force", "in force throughout the study", "in force throughout the study"),
        *("from 2025", "from 2024, until 2030", "from 2024, phased in over 3 years"),
    ]


def test_what_one_payer_saves_does_not_hide_what_another_spends(tmp_path: Path) -> None:
    frame = rows()
    frame.loc[frame["scenario"] == "rotation", "spending"] = 0.0
    ledger = spending(frame)
    grant = ledger[ledger["item"] == "village"].assign(
        scenario="rotation", policy="special_posts", item="grant", payer="centre"
    )
    relief = grant.assign(item="relief", payer="county", yuan=-grant["yuan"])
    tables = {"spending": pd.concat([ledger, grant, relief], ignore_index=True)}
    folder = write_folder(tmp_path / "s", frame, change(frame), None, tables)
    brief = content_of(load(folder), "en")
    cost = next(str(b.line) for b in brief.first if isinstance(b, Paragraph) and b.lead == "Cost")
    assert re.search(r"centre 20\.\d+\smillion yuan, county −20\.\d+\smillion yuan", cost)
    assert "no change of the sum in any run" in cost
    assert "= no change in total" in {
        str(c) for b in brief.first if isinstance(b, Table) for r in b.rows for c in r
    }
    for one in [one for one in numbers(brief) if one.source.table == "spending"]:
        assert one.value == pytest.approx(again(folder, one.source), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_text_refers_to_every_table_and_figure(folder: Path, language: str) -> None:
    brief = made(folder, language)
    told = " ".join(references(brief).values())
    tables, figures = (
        {int(n) for n in re.findall(pattern, told)}
        for pattern in (r"(?:表|Tables?)\u00a0(\d+)", r"(?:图|Figures?)\u00a0(\d+)")
    )
    shown = len([block for block in brief.blocks if isinstance(block, Figure)])
    assert min(figures) == min(tables) == 1
    assert str(shown) in re.findall(r"\d+", told)
    places = [brief.blocks[place] for place in references(brief)]
    assert all(isinstance(block, Paragraph) for block in places)
