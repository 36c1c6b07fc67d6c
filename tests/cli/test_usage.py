"""Help pages and mistakes of usage, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from teacherflow_analysis.cli import main
from teacherflow_analysis.cli.verbs import VERBS
from teacherflow_analysis.figures import catalogue

type Capture = pytest.CaptureFixture[str]

CHINESE = re.compile(r"[\u4e00-\u9fff]")
BUILT = [verb.name for verb in VERBS if verb.built]
ENGLISH = re.compile(
    r"Usage|Options|Arguments|Commands|Show|Install|default|required|<\w+>|message|\bexit\b"
)


@pytest.mark.parametrize("verb", ["", *BUILT])
def test_a_chinese_help_page_has_no_english_sentence(verb: str, capsys: Capture) -> None:
    assert main(["--lang", "zh", *verb.split(), "--help"]) == 0
    page = capsys.readouterr().out
    assert "用法：" in page
    assert "显示本说明" in page
    assert ENGLISH.findall(page) == []


@pytest.mark.parametrize("verb", ["run", "brief", "trace"])
def test_a_chinese_help_page_is_whole_in_a_narrow_terminal(
    verb: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    assert main(["--lang", "zh", verb, "--help"]) == 0
    page = capsys.readouterr().out
    assert "…" not in page
    assert all(cell_len(line) <= 72 for line in page.splitlines())
    assert not re.search(r"│ +[，。；：、）]", page)  # no line begins with what closes one


@pytest.mark.parametrize("verb", ["", *BUILT])
def test_an_english_help_page_has_no_chinese(verb: str, capsys: Capture) -> None:
    assert main(["--lang", "en", *verb.split(), "--help"]) == 0
    page = capsys.readouterr().out
    assert f"Usage: {' '.join(('teacherflow', *verb.split()))}" in page
    assert CHINESE.findall(page) == []


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["vaildate", "x"], "是否想写 validate", "did you mean validate"),
        (["run", "x", "--replicatons", "3"], "是否想写 --replications", "did you mean --replic"),
        (["trace", "x", "--taecher=1"], "是否想写 --teacher", "did you mean --teacher"),
        (["run"], "缺少参数 FILE", "missing argument FILE"),
        (["compare"], "缺少参数 DIR", "missing argument DIR"),
        (["trace", "x"], "缺少选项 --teacher", "missing option --teacher"),
        (["run", "x", "--workers"], "选项 --workers 缺少值", "--workers needs a value"),
        (["run", "x", "--fresh=3"], "选项 --fresh 不带值", "--fresh takes no value"),
        (["run", "x", "--workers", "0"], "--workers: 应为不小于 1 的整数", "number, at least 1"),
        (["compare", "x", "--year", "x"], "--year: 应为整数", "--year: must be a whole number"),
        (
            ["validate", "a", "b", "c"],
            "多余的参数：b c；名称中有空格",
            "too many arguments: b c; a name with",
        ),
        (
            ["figures", "results", "gains", "map"],
            "多余的参数：gains map；只画某些图，写 --only gains,map",
            "too many arguments: gains map; to draw some figures only, write --only gains,map",
        ),
    ],
)
def test_a_mistake_is_told_in_the_language_of_the_user(
    arguments: list[str], zh: str, en: str, capsys: Capture
) -> None:
    assert main([*arguments, "--lang", "zh"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert zh in told.err
    assert main([*arguments, "--lang", "en"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert en in told.err
    assert not CHINESE.search(told.err)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_help_of_figures_names_every_figure(language: str, capsys: Capture) -> None:
    assert main(["figures", "--help", "--lang", language]) == 0
    said = re.sub(r"[│\s]+", " ", capsys.readouterr().out)
    listed = set(re.findall(r"[a-z_]+", said))
    assert {name for name in catalogue.NAMES if name not in listed} == set()


def lines_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("verb", ["run", "validate", "show"])
def test_a_file_that_cannot_be_read_is_one_line_that_names_it(
    verb: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (tmp_path / "secret.yaml").write_text("x: 1")
    (tmp_path / "none.yaml").write_text(COUNTY.format("nowhere.yaml"))
    (tmp_path / "folder.yaml").write_text(COUNTY.format("."))
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "secret.yaml":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.chdir(tmp_path)
    for given, place in (
        ("missing.yaml", "missing.yaml"),
        (str(tmp_path), str(tmp_path)),
        ("secret.yaml", "secret.yaml:1:1"),
        ("a" * 300 + ".yaml", "a" * 300),
        ("none.yaml", "none.yaml:2:9"),
        ("folder.yaml", "folder.yaml:2:9"),
    ):
        assert main(["--lang", language, verb, given]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        mistake, *count = lines_of(told.err)
        assert place in mistake
        assert len(count) == (verb == "validate" and ":" in place)
        assert bool(CHINESE.search(mistake)) == (language == "zh")


COUNTY = """title: {{zh: 一, en: one}}
county: {}
years: {{start: 2024, count: 2}}
baseline: a
scenarios:
  a: {{policies: []}}
"""


NAMES = ("delayed_retirement", "rural_subsidy", "yuan_per_month.village", "established_only")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("columns", [40, 60, 80, 100, 200])
@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["show", "demo"], (*NAMES, "yuan_by_distance.middle", "pay.items", "leave.statute")),
        (["policies"], (*NAMES[:2], "national_2013", "tiers_default")),
        (["policies", "rural_subsidy"], (*NAMES[1:], "near_below")),
        (["phases"], ("enrol", "promote", "leave.statute", "transfer.channels")),
    ],
)
def test_tables_fit_any_terminal_and_break_no_name(
    arguments: list[str],
    names: tuple[str, ...],
    columns: int,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main([*arguments, "--lang", language]) == 0
    out = capsys.readouterr().out
    paste = out.find("- rural_subsidy:")  # what is to be pasted keeps its lines
    drawn = out if paste < 0 else out[:paste]
    assert max(cell_len(line) for line in drawn.splitlines()) <= columns
    for name in names:
        assert name in out


def test_kinds_and_units_are_chinese_in_chinese(capsys: Capture) -> None:
    assert main(["policies", "rural_subsidy", "--lang", "zh"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert "假设：各县补助标准" in page
    assert "600 0 至 20,000 假设" in page
    assert "元/月" in page
    assert not re.search(r"assumption|statute|survey|literature|yuan/month|\bkm\b", page)
    assert main(["show", "demo", "--lang", "zh"]) == 0
    page = capsys.readouterr().out
    assert "元/月" in page
    assert "比例" in page
    assert not re.search(r"yuan/month|\bshare\b", page)
