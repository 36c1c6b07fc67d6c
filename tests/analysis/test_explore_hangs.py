"""What the explorer tells of uncertain parameters, against `sensitivity`; scenarios that do nothing."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from analysis.chromium import Chromium, installed
from analysis.drawn import (
    DRAWS,
    KEEPS,
    LEVEL,
    STRONG,
    planted,
    rows,
    sampled,
    turning,
    written,
)
from analysis.exploring import at, table, words
from analysis.folder import county_year, write_folder
from teacherflow_analysis.clear_digits import with_ends
from teacherflow_analysis.comparison.evidence import title_of
from teacherflow_analysis.comparison.sensitivity import Outcome, sensitivity_of, value_of
from teacherflow_analysis.explorer import explore
from teacherflow_analysis.explorer.parts import kept
from teacherflow_analysis.explorer.payload import payload
from teacherflow_analysis.explorer.swings import MOST
from teacherflow_analysis.indicators_meta import describe
from teacherflow_analysis.study import Study
from teacherflow_analysis.written import share

PROGRAM = installed()
REQUIRED = os.environ.get("TEACHERFLOW_BROWSER") == "required"
in_browser = pytest.mark.skipif(
    PROGRAM is None and not REQUIRED, reason="no Chromium on this machine"
)
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return planted(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module")
def page(study: Study) -> str:
    return explore(study).as_uri()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    assert PROGRAM is not None, "TEACHERFLOW_BROWSER=required, and there is no Chromium"
    with Chromium(PROGRAM, tmp_path_factory.mktemp("profile")) as found:
        found.width(1200)
        yield found


def outcome(study: Study, scenario: str) -> Outcome:
    found = sensitivity_of(study, every=True).outcomes
    (one,) = (one for one in found if one.scenario == scenario and one.indicator == KEEPS)
    return one


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page of one draw, with rotation doing in every run what the baseline does."""
    folder = write_folder(tmp_path_factory.mktemp("idle") / "s", county_year(2))
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text("utf-8"))
    for unit in manifest["units"]:
        unit["scenarios"]["rotation"] = unit["scenarios"]["status_quo"]
    file.write_text(json.dumps(manifest), "utf-8")
    return explore(folder).as_uri()


def test_the_file_holds_what_sensitivity_finds(study: Study) -> None:
    data = payload(study)
    held, now = data["swings"], data["swings"]["periods"]["last5"]
    place = study.indicators().index(KEEPS)
    for name in study.scenarios:
        one = outcome(study, name)
        row = dict(zip(held["outcome_keys"], now["outcomes"][name][place], strict=True))
        assert row["mean"] == pytest.approx(one.mean, abs=1e-6)
        assert row["above"] == round(one.above * DRAWS)
        for swing, numbers in zip(one.swings, row["swings"], strict=True):
            kept = dict(zip(held["swing_keys"], numbers, strict=False))
            about = held["parameters"][kept["parameter"]]
            assert about["name"] == swing.parameter
            assert about["ends"] == pytest.approx([swing.low, swing.high], rel=1e-5)
            assert kept["at_low"] == pytest.approx(swing.at_low, abs=1e-6)
            assert kept["at_high"] == pytest.approx(swing.at_high, abs=1e-6)
            assert kept["half"] == pytest.approx(swing.swing_high - swing.swing, abs=1e-6)
            assert kept["decisive"] == swing.decisive
            told = swing.switch is not None and swing.decisive
            assert kept.get("zero") == (
                [pytest.approx(swing.switch, rel=1e-5), value_of(swing.switch)] if told else None
            )


def test_only_the_largest_are_kept(tmp_path: Path) -> None:
    """Fourteen parameters, of which ten are drawn, and nothing is told of the others."""
    source = np.random.default_rng(1)
    drawn = sampled(9) | {f"made.up_{i}": source.uniform(size=9).tolist() for i in range(11)}
    reform = np.array(drawn[STRONG])[:, None]
    frame = rows({"status_quo": 0 * reform, "rotation": reform})
    held = payload(written(tmp_path, frame, drawn))["swings"]
    now = held["periods"]["last5"]
    (one,) = now["outcomes"]["rotation"]
    assert now["varied"] == 14
    assert len(one[-1]) == len(held["parameters"]) == MOST
    assert held["parameters"][one[-1][0][0]]["name"] == STRONG
    made_up = next(about for about in held["parameters"] if about["name"].startswith("made"))
    assert made_up["source"] is None


@in_browser
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_is_written_as_the_terminal_writes_it(
    browser: Chromium, page: str, study: Study, language: str
) -> None:
    browser.complaints.clear()
    browser.open(at(page, v="hangs", l=language, i=KEEPS))
    meta, expected = describe(KEEPS), []
    for name in ("rotation", "package"):
        for swing in outcome(study, name).swings:
            ends = (meta.written(end, language, True) for end in (swing.at_low, swing.at_high))
            around = swing.swing, swing.swing_low, swing.swing_high
            values = f"{value_of(swing.low)}\u00a0→\u00a0{value_of(swing.high)}"
            change = " ".join(with_ends(meta, language, *around))
            title = getattr(title_of(swing.parameter), language)
            label = study.label(name, language)
            yes = {"zh": "是否", "en": ["yes", "no"]}[language][not swing.decisive]
            told = swing.switch is not None and swing.decisive
            zero = value_of(swing.switch) if told else "—"
            cells = [label, title, values, " → ".join(ends), zero, change]
            expected.append([*cells, share(swing.share).rstrip("%"), yes])
    assert any(row[4] != "—" for row in expected)
    shown = [[*row[:2], " ".join(row[2].split(" ")[:1]), *row[3:8]] for row in table(browser)]
    assert shown == expected
    told = words(browser)
    assert not re.search(r"NaN|undefined|null|Infinity|\[object", told)
    assert language == "zh" or not HAN.search(told.replace("中文", "", 1))
    assert browser.complaints == []


@in_browser
def test_the_baseline_shows_its_level_and_the_address_keeps_the_choice(
    browser: Chromium, page: str, study: Study
) -> None:
    browser.open(at(page, v="hangs", l="en", i=KEEPS))
    browser.value(
        "(() => { const s = document.getElementById('c-o'); s.value = 'status_quo';"
        " s.dispatchEvent(new Event('change')); })()"
    )
    assert table(browser)[0][0] == title_of(LEVEL).en
    zero = "document.querySelectorAll('figure svg .zero').length"
    assert browser.value(zero) == 0
    before = words(browser)
    browser.open(browser.value("location.href"))
    assert words(browser) == before
    browser.open(at(page, v="hangs", l="en", i=KEEPS, s=["rotation", "package"], o="status_quo"))
    assert {row[0] for row in table(browser)} == {"Six-year rotation", "Rotation and subsidy"}
    assert browser.value(zero) > 0


@in_browser
def test_marks_tell_both_ends_and_the_csv_has_a_number_in_each_cell(
    browser: Chromium, page: str, study: Study
) -> None:
    browser.open(at(page, v="hangs", l="en", i=KEEPS, o="rotation"))
    swing = outcome(study, "rotation").swings[0]
    marks = browser.value(
        "[...document.querySelectorAll('figure svg .mark')].map(one => one.getAttribute('aria-label'))"
    )
    assert len(marks) == 6
    for label, end in zip(marks, (swing.low, swing.high), strict=False):
        assert f"{title_of(STRONG).en}, {value_of(end)}" in label
    browser.value(
        "window.kept = null; URL.createObjectURL = (blob) => { window.kept = blob; return 'data:,' };"
        "document.getElementById('csv').click()"
    )
    browser.wait("!!window.kept")
    text: str = browser.value("window.kept.text()")
    first = next(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert first["Name in files"] == STRONG
    assert float(first["Outcome at low value"]) == pytest.approx(100 * swing.at_low, abs=1e-3)
    assert float(first["Change"]) == pytest.approx(100 * swing.swing, abs=1e-3)
    assert first["Unit"] == "pp"


def test_years_are_left_out_of_large_studies(tmp_path: Path) -> None:
    """The last five and each year, here two; with no room for them, the ends."""
    study = turning(tmp_path)
    assert payload(study)["swings"]["order"] == ["last5", "2024", "2025"]
    assert kept(tuple(range(2024, 2034)), cells=3, most=15) == [2024, 2025, 2027, 2029, 2031, 2033]


@in_browser
@pytest.mark.parametrize(("year", "language"), [("2025", "en"), ("2024", "zh")])
def test_a_year_can_be_chosen_and_where_its_difference_is_zero_is_told(
    browser: Chromium, tmp_path: Path, year: str, language: str
) -> None:
    study = turning(tmp_path)
    (found,) = sensitivity_of(study, every=True, year=int(year)).outcomes[1:]
    zero = value_of(found.swings[0].switch or 0)
    browser.open(at(explore(study).as_uri(), v="hangs", l=language, i=KEEPS))
    browser.value(
        f"(() => {{ const s = document.getElementById('c-op'); s.value = '{year}';"
        " s.dispatchEvent(new Event('change')); })()"
    )
    drawn = browser.value("document.querySelector('figure svg').textContent")
    assert f"{year}" in browser.value("document.getElementById('told').textContent")
    assert {"zh": f"{zero} 处变号", "en": f"zero at {zero}"}[language] in drawn
    first = table(browser)[0]
    assert first[3] == zero
    assert first[2].split(" → ")[0] == describe(KEEPS).written(
        found.swings[0].at_low, language, True
    )
    browser.open(browser.value("location.href"))
    assert table(browser)[0] == first


@in_browser
@pytest.mark.parametrize("width", [360, 1600])
def test_bars_and_their_words_stay_inside_and_panels_have_one_scale(
    browser: Chromium, page: str, width: int
) -> None:
    browser.width(width)
    browser.open(at(page, v="hangs", l="en", i=KEEPS))
    assert browser.value("document.documentElement.scrollWidth") <= width
    inside = browser.value(
        "(() => { const box = document.querySelector('figure svg').getBoundingClientRect();"
        " return [...document.querySelectorAll('figure svg text, figure svg .mark')].every(one => {"
        " const r = one.getBoundingClientRect(); return r.left >= box.left - 1.5 && r.right <= box.right + 1.5; }); })()"
    )
    assert inside
    zeros = browser.value(
        "[...document.querySelectorAll('figure svg .zero')].map(one => +one.getAttribute('x1'))"
    )
    assert len({round(x) for x in zeros}) == (1 if width < 1000 else 2)
    browser.width(1200)


@in_browser
def test_few_draws_have_a_sentence_instead(browser: Chromium, idle: str) -> None:
    browser.open(at(idle, v="hangs", l="en"))
    told = browser.value("document.querySelector('#view .empty').textContent")
    assert "1 draw of the uncertain parameters" in told
    assert browser.value("document.getElementById('c-o')") is None


@in_browser
def test_an_outcome_that_does_not_vary_is_told_to_be_so(browser: Chromium, tmp_path: Path) -> None:
    quo = np.full((9, 2), 0.5)
    reform = quo + np.array(sampled(9)[STRONG])[:, None]
    frame = rows({"status_quo": quo, "rotation": quo, "package": reform})
    page = explore(written(tmp_path, frame, sampled(9))).as_uri()
    browser.open(at(page, v="hangs", l="en", i=KEEPS))
    told = browser.value("document.querySelector('figure svg').textContent")
    assert "It does not vary between draws: 0.0." in told
    assert {row[0] for row in table(browser)} == {"Rotation and subsidy"}


@in_browser
def test_a_scenario_that_changes_nothing_is_told_in_a_sentence(
    browser: Chromium, idle: str
) -> None:
    """It has neither marks nor rows, and does not count among the effects that were looked at."""
    sentence = "Six-year rotation changes nothing: in none of the 2 runs"
    browser.open(at(idle, v="end", l="en", g2="balance"))
    assert {row[2] for row in table(browser)} == {"Rotation and subsidy"}
    assert sentence in browser.value("document.querySelector('#view .idle').textContent")
    drawn = browser.value(
        "[...document.querySelectorAll('figure svg text')].map(one => one.textContent).join(' ')"
    )
    assert sentence in drawn
    assert f"{len(table(browser))} effects are shown" in drawn
    browser.open(at(idle, v="end", l="en", g2="balance", s="rotation"))
    assert sentence in browser.value("document.querySelector('#view .empty').textContent")
