"""What a reader of the explorer may not be misled by: units, intervals, reasons, paper."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.chromium import Chromium, installed
from analysis.exploring import at, full_folder, table, words
from analysis.folder import county_year, write_folder
from teacherflow_analysis.explorer import explore
from teacherflow_analysis.explorer.page import page as page_of
from teacherflow_analysis.explorer.payload import payload
from teacherflow_analysis.study import load

PROGRAM = installed()
REQUIRED = os.environ.get("TEACHERFLOW_BROWSER") == "required"
pytestmark = pytest.mark.skipif(
    PROGRAM is None and not REQUIRED, reason="no Chromium on this machine"
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return explore(full_folder(tmp_path_factory.mktemp("explore") / "study")).as_uri()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A study whose reform costs little and changes a coefficient by less than is shown."""
    frame = county_year(3)
    frame["spending"] /= 8
    frame["cv_teachers_primary_duty"] = 0.3 + 1e-6 * frame["replication"]
    reform = frame["scenario"] == "package"
    frame.loc[reform, "cv_teachers_primary_duty"] *= 1.001
    return explore(write_folder(tmp_path_factory.mktemp("small") / "study", frame)).as_uri()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A study of more scenarios than are drawn at first."""
    frame = county_year(2, scenarios=["status_quo", *(f"reform_{i}" for i in range(12))])
    return explore(write_folder(tmp_path_factory.mktemp("many") / "study", frame)).as_uri()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    assert PROGRAM is not None, "TEACHERFLOW_BROWSER=required, and there is no Chromium"
    with Chromium(PROGRAM, tmp_path_factory.mktemp("profile")) as found:
        found.width(1200)
        yield found


def drawn(browser: Chromium) -> str:
    """Return the texts of the pictures: what a downloaded one says."""
    found: str = browser.value(
        "[...document.querySelectorAll('figure svg text')].map(one => one.textContent).join('\\n')"
    )
    return found


def saved(browser: Chromium) -> list[dict[str, str]]:
    """Return the rows of the CSV that the page gives away."""
    browser.value(
        "window.kept = null; URL.createObjectURL = (blob) => { window.kept = blob; return 'data:,' };"
        "document.getElementById('csv').click()"
    )
    browser.wait("!!window.kept")
    text: str = browser.value("window.kept.text()")
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_a_table_that_was_not_stored_is_named_and_nothing_is_said_of_what_it_would_hold(
    browser: Chromium, tmp_path: Path
) -> None:
    page = explore(write_folder(tmp_path / "s", county_year(2))).as_uri()
    wanted = {"people": "groups_year", "money": "spending", "schools": "section_year"}
    for view, name in wanted.items():
        browser.open(at(page, v=view, l="en"))
        told = browser.value("document.querySelector('#view .empty').textContent")
        assert name in told
        assert "not stored" in told
        assert "beyond basic pay" not in told


def test_a_stored_table_of_spending_without_lines_says_that_nothing_is_spent(
    browser: Chromium, tmp_path: Path
) -> None:
    folder = full_folder(tmp_path / "s", scenarios=["status_quo"])
    browser.open(at(explore(folder).as_uri(), v="money", l="en"))
    assert "No policy spends anything beyond basic pay." in words(browser)


def test_numbers_of_a_csv_are_in_the_unit_beside_them(browser: Chromium, page: str) -> None:
    """A difference of shares of half a point is 0.5 pp, not 0.005 pp."""
    browser.open(at(page, v="end", l="en", g2="staffing", p="last5"))
    by_table = [row for row in table(browser) if row[1] == "pp"]
    by_file = [row for row in saved(browser) if row["Unit"] == "pp"]
    assert by_table
    for shown, row in zip(by_table, by_file, strict=True):
        assert float(shown[4].rstrip("%")) == pytest.approx(float(row["Reform"]), abs=0.051)
        assert float(shown[5].replace("−", "-")) == pytest.approx(
            float(row["Difference"]), abs=0.051
        )


@pytest.mark.parametrize(
    ("choice", "unit"),
    [
        ({"v": "time", "i": "moves_up"}, "events"),
        ({"v": "time", "i": "novice_share_village"}, "%"),
        ({"v": "time", "i": "novice_share_village", "m": "changes"}, "pp"),
        ({"v": "people", "ms": "worse_off"}, "%"),
        ({"v": "people", "ms": "net_better_off"}, "pp"),
        ({"v": "people", "ms": "welfare"}, "yuan/month"),
        ({"v": "money"}, "yuan"),
    ],
)
def test_a_csv_tells_its_unit(
    browser: Chromium, page: str, choice: dict[str, str], unit: str
) -> None:
    browser.open(at(page, l="en", **choice))
    assert {row["Unit"] for row in saved(browser)} == {unit}


def test_a_picture_of_spending_tells_its_unit(browser: Chromium, page: str) -> None:
    browser.open(at(page, v="money", l="zh"))
    assert "（元）" in drawn(browser)


def test_spending_of_several_lines_is_summed_up(browser: Chromium, page: str) -> None:
    browser.open(at(page, v="money", l="en", mp="2030"))
    *lines, total = saved(browser)
    assert (total["Policy"], total["Scenario"]) == ("Total", lines[0]["Scenario"])
    assert float(total["Mean"]) == sum(float(row["Mean"]) for row in lines)
    assert "Total" in drawn(browser).split("\n")


def test_the_scale_below_amounts_is_in_the_units_of_the_amounts(
    browser: Chromium, small: str
) -> None:
    """A million and a half is 150万 beside the row and below it."""
    browser.open(at(small, v="end", l="zh", g2="cost"))
    assert re.findall(r"\d,\d{3},\d{3}", drawn(browser)) == []


def test_a_picture_of_differences_names_the_baseline(browser: Chromium, page: str) -> None:
    for choice in ({"v": "time", "m": "changes"}, {"v": "end"}, {"v": "people"}):
        browser.open(at(page, l="en", **choice))
        baseline = browser.value(
            "(() => { const d = teacherflow.data; return d.scenarios.find(one =>"
            " one.name === d.study.baseline).label.en; })()"
        )
        assert f"Baseline: {baseline}." in drawn(browser).replace("\n", " ")


def test_persons_are_whole(browser: Chromium, page: str) -> None:
    browser.open(at(page, v="people", l="en", by="age"))
    assert [row[-1] for row in table(browser) if "." in row[-1]] == []


def test_who_gains_tells_how_many_intervals_chance_would_clear(
    browser: Chromium, page: str
) -> None:
    browser.open(at(page, v="people", l="en", by="zone"))
    assert "6 effects are shown" in drawn(browser).replace("\n", " ")


def test_a_single_year_shows_its_intervals_apart(browser: Chromium, page: str) -> None:
    browser.open(at(page, v="time", l="en", i="moves_up", y="2030-2030"))
    places = browser.value(
        "[...document.querySelectorAll('figure svg .interval')].map(one =>"
        " [one.getAttribute('x1'), one.getAttribute('y1') !== one.getAttribute('y2')])"
    )
    assert len(places) == len({x for x, _ in places}) == 3
    assert all(high for _, high in places)


def test_a_table_of_differences_shows_on_which_side_of_zero_an_interval_lies(
    browser: Chromium, small: str
) -> None:
    browser.open(
        at(small, v="time", l="en", i="cv_teachers_primary_duty", m="changes", s="package")
    )
    assert table(browser)[0][-3:] == ["+0.0003", "+0.0003", "+0.0003"]


def test_paper_holds_long_pictures_in_parts_that_can_be_read(
    browser: Chromium, tmp_path: Path
) -> None:
    page = explore(full_folder(tmp_path / "s")).as_uri()
    for choice in ({"v": "end", "g2": "balance"}, {"v": "people", "by": "subject"}):
        browser.open(at(page, l="zh", **choice))
        whole = drawn(browser)
        ends = browser.value("document.querySelectorAll('figure').length")
        browser.value("dispatchEvent(new Event('beforeprint'))")
        heights = browser.value(
            "[...document.querySelectorAll('figure svg')].map(one => +one.getAttribute('height'))"
        )
        told = drawn(browser)
        assert ends == 1
        assert max(heights) <= 820
        if choice["v"] == "end":
            assert len(heights) > 1
            numbers = [line for line in whole.split("\n") if "[" in line]
            assert [line for line in told.split("\n") if "[" in line] == numbers
        browser.value("dispatchEvent(new Event('afterprint'))")
        assert browser.value("document.querySelectorAll('figure').length") == 1


def test_provenance_gives_scenarios_their_titles(browser: Chromium, page: str) -> None:
    browser.open(at(page, v="about", l="zh"))
    told = words(browser)
    for one in browser.value("teacherflow.data.scenarios"):
        assert f"{one['label']['zh']} {one['name']}" in told


def test_a_change_is_announced_by_its_title_alone(browser: Chromium, page: str) -> None:
    """A screen reader need not hear the whole table after every choice."""
    browser.open(at(page, v="people", l="en"))
    assert browser.value("document.getElementById('view').getAttribute('aria-live')") is None
    title = browser.value("document.querySelector('figure svg').getAttribute('aria-label')")
    said = "document.querySelector('[role=status]').textContent"
    assert browser.value(said) == title
    browser.value("document.getElementById('v-about').click()")
    assert browser.value(said) == "Provenance"


def test_a_map_speaks_of_no_axes(browser: Chromium, page: str) -> None:
    browser.open(at(page, v="schools", l="en"))
    assert "axes" not in drawn(browser)


def test_a_zone_of_a_single_school_has_a_map_that_holds_its_scale(
    browser: Chromium, page: str
) -> None:
    browser.open(at(page, v="schools", l="en", mz="seat"))
    assert browser.value(
        "(() => { const svg = document.querySelector('figure svg').getBoundingClientRect();"
        " return [...document.querySelectorAll('figure svg text')].every(one =>"
        " one.getBoundingClientRect().right <= svg.right + 1); })()"
    )


def test_failed_runs_are_not_counted_and_counties_without_results_are_named(
    browser: Chromium, tmp_path: Path
) -> None:
    """Of five replications four have results; all runs of one county failed."""
    study = replace(load(full_folder(tmp_path / "s")), replications=5, failed=6, lost=("west",))
    file = tmp_path / "page.html"
    file.write_text(page_of(payload(study), "en"), "utf-8")
    browser.open(at(file.as_uri(), v="time", l="en"))
    for told in (drawn(browser).replace("\n", " "), words(browser)):
        assert "Mean of 4 of 5 runs." in told
        assert "All runs of 1 county failed, which no mean holds: west." in told


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "+0.20m [−0.05m, +0.45m]"), ("zh", "+20万 [−5万, +45万]")],
)
def test_an_interval_of_money_has_one_form(
    browser: Chromium, page: str, language: str, told: str
) -> None:
    browser.open(at(page, v="money", l=language))
    number = "teacherflow.estimate('money', 200000, -48412, 448412, true)"
    assert browser.value(number) == told


TOLD = "document.getElementById('tip').innerText"
HIDDEN = "document.getElementById('tip').hidden"
FOCUSED = "document.activeElement.getAttribute('aria-label')"


def test_keys_read_every_number_of_a_picture(browser: Chromium, page: str) -> None:
    """One stop of the Tab key for a picture; arrows go along a line and to the one below."""
    browser.open(at(page, v="time", l="en", i="moves_up", y="2030-2032"))
    assert browser.value("document.querySelectorAll('figure svg [tabindex=\"0\"]').length") == 1
    browser.value("document.getElementById('svg').focus()")
    browser.value("document.querySelector('figure svg [tabindex=\"0\"]').focus()")
    rows = table(browser)
    for key, row in (("Home", 0), ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1)):
        browser.key(key)
        scenario, year, mean, low, high = rows[row]
        assert browser.value(FOCUSED) == f"{scenario} · {year}: {mean} [{low}, {high}]"
        assert browser.value(FOCUSED) in browser.value(TOLD)
    browser.key("Home")
    before = browser.value(FOCUSED)
    browser.key("ArrowDown")
    assert browser.value(FOCUSED) != before
    assert "2030" in browser.value(FOCUSED)
    browser.key("Escape")
    assert browser.value(HIDDEN) is True


def test_a_tap_beside_a_mark_tells_what_it_holds(browser: Chromium, page: str) -> None:
    for view in ("end", "schools"):
        browser.open(at(page, v=view, l="zh"))
        assert browser.value(HIDDEN) is True
        label = browser.value(
            "(() => { const one = document.querySelector('figure svg .mark'), r = one.getBoundingClientRect();"
            " const options = { bubbles: true, clientX: r.x + r.width / 2 - 9, clientY: r.y + r.height / 2 };"
            " one.closest('svg').dispatchEvent(new MouseEvent('click', options));"
            " return document.activeElement.getAttribute('aria-label'); })()"
        )
        assert label in browser.value(TOLD)
        browser.value("document.querySelector('h1').click()")
        assert browser.value(HIDDEN) is True


def test_a_downloaded_picture_tells_its_numbers_without_the_page(
    browser: Chromium, page: str
) -> None:
    browser.open(at(page, v="end", l="en"))
    label = browser.value("document.querySelector('figure svg .mark').getAttribute('aria-label')")
    svg = browser.value("teacherflow.standalone(document.querySelector('figure svg'))")
    assert f"<title>{label}</title>" in svg
    assert not re.search(r"tabindex|aria-describedby|data-keys", svg)


def test_a_part_of_the_scenarios_is_told_to_be_a_part(browser: Chromium, many: str) -> None:
    browser.open(at(many, v="time", l="en"))
    note = "Of 13 scenarios 8 are shown."
    assert note in browser.value("document.querySelector('fieldset').innerText")
    assert note in drawn(browser).replace("\n", " ")
    browser.value("document.getElementById('s-all').click()")
    assert len({row[0] for row in table(browser)}) == 13
    assert "scenarios are shown" not in words(browser)
    browser.open(browser.value("location.href"))
    assert len({row[0] for row in table(browser)}) == 13
    browser.value("document.getElementById('s-none').click()")
    assert "Choose at least one scenario." in words(browser)


def test_a_unit_joins_the_brackets_of_its_name(browser: Chromium, page: str) -> None:
    """Neither (mean utility) (yuan/month) nor a baseline in brackets behind brackets."""
    for language, told in (("en", "(mean utility, yuan/month)"), ("zh", "（平均效用，元/月）")):
        browser.open(at(page, v="people", l=language))
        assert told in drawn(browser)
        assert not re.search(r"[)）] ?[(（]", words(browser))


def test_a_long_picture_is_saved_no_taller_than_browsers_draw(browser: Chromium, page: str) -> None:
    browser.open(at(page, v="time", l="en"))
    browser.value(
        "window.tall = null; document.querySelector('figure svg').setAttribute('height', 30000);"
        "HTMLCanvasElement.prototype.toDataURL = function () { window.tall = this.height; return 'data:,' };"
        "document.getElementById('png').click()"
    )
    browser.wait("window.tall !== null")
    assert 0 < browser.value("window.tall") <= 16384


def test_the_way_back_leads_to_the_view_before(browser: Chromium, page: str) -> None:
    browser.open(at(page, v="time", l="en"))
    browser.value("document.getElementById('v-people').click()")
    browser.value("history.back()")
    shown = "document.querySelector('[aria-current=page]').id"
    browser.wait(f"{shown} === 'v-time'")
    assert browser.value(shown) == "v-time"


def test_a_table_stays_as_its_reader_left_it(browser: Chromium, page: str) -> None:
    browser.open(at(page, v="time", l="en"))
    is_open = "document.querySelector('details').open"
    assert browser.value(is_open) is False
    browser.value("document.querySelector('summary').click()")
    browser.value("document.getElementById('s-1').click()")
    assert browser.value(is_open) is True
