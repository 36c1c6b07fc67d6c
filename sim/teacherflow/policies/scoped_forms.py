"""Exchange inside an education group, and inside a school cluster (M26, M27)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from teacherflow.parameters.about import about
from teacherflow.policies.away_money import USAGE
from teacherflow.policies.choices import BACKFILL, CHOSEN_BY
from teacherflow.policies.families import Family
from teacherflow.policies.forms_parameters import BANAN, ESTABLISHED, FormPolicy
from teacherflow.terms.exchange import Backfill, Chooser, Direction, Form
from teacherflow.terms.who import Where
from teacherflow.text import Text

_CHOOSERS = {"school": Chooser.SCHOOL, "lottery": Chooser.LOTTERY, "bureau": Chooser.BUREAU}


class ScopedForm(FormPolicy):
    """An exchange of a share of those who have been at a school for some years, inside a circle."""

    share: Annotated[
        float,
        about(
            "每年交流占符合条件教师的比例",
            "Sent each year, share of the eligible",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "比照全国交流比例（教师〔2014〕4号）",
                "assumption: the national share of rotation (Jiaoshi [2014] No. 4)",
            ),
            kind="assumption",
        ),
    ] = 0.10
    after_years: Annotated[
        int,
        about(
            "同校任教满多少年",
            "School years at one school",
            unit="years",
            low=0,
            high=40,
            source=Text("比照轮岗的六年", "assumption: six years, as in rotation"),
            kind="assumption",
        ),
    ] = 6
    years: Annotated[
        int,
        about(
            "交流期限",
            "Length of the exchange",
            unit="years",
            low=1,
            high=6,
            source=Text("各地一至三年", "counties: one to three years, then they return"),
            kind="survey",
        ),
    ] = 2
    backfill: Annotated[
        Literal["swap", "none"],
        about(
            "是否对等互换",
            "What the sending school gets: a teacher of the same subject, or nobody",
            choices=BACKFILL,
            source=Text("巴南区：互补、对等交流", "Banan District: complementary, equal exchange"),
            kind="survey",
        ),
    ] = "swap"

    def _circle(self, year: int, scope: str, chooser: Chooser, rank: int) -> Form:
        inside = (Where("post.group", 0),) if scope == "group" else ()
        return self.form(
            rank=rank,
            who=(ESTABLISHED, Where("exchange_clock", self.after_years), *inside),
            amount=self.share * self.ramp(year),
            years=self.years,
            direction=Direction.ANY,
            scope=scope,
            chosen_by=chooser,
            backfill=Backfill.SWAP if self.backfill == "swap" else Backfill.NONE,
        )


class GroupExchange(ScopedForm):
    """集团内交流: a share of the teachers of a group's schools changes places inside the group.

    Groups are those of the county file; schools outside all groups neither send nor take. By
    default each who goes is swapped for a teacher of the same subject, and they return after the
    term. With ``post_share`` a part moves for good, post and all.
    """

    name = "group_exchange"
    family = Family.EXCHANGE
    title = Text("集团内交流", "Exchange inside education groups")
    summary = Text(
        "教育集团各校之间每年交流一定比例的教师，默认对等互换、期满返回，也可部分随迁人事关系",
        "A share of the teachers of an education group changes schools inside it each year, in "
        "equal numbers and for a term unless set otherwise",
    )
    mechanisms = ("M26",)

    post_share: Annotated[
        float,
        about(
            "变动人事关系的比例",
            "Moved with the post, share of those sent",
            unit="share",
            low=0,
            high=1,
            source=Text("多数不变动", "assumption: most posts stay where they are"),
            kind="assumption",
        ),
    ] = 0.0
    chosen_by: Annotated[
        Literal["school", "lottery", "bureau"],
        about("由谁确定人选", "Who names them", choices=CHOSEN_BY, source=USAGE, kind="assumption"),
    ] = "school"

    def idle(self) -> frozenset[str]:
        """Return what has no effect beside the other values."""
        away = {"years", "travel_yuan_per_km", "trips_per_month", "meals_yuan_per_month"}
        return super().idle() | (away if self.post_share == 1 else set())

    def forms(self, year: int) -> Iterator[Form]:
        """Yield the part that leaves the posts and the part that moves them."""
        form = self._circle(year, "group", _CHOOSERS[self.chosen_by], rank=40)
        duty, moved = form.amount * (1 - self.post_share), form.amount * self.post_share
        yield replace(form, amount=duty)
        name = f"{self.label}.with_post"
        yield replace(form, name=name, rank=39, amount=moved, years=0, post_moves=True)


class ClusterRotation(ScopedForm):
    """片区轮岗: a share of the teachers changes places inside the school cluster, near by.

    Clusters (督导责任区) are those of the county; distances are short. The bureau names by the need
    of the hosts and places; each who goes is swapped by default.
    """

    name = "cluster_rotation"
    family = Family.EXCHANGE
    title = Text("片区轮岗", "Rotation inside school clusters")
    summary = Text(
        "同一学区（片区、督导责任区）内就近轮岗：按各校需求，每年交流一定比例的教师，对等互换",
        "Rotation inside a school cluster, near by: a share of the eligible a year goes where it "
        "is needed, in equal numbers",
    )
    mechanisms = ("M27",)

    km_most: Annotated[
        float,
        about(
            "学区内最远路程",
            "Farthest host by road",
            unit="km",
            low=0,
            high=300,
            source=Text("就近，未给里程", "assumption: near by; no distance is given"),
            kind="assumption",
        ),
    ] = 25.0
    chosen_by: Annotated[
        Literal["school", "lottery", "bureau"],
        about("由谁确定人选", "Who names them", choices=CHOSEN_BY, source=BANAN, kind="assumption"),
    ] = "bureau"

    def forms(self, year: int) -> Iterator[Form]:
        """Yield the form."""
        yield self._circle(year, "cluster", _CHOOSERS[self.chosen_by], rank=45)
