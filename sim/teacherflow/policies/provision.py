"""What schools offer: lessons of others, equipment of weak schools, appraisal, private schools."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import model_validator

from teacherflow.faults import Refused
from teacherflow.parameters.about import about
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.entry import ESSAYS, unknown_yuan
from teacherflow.policies.families import Family
from teacherflow.terms.enrol import LEAKAGE
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.outlays import COSTS, INVESTMENTS, Cost, Investment, Per
from teacherflow.terms.teach import APPRAISAL, ITINERANT, REMOTE, Appraisal, Itinerant
from teacherflow.terms.who import Where
from teacherflow.text import Text


class RemoteClass(PolicyModel):
    """专递课堂与远程教学: lessons that nobody can teach come over the network.

    A remote lesson makes good half of what an untaught one loses (`teach.remote_worth`).
    """

    name = "remote_class"
    family = Family.ENTRY
    title = Text("专递课堂与远程教学", "Remote lessons")
    summary = Text(
        "用专递课堂覆盖缺师课程；每节课的作用折半",
        "Lessons that nobody at a school can teach are given remotely, at half their worth",
    )
    mechanisms = ("M81",)
    touches: ClassVar[tuple[Term[Any], ...]] = (REMOTE, COSTS)

    coverage: Annotated[
        float,
        about(
            "覆盖缺师课时的比例",
            "Share of untaught lessons that are given remotely",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "巴南区 2021 等只述做法，比例为假设",
                "assumption: Banan District 2021 and plans name the practice, not its reach",
            ),
            kind="assumption",
            uncertainty=(0.2, 1.0),
        ),
    ] = 0.5
    yuan_per_school: Annotated[
        float,
        unknown_yuan(
            "有缺师课程的学校每年每校费用", "Cost per year of a school that lacks teachers"
        ),
    ] = 0.0

    def idle(self) -> frozenset[str]:
        """Return the cost of lessons that are not given."""
        return frozenset() if self.coverage > 0 else frozenset({"yuan_per_school"})

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the reach of remote lessons, and their cost at schools with untaught lessons."""
        reach = self.coverage * self.ramp(year)
        if reach > 0:
            yield REMOTE(reach)
            if self.yuan_per_school:
                name, lacking = f"{self.label}.lessons", (Where("coverage", 0, 1 - 1e-9),)
                yuan = self.yuan_per_school * self.ramp(year)
                yield COSTS((Cost(name=name, yuan=yuan, per=Per.SECTION, at=lacking),))


_OWN_READING = Text("文件只述做法，数值为假设", "assumption: plans name the practice, not its size")


class ItinerantLessons(PolicyModel):
    """走教: teachers with lessons to spare give them at neighbouring schools.

    Nobody's post or place of duty changes. Who is below the standard load gives lessons of the
    first subject where nobody at a school takes them in field: the nearest schools first, and
    untaught lessons before those that are taught out of field.
    """

    name = "itinerant_lessons"
    family = Family.ENTRY
    title = Text("走教", "Itinerant lessons")
    summary = Text(
        "课时不足的教师到学区内邻近学校上本学科缺师课程，编制与岗位不动；按路程发给差旅费",
        "Teachers below the standard load give lessons at neighbouring schools that lack a "
        "teacher of the subject; posts and duty stay, the road is paid",
    )
    touches: ClassVar[tuple[Term[Any], ...]] = (ITINERANT,)

    share: Annotated[
        float,
        about(
            "标准课时以下的富余课时用于走教的上限",
            "Most of the lessons below the standard load that are given elsewhere",
            unit="share",
            low=0,
            high=1,
            source=_OWN_READING,
            kind="assumption",
            uncertainty=(0.2, 1.0),
        ),
    ] = 0.5
    within: Annotated[
        Literal["cluster", "unit"],
        about(
            "在学区内还是只在同一中心校内走教",
            "Whether schools of one cluster or only those of one unit help each other",
            choices={
                "cluster": Text("学区内", "within the cluster"),
                "unit": Text("同一中心校内", "within the unit"),
            },
            source=_OWN_READING,
            kind="assumption",
        ),
    ] = "cluster"
    km_most: Annotated[
        float,
        about(
            "走教的最远路程",
            "Farthest school by road",
            unit="km",
            low=0,
            high=300,
            source=Text("假设：半日可往返", "assumption: out and back within half a day"),
            kind="assumption",
            uncertainty=(8.0, 25.0),
        ),
    ] = 15.0
    lessons_per_trip: Annotated[
        float,
        about(
            "每次走教的课时",
            "Lessons given on one trip",
            low=1,
            high=30,
            source=Text("假设：半日四节", "assumption: half a day of four lessons"),
            kind="assumption",
        ),
    ] = 4.0
    yuan_per_km: Annotated[
        float,
        about(
            "差旅费：每公里（往返都计）",
            "Travel money per km, out and back",
            unit="yuan",
            low=0,
            high=100,
            source=Text("比照交流教师的差旅费", "assumption: as for exchanged teachers"),
            kind="assumption",
        ),
    ] = 0.6

    def idle(self) -> frozenset[str]:
        """Return what has no effect without lessons, or without pay for the road."""
        if self.share == 0:
            return frozenset({"within", "km_most", "lessons_per_trip", "yuan_per_km"})
        return frozenset() if self.yuan_per_km > 0 else frozenset({"lessons_per_trip"})

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the share of spare lessons that is given elsewhere this year."""
        share = self.share * self.ramp(year)
        if share > 0:
            yield ITINERANT(
                (
                    Itinerant(
                        name=f"{self.label}.travel",
                        share=share,
                        within=self.within,
                        km_most=self.km_most,
                        yuan_per_km=self.yuan_per_km,
                        lessons_per_trip=self.lessons_per_trip,
                    ),
                )
            )


class WeakSchoolInvestment(PolicyModel):
    """加大薄弱校投入: equipment and buildings for schools short of backbones.

    What is bought in a year is felt by those who work there, or might, in the five years after.
    """

    name = "weak_school_investment"
    family = Family.SUPERVISION
    title = Text("加大薄弱学校投入", "Investment in weak schools")
    summary = Text(
        "按生均额度改善薄弱学校办学条件，五年内使其对教师更有吸引力",
        "Money per pupil for weak schools, which teachers like better for five years",
    )
    mechanisms = ("M88",)
    touches: ClassVar[tuple[Term[Any], ...]] = (INVESTMENTS,)

    yuan_per_pupil: Annotated[
        float,
        about(
            "薄弱学校生均每年投入",
            "Yuan a year for each pupil of a weak school",
            unit="yuan/pupil",
            low=0,
            high=50_000,
            source=ESSAYS,
            kind="assumption",
        ),
    ] = 1000.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the investment of the year."""
        yuan = self.yuan_per_pupil * self.ramp(year)
        if yuan > 0:
            name, weak = f"{self.label}.equipment", (Where("weak", 1, 1),)
            yield INVESTMENTS((Investment(name=name, at=weak, yuan_per_pupil=yuan),))


def _weight(zh: str, en: str) -> Any:
    return about(zh, en, unit="share", low=0, high=1, source=ESSAYS, kind="assumption")


class AppraisalReform(PolicyModel):
    """绩效评估: the yearly appraisal of schools weighs its five parts anew.

    The weights add up to 1. Each part shows the effect on pupils equally well, with luck of its
    own: the more the weights lean on one part, the more luck there is in the score. Excellent
    and failed appraisals follow from the score; failed ones bar from promotion and, twice, from
    the post.
    """

    name = "appraisal_reform"
    family = Family.ENTRY
    title = Text("绩效评估改革", "School-level appraisal")
    summary = Text(
        "调整年度考核五部分的权重与优秀比例，影响评优、晋升与解聘",
        "The yearly appraisal weighs its parts anew; who is excellent or fails follows",
    )
    mechanisms = ("M83",)
    touches: ClassVar[tuple[Term[Any], ...]] = (APPRAISAL,)

    ethics: Annotated[float, _weight("师德权重", "Weight of ethics")] = 0.10
    work: Annotated[float, _weight("业绩权重", "Weight of work")] = 0.60
    research: Annotated[float, _weight("教研权重", "Weight of research")] = 0.10
    pupils: Annotated[float, _weight("学生评价权重", "Weight of pupils' views")] = 0.10
    parents: Annotated[float, _weight("家长反馈权重", "Weight of parents' views")] = 0.10
    excellent: Annotated[
        float,
        about(
            "优秀比例",
            "Share of a unit's staff who are excellent",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "事业单位年度考核：优秀一般为 15%，最多不超过 20%",
                "appraisal of public institutions: usually 15 %, at most 20 % are excellent",
            ),
            kind="statute",
        ),
    ] = 0.20

    @model_validator(mode="after")
    def _weights_add_up(self) -> Self:
        total = fsum((self.ethics, self.work, self.research, self.pupils, self.parents))
        if abs(total - 1.0) > 1e-9:
            said = f"ethics + work + research + pupils + parents = {total:g}"
            raise Refused(Text(f"五项权重之和应为 1：{said}", f"weights must add up to 1: {said}"))
        return self

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the appraisal, on the way from today's to the new weights while it phases in."""
        today, way = Appraisal(), self.ramp(year)
        parts = ("ethics", "work", "research", "pupils", "parents", "excellent")
        new = {
            part: getattr(today, part) + way * (getattr(self, part) - getattr(today, part))
            for part in parts
        }
        yield APPRAISAL(Appraisal(**new))


class PrivateSupplement(PolicyModel):
    """民办补充: some pupils go to private schools, whose staff are not of the county.

    Only pupils leave; their teachers become more than need asks for. The county pays nothing.
    """

    name = "private_supplement"
    family = Family.SUPERVISION
    title = Text("民办教育补充", "Private schools")
    summary = Text(
        "部分学生转入民办学校，公办学校学生数相应减少",
        "Some pupils move to private schools; those of the county have fewer",
    )
    mechanisms = ("M85",)
    touches: ClassVar[tuple[Term[Any], ...]] = (LEAKAGE,)

    share: Annotated[
        float,
        about(
            "转入民办学校的学生比例",
            "Share of pupils at private schools, beyond today's",
            unit="share",
            low=0,
            high=0.5,
            source=ESSAYS,
            kind="assumption",
        ),
    ] = 0.02

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the share of pupils who go elsewhere."""
        share = self.share * self.ramp(year)
        if share > 0:
            yield LEAKAGE(share)
