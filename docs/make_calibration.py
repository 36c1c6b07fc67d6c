"""Fill the generated blocks of docs/calibration.md from calibration/results.json.

Run ``python docs/make_calibration.py``; ``python -m calibration.fit`` repeats the fit and ends
with it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
for folder in (DOCS, DOCS.parent):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))

from generated import filled, table  # noqa: E402

from calibration.coefficients import COEFFICIENTS, Coefficient  # noqa: E402
from calibration.fit import RESULTS  # noqa: E402

TARGET = DOCS / "calibration.md"
MEASURES = {
    "cv_teachers_primary": "师生比 CV, primary 小学",
    "cv_teachers_junior": "师生比 CV, junior 初中",
    "title_ratio_primary": "中级以上 CV / 师生比 CV, primary 小学",
    "title_ratio_junior": "中级以上 CV / 师生比 CV, junior 初中",
    "down_share": "down / (up + down) 向下占比",
    "exits_30_49": "exits at 30-49, a year 30—49岁年离职率",
}
VERDICTS = {
    "kept: inside the interval": "默认值在区间内，保留",
    "moved: the default lies outside the interval": "默认值在区间外，改用最优值",
}


@cache
def results() -> dict[str, Any]:
    """Return what the fit found."""
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return found


def page(text: str) -> str:
    """Return the page with its generated blocks made anew."""
    blocks = {
        "seeds": seeds,
        "targets": targets,
        "outcome": outcome,
        "curves": curves,
        "elasticities": elasticities,
        "trade offs": trade_offs,
        "other seeds": other_seeds,
    }
    return filled(text, blocks)


def seeds() -> Iterable[str]:
    """Yield which seeds were used."""
    used = {name: (len(s), min(s), max(s)) for name, s in results()["seeds"].items()}
    fit, check = used["fit"], used["check"]
    yield f"The fit uses the {fit[0]} seeds {fit[1]} to {fit[2]}, the second look {check[0]} others,"
    yield f"{check[1]} to {check[2]}. A test asserts that no other test, page or shipped study uses them."


def targets() -> Iterable[str]:
    """Yield what was aimed at."""
    rows = [
        (MEASURES[name], _number(t["value"]), _span((t["low"], t["high"])), t["source"])
        for name, t in results()["targets"].items()
    ]
    return table(("measure 指标", "target 目标", "range 区间", "source 来源"), rows)


def outcome() -> Iterable[str]:
    """Yield best value, interval, default and verdict of every coefficient."""
    rows = [
        (
            f"{of.title.en} {of.title.zh}",
            " + ".join(f"`{path}`" for path in of.parameters),
            of.pattern,
            f"{_number(found['best'])} ({_span(found['best_noise'])})",
            _interval(of, found),
            _number(found["default"]),
            f"**{_number(found['chosen'])}** {found['verdict']} {VERDICTS[found['verdict']]}",
        )
        for of, found in _pairs()
    ]
    head = (
        "coefficient 系数",
        "parameter 参数",
        "pattern 模式",
        "best (luck alone) 最优",
        "interval 区间",
        "default 默认",
        "chosen 采用",
    )
    return table(head, rows)


def curves() -> Iterable[str]:
    """Yield objective and means at every candidate."""
    for of, found in _pairs():
        yield f"**{of.title.en[0].upper()}{of.title.en[1:]}** ({of.pattern}, {of.unit}) {of.title.zh}"
        yield ""
        head = ["candidate 候选值", *(MEASURES[m] for m in of.measures), "objective 目标函数"]
        rows = [
            (
                _number(tried["value"]),
                *(_number(tried["means"][m]) for m in of.measures),
                f"{tried['objective']:.2f}",
                "yes" if tried["pattern_holds"] else "no",
            )
            for tried in found["candidates"]
        ]
        yield from table([*head, f"{of.pattern} holds 成立"], rows)
        yield ""


def elasticities() -> Iterable[str]:
    """Yield by how many per cent a measure moves with one per cent of a coefficient."""
    found = results()["identifiability"]["elasticities"]
    rows = [
        (of.title.en, *(f"{found[of.name][m]:+.2f}".replace("-", "−") for m in MEASURES))
        for of in COEFFICIENTS
    ]
    return table(("coefficient 系数", *MEASURES.values()), rows)


def trade_offs() -> Iterable[str]:
    """Yield the errors of the coefficients, alone and with each other."""
    found = results()["identifiability"]
    rows = [
        (
            of.title.en,
            f"{100 * found['spread'][of.name]:.0f} %",
            *(
                f"{found['correlations'][of.name][c.name]:+.2f}".replace("-", "−")
                for c in COEFFICIENTS
            ),
        )
        for of in COEFFICIENTS
    ]
    return table(("coefficient 系数", "error 误差", *(f"`{c.name}`" for c in COEFFICIENTS)), rows)


def other_seeds() -> Iterable[str]:
    """Yield the measures of the defaults on other seeds."""
    check, wanted = results()["check"], results()["targets"]
    rows = [
        (
            MEASURES[name],
            _number(value),
            _number(wanted[name]["value"]),
            _span((wanted[name]["low"], wanted[name]["high"])),
            "yes" if wanted[name]["low"] <= value <= wanted[name]["high"] else "**no**",
        )
        for name, value in check["means"].items()
    ]
    head = ("measure 指标", "other seeds 其他种子", "target 目标", "range 区间", "inside 在区间内")
    yield from table(head, rows)
    failed = [name for name, holds in check["patterns"].items() if not holds]
    yield ""
    served = "The patterns served (A1, A2, A3, A5, with the tolerances of the tests)"
    yield f"{served} all hold there." if not failed else f"{served} fail for: {', '.join(failed)}."


def _pairs() -> list[tuple[Coefficient, dict[str, Any]]]:
    found = {entry["name"]: entry for entry in results()["coefficients"]}
    return [(of, found[of.name]) for of in COEFFICIENTS]


def _interval(of: Coefficient, found: dict[str, Any]) -> str:
    """Return the interval; an end at the end of the grid is open."""
    if found["interval"] is None:
        return "none 无"
    low, high = found["interval"]
    left = "≤ " if low <= of.grid[0] else ""
    right = "≥ " if high >= of.grid[-1] else ""
    return f"{left}{_number(low)} - {right}{_number(high)}"


def _span(ends: Iterable[float]) -> str:
    return " - ".join(_number(end) for end in ends)


def _number(value: float) -> str:
    if value == 0 or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.4f}" if value < 0.02 else f"{value:.3f}"


def main() -> None:
    """Write the page."""
    TARGET.write_text(page(TARGET.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
