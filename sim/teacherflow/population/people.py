"""Who teaches: age, sex, education, subject, home and family of the people in service.

Shares are met by strata: people of a group are put in the keyed order of one decision and take
the values of an even grid, so a small county shows the shares as well as a large one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow.codes import Education, Route, Sex, Stage, Status, Subject, Zone
from teacherflow.columns import F64, Bool
from teacherflow.draws import Draws
from teacherflow.parameters.population import Population
from teacherflow.state import NOWHERE, Sections, Teachers

type Ints = NDArray[np.int64]

SUBJECT_SHARES: F64 = np.array(
    [
        [0.38, 0.28, 0.09, 0.05, 0.14, 0.06],
        [0.17, 0.16, 0.15, 0.20, 0.12, 0.20],
    ]
)
"""Teachers by first subject, stages x subjects (assumption; near the shares of lessons)."""

BAND_EDGES = np.array([22.5, 30.0, 40.0, 50.0, 60.0])
"""Ages at which the bands of the start population begin and end."""
RETIRES = 55.0
"""Age at which women without 高级 retire (statute)."""
YOUNG = 35.0
"""Teachers under this age have at least college (licence rules)."""
GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0
_LEAST = 1e-12  # stands for a share of none where it divides


@dataclass(frozen=True)
class Cast:
    """The people to be described: their rows, sections and the source of their luck.

    Attributes
    ----------
    section : (n,) int
        Section of the post; of duty for special-post teachers.
    stage, zone, township : (n,) int
        Of that section.
    """

    teachers: Teachers
    sections: Sections
    section: Ints
    stage: Ints
    zone: Ints
    township: Ints
    year: int
    burn_in: int
    chosen: Population
    draws: Draws

    @property
    def n(self) -> int:
        """How many they are."""
        return self.section.size

    @property
    def ids(self) -> Ints:
        """Their ids, 1 to n, in the order of their sections."""
        return np.arange(1, self.n + 1)

    def uniform(self, decision: str) -> F64:
        """Return one uniform per person."""
        return self.draws.uniform(f"population.{decision}", 0, self.ids)

    def normal(self, decision: str) -> F64:
        """Return one standard normal per person."""
        return self.draws.normal(f"population.{decision}", 0, self.ids)

    def strata(self, decision: str, group: Ints) -> F64:
        """Return an even grid on (0, 1) inside each group, in keyed order."""
        return grid(self.uniform(decision), group)


def cast(sections: Sections, year: int, burn_in: int, chosen: Population, draws: Draws) -> Cast:
    """Return as many people as posts may be filled, section by section."""
    section = np.repeat(np.arange(sections.rows), sections.target)
    n = section.size
    teachers = Teachers(n + n // 10 + 10)
    teachers.alive[:n] = True
    teachers.id[:n] = np.arange(1, n + 1)
    teachers.stage[:n] = sections.stage[section]
    teachers.post[:n] = teachers.duty[:n] = section
    places = (sections.stage, sections.zone, sections.township)
    stage, zone, township = (column[section].astype(np.int64) for column in places)
    return Cast(teachers, sections, section, stage, zone, township, year, burn_in, chosen, draws)


def grid(keys: ArrayLike, group: Ints) -> F64:
    """Return (rank + 1/2) / size of each element inside its group, ranked by ``keys`` in (0, 1)."""
    order = np.argsort(group + np.asarray(keys), kind="stable")
    sizes = np.bincount(group)
    starts = np.cumsum(sizes) - sizes
    place = np.empty(group.size)
    place[order] = np.arange(group.size) - starts[group[order]]
    return np.asarray((place + 0.5) / sizes[group])


def describe(people: Cast) -> None:
    """Fill the personal columns: life, education, subject, licences, home, kin and child."""
    age = _life(people)
    _education(people, age)
    _subjects(people)
    _home(people, age)
    _family(people)


def _life(people: Cast) -> F64:
    """Set sex, birth and service; return ages on 1 September, in years."""
    t, n, chosen = people.teachers, people.n, people.chosen
    woman = people.strata("sex", people.stage) < _women_at_start(people)[people.stage]
    age = _ages(people, woman)
    t.sex[:n] = np.where(woman, Sex.WOMAN, Sex.MAN)
    t.birth[:n] = 12 * people.year + 8 - np.floor(12.0 * age).astype(np.int64)
    t.service[:n] = np.maximum(np.floor(age - chosen.entry_age), 0.0)
    t.cohort[:n] = people.year - t.service[:n]
    t.route[:n], t.status[:n] = Route.FOUNDER, Status.ESTABLISHED
    return age


def _band_shares(c: Population) -> F64:
    """Return shares of the four age bands, zones x bands."""
    three = np.array(
        [
            [c.age_village_under_30, c.age_village_30_39, c.age_village_40_49],
            [c.age_town_under_30, c.age_town_30_39, c.age_town_40_49],
            [c.age_seat_under_30, c.age_seat_30_39, c.age_seat_40_49],
        ]
    )
    return np.column_stack([three, 1.0 - three.sum(axis=1)])


def _women_at_start(people: Cast) -> F64:
    """Return the share of women by stage that leaves the known share at the fork.

    Women retire earlier, so burn-in takes more of them, while entrants have the known share. With
    careers of ages alone: odds at the start = known odds x staying men / staying women.
    """
    c, staff = people.chosen, np.bincount(3 * people.stage + people.zone, minlength=6)
    bands = staff.reshape(2, 3) @ _band_shares(c)
    age = np.arange(BAND_EDGES[0], BAND_EDGES[-1], 0.25) + 0.125
    band = np.searchsorted(BAND_EDGES, age) - 1
    man = bands[:, band] / np.diff(BAND_EDGES)[band]
    late = np.where(age < RETIRES, 1.0 - c.women_over_55, c.women_over_55)
    woman = man * np.where(band == 3, 2.0 * late, 1.0)
    then = age + people.burn_in
    goes_on = c.women_over_55 / max(1.0 - c.women_over_55, _LEAST)
    stays = np.where(then < RETIRES, 1.0, np.where(age < RETIRES, goes_on, 1.0))
    women = (woman * stays * (then < BAND_EDGES[-1])).sum(axis=1)
    men = (man * (then < BAND_EDGES[-1])).sum(axis=1)
    share = np.array([c.women_primary, c.women_junior])
    ratio = np.divide(men, women, out=np.ones(2), where=women > 0)
    return np.asarray(share * ratio / (share * ratio + 1.0 - share))


def _ages(people: Cast, woman: Bool) -> F64:
    """Draw ages by the bands of each zone; of women of 50 and over few are past 55."""
    c = people.chosen
    under = _band_shares(c)[:, :3].cumsum(axis=1)
    place = people.strata("age_band", people.zone)
    band = (place[:, None] >= under[people.zone]).sum(axis=1)
    luck = people.uniform("age")
    age = BAND_EDGES[band] + luck * np.diff(BAND_EDGES)[band]
    older = (band == 3) & woman
    kept = max(1.0 - c.women_over_55, _LEAST)
    before = BAND_EDGES[3] + luck * (RETIRES - BAND_EDGES[3]) / kept
    after = RETIRES + (luck - kept) * (BAND_EDGES[4] - RETIRES) / max(c.women_over_55, _LEAST)
    return np.asarray(np.where(older, np.where(luck < kept, before, after), age))


def _education(people: Cast, age: F64) -> None:
    """Shares of each stage are met; the few without college are of 35 years and over."""
    c, luck = people.chosen, people.uniform("education")
    master = np.array([c.master_primary, c.master_junior])[people.stage]
    bachelor = np.array([c.bachelor_primary, c.bachelor_junior])[people.stage]
    college = np.array([c.college_primary, 1.0])[people.stage]
    old = age >= YOUNG
    old_share = (np.bincount(people.stage, weights=old) / np.bincount(people.stage))[people.stage]
    rank = grid(luck, 2 * people.stage + old)
    without = old & (rank * old_share > old_share - (1.0 - college))
    rank = grid(luck, 2 * people.stage + without)
    levels = Education.COLLEGE + (rank * college < bachelor) + (rank * college < master)
    people.teachers.education[: people.n] = np.where(without, Education.SECONDARY, levels)


def _subjects(people: Cast) -> None:
    """Set first and second subject and licences.

    First subjects follow a golden-ratio sequence along the sections of a stage, so every school
    has nearly the mix of the stage.
    """
    t, n, chosen = people.teachers, people.n, people.chosen
    primary = people.stage == Stage.PRIMARY
    turn = np.where(primary, np.cumsum(primary), np.cumsum(~primary))
    origin = people.draws.uniform("population.subject", 0, people.stage)
    place = (origin + turn * GOLDEN) % 1.0
    bounds = SUBJECT_SHARES.cumsum(axis=1)[:, :-1]
    first = (place[:, None] >= bounds[people.stage]).sum(axis=1)
    step = 1 + np.floor((len(Subject) - 1) * people.uniform("second_which")).astype(np.int64)
    other = (first + step) % len(Subject)
    has = people.uniform("second") < chosen.second_subject
    second = np.where(has, other, -1)
    pair = primary & (first <= Subject.MATHS)
    t.subject[:n] = first
    t.second_subject[:n] = np.where(pair, Subject.MATHS - first, second)
    t.licence_primary[:n] = primary
    t.licence_junior[:n] = ~primary | (people.uniform("licence") < chosen.junior_licence)


def _home(people: Cast, age: F64) -> None:
    """Set the residence: seat staff live in the seat, township staff there or in the seat."""
    t, n, c = people.teachers, people.n, people.chosen
    towns = int(people.sections.township.max()) + 1
    old, seat = age > c.residence_age, people.zone == Zone.SEAT
    at_post = np.where(old, c.old_at_post, c.young_at_post)
    in_seat = np.where(old, c.old_in_seat, c.young_in_seat)
    luck = people.uniform("home")
    where = np.floor(people.uniform("home_where") * (towns - 1)).astype(np.int64)
    other = np.where(where >= people.township, where + 1, where) if towns > 1 else people.township
    anywhere = np.floor(people.uniform("home_where") * towns).astype(np.int64)
    of_town = np.where(
        luck < at_post, people.township, np.where(luck < at_post + in_seat, NOWHERE, other)
    )
    home = np.where(seat, np.where(luck < c.seat_in_seat, NOWHERE, anywhere), of_town)
    east, north = town_points(people.sections, towns)
    t.home_township[:n] = home
    t.home_x[:n], t.home_y[:n] = east[home], north[home]


def town_points(sections: Sections, towns: int) -> tuple[F64, F64]:
    """Return the points of the townships' central schools, and the seat (0, 0) as the last."""
    points = np.zeros((2, towns + 1))
    central = np.flatnonzero(
        (sections.zone == Zone.TOWN) & sections.open & (sections.stage == Stage.PRIMARY)
    )
    points[:, sections.township[central]] = sections.x[central], sections.y[central]
    return points[0], points[1]


def _family(people: Cast) -> None:
    """Set the township of kin (-2: none in the county) and the birth of the first child.

    A child may be born after the start: who will have one, and when, is settled on entry.
    """
    t, n, c, s = people.teachers, people.n, people.chosen, people.sections
    weights = np.bincount(s.township + 1, weights=s.pupils)
    place = np.searchsorted(np.cumsum(weights) / weights.sum(), people.uniform("kin_where")) - 1
    near = people.uniform("kin_at_post") < c.kin_at_post
    kin = people.uniform("kin") < c.kin
    t.kin_township[:n] = np.where(kin, np.where(near, people.township, place), -2)
    parent = people.uniform("child") < c.child_share
    at = 12.0 * (c.child_age + c.child_age_sd * people.normal("child_age"))
    t.child_birth[:n] = np.where(parent, t.birth[:n] + np.round(at).astype(np.int64), 0)
