"""What happens at a line: exits when bonds end, service and moves around a promotion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text, counted
from teacherflow_analysis.careers import eligibility
from teacherflow_analysis.careers.retention import service_table
from teacherflow_analysis.careers.spells import ROUTES
from teacherflow_analysis.figures.curves import name_axis, percent_axis, points
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import amount, foot, lacks, signed
from teacherflow_analysis.figures.page import EDGE, Page, Picture, Sample
from teacherflow_analysis.figures.survival import style_of
from teacherflow_analysis.figures.ticks import gutter
from teacherflow_analysis.figures.words import spaced
from teacherflow_analysis.frames import dicts
from teacherflow_analysis.palette import LIMIT, Style, styles
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "bunching"
SUBJECT: Final = Text("期满与门槛处的集中", "Bunching at the end of bonds and at thresholds")
LEVEL: Final = "senior"
SHOWN_ROUTES: Final = ("exam", "tegang", "bonded")
LONGEST: Final = 10
PANEL, HEADING, AXIS, KEY = 46.0, 9.5, 9.5, 4.4
"""Heights of a panel, its heading, its axis, and of a line of its key, mm."""


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the panels, or why there are none."""
    missing = lacks(study, "moves")
    if missing is not None:
        return missing
    bonds = _bonds(study)
    around = eligibility.measured(study)
    around = around[around["kind"] == LEVEL] if len(around) else around
    if not len(bonds) and not len(around):
        return Text("没有新入职者，也没有晋升", "nobody entered and nobody was promoted")
    words = look.of(_headline(study, bonds, around))
    return Picture(
        NAME,
        SUBJECT,
        spaced(words) if look.language == "zh" else words,
        foot(study, _caption(study), look.language),
        lambda self, look: draw(study, look, self, bonds, around),
    )


def rule_of(study: Study) -> str | None:
    """Return the first scenario in which the title asks for rural service, if there is any."""
    rules = eligibility.asked(study)
    return next((n for n in study.scenarios if LEVEL in rules.get(n, {})), None)


def _bonds(study: Study) -> pd.DataFrame:
    found = service_table(study)
    return found[(found["scenario"] == study.baseline) & found["group"].isin(SHOWN_ROUTES)]


def _headline(study: Study, bonds: pd.DataFrame, around: pd.DataFrame) -> Text:
    name = rule_of(study)
    if name is not None and len(around):
        line = eligibility.line_of(study, LEVEL)
        own = around[(around["cause"] == "service") & (around["what"] == str(line))]
        rows = {row["scenario"]: row for row in dicts(own)}
        if name in rows and study.baseline in rows:
            one, other = (_share(rows[s]) for s in (name, study.baseline))
            title, base = study.scenarios[name], study.scenarios[study.baseline]
            return Text(
                f"晋升高级者中农村任教刚满 {line} 年的：{title.zh} {one}，{base.zh} {other}",
                f"Promoted to senior with just {counted(line, 'year')} of rural "
                f"service: {one} ({title.en}), {other} ({base.en})",
            )
    special = bonds[bonds["group"] == "tegang"]
    if len(special):
        *others, peak = special.sort_values("mean").pipe(dicts)
        if any(one["high"] >= peak["low"] for one in others):
            return Text(
                "特岗教师的离开没有明显集中在某一年",
                "Teachers of special posts do not clearly leave in one year more than in others",
            )
        half = (peak["high"] - peak["low"]) / 2
        if half != half:
            return SUBJECT
        told = f"{signed(peak['mean'], 1)} ±{signed(half, 1)}"
        return Text(
            f"特岗教师离开最多的是第 {int(peak['at'])} 年：每百人 {told} 人",
            f"Teachers of special posts leave most in year {int(peak['at'])}: {told} of 100",
        )
    return SUBJECT


def _share(row: Mapping[str, Any]) -> str:
    """Return a share in percent with half its interval."""
    half = 100 * (row["high"] - row["low"]) / 2
    known = f" ±{signed(half, 1)}" if half == half else ""
    return f"{signed(100 * row['mean'], 1)}%{known}"


def _caption(study: Study) -> list[Text]:
    mean = amount(study)
    many = study.replications * study.draws > 1
    bars = Text("；竖线：95% 置信区间", "; bars: 95% interval") if many else Text("", "")
    return [
        Text(
            f"{mean.zh}{bars.zh}。左：基准下研究期内入职者按教龄辞职、调离本县、解聘的比例（在该年仍在职者中）；"
            "中：晋升高级者按农村任教满年数；右：晋升前后各年跨区域的临时任教变动（交流、借调）。",
            f"{mean.en[:1].upper()}{mean.en[1:]}{bars.en}. Left: of those who entered during the "
            "study and reach a year of service, how many quit, leave the county or are dismissed "
            "in it, under the baseline; middle: those promoted to senior by completed years of "
            "rural service; right: temporary moves between zones (exchange, borrowing) around "
            "the promotion. ",
        )
    ]


def draw(
    study: Study, look: Look, words: Picture, bonds: pd.DataFrame, around: pd.DataFrame
) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    drawn = styles(list(study.scenarios), study.baseline)
    rule = rule_of(study)
    shown = [study.baseline] + ([rule] if rule not in (None, study.baseline) else [])
    samples = [_sample(study.label(str(n), look.language), drawn[str(n)], look) for n in shown]
    page = Page(study, look, words, HEADING + 3 * KEY + PANEL + AXIS, samples)
    panels = [one for one, has in ((0, len(bonds)), (1, len(around)), (2, len(around))) if has]
    scale, ticks = page.scale, gutter(look.medium)
    wide = (look.medium.width - 2 * EDGE) / 3
    top = page.top - (HEADING + 3 * KEY) * scale
    for column, panel in enumerate(panels):
        left = EDGE + column * wide + ticks
        ax = page.axes(left, top - PANEL * scale, wide - ticks - 3 * scale, PANEL * scale)
        box = _Box(page, look, ax, left, top)
        if panel == 0:
            _leaving(box, bonds)
        elif panel == 1:
            _service(box, around, [str(n) for n in shown], drawn, _line(study, rule))
        else:
            _moves(box, around, [str(n) for n in shown], drawn)
    return page.figure


class _Box:
    """Axes with a heading and a key above them."""

    def __init__(self, page: Page, look: Look, ax: Axes, left: float, top: float) -> None:
        self.page, self.look, self.ax, self.left, self.top = page, look, ax, left, top

    def heading(self, title: Text, unit: Text, axis: Text) -> None:
        """Write what the panel shows."""
        y = self.top + (3 * KEY + 5.2) * self.page.scale
        self.page.text(self.left, y, self.look.of(title), weight="bold")
        size = self.look.medium.text * 0.87
        y -= 3.7 * self.page.scale
        self.page.text(self.left, y, self.look.of(unit), size=size, color="#5f6368")
        name_axis(self.page, self.ax, self.look.of(axis))

    def key(self, i: int, words: Text, style: Style, hollow: bool = False) -> None:
        """Name one kind of point."""
        scale = self.page.scale
        y = self.top + (3 - i - 0.35) * KEY * scale
        line = {"color": style.colour, "ls": style.dash, "lw": 0.8 * scale}
        self.page.line([self.left, self.left + 6 * scale], [y, y], **line)
        marker: dict[str, Any] = {"marker": style.marker, "color": style.colour, "ms": 3.4 * scale}
        marker |= {"mfc": "white"} if hollow else {}
        self.page.line([self.left + 3 * scale], [y], ls="none", **marker)
        size = self.look.medium.text * 0.87
        x = self.left + 8 * scale
        self.page.text(x, y, self.look.of(words), va="center_baseline", size=size)


def _line(study: Study, rule: str | None) -> int | None:
    return None if rule is None else eligibility.line_of(study, LEVEL)


def _sample(words: str, style: Style, look: Look) -> Sample:
    scale = look.medium.scale
    line = {"color": style.colour, "ls": style.dash, "lw": 0.8 * scale}
    return Sample(words, line, {"marker": style.marker, "color": style.colour, "ms": 3.4 * scale})


def _leaving(box: _Box, bonds: pd.DataFrame) -> None:
    from matplotlib.ticker import MaxNLocator

    held = [route for route in SHOWN_ROUTES if (bonds["group"] == route).any()]
    for i, route in enumerate(held):
        own = bonds[(bonds["group"] == route) & (bonds["at"] <= LONGEST)]
        style = style_of(i)
        points(box.ax, own, style, box.page.scale, f"route {route}", 0.14 * (i - 1))
        box.key(i, ROUTES[route], style)
    box.ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    percent_axis(box.ax)
    box.heading(
        Text("期满时离开", "Leaving as bonds end"),
        Text("每百名仍在职者，人", "per 100 still in service"),
        Text("入职后年数", "years of service"),
    )


def _service(
    box: _Box, around: pd.DataFrame, shown: list[str], drawn: dict[str, Style], line: int | None
) -> None:
    found = around[(around["cause"] == "service") & (around["what"] != str(eligibility.MOST))]
    found = found.assign(at=found["what"].astype(int))
    found = found.assign(**{name: 100 * found[name] for name in ("mean", "low", "high")})
    for i, name in enumerate(shown):
        own = found[found["scenario"] == name].sort_values("at")
        points(box.ax, own, drawn[name], box.page.scale, f"service {name}", 0.16 * i)
    if line is not None:
        box.ax.axvline(line - 0.35, color=LIMIT, lw=0.9 * box.page.scale, ls=(0, (4, 2)))
        words = Text(f"要求 {line} 年", f"asked for: {line}")
        y = 0.97
        box.ax.text(
            line - 0.1,
            y,
            box.look.of(words),
            transform=box.ax.get_xaxis_transform(),
            color=LIMIT,
            va="top",
            size=box.look.medium.text * 0.87,
        )
    box.ax.set_xticks(range(0, eligibility.MOST, 2))
    percent_axis(box.ax)
    more = eligibility.MOST
    box.heading(
        Text("晋升高级者的农村任教年限", "Rural service when promoted"),
        Text(f"占晋升者 %（{more} 年及以上未画）", f"% of those promoted (not drawn: {more}+)"),
        Text("农村任教满年数", "completed years of rural service"),
    )


def _moves(box: _Box, around: pd.DataFrame, shown: list[str], drawn: dict[str, Style]) -> None:
    found = around[(around["cause"] == "moves") & (around["to"] == "temporary")]
    found = found.assign(at=found["what"].astype(int))
    faces = {
        "down": ("full", Text("向下（去农村）", "downward, to rural schools")),
        "up": ("none", Text("向上（返回）", "upward, back")),
    }
    for i, name in enumerate(shown):
        for k, (way, (fill, _)) in enumerate(faces.items()):
            own = found[(found["scenario"] == name) & (found["from"] == way)].sort_values("at")
            style = drawn[name]
            gid = f"moves {name} {way}"
            points(box.ax, own, style, box.page.scale, gid, 0.12 * (2 * i + k - 1))
            if fill == "none":
                box.ax.lines[-1].set(mfc="white", mew=0.8 * box.page.scale)
    base = drawn[shown[0]]
    for i, (_, (fill, text)) in enumerate(faces.items()):
        box.key(i, text, base, hollow=fill == "none")
    box.ax.axvline(0, color="#b8bcc2", lw=0.8 * box.page.scale, zorder=1)
    box.ax.set_xticks(range(-eligibility.WINDOW, eligibility.WINDOW + 1, 2))
    percent_axis(box.ax)
    box.heading(
        Text("晋升前后的临时任教变动", "Temporary moves around promotion"),
        Text("每百名晋升者每年，人次", "a year per 100 promoted"),
        Text("距晋升的年数", "years from the promotion"),
    )
