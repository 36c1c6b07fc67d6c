"""Write the measured patterns and the comparison with an early prototype into docs/validation.md.

Run ``python docs/make_patterns.py``. The text between the two marks is generated; the claims, the
measures and the tolerances stand in tests/patterns/catalogue.py, where the suite tests them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent / "tests"))

from patterns.appointment import HIRING, SEEDS  # noqa: E402
from patterns.catalogue import PATTERNS, Pattern  # noqa: E402
from patterns.neighbours import NEIGHBOURS, neighbour_runs  # noqa: E402
from patterns.orientation import ORIENTATION  # noqa: E402
from patterns.prerequisite import TITLES  # noqa: E402
from patterns.rotation import ROTATION, WHY, rotation_runs  # noqa: E402
from patterns.runs import Runs, runs  # noqa: E402

PAGE = DOCS / "validation.md"
BEGIN, END = "<!-- patterns: generated -->", "<!-- end of patterns -->"


def main() -> None:
    """Measure all patterns and write the block."""
    measured = runs()
    lines = [
        *_patterns(measured),
        "",
        *_rotation(),
        "",
        *_titles(),
        "",
        *_hiring(),
        "",
        *_neighbours(),
        "",
        *_orientation(measured),
    ]
    block = "\n".join([BEGIN, "", *lines, "", END])
    text = PAGE.read_text(encoding="utf-8")
    if BEGIN not in text:
        text = f"{text.rstrip()}\n\n{BEGIN}\n{END}\n"
    head, rest = text.split(BEGIN, 1)
    PAGE.write_text(head + block + rest.split(END, 1)[1], encoding="utf-8")


def _patterns(measured: Runs) -> Iterator[str]:
    yield "## Patterns that a run must show 必须呈现的模式"
    yield ""
    yield (
        "织金, 8 replications under seeds on which nothing was fitted, 2024-2038. Every row is a "
        "test (`tests/patterns`)."
    )
    yield ""
    yield from _rows(PATTERNS, measured)


def _rotation() -> Iterator[str]:
    yield "### Rotation 交流轮岗"
    yield ""
    yield "织金, 3 replications, 2024-2031, rotation from 2025 on (`tests/patterns/rotation.yaml`)."
    yield ""
    yield from _rows(ROTATION, rotation_runs())
    yield ""
    yield WHY


def _titles() -> Iterator[str]:
    yield "### Rural service before a title 职称与农村服务"
    yield ""
    yield (
        "织金, 2 replications, 2024-2036, service asked for from 2025 on "
        "(`tests/patterns/prerequisite.yaml`). Counts are sums of both."
    )
    yield ""
    yield from _rows(TITLES, Runs({}))


def _hiring() -> Iterator[str]:
    yield "### Competition for posts 县管校聘"
    yield ""
    yield (
        f"织金, {len(SEEDS)} seeds, 2024-2031, rounds in 2025, 2028 and 2031; villages and seat: "
        "change of mean talent against the status quo in 2028, in SD. All units comply, but for "
        "resistance (`tests/patterns/appointment.py`). *With cuts* has the default cut, the others "
        "none: what is measured is then selection upward alone."
    )
    yield ""
    yield from _rows(HIRING, Runs({}))


def _neighbours() -> Iterator[str]:
    yield "### Neighbours of paid schools 受补学校的邻校"
    yield ""
    yield "织金, 4 replications, 2024-2034, paid from 2025 on (`tests/patterns/neighbours.yaml`)."
    yield ""
    yield from _rows(NEIGHBOURS, neighbour_runs())


def _rows(patterns: tuple[Pattern, ...], measured: Runs) -> Iterator[str]:
    yield "| pattern | claim | wanted | measured | holds | source |"
    yield "|---|---|---|---|---|---|"
    for pattern in patterns:
        values = pattern.measure(measured)
        shown = "; ".join(f"{name} {_number(value)}" for name, value in values.items())
        holds = "yes" if pattern.holds(values) else "**no**"
        wanted = pattern.wanted.replace("|", "\\|")
        claim = pattern.claim.replace("|", "\\|")
        shown = shown.replace("|", "\\|")
        yield f"| {pattern.name} | {claim} | {wanted} | {shown} | {holds} | {pattern.source} |"


def _orientation(measured: Runs) -> Iterator[str]:
    yield "## Against a prototype 与早期原型的对照"
    yield ""
    yield (
        "A prototype of the main rules, without subjects, gave the middle column on 织金 (20 seeds). "
        "It is orientation, not a target: nothing was tuned to it. Where the two differ by much the "
        "last column says why, as far as it is known."
    )
    yield ""
    yield "| quantity | prototype | measured | remark |"
    yield "|---|---|---|---|"
    for line in ORIENTATION:
        value = _number(line.measure(measured))
        yield f"| {line.quantity} | {line.expected} | {value} | {line.remark} |"


def _number(value: float) -> str:
    if float(value).is_integer() and abs(value) < 1e6:
        return f"{value:.0f}"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}"


if __name__ == "__main__":
    main()
