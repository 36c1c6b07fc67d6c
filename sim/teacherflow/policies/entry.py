"""Who enters service: the exam, the licence, a way in for graduates of key universities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from teacherflow.codes import Route as Way
from teacherflow.parameters.about import about
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.families import Family
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.leave import HAZARDS, Hazard
from teacherflow.terms.outlays import COSTS, Cost
from teacherflow.terms.recruit import EXAM_NOISE, LICENCE, ROUTES, Licence, Route
from teacherflow.terms.who import Where
from teacherflow.text import Text

ESSAYS = Text(
    "文章与方案汇编；只述做法，幅度为假设",
    "assumption: a compilation of essays and plans names the practice, not its size",
)
UNKNOWN = Text("文件未给出金额", "assumption: the documents give no sum")


def unknown_yuan(zh: str, en: str, unit: str = "yuan/year", high: float = 1e6) -> Any:
    """Describe a cost of which the documents give no sum; it is 0 until somebody knows."""
    return about(
        f"{zh}（未知）",
        f"{en} (not known)",
        unit=unit,
        low=0,
        high=high,
        source=UNKNOWN,
        kind="assumption",
    )


def _hired_this_year(year: int, *more: Where) -> tuple[Where, ...]:
    return (Where("cohort", year, year), *more)


class ProvincialExam(PolicyModel):
    """省考、县管、校用: one exam of the province instead of the county's own.

    The county still lists the posts and the schools still use the teachers; the exam sees talent
    with less error. The county's own exam has an error of .12; an error as large changes nothing.
    """

    name = "provincial_exam"
    family = Family.ENTRY
    title = Text("省考、县管、校用", "Provincial exam")
    summary = Text(
        "招聘由全省统一命题考试、县级管理、学校使用；考试误差变小，录用者教学能力更高",
        "Entrants sit one exam of the province, the county assigns them: the exam errs less",
    )
    mechanisms = ("M71",)
    touches: ClassVar[tuple[Term[Any], ...]] = (EXAM_NOISE, COSTS)

    exam_noise: Annotated[
        float,
        about(
            "考试误差",
            "Error of the exam about talent",
            unit="sd/year",
            low=0,
            high=1,
            source=ESSAYS,
            kind="assumption",
            uncertainty=(0.04, 0.12),
        ),
    ] = 0.08
    yuan_per_hire: Annotated[
        float, unknown_yuan("每录用一人的考试费用", "Cost of the exam per person hired", "yuan")
    ] = 0.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the error of the exam and what it costs the province."""
        county = EXAM_NOISE.default
        yield EXAM_NOISE(county + self.ramp(year) * (self.exam_noise - county))
        if self.yuan_per_hire:
            who = _hired_this_year(year, Where("route", Way.EXAM, Way.EXAM))
            yield COSTS(
                (
                    Cost(
                        name=f"{self.label}.exam",
                        yuan=self.yuan_per_hire,
                        who=who,
                        payer="province",
                    ),
                )
            )


class LicenceExam(PolicyModel):
    """国标省考: candidates new to teaching need a licence by exam, twice a year.

    The exam drops those with the lowest marks from every list. Nobody's talent changes; the
    marks go along with talent, so that with the defaults those who pass are on average .04 sd of
    pupil achievement better, and there are two fifths fewer of them. Of these the county's own
    exam hires the best, as it did before: those hired gain far less than those who pass.
    """

    name = "licence_exam"
    family = Family.ENTRY
    title = Text("教师资格国标省考", "National licence exam")
    summary = Text(
        "初次任教者须通过教师资格考试：应聘者减少而平均教学能力提高，录用者的提高小得多",
        "Those new to teaching must pass a licence exam: candidates are fewer and better, those "
        "hired hardly so",
    )
    mechanisms = ("M72",)
    touches: ClassVar[tuple[Term[Any], ...]] = (LICENCE,)
    set_by: ClassVar[Mapping[str, str]] = {"cut": "fail_share"}

    fail_share: Annotated[
        float,
        about(
            "未通过比例",
            "Share of candidates who fail",
            unit="share",
            low=0,
            high=0.95,
            source=Text(
                "假设：据报道各省笔试通过率约 26%–28%（2016），应聘编制者多为反复报考后已通过者",
                "assumption: provinces reported that 26–28 % pass the written part (2016); of those "
                "who apply for posts, after several tries, more do",
            ),
            kind="assumption",
            uncertainty=(0.2, 0.75),
        ),
    ] = 0.40
    accuracy: Annotated[
        float,
        about(
            "资格考试成绩与教学能力的相关",
            "Correlation of the mark with talent",
            unit="correlation",
            low=0,
            high=1,
            source=Text(
                "取值使未通过比例为 0.4 时通过者平均高 0.04 个标准差",
                "assumption: at a cut of .4 those who pass are .04 sd better on average",
            ),
            kind="assumption",
            uncertainty=(0.2, 0.8),
        ),
    ] = 0.52

    def idle(self) -> frozenset[str]:
        """Return the accuracy of an exam that nobody fails."""
        return frozenset() if self.fail_share > 0 else frozenset({"accuracy"})

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the licence, unless everybody passes."""
        cut = self.fail_share * self.ramp(year)
        if cut > 0:
            yield LICENCE(Licence(cut, self.accuracy))


class GreenChannel(PolicyModel):
    """人才绿色通道: a few posts a year for graduates of key universities, without the open exam.

    They compete among themselves. They are better than others, and leave sooner. Their posts are
    taken from those of the open exam.
    """

    name = "green_channel"
    family = Family.ENTRY
    title = Text("人才引进绿色通道", "Green channel")
    summary = Text(
        "每年拿出少量岗位直接引进重点院校毕业生；教学能力较高，也更易流失",
        "A few posts a year go to graduates of key universities, who are better and leave sooner",
    )
    mechanisms = ("M73",)
    touches: ClassVar[tuple[Term[Any], ...]] = (ROUTES, HAZARDS, COSTS)

    share: Annotated[
        float,
        about(
            "占招聘人数的比例",
            "Share of the county's hires",
            unit="share",
            low=0,
            high=0.5,
            source=ESSAYS,
            kind="assumption",
        ),
    ] = 0.02
    talent: Annotated[
        float,
        about(
            "应聘者教学能力高出平均的幅度",
            "How much better these candidates are",
            unit="sd/year",
            low=0,
            high=0.5,
            source=ESSAYS,
            kind="assumption",
            uncertainty=(0.0, 0.24),
        ),
    ] = 0.12
    leave_factor: Annotated[
        float,
        about(
            "离职概率倍数",
            "Factor on the chance to leave",
            unit="factor",
            low=1,
            high=5,
            source=ESSAYS,
            kind="assumption",
            uncertainty=(1.0, 3.0),
        ),
    ] = 1.5
    yuan_per_hire: Annotated[
        float, unknown_yuan("每引进一人的安家费", "Settlement money per person hired", "yuan")
    ] = 0.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the route, how soon its people leave, and their settlement money.

        Route and hazard have one name in the county: there is one such channel.
        """
        share = self.share * self.ramp(year)
        if share <= 0:
            return
        green = Where("route", Way.GREEN, Way.GREEN)
        yield ROUTES((Route("green", Way.GREEN, share, takes_from="exam", talent=self.talent),))
        if self.leave_factor != 1.0:
            yield HAZARDS((Hazard(name="green", who=(green,), factor=self.leave_factor),))
        if self.yuan_per_hire:
            who = _hired_this_year(year, green)
            yield COSTS((Cost(name=f"{self.label}.settlement", yuan=self.yuan_per_hire, who=who),))
