"""Single forms of exchange beside the general rule: who is sent, by what number, and where to.

Whom two forms want, the lower rank takes: novices 12, fill-in 15, support teaching 20, aid outside
the county 25, dispatch between pairs 30, groups 40, clusters 45, the general rotation 50, volunteers
60.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from teacherflow.codes import Zone
from teacherflow.parameters.about import Evidence, about
from teacherflow.policies.away_money import USAGE
from teacherflow.policies.base import Preset
from teacherflow.policies.choices import CHOSEN_BY, HOST_SCHOOLS, among
from teacherflow.policies.families import Family
from teacherflow.policies.forms_parameters import BANAN, ESTABLISHED, FormPolicy
from teacherflow.terms.exchange import (
    Backfill,
    Basis,
    Chooser,
    Direction,
    Form,
    Volunteers,
)
from teacherflow.terms.pay import PayItem
from teacherflow.terms.who import Where
from teacherflow.text import Text

_BACKBONE = Where("backbone", 1, 1)
_SEAT = Where("post.zone", Zone.SEAT, Zone.SEAT)
_TOWN_AND_SEAT = Where("post.zone", Zone.TOWN, Zone.SEAT)
_HOSTS: dict[str, tuple[Where, ...]] = {
    "village": (Where("zone", Zone.VILLAGE, Zone.VILLAGE),),
    "rural": (Where("zone", Zone.VILLAGE, Zone.TOWN),),
}
_CHOOSERS = {"school": Chooser.SCHOOL, "lottery": Chooser.LOTTERY, "bureau": Chooser.BUREAU}


class SupportTeach(FormPolicy):
    """支教: every year some backbones of the seat teach in village schools and then return.

    The number is a share of all established staff, or a number of persons. Volunteers go first; the
    bureau names the others, by the distance and the need of the host. Nobody comes in return.
    """

    name = "support_teach"
    family = Family.EXCHANGE
    title = Text("支教", "Support teaching in the countryside")
    summary = Text(
        "每年从县城学校选派一定数量的骨干教师到乡村学校支教，期满返回原校",
        "Each year a number of backbones of seat schools teaches in village schools; they return "
        "after the term",
    )
    mechanisms = ("M23",)
    presets: ClassVar[Mapping[str, Preset]] = {
        "banan_2015": Preset(
            Text("巴南 2015", "Banan 2015"),
            {"counted_in": "persons", "persons": 13},
            BANAN,
            Evidence.SURVEY,
        ),
        "banan_2019": Preset(
            Text("巴南 2019", "Banan 2019"),
            {"counted_in": "persons", "persons": 59},
            BANAN,
            Evidence.SURVEY,
        ),
    }

    counted_in: Annotated[
        Literal["share", "persons"],
        about(
            "人数按比例还是按人数",
            "Sent each year: a share of staff, or a number of persons",
            choices={
                "share": Text("按比例", "a share of staff"),
                "persons": Text("按人数", "a number of persons"),
            },
            source=Text(
                "比例便于不同规模的县比较",
                "assumption: a share compares counties of different sizes",
            ),
            kind="assumption",
        ),
    ] = "share"
    share: Annotated[
        float,
        about(
            "每年支教占在编教师的比例",
            "Sent each year, share of established staff",
            unit="share",
            low=0,
            high=0.2,
            source=Text(
                "巴南区 2019 年约 6000 名教师中 59 人",
                "Banan District: 59 of about 6,000 teachers in 2019",
            ),
            kind="survey",
        ),
    ] = 0.0098
    persons: Annotated[
        int,
        about(
            "每年支教人数",
            "Sent each year",
            unit="persons",
            low=0,
            high=5000,
            source=Text("巴南区 2019 年", "Banan District, 2019"),
            kind="survey",
        ),
    ] = 59
    years: Annotated[
        int,
        about("支教期限", "Length", unit="years", low=1, high=3, source=BANAN, kind="survey"),
    ] = 1
    chosen_by: Annotated[
        Literal["school", "lottery", "bureau"],
        about(
            "自愿者之外由谁确定",
            "Who names those that did not volunteer",
            choices=CHOSEN_BY,
            source=Text("选派由教育局定名额", "Banan District: the bureau sets the quota"),
            kind="assumption",
        ),
    ] = "bureau"
    hosts: Annotated[
        Literal["village", "rural"],
        about(
            "接收学校：乡村，或乡村与乡镇",
            "Hosts: village schools, or those of villages and towns",
            choices=among(HOST_SCHOOLS, "village", "rural"),
            source=BANAN,
            kind="assumption",
        ),
    ] = "village"

    def idle(self) -> frozenset[str]:
        """Return what has no effect beside the other values."""
        return super().idle() | {"persons" if self.counted_in == "share" else "share"}

    def forms(self, year: int) -> Iterator[Form]:
        """Yield the form: backbones of the seat, one way."""
        by_share = self.counted_in == "share"
        yield self.form(
            rank=20,
            who=(ESTABLISHED, _BACKBONE, _SEAT),
            amount=(self.share if by_share else self.persons) * self.ramp(year),
            basis=Basis.STAFF if by_share else Basis.PERSONS,
            years=self.years,
            direction=Direction.DOWN,
            hosts=_HOSTS[self.hosts],
            chosen_by=_CHOOSERS[self.chosen_by],
            backfill=Backfill.NONE,
        )


class FillIn(FormPolicy):
    """顶岗: schools with surplus staff must send it to schools that lack staff, a year at a time.

    Each school more than one post above need sends ``per_surplus_post`` teachers per surplus post,
    nobody in return. Hosts take no more than they lack. Posts stay where they are, so the order is
    given anew every year as long as the surplus lasts, and ends with it.
    """

    name = "fill_in"
    family = Family.EXCHANGE
    title = Text("顶岗", "Fill-in posting")
    summary = Text(
        "超编学校按下达的指标选派富余教师到缺编学校顶岗一年；随着富余消化，人数逐年减少",
        "Schools with surplus staff are ordered to send it to schools that lack staff for a year; "
        "the number falls as the surplus goes",
    )
    mechanisms = ("M25",)

    per_surplus_post: Annotated[
        float,
        about(
            "每个超编岗位选派人数",
            "Sent per surplus post (rounded down for each school)",
            unit="persons",
            low=0,
            high=1,
            source=Text(
                "巴南区：超编即派；最多时 235 人，2020 年 53 人",
                "Banan District: all surplus is sent; 235 at the most, 53 in 2020",
            ),
            kind="survey",
        ),
    ] = 1.0
    surplus_least: Annotated[
        int,
        about(
            "超编几人以上的学校派出",
            "Surplus from which a school sends",
            unit="persons",
            low=1,
            high=50,
            source=Text("超编一人不派", "assumption: a surplus of one is left alone"),
            kind="assumption",
        ),
    ] = 2
    chosen_by: Annotated[
        Literal["school", "lottery", "bureau"],
        about("由谁确定人选", "Who names them", choices=CHOSEN_BY, source=USAGE, kind="assumption"),
    ] = "school"

    def forms(self, year: int) -> Iterator[Form]:
        """Yield the form: ordered, from surplus to shortage, for a year."""
        yield self.form(
            rank=15,
            who=(ESTABLISHED, Where("post.over_quota", self.surplus_least)),
            amount=self.per_surplus_post * self.ramp(year),
            basis=Basis.SURPLUS,
            years=1,
            direction=Direction.ANY,
            to_shortage=True,
            volunteers=Volunteers.NONE,
            chosen_by=_CHOOSERS[self.chosen_by],
            backfill=Backfill.NONE,
        )


class NoviceService(FormPolicy):
    """新聘教师农村任教: new teachers of seat and town schools serve in the countryside.

    They go when they have completed ``after_years`` years of service, for ``years``, and return to
    the school that hired them. Whoever could not be sent in that year is called again for
    ``called_again_years`` more years, unless a term was served already.
    """

    name = "novice_service"
    family = Family.EXCHANGE
    title = Text("城镇新聘教师农村任教", "Rural service of new teachers")
    summary = Text(
        "县城和乡镇学校新聘教师任教满两年后，到乡村学校任教不少于两年，期满返回",
        "New teachers of seat and town schools go to village schools after two years, for two "
        "years, and return",
    )
    mechanisms = ("M30",)

    share: Annotated[
        float,
        about(
            "每年派出占应派者的比例",
            "Sent each year, share of those due",
            unit="share",
            low=0,
            high=1,
            source=Text("巴南区：全员", "Banan District: all of them"),
            kind="survey",
        ),
    ] = 1.0
    after_years: Annotated[
        int,
        about(
            "任教满几年后派出",
            "Completed years of service before",
            unit="years",
            low=1,
            high=10,
            source=BANAN,
            kind="survey",
        ),
    ] = 2
    years: Annotated[
        int,
        about(
            "农村任教年限",
            "Length of the service",
            unit="years",
            low=1,
            high=6,
            source=Text("巴南区：不少于两年", "Banan District: at least two years"),
            kind="survey",
        ),
    ] = 2
    called_again_years: Annotated[
        int,
        about(
            "当年未能派出者，以后几年仍须派出",
            "Years for which those who could not be sent are called again",
            unit="years",
            low=0,
            high=10,
            source=Text("孕产、患病者延后", "assumption: nursing and illness put it off"),
            kind="assumption",
        ),
    ] = 1
    hosts: Annotated[
        Literal["village", "rural"],
        about(
            "接收学校：乡村，或任何下一级学校",
            "Hosts: village schools, or any of a lower zone",
            choices={
                "village": Text("乡村学校", "village schools"),
                "rural": Text("任何下一级学校", "any school of a lower zone"),
            },
            source=BANAN,
            kind="assumption",
        ),
    ] = "village"

    def forms(self, year: int) -> Iterator[Form]:
        """Yield the form: all who are due, named, one way."""
        last = self.after_years + self.called_again_years
        yield self.form(
            rank=12,
            who=(
                ESTABLISHED,
                _TOWN_AND_SEAT,
                Where("service", self.after_years, last),
                Where("rotations", high=0),
            ),
            amount=self.share * self.ramp(year),
            years=self.years,
            direction=Direction.DOWN,
            hosts=_HOSTS[self.hosts],
            volunteers=Volunteers.NONE,
            backfill=Backfill.NONE,
            quota=False,
        )


class VoluntarySupport(FormPolicy):
    """吸引优秀教师到薄弱校支教: backbones may go to weaker schools for an allowance; nobody must.

    Whoever finds a year there, with all that is paid, worth more than the present place offers
    to go. Hosts are weak schools (short of backbones) of the own or a lower zone.
    """

    name = "voluntary_support"
    family = Family.EXCHANGE
    title = Text("吸引优秀教师支教", "Voluntary support teaching")
    summary = Text(
        "骨干教师自愿到薄弱学校支教，期间每月发给补助；不作派遣",
        "Backbones may teach at weak schools for an allowance; only volunteers go",
    )
    mechanisms = ("M36",)

    yuan_per_month: Annotated[
        float,
        about(
            "支教期间补助",
            "Allowance while away",
            unit="yuan/month",
            low=0,
            high=10000,
            source=Text("文集与方案未给数额", "assumption: the essays and plans name no amount"),
            kind="assumption",
        ),
    ] = 500.0
    share: Annotated[
        float,
        about(
            "每年最多接纳的骨干比例",
            "Most who may go a year, share of the backbones who could",
            unit="share",
            low=0,
            high=1,
            source=Text("不设上限", "assumption: no cap beside that of each school"),
            kind="assumption",
        ),
    ] = 1.0
    years: Annotated[
        int,
        about("支教期限", "Length", unit="years", low=1, high=3, source=USAGE, kind="assumption"),
    ] = 1

    def forms(self, year: int) -> Iterator[Form]:
        """Yield the form: volunteers only."""
        yield self.form(
            rank=60,
            who=(ESTABLISHED, _BACKBONE),
            amount=self.share * self.ramp(year),
            years=self.years,
            hosts=(Where("weak", 1, 1),),
            volunteers=Volunteers.ONLY,
            backfill=Backfill.NONE,
        )

    def paid(self) -> Iterator[PayItem]:
        """Yield travel, meals and the allowance."""
        yield from super().paid()
        if self.yuan_per_month > 0:
            yield PayItem(f"{self.label}.allowance", self.sent(), self.yuan_per_month)
