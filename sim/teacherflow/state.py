"""The state of one county: typed tables of teachers, sections, units, stages and age bands.

Columns hold the truth. Forking a county copies these tables and nothing else.

Years are school years (2025 = September 2025 to August 2026). Months count from year 0:
``month = 12 * year + (calendar month - 1)``. Distances are kilometres, pay is yuan per month of
2024, lessons are lessons per week, effects are standard deviations of pupil achievement per year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from teacherflow.codes import Stage
from teacherflow.columns import F64, I8, I16, I32, I64, Bool, Table, column
from teacherflow.demography import Enrolment
from teacherflow.draws import Draws
from teacherflow.log import Log
from teacherflow.parameters import Parameters
from teacherflow.terms.laws import Terms

NOWHERE = -1
"""Section code of a teacher whose post the county holds, or whose duty is outside all schools."""


EQUIPMENT_YEARS = 5
"""School years in which new equipment is felt (assumption)."""


class Teachers(Table):
    """One row per person in service (``alive``); free rows are reused, ids never."""

    alive: Bool = column("bool", False, "in service")
    id: I64 = column("i8", -1, "the same person in every scenario (see draws)")
    sex: I8 = column("i1", 0, "code of Sex")
    birth: I32 = column("i4", 0, "month of birth", unit="month")
    education: I8 = column("i1", 0, "code of Education")
    stage: I8 = column("i1", 0, "code of Stage of the post (or the last post)")
    subject: I8 = column("i1", 0, "first subject")
    second_subject: I8 = column("i1", -1, "second subject, -1 none")
    licence_primary: Bool = column("bool", False, "holds the licence of the primary stage")
    licence_junior: Bool = column("bool", False, "holds the licence of the junior stage")
    study_until: I16 = column(
        "i2", 0, "school year in which studies for the junior licence end, 0 none", unit="year"
    )
    status: I8 = column("i1", 0, "code of Status")
    route: I8 = column("i1", 0, "code of Route of entry")
    cohort: I16 = column("i2", 0, "school year of entry into service", unit="year")
    service: I16 = column("i2", 0, "completed years of service", unit="years")
    bond_until: I16 = column("i2", 0, "first school year free of the bond, 0 none", unit="year")
    role: I8 = column("i1", 0, "code of Role")
    role_years: I16 = column("i2", 0, "years in the role at the present school", unit="years")
    leader_quality: F64 = column("f8", 0.0, "quality as a leader", unit="sd")
    office_sent: I16 = column(
        "i2", 0, "school year in which sent here to the office held, 0 not sent", unit="year"
    )
    reserve_since: I16 = column(
        "i2", 0, "school year in which listed as a reserve cadre, 0 not listed", unit="year"
    )
    # place
    post: I32 = column("i4", NOWHERE, "section of the post; -1 held by the county or none (tegang)")
    duty: I32 = column("i4", NOWHERE, "section of duty; -1 none")
    away: I8 = column("i1", 0, "code of Away: why duty differs from the post")
    away_until: I16 = column("i2", 0, "school year in whose August the duty away ends", unit="year")
    away_form: I32 = column("i4", -1, "key of the exchange form (terms.exchange.form_key), -1 none")
    exchange_km: F64 = column(
        "f8", 0.0, "road distance from the post to the host while on exchange", unit="km"
    )
    return_chance: F64 = column(
        "f8", 1.0, "chance to return when the exchange ends, as its form says"
    )
    restarts_clock: Bool = column("bool", True, "the end of this exchange restarts the clock")
    exchange_mask: I64 = column(
        "i8", 0, "bit k: eligible this year for the k-th form of exchange (as of phase transfer)"
    )
    years_to_pension: F64 = column(
        "f8",
        0.0,
        "years to the statutory month, while forms of exchange are in force",
        unit="years",
    )
    homeroom: Bool = column("bool", False, "head of a class (班主任) since the last timetable")
    graduating: Bool = column(
        "bool", False, "teaches a graduating class (drawn), while forms of exchange are in force"
    )
    tenure: I16 = column("i2", 0, "completed years at the post school", unit="years")
    duty_years: I16 = column("i2", 0, "completed years at the duty school", unit="years")
    exchange_clock: I16 = column(
        "i2", 0, "years since the last completed exchange or entry to the post school", unit="years"
    )
    rural_years: F64 = column("f8", 0.0, "years of duty in town or village schools", unit="years")
    village_years: F64 = column("f8", 0.0, "part of rural_years: in village schools", unit="years")
    aid_years: F64 = column("f8", 0.0, "part of rural_years: outside the county", unit="years")
    cross_years: F64 = column(
        "f8", 0.0, "years on exchange at a seat school of another cluster", unit="years"
    )
    schools_served: I16 = column("i2", 1, "schools served so far")
    moved_year: I16 = column("i2", 0, "school year of the last change of post by own wish or order")
    duty_changed_year: I16 = column(
        "i2", 0, "school year of the last change of duty; returns and mergers do not count"
    )
    seeks_service: I8 = column(
        "i1", 0, "years of rural service sought this year for a title, 0 none", unit="years"
    )
    rotations: I16 = column("i2", 0, "completed terms of exchange")
    # competition for posts (县管校聘)
    last_section: I32 = column("i4", NOWHERE, "last post of those who wait or do other work")
    waiting_since: I16 = column("i2", 0, "school year in which waiting began, 0 not waiting")
    refusals: I8 = column("i1", 0, "placements refused")
    training_bonus: Bool = column("bool", False, "trained while waiting since the last round")
    contest_year: I16 = column("i2", 0, "school year of the last round, 0 none", unit="year")
    contest_score: F64 = column("f8", np.nan, "score in the last own round; NaN did not compete")
    contest_rank: I16 = column("i2", 0, "place by score in unit and subject, 0 appointed directly")
    contest_seats: I16 = column("i2", 0, "posts for which these competed", unit="posts")
    loss_risk: F64 = column("f8", 0.0, "chance to lose the post, as the last round shows it")
    # title and record
    title: I8 = column("i1", 0, "code of Title held")
    title_paid: I8 = column("i1", 0, "code of Title paid (below title: 高职低聘)")
    level_unit: I32 = column(
        "i4",
        NOWHERE,
        "unit whose post at the level of the title is held, -1 the present one, -2 lost in a round",
    )
    title_years: I16 = column("i2", 0, "completed years in the title", unit="years")
    title_failures: I8 = column("i1", 0, "failed applications since the last title")
    appraisal_failed: I16 = column("i2", 0, "school year of the last failed appraisal, 0 never")
    failed_twice: I16 = column(
        "i2", 0, "school year of the last failed appraisal that followed another one, 0 never"
    )
    appraisal_top: Bool = column("bool", False, "excellent (优秀) in the last appraisal")
    mark: I8 = column("i1", 0, "mark of the last appraisal: 1 excellent, 0 passed, -1 failed")
    honours: I8 = column("i1", 0, "honours held")
    honour_year: I16 = column("i2", 0, "school year of the last honour, 0 never", unit="year")
    rural_honour: I8 = column(
        "i1", 0, "years of rural service of the highest honour given for them, 0 none", unit="years"
    )
    rural_honour_year: I16 = column(
        "i2", 0, "school year of the last honour for rural service, 0 never", unit="year"
    )
    backbone: Bool = column("bool", False, "named backbone teacher (骨干)")
    backbone_on_paper: Bool = column(
        "bool", False, "named backbone on paper only (名义骨干): counts in indicators, does nothing"
    )
    connected: Bool = column("bool", False, "has connections that a panel may favour")
    researcher: Bool = column("bool", False, "part-time subject researcher (兼职教研员)")
    load: F64 = column("f8", 1.0, "share of the load of others that he or she can teach")
    # effect
    talent: F64 = column("f8", 0.0, "fixed part of the effect on pupils", unit="sd/year")
    coaching: F64 = column("f8", 0.0, "stock of coaching", unit="sd/year")
    effort: F64 = column("f8", 1.0, "effort this year (1 usual)")
    delivered: F64 = column("f8", 0.0, "delivered effect this year", unit="sd/year")
    lessons: F64 = column("f8", 0.0, "lessons taught this year", unit="lessons/week")
    out_of_field: F64 = column("f8", 0.0, "share of these lessons out of field")
    itinerant: F64 = column(
        "f8", 0.0, "those of these lessons given at other schools (走教)", unit="lessons/week"
    )
    # life
    home_township: I16 = column("i2", NOWHERE, "township of residence, -1 the seat")
    home_x: F64 = column("f8", 0.0, "residence east of the seat", unit="km")
    home_y: F64 = column("f8", 0.0, "residence north of the seat", unit="km")
    kin_township: I16 = column("i2", -2, "township of kin, -1 the seat, -2 no kin in the county")
    child_birth: I32 = column("i4", 0, "month of birth of the first child, 0 none", unit="month")
    housing: I32 = column("i4", NOWHERE, "section with a flat of the teacher housing, -1 none")
    # utility
    utility: F64 = column("f8", np.nan, "u at the duty school as known in leave; NaN not yet")
    utility_before: F64 = column("f8", np.nan, "the same one year before; NaN not yet")
    pay: F64 = column("f8", 0.0, "pay including allowances", unit="yuan/month")
    welfare: F64 = column("f8", 0.0, "welfare W this year", unit="yuan/month")
    forced_year: I16 = column("i2", 0, "school year of the last forced placement, 0 never")
    # spells (analysis of retention)
    post_entered: I16 = column("i2", 0, "school year in which the post spell began", unit="year")
    duty_entered: I16 = column("i2", 0, "school year in which the duty spell began", unit="year")
    post_spell_title: I8 = column("i1", 0, "title at the start of the post spell (or at the fork)")
    duty_spell_title: I8 = column("i1", 0, "title at the start of the duty spell (or at the fork)")
    post_spell_km: F64 = column("f8", 0.0, "km from home at the start of the post spell", unit="km")
    duty_spell_km: F64 = column("f8", 0.0, "km from home at the start of the duty spell", unit="km")


class Sections(Table):
    """One row per school x stage, also of the schools that may open later."""

    school: I32 = column("i4", 0, "physical school; a nine-year school has two sections")
    stage: I8 = column("i1", 0, "code of Stage")
    kind: I8 = column("i1", 0, "code of Kind")
    zone: I8 = column("i1", 0, "code of Zone")
    township: I16 = column("i2", NOWHERE, "township, -1 the seat")
    unit: I32 = column("i4", 0, "row of the legal employer in units")
    cluster: I16 = column("i2", 0, "school cluster (学区)")
    group: I16 = column("i2", NOWHERE, "education group (集团), -1 none")
    partner_seat: I32 = column(
        "i4", NOWHERE, "seat section that helps it this year (its own row if it helps), -1 none"
    )
    partner_central: I32 = column(
        "i4", NOWHERE, "central school that helps it this year (its own row if it helps), -1 none"
    )
    x: F64 = column("f8", 0.0, "east of the seat", unit="km")
    y: F64 = column("f8", 0.0, "north of the seat", unit="km")
    seat_km: F64 = column("f8", 0.0, "road distance to the seat", unit="km")
    nearer: F64 = column(
        "f8", 0.0, "share of the town and village schools of the start that lie nearer to the seat"
    )
    farther: F64 = column(
        "f8", 0.0, "share of the town and village schools of the start that lie farther from it"
    )
    intake: F64 = column("f8", 0.0, "standing of the intake as teachers see it", unit="sd")
    open: Bool = column("bool", False, "has pupils this year")
    opened: I16 = column("i2", 0, "school year of opening, 0 before the study", unit="year")
    closed: I16 = column("i2", 0, "school year of closure, 0 open", unit="year")
    successor: I32 = column("i4", NOWHERE, "section that took over, -1 none")
    opening: I16 = column("i2", NOWHERE, "n-th opening of its township, -1 not a reserve row")
    pupils: I32 = column("i4", 0, "pupils on 1 September")
    fork_pupils: F64 = column("f8", 0.0, "pupils at the fork (real-valued share)")
    noise: F64 = column("f8", 0.0, "log deviation of size, AR(1) from the fork on")
    shift: F64 = column("f8", 0.0, "log change of the weight in its stage since the fork")
    small_years: I16 = column("i2", 0, "years running below the closure size", unit="years")
    grown_years: I16 = column(
        "i2", 0, "years running in which its place outgrew its schools (reserve rows)", unit="years"
    )
    classes: I32 = column("i4", 0, "classes")
    need: I32 = column("i4", 0, "posts by formula")
    quota: I32 = column("i4", 0, "posts granted")
    quota_pending: I32 = column(
        "i4", -1, "posts by a division filed and not yet approved, -1 none", unit="posts"
    )
    pending_from: I16 = column(
        "i2", 0, "school year in which that division holds, 0 none", unit="year"
    )
    target: I32 = column("i4", 0, "posts that may be filled now")
    over_quota: I32 = column(
        "i4", 0, "posts above need (超编) before anybody moves, while exchange is in force"
    )
    weak: Bool = column(
        "bool",
        False,
        "short of backbones (薄弱), while a rule asks for it (exchange, outreach, ...)",
    )
    equipment: F64 = column(
        "f8",
        0.0,
        "invested per pupil, by school year modulo 5 (felt in the five years after)",
        unit="yuan/pupil",
        width=EQUIPMENT_YEARS,
    )
    housing_units: I32 = column("i4", 0, "flats of the teacher housing (周转房)")
    listed: I32 = column("i4", 0, "posts listed for recruitment this year")
    unfilled: I32 = column("i4", 0, "listed posts left unfilled this year")
    generalist: Bool = column("bool", False, "teachers take a whole class (包班)")
    required: F64 = column("f8", 0.0, "lessons required per subject", unit="lessons/week", width=6)
    uncovered: F64 = column("f8", 0.0, "lessons untaught per subject", unit="lessons/week", width=6)
    visiting: F64 = column(
        "f8", 0.0, "lessons given by teachers of other schools (走教)", unit="lessons/week"
    )
    coverage: F64 = column("f8", 1.0, "lessons taught / required")
    in_field: F64 = column("f8", 1.0, "lessons taught in field / required")
    workload: F64 = column("f8", 0.0, "mean lessons of a teacher", unit="lessons/week")
    effectiveness: F64 = column("f8", 0.0, "mean delivered effect of those on duty", unit="sd/year")
    met: F64 = column("f8", 0.0, "effect met by a pupil", unit="sd/year")


class Units(Table):
    """One row per legal employer (用人单位)."""

    stage: I8 = column("i1", 0, "code of Stage")
    zone: I8 = column("i1", 0, "zone of the seat of the unit")
    township: I16 = column("i2", NOWHERE, "township, -1 the seat")
    cap_senior: F64 = column("f8", 0.0, "post ratio of 高级 and above")
    cap_middle: F64 = column("f8", 0.0, "post ratio of 一级 and above")
    carry_senior: F64 = column("f8", 0.0, "fraction of a 高级 post carried over", unit="posts")
    carry_middle: F64 = column("f8", 0.0, "fraction of a 一级 post carried over", unit="posts")
    moved_senior: F64 = column("f8", 0.0, "高级 posts gained from other units", unit="posts")
    moved_middle: F64 = column("f8", 0.0, "一级 posts gained from other units", unit="posts")
    promoted_senior: I32 = column("i4", 0, "promotions to 高级, last three rounds", width=3)
    promoted_middle: I32 = column("i4", 0, "promotions to 一级, last three rounds", width=3)
    leader_quality: F64 = column("f8", 0.0, "quality of the principal as a leader", unit="sd")
    mean_mark: F64 = column(
        "f8", 0.0, "mean mark of the last appraisal, by basic pay, of those who work there"
    )
    adopted: Bool = column("bool", False, "held a real round when the last one was due")
    agreed_posts: I32 = column("i4", -1, "posts after a cut, until the next round; -1 not cut")
    unplaced_share: F64 = column("f8", 0.0, "share of staff without a post after that round")


class Stages(Table):
    """One row per stage: what the bureau plans and remembers."""

    pupils_fork: F64 = column("f8", 0.0, "pupils of the stage at the fork")
    total: F64 = column("f8", 0.0, "posts of the stage (总量)", unit="posts")
    total_fork: F64 = column(
        "f8", 0.0, "posts of the stage at the fork, and granted since", unit="posts"
    )
    granted: F64 = column("f8", 0.0, "posts granted on top since the fork", unit="posts")
    exits: I32 = column("i4", 0, "exits of established and tegang staff this year")
    exits_before: I32 = column("i4", 0, "the same last year")
    unfilled_before: I32 = column("i4", 0, "posts listed and left unfilled last year")
    unfilled_subject: I32 = column(
        "i4", 0, "listed posts left unfilled this year, by subject (phase recruit)", width=6
    )
    listed_utility: F64 = column("f8", 0.0, "mean u of listed posts, reference entrant, this year")
    listed_utility_fork: F64 = column("f8", np.nan, "the same in the last year of burn-in")
    worst_item: I8 = column(
        "i1", -1, "item that failed worst in the last audit: 0 degree, 1 backbone, 2 arts; -1 none"
    )
    reservoir_senior: F64 = column("f8", 0.0, "高级 posts held by the county", unit="posts")
    reservoir_middle: F64 = column("f8", 0.0, "一级 posts held by the county", unit="posts")


class Bands(Table):
    """One row per age band (<30, 30–49, 50+): constants solved once on the start population."""

    quit: F64 = column("f8", 0.0, "intercept of quitting", unit="log-odds")
    leave_county: F64 = column("f8", 0.0, "intercept of leaving the county", unit="log-odds")


class Forms(Table):
    """One row per form of exchange whose number has followed the gaps: what is remembered of it."""

    key: I32 = column("i4", -1, "key of the form (terms.exchange.form_key)")
    weight: F64 = column("f8", 1.0, "weight in the mix of the forms, 1 at first")
    factor: F64 = column("f8", 1.0, "number of this year as a multiple of the form's own number")
    gap: F64 = column(
        "f8", np.nan, "share of what its hosts should have that they lacked last; NaN not yet"
    )


@dataclass
class State:
    """Everything one county knows; phases read and write it, and only it.

    Attributes
    ----------
    year : int
        School year that is being settled.
    start : int
        First study year; earlier years are burn-in.
    mean_utility : float
        Mean u of the start population (constant of the leave hazard).
    pay_shares : dict of str to float
        Share of each allowance that this year's budgets leave, by name; 1 for all others.
    pay_lift : float
        Factor on basic pay that this year's floor of mean pay asks for; 1 without one.
    school_names : mapping of int to str
        What real schools are called, by the number of the school; empty if they are made up.
    enrolment : Enrolment
        How pupils change from year to year: the county's own forecast, or the national indices.
    """

    year: int
    start: int
    teachers: Teachers
    sections: Sections
    units: Units
    stages: Stages
    bands: Bands
    parameters: Parameters
    draws: Draws
    terms: Terms = field(default_factory=Terms)
    forms: Forms = field(default_factory=lambda: Forms(0))
    log: Log = field(default_factory=Log)
    mean_utility: float = 0.0
    pay_shares: dict[str, float] = field(default_factory=dict)
    pay_lift: float = 1.0
    school_names: Mapping[int, str] = field(default_factory=dict)
    enrolment: Enrolment = field(default_factory=Enrolment)

    @property
    def burning_in(self) -> bool:
        """Whether the year lies before the first study year."""
        return self.year < self.start

    @property
    def september(self) -> int:
        """Month of 1 September of the year."""
        return 12 * self.year + 8

    def on_duty(self, section: int) -> np.ndarray:
        """Return the rows of those who work in a section."""
        return np.flatnonzero(self.teachers.alive & (self.teachers.duty == section))

    def fork(self, terms: Terms | None = None) -> State:
        """Return a state with copies of all tables and an empty log."""
        return State(
            year=self.year,
            start=self.start,
            teachers=self.teachers.copy(),
            sections=self.sections.copy(),
            units=self.units.copy(),
            stages=self.stages.copy(),
            bands=self.bands.copy(),
            parameters=self.parameters,
            draws=self.draws,
            terms=terms or self.terms,
            forms=self.forms.copy(),
            log=self.log.fork(),
            mean_utility=self.mean_utility,
            pay_shares=dict(self.pay_shares),
            pay_lift=self.pay_lift,
            school_names=self.school_names,
            enrolment=self.enrolment,
        )


STAGES = tuple(Stage)
