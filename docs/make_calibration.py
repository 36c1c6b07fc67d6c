"""Fill the generated blocks of docs/calibration.md and docs/zh/calibration.md.

Run ``python docs/make_calibration.py``: both pages are made from calibration/results.json.
``python -m calibration.fit`` repeats the fit and ends with it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
for folder in (DOCS, DOCS.parent):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))

from generated import filled, table

from calibration.coefficients import COEFFICIENTS, Coefficient
from calibration.fit import RESULTS
from teacherflow.parameters.words import unit_words
from teacherflow.text import Language, Text

PAGES: dict[Language, Path] = {
    "en": DOCS / "calibration.md",
    "zh": DOCS / "zh" / "calibration.md",
}
MEASURES = {
    "cv_teachers_primary": Text("小学师生比差异系数", "师生比 CV, primary"),
    "cv_teachers_junior": Text("初中师生比差异系数", "师生比 CV, junior"),
    "title_ratio_primary": Text(
        "小学中级及以上职称与师生比差异系数之比", "中级以上 CV / 师生比 CV, primary"
    ),
    "title_ratio_junior": Text(
        "初中中级及以上职称与师生比差异系数之比", "中级以上 CV / 师生比 CV, junior"
    ),
    "down_share": Text("向下占纵向调动的比例", "down / (up + down)"),
    "exits_30_49": Text("30–49 岁年离职率", "exits at 30–49, a year"),
}
VERDICTS = {
    "kept: inside the interval": "在区间内，保留",
    "moved: the default lies outside the interval": "原默认值在区间外，改用最优值",
}
COEFFICIENT = Text("系数", "coefficient")


@cache
def results() -> dict[str, Any]:
    """Return what the fit found."""
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return found


def page(text: str, lang: Language) -> str:
    """Return the page of a language with its generated blocks made anew."""
    makers: dict[str, Callable[[Language], Iterable[str]]] = {
        "seeds": seeds,
        "targets": targets,
        "outcome": outcome,
        "curves": curves,
        "elasticities": elasticities,
        "trade offs": trade_offs,
        "other seeds": other_seeds,
    }
    return filled(text, {name: partial(maker, lang) for name, maker in makers.items()})


def seeds(lang: Language) -> Iterable[str]:
    """Yield which seeds were used."""
    used = {name: (len(s), min(s), max(s)) for name, s in results()["seeds"].items()}
    fit, check = used["fit"], used["check"]
    if lang == "zh":
        yield f"拟合用 {fit[0]} 个随机种子，即 {fit[1]} 至 {fit[2]}；复核用另外 {check[0]} 个，"
        yield f"即 {check[1]} 至 {check[2]}。有测试保证其他测试、页面和随附研究都不使用这些种子。"
        return
    yield f"The fit uses the {fit[0]} seeds {fit[1]} to {fit[2]}, the second look {check[0]} others,"
    yield f"{check[1]} to {check[2]}. A test asserts that no other test, page or shipped study uses them."


def targets(lang: Language) -> Iterable[str]:
    """Yield what was aimed at."""
    rows = [
        (
            MEASURES[name].to(lang),
            _number(t["value"]),
            _span((t["low"], t["high"])),
            Text(*t["source"]).to(lang),
        )
        for name, t in results()["targets"].items()
    ]
    head = {"en": ("measure", "target", "range", "source"), "zh": ("指标", "目标", "范围", "来源")}
    return table(head[lang], rows)


def outcome(lang: Language) -> Iterable[str]:
    """Yield best value, interval, default and verdict of every coefficient."""
    rows = [
        (
            of.title.to(lang),
            " + ".join(f"`{path}`" for path in of.parameters),
            of.pattern,
            f"{_number(found['best'])}{_bracketed(_span(found['best_noise']), lang)}",
            _interval(of, found, lang),
            _number(found["default"]),
            f"**{_number(found['chosen'])}** {_verdict(found['verdict']).to(lang)}",
        )
        for of, found in _pairs()
    ]
    head = {
        "en": ("parameter", "pattern", "best (luck alone)", "interval", "default", "chosen"),
        "zh": ("参数", "模式", "最优（仅运气）", "区间", "默认值", "采用"),
    }
    return table((COEFFICIENT.to(lang), *head[lang]), rows)


def curves(lang: Language) -> Iterable[str]:
    """Yield objective and means at every candidate."""
    candidate, objective = Text("候选值", "candidate"), Text("目标函数", "objective")
    for of, found in _pairs():
        title, told = of.title.to(lang), unit_words(of.unit).to(lang)
        comma = Text("，", ", ").to(lang)
        about = _bracketed(f"{of.pattern}{comma}{told}", lang)
        yield f"**{title[0].upper()}{title[1:]}**{about}"
        yield ""
        head = [candidate, *(MEASURES[m] for m in of.measures), objective]
        rows = [
            (
                _number(tried["value"]),
                *(_number(tried["means"][m]) for m in of.measures),
                f"{tried['objective']:.2f}",
                _said(tried["pattern_holds"], lang),
            )
            for tried in found["candidates"]
        ]
        holds = Text(f"{of.pattern} 成立", f"{of.pattern} holds")
        yield from table([text.to(lang) for text in (*head, holds)], rows)
        yield ""


def elasticities(lang: Language) -> Iterable[str]:
    """Yield by how many per cent a measure moves with one per cent of a coefficient."""
    found = results()["identifiability"]["elasticities"]
    rows = [
        (of.title.to(lang), *(_signed(found[of.name][m]) for m in MEASURES)) for of in COEFFICIENTS
    ]
    return table([text.to(lang) for text in (COEFFICIENT, *MEASURES.values())], rows)


def trade_offs(lang: Language) -> Iterable[str]:
    """Yield the errors of the coefficients, alone and with each other."""
    found = results()["identifiability"]
    rows = [
        (
            of.title.to(lang),
            f"{100 * found['spread'][of.name]:.0f}{Text('%', ' %').to(lang)}",
            *(_signed(found["correlations"][of.name][c.name]) for c in COEFFICIENTS),
        )
        for of in COEFFICIENTS
    ]
    head = [text.to(lang) for text in (COEFFICIENT, Text("误差", "error"))]
    return table((*head, *(f"`{c.name}`" for c in COEFFICIENTS)), rows)


def other_seeds(lang: Language) -> Iterable[str]:
    """Yield the measures of the defaults on other seeds."""
    check, wanted = results()["check"], results()["targets"]
    rows = []
    for name, value in check["means"].items():
        low, aim, high = (wanted[name][key] for key in ("low", "value", "high"))
        inside = _said(low <= value <= high, lang, alarming=True)
        span = _span((low, high))
        rows.append((MEASURES[name].to(lang), _number(value), _number(aim), span, inside))
    head = {
        "en": ("measure", "other seeds", "target", "range", "inside"),
        "zh": ("指标", "其他种子", "目标", "范围", "在范围内"),
    }
    yield from table(head[lang], rows)
    yield ""
    yield _served([name for name, holds in check["patterns"].items() if not holds]).to(lang)


def _served(failed: list[str]) -> Text:
    zh = "拟合所对准的模式（A1、A2、A3、A5，容差与测试相同）"
    en = "The patterns served (A1, A2, A3, A5, with the tolerances of the tests)"
    if not failed:
        return Text(f"{zh}在这些种子上全部成立。", f"{en} all hold there.")
    return Text(f"{zh}不成立的有：{'、'.join(failed)}。", f"{en} fail for: {', '.join(failed)}.")


def _pairs() -> list[tuple[Coefficient, dict[str, Any]]]:
    found = {entry["name"]: entry for entry in results()["coefficients"]}
    return [(of, found[of.name]) for of in COEFFICIENTS]


def _interval(of: Coefficient, found: dict[str, Any], lang: Language) -> str:
    """Return the interval; an end at the end of the grid is open."""
    if found["interval"] is None:
        return Text("无", "none").to(lang)
    low, high = found["interval"]
    left = "≤ " if low <= of.grid[0] else ""
    right = "≥ " if high >= of.grid[-1] else ""
    return f"{left}{_number(low)}{Text(' 至 ', ' to ').to(lang)}{right}{_number(high)}"


def _verdict(stored: str) -> Text:
    return Text(VERDICTS[stored], stored)


def _said(is_so: bool, lang: Language, alarming: bool = False) -> str:
    if is_so:
        return Text("是", "yes").to(lang)
    no = Text("否", "no").to(lang)
    return f"**{no}**" if alarming else no


def _bracketed(words: str, lang: Language) -> str:
    return f"（{words}）" if lang == "zh" else f" ({words})"


def _span(ends: Iterable[float]) -> str:
    return "–".join(_number(end) for end in ends)


def _number(value: float) -> str:
    if value == 0 or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.4f}" if value < 0.02 else f"{value:.3f}"


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def main() -> None:
    """Write the pages of both languages."""
    for lang, path in PAGES.items():
        path.write_text(page(path.read_text(encoding="utf-8"), lang), encoding="utf-8")


if __name__ == "__main__":
    main()
