"""A few careers under two rules with the same luck: one strip of years for each, by zone.

Shade and words tell the zone of the school where somebody works, a bar below that the post is
elsewhere, a triangle a title gained, a cross the end of service.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis.careers.lives import Event, Life, Place
from teacherflow_analysis.careers.lives_told import GAINED, letter, opening
from teacherflow_analysis.careers.sampled import Career, sampled
from teacherflow_analysis.careers.sampled import Sample as Few
from teacherflow_analysis.figures import theme
from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import signed
from teacherflow_analysis.figures.page import EDGE, Page, Picture, Sample
from teacherflow_analysis.figures.place import joined
from teacherflow_analysis.figures.words import spaced
from teacherflow_analysis.inference.spread import Spread
from teacherflow_analysis.palette import INK, MUTED
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAME: Final = "careers"
SUBJECT: Final = Text(
    "几位教师在两种规定、同样运气下的经历", "A few careers, two rules, the same luck"
)
FILLS: Final = {"seat": "#dceaf6", "town": "#7db8e0", "village": "#0b4f80", "": "#ffffff"}
"""The darker, the farther from the county seat; white: in service outside the schools."""
NAMES: Final = {
    "seat": Text("县城", "seat"),
    "town": Text("乡镇", "town"),
    "village": Text("乡村", "village"),
    "": Text("校外", "outside schools"),
}
ON: Final = {"seat": INK, "town": INK, "village": "#ffffff", "": MUTED}
SIDE, STRIP, GAP, BETWEEN, END = 40.0, 4.1, 4.0, 2.9, 19.0
"""Room for names at the left; height of a strip; room above each for titles; space between careers;
room behind the last year for how service ends: mm of a printed page."""
EXITS: Final = {
    "quit": Text("辞职", "quits"),
    "leave_county": Text("调离本县", "leaves county"),
    "dismiss": Text("解聘", "dismissed"),
    "retire": Text("退休", "retires"),
    "early_retire": Text("提前退休", "retires early"),
    "death": Text("去世", "dies"),
}


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the careers of the baseline and the first reform that changes some, or why not."""
    return of_sample(study, look, sampled(study))


def of_sample(study: Study, look: Look, few: Few | Text | None) -> Picture | Text:
    """Return the picture of careers that were chosen before."""
    if few is None:
        return Text("没有可比较的方案", "there is no scenario to compare with")
    if isinstance(few, Text):
        return few
    found = few
    return Picture(
        NAME,
        SUBJECT,
        _headline(study, found, look),
        _foot(study, found, look),
        lambda self, look: draw(study, look, self, found),
    )


def _headline(study: Study, few: Few, look: Look) -> str:
    base, reform = (study.label(name, look.language) for name in (few.base, few.reform))
    share = _percent(few.differs)
    return spaced(
        look.of(
            Text(
                f"“{reform}”下 {share}的教师经历与“{base}”下不同；其中最常见的几类",
                f"{share} of teachers fare differently under {reform} than under {base}; "
                "the most frequent kinds",
            )
        )
    )


def _percent(share: Spread) -> str:
    """Write a share and half its interval, with the digits that the interval leaves standing."""
    if share.low is None or share.high is None:
        return f"{signed(100 * share.mean, 1)}%"
    half = 50 * (share.high - share.low)
    digits = 1 if half >= 0.095 or half == 0 else 2
    mean = f"{signed(100 * share.mean, digits)}%"
    return f"{mean}{theme.NO_BREAK}±{theme.NO_BREAK}{signed(half, digits)}%"


def _foot(study: Study, few: Few, look: Look) -> tuple[str, str]:
    runs = study.replications * study.draws
    interval = Text("一次模拟，无区间。", "One run, so no interval. ")
    if runs > 1:
        interval = Text(
            f"占比为 {runs} 次模拟的均值，± 为 95% 置信区间的半宽。",
            f"Shares are means of {runs} runs, ± half the 95% interval. ",
        )
    parts = [
        Text(
            f"研究开始前在校任教的教师；每格一个学年的 9 月 1 日，首格为研究开始前。第 {few.replication} 次重复，两种规定下"
            "运气相同；每类差异取年龄居中的一人，不具名。",
            "Teachers at a school before the study; each field is the 1 September of a school "
            f"year, the first one before the study. Replication {few.replication}, with the same luck "
            "under both rules; of each kind the person in the middle by age, unnamed. ",
        ),
        interval,
    ]
    return joined(study, parts, look, ())


def _samples(look: Look) -> list[Sample]:
    scale = look.medium.scale
    edge = {"ec": MUTED, "lw": 0.5 * scale}
    found = [Sample(look.of(text), patch={"fc": FILLS[key], **edge}) for key, text in NAMES.items()]
    marks = (
        (Text("编制在别校", "away from the post"), "_", 7.0),
        (Text("评上职称", "title gained"), "^", 4.2),
        (Text("离任", "end of service"), "x", 4.2),
    )
    return found + [Sample(look.of(text), marker=_mark(kind, n * scale)) for text, kind, n in marks]


def _mark(kind: str, size: float) -> dict[str, Any]:
    return {"marker": kind, "ms": size, "color": INK, "mew": 1.6 * size / 5}


def draw(study: Study, look: Look, words: Picture, few: Few) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    line = look.medium.line / look.medium.scale
    name = 2.0 * line + 0.6
    one = name + 2 * (GAP + STRIP) + BETWEEN
    page = Page(study, look, words, len(few.careers) * one + line, _samples(look))
    names = [study.label(scenario, look.language) for scenario in (few.base, few.reform)]
    top = page.top
    for career in few.careers:
        _named(page, look, career, top)
        y = top - name * page.scale
        for label, lived in zip(names, career.lives, strict=True):
            y -= (GAP + STRIP) * page.scale
            _strip(page, look, study, lived, label, y)
        top -= one * page.scale
    _years(page, look, study, top + (BETWEEN - 1.7) * page.scale)
    return page.figure


def _named(page: Page, look: Look, career: Career, top: float) -> None:
    """Write who it is, and for what difference and how many the person stands."""
    line = look.medium.line
    share = _percent(career.told.share)
    who = Text(
        f"{letter(career.number).zh}：{career.told.words.zh}（占 {share}）",
        f"{letter(career.number).en}: {career.told.words.en} ({share})",
    )
    wide = page.inner
    first = theme.wrap(spaced(look.of(who)), look.medium.text, wide, bold=True)
    page.text(EDGE, top, _cut(first), va="top", weight="bold")
    start = theme.wrap(spaced(look.of(opening(career))), look.medium.text, wide)
    page.text(EDGE, top - line, _cut(start), va="top", color=MUTED)


def _cut(lines: Sequence[str]) -> str:
    return lines[0] + ("…" if len(lines) > 1 else "")


def _column(page: Page, study: Study) -> tuple[float, float]:
    """Return where the first year begins and how wide a year is, mm."""
    left = EDGE + SIDE * page.scale
    years = len(study.years) + 1
    return left, (page.width - EDGE - left - END * page.scale) / years


def _strip(page: Page, look: Look, study: Study, lived: Life, label: str, y: float) -> None:
    left, wide = _column(page, study)
    high, first = STRIP * page.scale, study.years[0] - 1
    size = look.medium.text * SMALL
    lines = theme.balance(label, size, (SIDE - 2) * page.scale)[:2]
    page.text(
        EDGE,
        y + high / 2,
        "\n".join(lines),
        va="center",
        size=size,
        linespacing=1.05,
        clip_on=False,
    )
    for zone, away, stay in _stays(lived.places):
        x, width = left + (stay[0].year - first) * wide, len(stay) * wide
        edge = {"fc": FILLS[zone], "ec": INK, "lw": 0.7 * page.scale}
        page.patch(x, y, width, high, edge)
        if stay[0].year > first:
            page.line([x, x], [y, y + high], color="white", lw=1.4 * page.scale)
        for place in stay[1:]:
            at = left + (place.year - first) * wide
            page.line([at, at], [y, y + 0.8 * page.scale], color=ON[zone], lw=0.4 * page.scale)
        _word(page, look, zone, (x + width / 2, y + high / 2), width)
        if away:
            below = y - 0.8 * page.scale
            page.line([x + 0.3, x + width - 0.3], [below, below], color=INK, lw=1.6 * page.scale)
    _marks(page, look, lived, (left - first * wide, wide), y)


def _stays(places: Sequence[Place]) -> Iterator[tuple[str, bool, list[Place]]]:
    """Yield years at the same school, away from the post or not, together."""
    together = groupby(places, key=lambda place: (place.zone, place.school, place.away))
    for (zone, _, away), some in together:
        yield zone, away, list(some)


def _word(page: Page, look: Look, zone: str, at: tuple[float, float], width: float) -> None:
    """Write the zone into its years, if there is room."""
    size = look.medium.text * SMALL
    words = look.of(NAMES[zone])
    if theme.width_of(words, size) <= width - 1:
        page.text(
            *at, words, size=size, ha="center", va="center_baseline", color=ON[zone], zorder=6
        )


def _marks(page: Page, look: Look, lived: Life, scale: tuple[float, float], y: float) -> None:
    """Set titles above the year, and behind the last year how service ends."""
    zero, wide = scale
    size, high = look.medium.text * SMALL, STRIP * page.scale
    for event in lived.events:
        if event.what == "title":
            x, above = zero + (event.year + 0.5) * wide, y + high + 1.5 * page.scale
            page.line([x], [above], ls="none", **_mark("^", 3.4 * page.scale))
            page.text(
                *(x + 1.6 * page.scale, above, look.of(GAINED[event.to])),
                size=size,
                va="center_baseline",
            )
    if lived.exit is not None:
        _exit(page, look, lived.exit, (zero + lived.exit.year * wide, y + high / 2))


def _exit(page: Page, look: Look, event: Event, at: tuple[float, float]) -> None:
    x, y = at[0] + 1.8 * page.scale, at[1]
    page.line([x], [y], ls="none", **_mark("x", 3.6 * page.scale))
    words = f"{event.year} {look.of(EXITS[event.what])}"
    page.text(x + 2.0 * page.scale, y, words, size=look.medium.text * SMALL, va="center_baseline")


def _years(page: Page, look: Look, study: Study, y: float) -> None:
    left, wide = _column(page, study)
    first = study.years[0] - 1
    room = theme.width_of("2024", look.medium.text * SMALL) + 1.5
    step = next(n for n in (1, 2, 5, 10, 100) if n * wide >= room or n == 100)
    for year in range(first, study.years[-1] + 1):
        if (year - first) % step == 0:
            x = left + (year - first + 0.5) * wide
            page.text(
                x, y, str(year), ha="center", va="top", color=MUTED, size=look.medium.text * SMALL
            )
