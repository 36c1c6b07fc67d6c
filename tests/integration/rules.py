"""Rules of several years, from shipped policies and from made-up ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from teacherflow.codes import Title, Zone
from teacherflow.policies.adaptive import AdaptiveForms
from teacherflow.policies.appointment import CompetitiveHiring
from teacherflow.policies.backbones import BackboneTargets, PartTimeResearchers
from teacherflow.policies.basic_pay import PayFloor, PerformancePolicy
from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.policies.entry import GreenChannel, LicenceExam, ProvincialExam
from teacherflow.policies.exchange import MandatoryRotation
from teacherflow.policies.forms import FillIn, NoviceService, SupportTeach, VoluntarySupport
from teacherflow.policies.growth import Outreach, SchoolCulture, Studios, StudyVisits, Training
from teacherflow.policies.honours import Honours, TitleTilt
from teacherflow.policies.housing import Housing
from teacherflow.policies.layout import SchoolLayout
from teacherflow.policies.leaders import LeaderRotation, LeaderTwoWay, OpenSelection
from teacherflow.policies.market import BorrowingLimit, HiringPlan, InfoPool, TransferChannels
from teacherflow.policies.outside import OutsideAid
from teacherflow.policies.pairs import MutualDispatch, Pairing
from teacherflow.policies.pay import Amenities, ExchangeAllowance, HomeroomPay, TownAllowance
from teacherflow.policies.posts import (
    ClearBorrowed,
    DepartmentLag,
    FillToStandard,
    PostFollows,
    QuotaPooling,
    Reallocate,
    SeatGrant,
    SystemStaff,
)
from teacherflow.policies.provision import (
    AppraisalReform,
    ItinerantLessons,
    PrivateSupplement,
    RemoteClass,
    WeakSchoolInvestment,
)
from teacherflow.policies.reserve import AttachedResearchers, ReservePool, Shadowing
from teacherflow.policies.retirement import DelayedRetirement, RelaxedRetirement
from teacherflow.policies.routes import BondedStudents, SpecialPosts
from teacherflow.policies.rural_honours import RuralHonours
from teacherflow.policies.scoped_forms import ClusterRotation, GroupExchange
from teacherflow.policies.silver import SilverTeachers
from teacherflow.policies.stages import CrossStage, OtherStages
from teacherflow.policies.subsidy import RuralSubsidy
from teacherflow.policies.supervision import Supervision
from teacherflow.policies.titles import TitlePrerequisite
from teacherflow.terms.enrol import CLOSURES, LEAKAGE, OPENINGS, VILLAGE_DRIFT, Closure, Opening
from teacherflow.terms.exchange import BORROWING
from teacherflow.terms.laws import Claim, Policy, Terms, settle
from teacherflow.terms.leave import EARLY, HAZARDS, EarlyExit, Exit, Hazard
from teacherflow.terms.pay import PAY_BUDGETS, PAY_ITEMS, Budget, PayItem
from teacherflow.terms.posts import FOLLOW, STANDARD, Standard
from teacherflow.terms.promote import BONUSES, STEPS, Steps, TitleBonus
from teacherflow.terms.recruit import EXAM_NOISE, LAG, REPLACEMENT, TO_STANDARD
from teacherflow.terms.teach import APPRAISAL, EFFORT, GROWTH, REMOTE, Appraisal, Effort, Growth
from teacherflow.terms.transfer import (
    CHANNELS,
    MATCH,
    RELEASE,
    SEAT_RESERVE,
    THRESHOLD,
    Channel,
    Move,
)
from teacherflow.terms.who import Where

START, LAST = 2024, 2033
VILLAGE = (Where("duty.zone", Zone.VILLAGE, Zone.VILLAGE),)
VILLAGES = (Where("zone", Zone.VILLAGE, Zone.VILLAGE),)


@dataclass(frozen=True)
class MadeUp:
    """A policy that claims the same things in every year from ``first`` on."""

    claimed: tuple[Claim[Any], ...]
    first: int = START
    last: int = LAST

    def active(self, year: int) -> bool:
        return self.first <= year <= self.last

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        return iter(self.claimed)


PEOPLE = MadeUp(
    (
        PAY_ITEMS(
            (
                PayItem("people.maths", (Where("subject", 1, 1), Where("post.zone", 0, 1)), 450.0),
                PayItem("people.old", (Where("service", 25),), 120.5, "province"),
            )
        ),
        HAZARDS(
            (
                Hazard(name="village", who=VILLAGE, log_odds=1.2),
                Hazard(name="seat", who=(Where("post.zone", 2, 2),), event=Exit.QUIT, factor=6.0),
            )
        ),
        EFFORT(
            (
                Effort(name="sung", who=VILLAGE, change=0.02),
                Effort(name="honours", who=(Where("honours", 1),), change=0.01, times="honours"),
            )
        ),
    )
)
"""Pay, hazards and effort of people."""

PLACES = MadeUp(
    (
        VILLAGE_DRIFT(0.06),
        LEAKAGE(0.02),
        CLOSURES((Closure(name="size_30", at=VILLAGES, pupils_below=60, chance=0.4),)),
        OPENINGS((Opening(name="seat", at=(Where("zone", 2, 2),), growth=1.02, years=1, most=2),)),
        STANDARD(Standard(primary=17.0, junior=12.5, per_class=1.9)),
        TO_STANDARD(0.5),
        REPLACEMENT(1.1),
        LAG(1),
        EXAM_NOISE(0.2),
    ),
    first=START + 1,
)
"""Schools close and open; posts are counted and filled by another standard."""

CAREERS = MadeUp(
    (
        EARLY(EarlyExit(rule="service", take_up=0.4, service=25, age_women=47, age_men=50)),
        FOLLOW(True),
        STEPS(Steps(first=3, senior=4, clean_years=2)),
        BONUSES(
            (
                TitleBonus(
                    name="rural",
                    who=(Where("duty.zone", Zone.VILLAGE, Zone.TOWN),),
                    points=0.1,
                    times="rural_years",
                    high=Title.SENIOR,
                    waives_paper=True,
                ),
            )
        ),
        APPRAISAL(Appraisal(excellent=0.3, failed=0.02, mismatched=-1.0)),
        GROWTH(
            (
                Growth(
                    name="studio",
                    who=(Where("backbone", 0, 0), Where("status", 0, 0)),
                    rate=0.02,
                    share=0.4,
                    mentors=(Where("title", Title.SENIOR),),
                    per_mentor=3,
                    scope=("duty.cluster", "subject"),
                ),
            )
        ),
        REMOTE(0.5),
        BORROWING(0.5),
        CHANNELS(
            (
                Channel("up", 12, (Where("post.zone", 0, 1),), (Where("zone", 2, 2),), most=0.03),
                Channel("in_unit", 1, kind=Move.REASSIGN, most=0.04, min_tenure=1.0),
            )
        ),
        THRESHOLD(-0.05),
        RELEASE(0.7),
        SEAT_RESERVE(0.2),
        MATCH("serial"),
    )
)
"""Titles, coaching, transfers and borrowing."""

SUBSIDY = RuralSubsidy.model_validate({"yuan_per_month": {"village": 600, "town": 300}})
REMOTE_SUBSIDY = RuralSubsidy.model_validate(
    {
        "by": "rank",
        "from": START + 1,
        "phase_in": 2,
        "yuan_by_distance": {"near": 100, "middle": 400, "far": 900},
        "exchanged": False,
        "rural_years": 2,
        "months": 10,
        "indexed": False,
        "as": "remote",
    }
)
LISTED_SUBSIDY = RuralSubsidy.model_validate(
    {
        "by": "list",
        "schools": {"first": ["township_001", "village_006"], "second": ["town_003", "seat_000"]},
        "established_only": True,
        "titled_only": True,
        "budget": 60_000,
        "as": "listed",
    }
)
COUNTY_BUDGET = MadeUp((PAY_BUDGETS((Budget("budget", 250_000.0),)),))
"""What the county may spend a year on all allowances together."""

COMPETITION = CompetitiveHiring.model_validate(
    {"preset": "dafang_2025", "from": START, "adoption": {"speed": 0.5}, "stress": 0.5}
)
DELAYED = DelayedRetirement.model_validate({"from": START})
BANAN = TitlePrerequisite.model_validate(
    {"preset": "banan_2020", "from": START + 1, "waive_paper": True, "rural_floor": True}
)
POSTED = TitlePrerequisite.model_validate(
    {"at": "appoint", "years": {"senior": 2, "first": 1}, "from": START, "lead_years": 2}
)

POSTS: dict[str, Policy] = {
    "clear": ClearBorrowed.model_validate({"from": START + 2, "share": 0.8}),
    "fill": FillToStandard.model_validate({"share": 0.6}),
    "follows": PostFollows.model_validate({"borrowing_share": 0.6}),
    "grant": SeatGrant.model_validate(
        {"from": START + 1, "posts": 30, "schools": 3, "new_schools": 1}
    ),
    "lag": DepartmentLag.model_validate({"lag_years": 0.6, "failure": 0.3}),
    "reallocate": Reallocate.model_validate(
        {"weight": 0.7, "tilt": 0.15, "phase_in": 2, "from": START, "until": START + 4}
    ),
    "system": SystemStaff.model_validate({"pooled_share": 0.4}),
}
"""All policies about posts and quotas at once; pooling has a run of its own."""
POOLED: dict[str, Policy] = {
    "pooling": QuotaPooling.model_validate({"from": START}),
    "follows": PostFollows.model_validate({"from": START + 1}),
    "competition": COMPETITION,
}

LEADERSHIP: dict[str, Policy] = {
    "rotation": LeaderRotation.model_validate({"principal_years": 3, "deputy_years": 2}),
    "two_way": LeaderTwoWay.model_validate({"persons_down": 3, "persons_up": 2, "after_years": 1}),
    "selection": OpenSelection.model_validate({"term_years": 2, "share": 0.6}),
    "pool": ReservePool.model_validate({"per_unit": 1, "age_most": 45}),
    "shadowing": Shadowing.model_validate({"persons": 2, "persons_to_bureau": 1, "years": 2}),
    "researchers": AttachedResearchers.model_validate({"km_least": 8, "share": 0.3}),
    "paid": ExchangeAllowance(),
}
"""Everything that is done about leaders, in doses that small counties show."""

MARKET: dict[str, Policy] = {
    "plan": HiringPlan.model_validate({"lag_years": 1, "replacement_ratio": 0.8}),
    "pool": InfoPool(),
    "loans": BorrowingLimit.model_validate({"share": 0.5}),
    "channels": TransferChannels.model_validate(
        {
            "approval": {"up": 0.9},
            "yearly_cap": {"up": 0.04, "rural": 0.05},
            "min_tenure": {"rural": 1},
            "reassign_share": 0.03,
        }
    ),
    "layout": SchoolLayout.model_validate({"layout_below": 140, "growth": 1.0}),
    "stages": CrossStage.model_validate({"gap_share": 1.0, "study_chance": 0.2, "study_years": 1}),
    "others": OtherStages.model_validate(
        {"senior_share": 0.02, "senior_licence": 0.5, "kindergarten_share": 0.02}
    ),
}
"""Levers on the rules by which staff find their places."""

TILT = TitleTilt.model_validate({"from": START, "rural_years": 3, "phase_in": 2})
HONOURS = Honours.model_validate({"from": START + 1, "share": 0.12, "years": 2, "points": 0.6})
LONG_SERVICE = RuralHonours.model_validate(
    {
        "from": START,
        "phase_in": 3,
        "years": {"county": 5, "province": 12},
        "points": {"county": 1.0},
        "yuan": {"county": 1200, "nation": 5000},
    }
)

INSPECTED = Supervision.model_validate({"from": START, "pressure": 2.0, "gaming": 0.5})
ROTATED = MandatoryRotation.model_validate({"from": START, "share": 0.3, "after_years": 4})

PAY_AND_LIVING: dict[str, Policy] = {
    "amenities": Amenities.model_validate({"yuan_per_month": 150}),
    "exchange_allowance": ExchangeAllowance.model_validate({"phase_in": 2, "from": START}),
    "homeroom_pay": HomeroomPay.model_validate({}),
    "housing": Housing.model_validate({"phase_in": 3, "from": START}),
    "relaxed_retirement": RelaxedRetirement.model_validate({"service_years": 25}),
    "town_allowance": TownAllowance.model_validate({"from": START + 1}),
    "rotation": MandatoryRotation.model_validate(
        {"share": 0.3, "after_years": 2, "meals_yuan_per_month": 200, "as": "rotation"}
    ),
    "budget": COUNTY_BUDGET,
}
"""What teachers draw, have and leave for; rotation pays some of it too."""

PAY: dict[str, Policy] = {
    "competition": COMPETITION,
    "floor": PayFloor.model_validate({"civil_yuan_per_month": 6500, "phase_in": 2, "from": START}),
    "higher": PayFloor.model_validate({"ratio": 1.1, "from": START + 2, "as": "higher"}),
    "performance_pay": PerformancePolicy.model_validate(
        {"share": 0.6, "spread": 0.5, "effort_gain": 0.2, "phase_in": 3, "from": START}
    ),
    "subsidy": SUBSIDY,
    "titles": BANAN,
}
"""Basic pay is lifted and shared out; titles are worth more, and who waits draws a share."""

ENTRY_AND_GROWTH: dict[str, Policy] = {
    "exam": ProvincialExam.model_validate({"yuan_per_hire": 300}),
    "licence": LicenceExam.model_validate({"from": START, "phase_in": 3, "fail_share": 0.6}),
    "green": GreenChannel.model_validate({"share": 0.3, "yuan_per_hire": 20_000}),
    "training": Training.model_validate({"from": START + 1, "hours": 40, "until": START + 4}),
    "visits": StudyVisits.model_validate({"leave_county_factor": 1.8, "yuan_per_teacher": 900}),
    "studios": Studios.model_validate({"studios": 3, "mentees": 20, "yuan_per_studio": 1e4}),
    "outreach": Outreach.model_validate({"rate": 0.003, "yuan_per_visit": 500}),
    "culture": SchoolCulture.model_validate({"rate": 0.004, "yuan_per_teacher": 10}),
    "backbones": BackboneTargets.model_validate(
        {"from": START, "phase_in": 3, "per_100_pupils": 1.8, "yuan_per_backbone": 1000}
    ),
    "researchers": PartTimeResearchers.model_validate(
        {"share": 0.08, "lessons": 0.5, "per_researcher": 3, "yuan_per_researcher": 2000}
    ),
    "remote": RemoteClass.model_validate({"yuan_per_school": 5000}),
    "itinerant": ItinerantLessons.model_validate({"share": 0.8, "km_most": 25}),
    "branches": ItinerantLessons.model_validate(
        {"from": START, "phase_in": 3, "within": "unit", "yuan_per_km": 0, "as": "branches"}
    ),
    "equipment": WeakSchoolInvestment.model_validate({"yuan_per_pupil": 20_000, "until": START}),
    "appraisal": AppraisalReform.model_validate({"from": START, "phase_in": 4}),
    "private": PrivateSupplement.model_validate({"share": 0.05}),
}
"""The exam, the licence, a green channel; coaching, training and what schools offer."""

WAYS_IN: dict[str, Policy] = {
    "bonded": BondedStudents.model_validate(
        {"from": START + 1, "phase_in": 2, "share": 0.3, "hosts": "rural", "bond_years": 3}
    ),
    "special": SpecialPosts.model_validate(
        {"from": START, "share": 0.4, "hosts": "village", "term_years": 2}
    ),
    "green": GreenChannel.model_validate({"share": 0.2}),
    "silver": SilverTeachers.model_validate(
        {"from": START, "until": START + 3, "teachers": 6, "hosts": "rural", "phase_in": 3}
    ),
    "floor": PayFloor.model_validate({"ratio": 1.1}),
    "performance_pay": PerformancePolicy.model_validate({"share": 0.5, "effort_gain": 0.1}),
}
"""Shares of the ways into service, which take from each other; retired staff on a pension."""

BY_NUMBER: dict[str, Policy] = {
    "bonded": BondedStudents.model_validate(
        {
            "from": START,
            "phase_in": 2,
            "posts_a_year": 6,
            "bond_years": 4,
            "repaid_per_study_year": 3_000,
        }
    ),
    "special": SpecialPosts.model_validate(
        {"from": START + 1, "posts_a_year": 3, "hosts": "village", "term_years": 2}
    ),
}
"""Posts a year as plans state them, and a bond that is cheap to break."""

FORMS_OF_EXCHANGE: dict[str, Policy] = {
    "support": SupportTeach(share=0.03, hosts="rural"),
    "fill_in": FillIn(surplus_least=1),
    "dispatch": MutualDispatch(per_pair=1),
    "outside": OutsideAid(share=0.02),
    "pairing": Pairing(rate=0.02, per_mentor=2),
    "novice": NoviceService(hosts="rural", called_again_years=2),
    "group": GroupExchange(share=0.2, after_years=2, post_share=0.3),
    "cluster": ClusterRotation(share=0.2, after_years=3, years=1),
    "voluntary": VoluntarySupport(yuan_per_month=1500),
    "adaptive": AdaptiveForms.model_validate({"gain": 3, "most": 2.5, "from": START + 1}),
}

BUSY: dict[str, dict[str, Any]] = {
    "competitive_hiring": {"cut": 0.3, "own_share": 0.7, "adoption": {"speed": 0.1}},
    "hiring_plan": {"replacement_ratio": 0.9},
    "school_layout": {"growth": 1.05},
    "transfer_channels": {"release": 0.7},
}
"""Doses of policies that are levers at their usual place by default, or touch nobody in a county of
a dozen schools."""


def catalogue(first: int) -> dict[str, Policy]:
    """Return every policy of the catalogue that can hold at once, from a year on."""
    return {
        policy.name: policy.model_validate(
            {"from": first, **BUSY.get(policy.name, {}), "as": policy.name}
        )
        for policy in BUILT_IN
        if policy.name != "relaxed_retirement"  # cannot stand beside delayed_retirement
    }


SCENARIOS: dict[str, dict[str, Policy]] = {
    "status quo": {},
    "subsidy": {"subsidy": SUBSIDY},
    "subsidies under budgets": {
        "remote": REMOTE_SUBSIDY,
        "listed": LISTED_SUBSIDY,
        "people": PEOPLE,
        "budget": COUNTY_BUDGET,
        "banan": BANAN,
    },
    "delayed retirement": {"delayed": DELAYED},
    "both": {"subsidy": SUBSIDY, "delayed": DELAYED},
    "competition": {"competition": COMPETITION, "delayed": DELAYED},
    "people": {"people": PEOPLE},
    "places": {"places": PLACES},
    "careers": {"careers": CAREERS},
    "market": MARKET,
    "titles": {"banan": BANAN},
    "pay": PAY,
    "pay and living": PAY_AND_LIVING,
    "titles, at appointment": {"posted": POSTED, "subsidy": SUBSIDY},
    "posts": POSTS,
    "posts, pooled": POOLED,
    "leadership": LEADERSHIP,
    "supervision": {
        "tilt": TILT,
        "honours": HONOURS,
        "long_service": LONG_SERVICE,
        "inspected": INSPECTED,
        "rotation": ROTATED,
    },
    "growth": ENTRY_AND_GROWTH,
    "ways in": WAYS_IN,
    "forms of exchange": FORMS_OF_EXCHANGE,
    "all": {"subsidy": SUBSIDY, "people": PEOPLE, "places": PLACES, "careers": CAREERS},
}


def terms_of(policies: Mapping[str, Policy]) -> dict[int, Terms]:
    """Settle every year that tests live through."""
    return {year: settle(policies, year) for year in range(START, LAST + 1)}
