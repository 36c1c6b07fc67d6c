"""A clear difference is never written as if its interval held zero."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.folder import county_year, write_folder
from analysis.test_groups import groups_year
from teacherflow_analysis.brief.rounding import written as rounded
from teacherflow_analysis.clear_digits import MOST, to_end, to_half, with_ends, with_half
from teacherflow_analysis.cli import main
from teacherflow_analysis.comparison.effects import Verdict
from teacherflow_analysis.figures.measure import Estimate, around, signed
from teacherflow_analysis.figures.words import headline
from teacherflow_analysis.indicators_meta import Better, describe
from teacherflow_analysis.shapley.attribution import ALONE, Part
from teacherflow_analysis.shapley.tables import _cell as cell_of_part
from teacherflow_analysis.shapley.tables import _size as size_of_part
from teacherflow_analysis.study import load
from teacherflow_analysis.written import between, number

CV, VACANCY, MONEY = "cv_teachers_primary_duty", "vacancy_village", "spending"


@pytest.mark.parametrize(
    ("column", "low", "high", "language", "told"),
    [
        (CV, -0.0091, -0.0004, "en", "[−0.0091, −0.0004]"),
        (CV, 0.00001, 0.0091, "zh", "[+0.00001, +0.00910]"),
        (CV, -0.0091, 0.0004, "en", "[−0.009, 0.000]"),
        (CV, -0.0091, 0.0, "en", "[−0.009, 0.000]"),
        (CV, -0.0091, -0.0021, "en", "[−0.009, −0.002]"),
        ("retention_3y_village", 0.0004, 0.0312, "en", "[+0.04, +3.12]"),
        (VACANCY, 0.04, 1200.0, "en", "[+0.04, +1,200.0]"),
        (CV, 0.0000004, 0.0091, "en", "[>0, +0.009]"),
        (CV, -0.0091, -0.0000004, "zh", "[−0.009, <0]"),
        (CV, 0.0000012, 0.0000024, "en", "[+0.000001, +0.000002]"),
        (MONEY, 800.0, 2e6, "zh", "[+0.1万, +200.0万]"),
        (MONEY, -60_000.0, 27_550_000.0, "en", "[−0.06m, +27.55m]"),
        (MONEY, -60_000.0, 90_000.0, "en", "[−60,000, +90,000]"),
        (CV, 0.0000012, 0.0091, "en", "[>0, +0.009]"),
        (CV, 1.2e-9, 2.4e-9, "en", "[+0.000000001, +0.000000002]"),
        (MONEY, -60_000.0, 190_000.0, "en", "[−0.06m, +0.19m]"),
    ],
)
def test_ends(column: str, low: float, high: float, language: str, told: str) -> None:
    assert with_ends(describe(column), language, (low + high) / 2, low, high)[1] == told


@pytest.mark.parametrize(
    ("column", "value", "half", "language", "told"),
    [
        (CV, -0.00474, 0.00434, "en", ("−0.005", "0.004")),
        (CV, -0.00474, 0.00466, "en", ("−0.00474", "0.00466")),
        (CV, -0.00474, 0.00481, "en", ("−0.005", "0.005")),
        (MONEY, 12_348_000.0, 12_345_678.0, "zh", ("+1,234.8万", "1,234.6万")),
        (MONEY, 12_345_678.0, 12_348_000.0, "zh", ("+1,235万", "1,235万")),
        (VACANCY, 1.35142, 1.35141, "en", ("+1.4", "<1.4")),
        (CV, -0.00474005, 0.00474004, "zh", ("−0.005", "<0.005")),
        (MONEY, 2_500_000.0, 60_000.0, "en", ("+2.50m", "0.06m")),
        (MONEY, 60_000.0, 27_550_000.0, "en", ("+0.06m", "27.55m")),
        (CV, 0.5, 0.5, "en", ("+0.500", "0.500")),
        (CV, 0.0000024, 0.0000012, "en", ("+0.000002", "0.000001")),
    ],
)
def test_halves(
    column: str, value: float, half: float, language: str, told: tuple[str, str]
) -> None:
    assert with_half(describe(column), language, value, value - half, value + half) == told


def test_no_more_digits_than_can_be_read() -> None:
    assert to_end(1e-30, 1.0, number) == MOST
    assert to_half(None, None, number) == 0
    assert with_ends(describe(CV), "en", 0.5, None, None) == ("+0.500", "")
    assert with_half(describe(CV), "en", 0.5, None, None) == ("+0.500", "")


def test_parts_flows_and_costs() -> None:
    part = Part(
        CV,
        2038,
        ALONE,
        "a",
        None,
        -0.00474,
        -0.0094,
        -0.00008,
        6,
        6,
        None,
        "",
        Better.LOWER,
        Verdict.BETTER,
    )
    assert str(cell_of_part(describe(CV), part, "en")) == "−0.00474 ± 0.00466"
    assert size_of_part(describe(CV), part).zh == "−0.0047 [−0.0094, −0.0001]"
    assert around(Estimate(-1.02, -2.03, -0.01), sign=True) == "−1.02 ±1.01"
    assert around(Estimate(1.02, 0.01, 2.03)) == "1.0 ±1.0"
    assert around(Estimate(-1.02, -2.03999, -0.00001), sign=True) == "−1.0 ±<1.0"
    assert between(0.0000001, 2.0, 2, sign=True) == "[>0,\u00a0+2.00]"
    assert between(0.001, 2.0, 2, sign=True) == "[+0.001,\u00a0+2.000]"
    assert between(0.001, 2.0, 2) == "[0.00,\u00a02.00]"


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rotation lowers one coefficient and one share, clearly and by hardly more than nothing."""
    frame = county_year(6)
    other = frame["scenario"] == "rotation"
    noise = np.array([-1.0, 1.0, -1.0, 1.0, -1.0, 1.0])
    for column in (CV, "cv_teachers_junior_duty"):
        base = frame.loc[frame["scenario"] == "status_quo", column].to_numpy()
        runs = frame.loc[other, "replication"].to_numpy()
        half = 2.5706 * np.sqrt(6 / 5) / np.sqrt(6)  # of the mean of these six, Student's t
        frame.loc[other, column] = base + 0.004 * (noise[runs] - half - 0.05)
    return write_folder(
        tmp_path_factory.mktemp("narrow") / "s", pd.DataFrame(frame), groups=groups_year()
    )


HIDDEN = re.compile(r"[\[,]\s*[+−]?0(\.0+)?[,\]]")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("view", [[], ["--path"], ["--across", "stage"], ["--detail"]])
@pytest.mark.parametrize("width", [80, 300])
def test_every_view(
    narrow: Path,
    view: list[str],
    language: str,
    width: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    ask = ["compare", str(narrow), "--between", "status_quo", "rotation", "--lang", language]
    assert main([*ask, "--indicator", CV, "--indicator", "cv_teachers_junior_duty", *view]) == 0
    told = capsys.readouterr().out
    if view != ["--detail"]:
        assert "▲" in told
    assert not HIDDEN.search(told)
    for value, half in re.findall(r"[+−]([\d.]+)\s+±\s*([\d.]+)", told):
        assert float(value) > float(half)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_titles(narrow: Path, language: str) -> None:
    told = headline(load(narrow), CV, language)
    pairs = re.findall(r"−([\d.]+)\s±\s([\d.]+)", told)
    assert pairs
    assert all(float(value) > float(half) for value, half in pairs)


@pytest.mark.parametrize("tiny", [0.0, -0.0, 1e-9, -1e-9])
def test_what_is_written_as_zero_has_no_sign(tiny: float) -> None:
    for column in (CV, VACANCY, MONEY, "retention_3y_village"):
        for language in ("zh", "en"):
            assert not set("+-−") & set(describe(column).written(tiny, language, True))
    assert number(tiny, 2, sign=True) == signed(tiny, 2, True) == "0.00"
    assert rounded(tiny, 0.01, True) == ("0.00" if tiny else "0")
