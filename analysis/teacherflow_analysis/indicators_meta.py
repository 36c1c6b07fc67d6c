"""What a reader must know about a county indicator: its name in words, its unit, which way is good.

The columns of ``county_year`` follow patterns (``cv_{item}_{stage}_{basis}``); a pattern is
described once. Which way is good is a judgement about policy, declared here and shown with every
verdict. Flows, stocks and money are declared ``neither``: they are means or prices of an end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from teacherflow.codes import KIND_TEXT, MOVES
from teacherflow.text import Language, Text


class Better(StrEnum):
    """Which direction of an indicator is good."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Shown(StrEnum):
    """How a stored number is written for readers."""

    RATIO = "ratio"
    PERCENT = "percent"
    NUMBER = "number"
    MONEY = "money"


@dataclass(frozen=True)
class Indicator:
    """One county indicator; ``unit`` is the unit of the stored number.

    ``stage`` and ``zone`` are those it is about, if it is about one.
    """

    name: str
    label: Text
    unit: Text
    better: Better
    shown: Shown
    stage: str | None = None
    zone: str | None = None

    def written(
        self,
        value: float,
        language: Language,
        signed: bool = False,
        more: int = 0,
        beside: float = 0.0,
    ) -> str:
        """Return the number as readers write it, with a true minus sign and ``more`` digits.

        Money has the form of the larger of the number and what stands ``beside`` it, so that the
        ends of one interval are not in millions and in yuan.
        """
        sign = "+" if signed else ""
        match self.shown:
            case Shown.PERCENT:
                text = f"{100 * value:{sign}.{1 + more}f}" + ("" if signed else "%")
            case Shown.RATIO:
                text = f"{value:{sign}.{3 + more}f}"
            case Shown.MONEY if value == 0:
                text = "0"
            case Shown.MONEY if max(abs(value), abs(beside)) >= 1e5:
                text = (
                    f"{value / 1e4:{sign},.{more}f}万"
                    if language == "zh"
                    else f"{value / 1e6:{sign},.{2 + more}f}m"
                )
            case _:
                digits = more + (0 if abs(value) >= 1000 else 1)
                text = f"{value:{sign},.{digits}f}"
        if not any(digit in text for digit in "123456789"):
            text = text.lstrip("+-")
        return text.replace("-", "−")

    @property
    def change_unit(self) -> Text:
        """Unit of a difference: percentage points for shares."""
        return POINTS if self.shown is Shown.PERCENT else self.unit


WORDS: Final[dict[str, dict[str, Text]]] = {
    "stage": {"primary": Text("小学", "primary"), "junior": Text("初中", "junior")},
    "zone": {
        "seat": Text("县城", "county seat"),
        "town": Text("乡镇", "towns"),
        "village": Text("乡村", "villages"),
    },
    "item": {
        "teachers": Text("专任教师", "teachers"),
        "degree": Text("高于规定学历教师", "teachers above required degree"),
        "backbone": Text("骨干教师", "backbone teachers"),
        "midsenior": Text("中级及以上职称教师", "teachers of first grade and above"),
        "artspe": Text("体育艺术教师", "arts and PE teachers"),
    },
    "basis": {"duty": Text("任教", "on duty"), "post": Text("编制", "by post")},
    "part": {"between": Text("区域间", "between zones"), "within": Text("区域内", "within zones")},
    "way": {
        "up": Text("向上", "upward"),
        "down": Text("向下", "downward"),
        "level": Text("平级", "lateral"),
    },
    "k": {"1": Text("一", "1"), "3": Text("三", "3"), "5": Text("五", "5")},
    "loss": {
        "quit": Text("辞职", "quit"),
        "leave_county": Text("调离本县", "left the county"),
    },
    "exit": {
        "retire": Text("退休", "retired"),
        "early_retire": Text("提前退休", "retired early"),
        "dismiss": Text("解聘", "were dismissed"),
        "death": Text("在职死亡", "died in service"),
    },
    "move": {kind: KIND_TEXT[kind] for kind in MOVES},
    "subject": {
        "chinese": Text("语文", "Chinese"),
        "maths": Text("数学", "maths"),
        "english": Text("英语", "English"),
        "sciences": Text("科学", "sciences"),
        "arts_pe": Text("体育艺术", "arts and PE"),
        "other": Text("其他学科", "other subjects"),
    },
}

EVERY: Final = {"stage": Text("分学段", "by stage"), "zone": Text("分区域", "by zone")}
"""What stands in the label of a family for the stages and zones it is about."""

PLAIN: Final = Text("", "")
SHARE = Text("占比", "share")
POINTS = Text("个百分点", "pp")
PERSONS = Text("人", "persons")
EVENTS = Text("人次", "events")
POSTS = Text("个编制", "posts")
YUAN = Text("元", "yuan")
MONTHLY = Text("元/月", "yuan/month")


@dataclass(frozen=True)
class Pattern:
    """Columns of one form; words in braces come from ``WORDS``."""

    form: str
    label: Text
    unit: Text
    better: Better
    shown: Shown

    def match(self, column: str) -> Indicator | None:
        """Return the indicator if the column has this form."""
        parts = self.parts(column)
        if parts is None:
            return None
        words = {key: WORDS[key][value] for key, value in parts.items()}
        return Indicator(
            column,
            self.named(words),
            self.unit,
            self.better,
            self.shown,
            stage=parts.get("stage"),
            zone=parts.get("zone"),
        )

    def parts(self, column: str) -> dict[str, str] | None:
        """Return what stands in the braces of the form, None if the column has another form."""
        expression = re.sub(r"\{(\w+)\}", lambda m: _choice(m[1]), self.form)
        found = re.fullmatch(expression, column)
        return None if found is None else found.groupdict()

    def named(self, words: Mapping[str, Text]) -> Text:
        """Return the label with these words in its braces."""
        return Text(
            self.label.zh.format(**{key: word.zh for key, word in words.items()}),
            capital(self.label.en.format(**{key: word.en for key, word in words.items()})),
        )


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _choice(key: str) -> str:
    """Return a named group that matches any word of one kind, the longest first."""
    return f"(?P<{key}>{'|'.join(sorted(WORDS[key], key=len, reverse=True))})"


_HIGH, _LOW, _NEITHER = Better.HIGHER, Better.LOWER, Better.NEITHER
_RATIO, _PERCENT, _NUMBER, _MONEY = Shown.RATIO, Shown.PERCENT, Shown.NUMBER, Shown.MONEY

PATTERNS: Final = (
    Pattern(
        "cv_{item}_{stage}_duty",
        Text("{item}差异系数（{stage}）", "CV of {item}, {stage}"),
        PLAIN,
        _LOW,
        _RATIO,
    ),
    Pattern(
        "cv_{item}_{stage}_post",
        Text("{item}差异系数（{stage}，按编制）", "CV of {item}, {stage}, by post"),
        PLAIN,
        _LOW,
        _RATIO,
    ),
    Pattern(
        "cv0_{item}_{stage}_{basis}",
        Text(
            "{item}差异系数的随机下限（{stage}，{basis}）",
            "Noise floor of the CV of {item}, {stage}, {basis}",
        ),
        PLAIN,
        _NEITHER,
        _RATIO,
    ),
    Pattern(
        "pass_county",
        Text("全县教师类指标达标", "County meets the lines for teachers"),
        SHARE,
        _HIGH,
        _PERCENT,
    ),
    Pattern(
        "pass_share_{item}_{stage}",
        Text("{item}达到最低标准的学校（{stage}）", "Schools at the minimum of {item}, {stage}"),
        SHARE,
        _HIGH,
        _PERCENT,
    ),
    Pattern(
        "pass_{item}_{stage}",
        Text("{item}差异系数达标（{stage}）", "CV of {item} within the line, {stage}"),
        SHARE,
        _HIGH,
        _PERCENT,
    ),
    Pattern(
        "short_{item}_{stage}",
        Text("距最低标准缺{item}（{stage}）", "{item} short of the minimum, {stage}"),
        PERSONS,
        _LOW,
        _NUMBER,
    ),
    Pattern(
        "ptr_{stage}_{zone}",
        Text("生师比（{zone}{stage}）", "Pupils per teacher, {stage}, {zone}"),
        Text("名学生/教师", "pupils/teacher"),
        _NEITHER,
        _NUMBER,
    ),
    Pattern(
        "theil_{item}_{stage}_{part}",
        Text("{item}泰尔指数（{stage}，{part}）", "Theil index of {item}, {stage}, {part}"),
        PLAIN,
        _LOW,
        _RATIO,
    ),
    Pattern("headcount", Text("在职教师", "Teachers in service"), PERSONS, _NEITHER, _NUMBER),
    Pattern("waiting", Text("待岗教师", "Teachers waiting for a post"), PERSONS, _LOW, _NUMBER),
    Pattern(
        "away", Text("不在学校的教师", "Teachers away from schools"), PERSONS, _NEITHER, _NUMBER
    ),
    Pattern("entries", Text("新进教师", "Entries"), PERSONS, _NEITHER, _NUMBER),
    Pattern("exits_{loss}", Text("{loss}教师", "Teachers who {loss}"), PERSONS, _LOW, _NUMBER),
    Pattern("exits_{exit}", Text("{exit}教师", "Teachers who {exit}"), PERSONS, _NEITHER, _NUMBER),
    Pattern("moves_{way}", Text("{way}流动", "{way} moves"), EVENTS, _NEITHER, _NUMBER),
    Pattern("moves_{move}", Text("流动：{move}", "Moves: {move}"), EVENTS, _NEITHER, _NUMBER),
    Pattern("borrowed", Text("借调教师", "Borrowed teachers"), PERSONS, _LOW, _NUMBER),
    Pattern(
        "mismatch", Text("人编不一致教师", "Teachers away from their post"), PERSONS, _LOW, _NUMBER
    ),
    Pattern(
        "exchange_eligible",
        Text("符合交流条件教师", "Teachers eligible for exchange"),
        PERSONS,
        _NEITHER,
        _NUMBER,
    ),
    Pattern(
        "exchange_sent",
        Text("交流派出教师", "Teachers sent on exchange"),
        PERSONS,
        _NEITHER,
        _NUMBER,
    ),
    Pattern(
        "exchange_backbone",
        Text("交流派出骨干", "Backbones sent on exchange"),
        PERSONS,
        _NEITHER,
        _NUMBER,
    ),
    Pattern(
        "unfilled_{subject}",
        Text("{subject}未招满岗位", "Unfilled posts, {subject}"),
        POSTS,
        _LOW,
        _NUMBER,
    ),
    Pattern("vacancy_{zone}", Text("{zone}学校空编", "Vacant posts, {zone}"), POSTS, _LOW, _NUMBER),
    Pattern(
        "surplus_{zone}", Text("{zone}学校超编", "Surplus posts, {zone}"), POSTS, _LOW, _NUMBER
    ),
    Pattern(
        "novice_share_{zone}",
        Text("{zone}新教师（教龄不足三年）占比", "Novices (under 3 years), {zone}"),
        SHARE,
        _NEITHER,
        _PERCENT,
    ),
    Pattern(
        "retention_{k}y_{zone}",
        Text("{zone}{k}年留任率（编制）", "{k}-year retention of posts, {zone}"),
        SHARE,
        _HIGH,
        _PERCENT,
    ),
    Pattern(
        "presence_{k}y_{zone}",
        Text("{zone}{k}年在岗率（任教）", "{k}-year presence on duty, {zone}"),
        SHARE,
        _HIGH,
        _PERCENT,
    ),
    Pattern(
        "zone_retention_{k}y_{zone}",
        Text("{zone}{k}年区域留任率", "{k}-year retention within the zone, {zone}"),
        SHARE,
        _HIGH,
        _PERCENT,
    ),
    Pattern(
        "county_retention_{k}y",
        Text("全县{k}年留任率", "{k}-year retention within the county"),
        SHARE,
        _HIGH,
        _PERCENT,
    ),
    Pattern(
        "effectiveness_{zone}",
        Text("{zone}学生接触到的教学效果", "Teacher effect met by pupils, {zone}"),
        Text("标准差/年", "sd/year"),
        _HIGH,
        _RATIO,
    ),
    Pattern(
        "welfare_{zone}",
        Text("{zone}教师福利（平均效用）", "Teachers' welfare (mean utility), {zone}"),
        MONTHLY,
        _HIGH,
        _NUMBER,
    ),
    Pattern(
        "share_better_off", Text("境况变好的教师", "Teachers better off"), SHARE, _NEITHER, _PERCENT
    ),
    Pattern(
        "share_worse_off", Text("境况变差的教师", "Teachers worse off"), SHARE, _NEITHER, _PERCENT
    ),
    Pattern(
        "net_better_off",
        Text("境况变好减变差的教师", "Teachers better off less worse off"),
        SHARE,
        _HIGH,
        _PERCENT,
    ),
    Pattern(
        "share_left_more",
        Text("仅在改革下离开的教师", "Teachers who left under the reform only"),
        SHARE,
        _NEITHER,
        _PERCENT,
    ),
    Pattern(
        "share_left_less",
        Text("仅在基准下离开的教师", "Teachers who left under the baseline only"),
        SHARE,
        _NEITHER,
        _PERCENT,
    ),
    Pattern("payroll", Text("工资总额", "Payroll"), YUAN, _NEITHER, _MONEY),
    Pattern("spending", Text("政策新增支出", "Spending of policies"), YUAN, _NEITHER, _MONEY),
)

DEFAULT: Final = (
    "cv_teachers_primary_duty",
    "cv_teachers_junior_duty",
    "cv_backbone_primary_duty",
    "cv_backbone_junior_duty",
    "pass_county",
    "vacancy_village",
    "retention_3y_village",
    "presence_3y_village",
    "novice_share_village",
    "moves_up",
    "moves_down",
    "mismatch",
    "effectiveness_village",
    "welfare_village",
    "net_better_off",
    "spending",
)
"""What ``compare`` shows unless it is asked for more."""


def describe(column: str) -> Indicator:
    """Return what is known about a county column; an unknown one speaks for itself."""
    for pattern in PATTERNS:
        found = pattern.match(column)
        if found is not None:
            return found
    return Indicator(column, Text(column, column), PLAIN, Better.NEITHER, Shown.NUMBER)


def titles(columns: Iterable[str]) -> dict[str, Text]:
    """Return what indicators are called, by column."""
    return {column: describe(column).label for column in columns}


def default(columns: Iterable[str]) -> list[str]:
    """Return the indicators shown by default, of those that a study holds."""
    held = set(columns)
    return [name for name in DEFAULT if name in held]
