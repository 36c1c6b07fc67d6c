"""The explorer as a reader meets it: in a browser, from a file, without a network.

These tests need Chromium (Debian: ``apt-get install chromium``). Where there is none they are
skipped, unless TEACHERFLOW_BROWSER=required says that there must be one.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.chromium import Chromium, installed
from analysis.exploring import at, full_folder, table, words
from teacherflow_analysis.clear_digits import with_ends
from teacherflow_analysis.comparison.compare import effects_of
from teacherflow_analysis.explorer import explore
from teacherflow_analysis.explorer.words import VERDICTS
from teacherflow_analysis.indicators_meta import describe
from teacherflow_analysis.study import load

PROGRAM = installed()
REQUIRED = os.environ.get("TEACHERFLOW_BROWSER") == "required"
pytestmark = pytest.mark.skipif(
    PROGRAM is None and not REQUIRED, reason="no Chromium on this machine"
)
EVIL = (
    "<script>document.title='caught'</script><img src=x onerror=\"document.title='caught'\">&amp;"
)
VIEWS = ("time", "end", "people", "money", "schools", "about")
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return full_folder(tmp_path_factory.mktemp("explore") / "study")


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return explore(folder, lang="zh").as_uri()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    assert PROGRAM is not None, "TEACHERFLOW_BROWSER=required, and there is no Chromium"
    with Chromium(PROGRAM, tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_view_opens_without_a_word_of_complaint_or_a_request(
    browser: Chromium, page: str, language: str
) -> None:
    browser.complaints.clear()
    browser.asked.clear()
    for view in VIEWS:
        browser.open(at(page, v=view, l=language))
        assert browser.value("document.querySelectorAll('#view .empty').length") == 0, view
        if view != "about":
            assert browser.value("document.querySelectorAll('#view figure svg').length") == 1
            assert len(table(browser)) >= 2
        told = words(browser)
        assert not re.search(r"NaN|undefined|null|Infinity|\[object", told), view
        assert ("模拟结果" in told) == (language == "zh")
    assert browser.complaints == []
    assert {url.partition("#")[0] for url in browser.asked} <= {page, "about:blank"}


def test_english_pages_hold_no_chinese_but_the_name_of_the_language(
    browser: Chromium, page: str
) -> None:
    for view in VIEWS:
        browser.open(at(page, v=view, l="en"))
        told = words(browser).replace("中文", "", 1)
        assert not HAN.search(told), told[: HAN.search(told).start()]  # type: ignore[union-attr]


def test_the_table_of_effects_is_that_of_compare(
    browser: Chromium, page: str, folder: Path
) -> None:
    """Every number as the terminal writes it, in the words of its verdict."""
    browser.open(at(page, v="end", l="en", g2="balance", p="last5"))
    study = load(folder)
    expected = []
    names = [one for one in study.indicators() if re.match(r"(cv|pass)", one)]
    found = effects_of(study, indicators=names).effects
    for name in names:
        for one in (e for e in found if e.indicator == name and e.year == "last5"):
            meta = describe(name)
            levels = one.baseline, one.reform
            cells = [meta.written(value, "en") for value in levels if value is not None]
            assert one.difference is not None
            difference, ends = with_ends(meta, "en", one.difference, one.low, one.high)
            same = one.low == one.high == 0
            cells += ["0", "–", "–"] if same else [difference, *ends.strip("[]").split(", ")]
            verdict = "same" if same else VERDICTS[one.verdict].en
            label = study.label(one.scenario, "en")
            expected.append(
                [meta.label.en, meta.change_unit.en, label, *cells, verdict, str(one.n)]
            )
    assert table(browser) == expected
    told = "[...document.querySelectorAll('figure svg text')].map(one => one.textContent)"
    assert "0 same" in browser.value(told)


def test_choices_stand_in_the_address_and_the_address_restores_them(
    browser: Chromium, page: str
) -> None:
    browser.open(at(page, v="time", l="zh", i="vacancy_village", s="package", y="2030-2032"))
    assert [row[0] for row in table(browser)] == ["轮岗加补助"] * 3
    assert [row[1] for row in table(browser)] == ["2030", "2031", "2032"]
    assert "乡村学校空编" in words(browser)
    browser.value(
        "(() => { const s = document.getElementById('c-m'); s.value = 'changes';"
        " s.dispatchEvent(new Event('change')); })()"
    )
    browser.value("document.getElementById('language').click()")
    address = browser.value("location.href")
    before = words(browser)
    assert "Difference" in before
    browser.open(address)
    assert words(browser) == before


def test_a_made_up_address_falls_back_to_what_there_is(browser: Chromium, page: str) -> None:
    browser.open(at(page, v="<b>", f="x", st="y", s="nobody", y="99-1", l="fr", p="0"))
    assert "请至少选择一个方案" in words(browser)
    browser.value("document.getElementById('s-0').click()")
    assert len(table(browser)) == 15


def test_numbers_are_written_as_python_writes_them(browser: Chromium, page: str) -> None:
    """Exact ties go to the even digit, in both languages, with a true minus."""
    values = [0.0, 12.25, 12.35, 0.0125, -0.0005, 0.5, -2.5, 1234.5, 1235.5, 99999.5, -150000.0]
    values += [1.25e6, 125000.0, -0.04, 1e-9, 0.3455, 1 / 3, 123456789.0, 0.0015, 2.675]
    kinds = {"cv_teachers_primary_duty": "ratio", "pass_county": "percent"}
    kinds |= {"headcount": "number", "spending": "money"}
    for language in ("zh", "en"):
        browser.open(at(page, v="time", l=language, i="headcount", m="changes"))
        for name, kind in kinds.items():
            for signed in (False, True):
                script = f"{json.dumps(values)}.map(v => teacherflow.written('{kind}', v, {json.dumps(signed)}))"
                expected = [describe(name).written(value, language, signed) for value in values]
                assert browser.value(script) == expected


def test_the_csv_holds_the_table_and_no_formula(browser: Chromium, page: str) -> None:
    browser.open(at(page, v="money", l="en"))
    browser.value(
        "window.kept = null; URL.createObjectURL = (blob) => { window.kept = blob; return 'data:,' };"
        "document.getElementById('csv').click()"
    )
    browser.wait("!!window.kept")
    text = browser.value("window.kept.text()")
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    shown = table(browser)
    assert [row[:3] for row in rows[1:]] == [row[:3] for row in shown]
    county, province = 14 * 3_015_000 + 1000 * sum(range(2025, 2039)), 3_500_000
    assert [float(row[3]) for row in rows[1:]] == [county, province, county + province]
    assert browser.value("teacherflow.csvOf(['=1+1'], [['@x', {value: -1, text: '−1'}]])") == (
        "\ufeff'=1+1\r\n'@x,-1\r\n"
    )


def test_a_downloaded_picture_stands_alone_and_says_where_it_comes_from(
    browser: Chromium, page: str, folder: Path
) -> None:
    browser.open(at(page, v="time", l="en"))
    svg = browser.value("teacherflow.standalone(document.querySelector('figure svg'))")
    assert "var(" not in svg
    assert load(folder).digest in svg
    assert "Simulated results, not a forecast." in svg
    size = browser.value(
        "new Promise(done => { const i = new Image(); i.onload = () => done(i.naturalWidth);"
        " i.onerror = () => done(0);"
        " i.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent("
        "teacherflow.standalone(document.querySelector('figure svg'))); })"
    )
    assert size > 300


@pytest.mark.parametrize("width", [360, 768, 1600])
def test_nothing_leaves_the_window(browser: Chromium, page: str, width: int) -> None:
    browser.width(width)
    for view in VIEWS:
        browser.open(at(page, v=view, l="en"))
        assert browser.value("document.documentElement.scrollWidth") <= width, view
        outside = browser.value(
            "(() => { const svg = document.querySelector('figure svg'); if (!svg) return [];"
            " const box = svg.getBoundingClientRect();"
            " return [...svg.querySelectorAll('text')].filter(one => { const r ="
            " one.getBoundingClientRect(); return r.right > box.right + 1.5 || r.left < box.left - 1.5"
            " || r.bottom > box.bottom + 1; }).map(one => one.textContent); })()"
        )
        assert outside == [], view


def test_everything_can_be_reached_by_keys(browser: Chromium, page: str) -> None:
    browser.width(1280)
    browser.open(at(page, v="time", l="en"))
    seen = set()
    for _ in range(30):
        browser.key("Tab")
        seen.add(browser.value("document.activeElement.id"))
    wanted = {"skip", "language", "print", "v-end", "s-0", "s-2", "c-f", "c-st", "c-m", "csv"}
    assert wanted <= seen
    browser.value("document.getElementById('s-2').focus()")
    browser.key(" ")
    assert browser.value("document.activeElement.id") == "s-2", "focus stays where it was"
    assert browser.value("document.getElementById('s-2').checked") is False


def test_paper_has_light_colours_and_open_tables(browser: Chromium, page: str) -> None:
    browser.open(at(page, v="time", l="en"))
    assert browser.value("document.querySelector('details').open") is False
    browser.value("dispatchEvent(new Event('beforeprint'))")
    assert browser.value("document.querySelector('details').open") is True
    assert browser.value("document.querySelector('figure svg').getAttribute('width')") == "760"
    colour = "document.documentElement.style.getPropertyValue('--s0')"
    assert browser.value(colour) == "#4a4a4a"
    browser.value("dispatchEvent(new Event('afterprint'))")
    assert browser.value("document.querySelector('details').open") is False


def test_names_are_text_and_never_markup(browser: Chromium, tmp_path: Path) -> None:
    titles = {"title": {"zh": EVIL, "en": EVIL}, "question": EVIL}
    about = {"status_quo": {"title": EVIL}, "rotation": {"title": EVIL}, "package": {"title": None}}
    folder = full_folder(tmp_path / "evil", titles | {"scenarios": about}, policy=EVIL)
    browser.complaints.clear()
    page = explore(folder).as_uri()
    for view in VIEWS:
        browser.open(at(page, v=view, l="en"))
        assert browser.value("document.title") == EVIL
        assert browser.value("document.querySelectorAll('img').length") == 0
        if view == "end":
            assert EVIL in browser.value("document.querySelector('label[for=s-1]').textContent")
    assert browser.complaints == []


def test_a_request_from_the_page_is_refused(browser: Chromium, page: str) -> None:
    browser.open(page)
    tried = "fetch('https://example.org/').then(() => 'sent', () => 'refused')"
    assert browser.value(tried) == "refused"
    assert any("Content Security Policy" in one for one in browser.complaints)
    browser.complaints.clear()
