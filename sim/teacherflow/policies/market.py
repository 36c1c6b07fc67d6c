"""Levers on the rules by which staff find their places (M03, M07-M09).

The rules themselves hold in every run; these policies turn their numbers. A lever that stands at
the default claims nothing, so it leaves room for other policies and changes no byte. With
``phase_in`` a number moves from the default to the value in equal steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import inf
from typing import Annotated, Any, ClassVar

from teacherflow.parameters.about import Evidence, about
from teacherflow.policies.base import Group, PolicyModel, Preset
from teacherflow.policies.families import Family
from teacherflow.terms.exchange import BORROWING
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.posts import NOISE
from teacherflow.terms.recruit import LAG, REPLACEMENT, TO_STANDARD
from teacherflow.terms.transfer import CHANNELS, RELEASE, SEAT_RESERVE, Channel
from teacherflow.text import Text

GUAN = Text("冠县 2024", "Guan County 2024")
_CHANNELS = Text(
    "冠县 2024：分渠道调动；比例为假设",
    "assumption; Guan County 2024 names the channels, not their rates",
)


def phased(default: float, value: float, ramp: float) -> float:
    """Return the number on its way from the default (ramp 0) to the value (ramp 1)."""
    return value if ramp >= 1 else default + ramp * (value - default)


class HiringPlan(PolicyModel):
    """用编进人计划: how many are hired for those who leave, how soon, and for empty posts.

    ``replacement_ratio`` hires answer each exit of established and special-post staff; with
    ``lag_years: 1`` those of last year. ``to_standard`` of all vacancies are filled at least,
    whatever the exits. The total of the stage and the vacancies bound both.
    """

    name = "hiring_plan"
    family = Family.POSTS
    title = Text("用编进人计划", "Hiring plan")
    summary = Text(
        "按退补比、滞后年数和空编补足比例确定每年招聘人数，不突破编制总量",
        "Hires a year by replacement ratio, lag, and the share of vacancies filled at least, "
        "within the total of posts",
    )
    mechanisms = ("M03",)
    touches: ClassVar[tuple[Term[Any], ...]] = (REPLACEMENT, LAG, TO_STANDARD)
    set_by: ClassVar[Mapping[str, str]] = {"replacement": "replacement_ratio"}
    presets: ClassVar[Mapping[str, Preset]] = {
        "guanxian_2024": Preset(
            Text("冠县 2024：退补相当", "Guan County 2024: hires match exits"),
            {"replacement_ratio": 1.0, "lag_years": 0, "to_standard": 0.0},
            GUAN,
            Evidence.SURVEY,
        ),
    }

    replacement_ratio: Annotated[
        float,
        about(
            "退补比：每减少一人补充",
            "Hires for each exit",
            unit="hires per exit",
            low=0,
            high=2,
            source=Text("冠县 2024：退补相当，即 1", "Guan County 2024: hires match exits, so 1"),
            kind="survey",
            uncertainty=(0.5, 1.2),
        ),
    ] = 1.0
    lag_years: Annotated[
        int,
        about(
            "补员滞后年数（0 当年，1 次年）",
            "Years between an exit and its replacement (0 or 1)",
            unit="years",
            low=0,
            high=1,
            source=Text(
                "计划按当年减员编制", "assumption: plans are made against the exits of the year"
            ),
            kind="assumption",
        ),
    ] = 0
    to_standard: Annotated[
        float,
        about(
            "空编至少补足的比例",
            "Share of vacancies filled at least",
            unit="share",
            low=0,
            high=1,
            source=Text("默认只补减员", "assumption: hires replace exits only"),
            kind="assumption",
        ),
    ] = 0.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield what differs from the plan that holds anyway."""
        ramp = self.ramp(year)
        ratio = phased(REPLACEMENT.default, self.replacement_ratio, ramp)
        if ratio != REPLACEMENT.default:
            yield REPLACEMENT(ratio)
        if self.lag_years:
            yield LAG(self.lag_years)
        if self.to_standard:
            yield TO_STANDARD(ramp * self.to_standard)


class InfoPool(PolicyModel):
    """师资调配信息库: the bureau sees the need of schools with less error.

    It errs about need when it lists posts, places those sent on exchange and redeploys across the
    stages. A data pool leaves ``error_left`` of that error; all of it left is no pool. The pool
    costs nothing here: no document tells its price.
    """

    name = "info_pool"
    family = Family.POSTS
    title = Text("师资调配信息库", "Information pool for staffing")
    summary = Text(
        "建立师资信息库，教育局在列招聘计划、安排交流和跨学段调配时对各校需求的误差缩小",
        "A data pool: the bureau lists posts, places exchanges and redeploys with less error "
        "about the need of schools",
    )
    mechanisms = ("M09",)
    touches: ClassVar[tuple[Term[Any], ...]] = (NOISE,)

    error_left: Annotated[
        float,
        about(
            "需求误差的留存比例",
            "Error about need that remains",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "假设：误差由需求的 10% 降到 2%",
                "assumption: an error of 10 % of need falls to 2 %",
            ),
            kind="assumption",
            uncertainty=(0.0, 0.5),
        ),
    ] = 0.2

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield what remains of the error, unless all of it does."""
        left = phased(NOISE.default, self.error_left, self.ramp(year))
        if left < NOISE.default:
            yield NOISE(left)


class BorrowingLimit(PolicyModel):
    """严控借调: new informal borrowing is cut to a share of the usual, or ended.

    It bears on new cases: who is on loan already goes home as before, at the usual rate. A share
    of one changes nothing.
    """

    name = "borrowing_limit"
    family = Family.POSTS
    title = Text("严控借调", "Limit of borrowing")
    summary = Text(
        "把每年新增借调压到平常的一定比例，0 为禁止；已借出人员仍按平常速度返回",
        "New borrowing is cut to a share of the usual, 0 being a ban; borrowed teachers return at "
        "the usual rate",
    )
    mechanisms = ("M07",)
    touches: ClassVar[tuple[Term[Any], ...]] = (BORROWING,)

    share: Annotated[
        float,
        about(
            "新增借调占平常的比例",
            "New borrowing, share of the usual",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "假设：清理后不再借调（冠县 2024 只说清理）",
                "assumption: none after a clearing; Guan County 2024 tells of the clearing alone",
            ),
            kind="assumption",
        ),
    ] = 0.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the share, unless all borrowing goes on."""
        share = phased(BORROWING.default, self.share, self.ramp(year))
        if share < BORROWING.default:
            yield BORROWING(share)


def _approval(zh: str, en: str) -> Any:
    return about(
        f"审批通过率：{zh}",
        f"Approval: {en}",
        unit="share",
        low=0,
        high=1,
        source=_CHANNELS,
        kind="assumption",
    )


def _cap(zh: str, en: str) -> Any:
    return about(
        f"年度获批上限（占可用此渠道者）：{zh}",
        f"Most who are permitted a year, share of those whom the channel covers: {en}",
        unit="share",
        low=0,
        high=1,
        meanings={1.0: Text("不设上限", "no cap")},
        source=Text("默认不设上限（1）", "assumption: no cap (1)"),
        kind="assumption",
    )


def _tenure(zh: str, en: str) -> Any:
    return about(
        f"本校最低任教年限：{zh}",
        f"Least years at the school: {en}",
        unit="years",
        low=0,
        high=40,
        source=_CHANNELS,
        kind="assumption",
    )


class Approval(Group):
    """Chance that the bureau permits an applicant to use a channel in a year."""

    rural: Annotated[float, _approval("乡镇之间", "between townships")] = 1.0
    seat: Annotated[float, _approval("城区校之间", "between schools of the seat")] = 1.0
    up: Annotated[float, _approval("乡镇到城区", "into the seat")] = 0.5
    down: Annotated[float, _approval("城区到乡镇", "out of the seat")] = 0.5


class Cap(Group):
    """Most to whom the bureau gives a permit for a channel in a year."""

    rural: Annotated[float, _cap("乡镇之间", "between townships")] = 1.0
    seat: Annotated[float, _cap("城区校之间", "between schools of the seat")] = 1.0
    up: Annotated[float, _cap("乡镇到城区", "into the seat")] = 1.0
    down: Annotated[float, _cap("城区到乡镇", "out of the seat")] = 1.0


class Tenure(Group):
    """Completed years at the post school before a channel is open."""

    rural: Annotated[float, _tenure("乡镇之间", "between townships")] = 3.0
    seat: Annotated[float, _tenure("城区校之间", "between schools of the seat")] = 3.0
    up: Annotated[float, _tenure("乡镇到城区", "into the seat")] = 5.0
    down: Annotated[float, _tenure("城区到乡镇", "out of the seat")] = 3.0


class TransferChannels(PolicyModel):
    """规范调动: approval, yearly cap and least tenure of each channel of transfer.

    The channels are township to township (``rural``), between schools of the seat (``seat``), into
    it (``up``) and out of it (``down``); an approval or a cap of zero closes one. Beside them
    stand what units may move between their own schools, the staff that a school keeps, and the
    vacancies of the seat that wait for recruitment.
    """

    name = "transfer_channels"
    family = Family.POSTS
    title = Text("规范调动", "Channels of transfer")
    summary = Text(
        "按渠道（乡镇之间、城区校之间、进城、下乡）规定调动的审批通过率、年度上限和最低任教年限",
        "Approval, yearly cap and least tenure of transfers by channel: between townships, "
        "within the seat, into it and out of it",
    )
    mechanisms = ("M08",)
    touches: ClassVar[tuple[Term[Any], ...]] = (CHANNELS, RELEASE, SEAT_RESERVE)

    approval: Approval = Approval()
    yearly_cap: Cap = Cap()
    min_tenure: Tenure = Tenure()
    reassign_share: Annotated[
        float,
        about(
            "单位内各校间每年调剂的上限",
            "Staff that units may move between their own schools a year",
            unit="share",
            low=0,
            high=1,
            source=Text("每年不超过 1%", "assumption: 1 % of the staff of a unit"),
            kind="assumption",
            uncertainty=(0.0, 0.03),
        ),
    ] = 0.01
    release: Annotated[
        float,
        about(
            "原校须留任的比例（占编制数）",
            "Posts that must stay at the school of origin",
            unit="share of target",
            low=0,
            high=1,
            source=Text(
                "学校在接近满编时才放人", "assumption: a school lets go while it is near its target"
            ),
            kind="assumption",
        ),
    ] = 0.85
    seat_reserve: Annotated[
        float,
        about(
            "县城空编留给招聘的比例",
            "Vacancies of the seat that are kept for recruitment",
            unit="share",
            low=0,
            high=1,
            source=Text("县城招考与调动并用", "assumption: the seat fills posts both ways"),
            kind="assumption",
        ),
    ] = 0.5

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the channels, and the two terms beside them, that differ from the default."""
        ramp = self.ramp(year)
        changed = tuple(
            channel
            for default in CHANNELS.default
            if (channel := self._channel(default, ramp)) != default
        )
        if changed:
            yield CHANNELS(changed)
        for term, value in ((RELEASE, self.release), (SEAT_RESERVE, self.seat_reserve)):
            if value != term.default:
                yield term(phased(term.default, value, ramp))

    def _channel(self, default: Channel, ramp: float) -> Channel:
        if default.name == "in_unit":
            return replace(default, most=phased(default.most, self.reassign_share, ramp))
        cap = phased(1.0, getattr(self.yearly_cap, default.name), ramp)
        return replace(
            default,
            approval=phased(default.approval, getattr(self.approval, default.name), ramp),
            min_tenure=phased(default.min_tenure, getattr(self.min_tenure, default.name), ramp),
            most=cap if cap < 1 else inf,
        )
