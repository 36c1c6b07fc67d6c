"""What policies spend beside pay, counted anew from the tables of a run: least and most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from teacherflow.codes import Route, Title, name_of
from teacherflow.parameters import Parameters
from teacherflow.terms.leaders import POOL, TRAINING
from teacherflow.terms.leave import BREACHES
from teacherflow.terms.outlays import COSTS, INVESTMENTS, Per
from teacherflow.terms.pay import MONTHS, PAY_FLOOR
from teacherflow.terms.posts import GRANTS
from teacherflow.terms.recruit import ROUTES
from teacherflow.terms.teach import GROWTH, ITINERANT, RESEARCH

TITLE = {name_of(code): int(code) for code in Title}
ROUTE = {name_of(code): int(code) for code in Route}
WEAK_BACKBONES = Parameters().exchange.weak_backbones
"""Backbones per 100 pupils below which a school is weak; the studies drawn leave it as it is."""

UNKNOWN = (False, True)
"""What the tables do not hold may meet a condition or not."""
PAY = Parameters().utility
BASE = {
    "none": PAY.base_none,
    "second": PAY.base_second,
    "first": PAY.base_first,
    "senior": PAY.base_senior,
    "professor": PAY.base_professor,
}
OFFICE = {"principal": PAY.principal_allowance, "deputy": PAY.deputy_allowance}
type Admits = Callable[[Any, float], bool]


class Span(NamedTuple):
    """Least and most that the tables allow for."""

    least: float
    most: float


def outlays(books: Any, year: int, admits: Admits) -> dict[str, Span]:
    """Return least and most of every line that is no pay item.

    They differ where the tables do not say who was a backbone before this year's naming, who is a
    researcher, or who gives lessons where.
    """
    terms = books.terms[year]
    found: dict[str, Span] = defaultdict(lambda: Span(0.0, 0.0))

    def add(name: str, yuan: float, times: Span) -> None:
        old = found[name]
        found[name] = Span(old.least + yuan * times.least, old.most + yuan * times.most)

    people = _people(books, year)
    for item in terms[GROWTH]:
        if not (item.yuan or item.mentor_yuan):
            continue
        taught = _count(people, item.who, admits)
        if not item.mentors:
            add(item.name, item.yuan, taught)
        else:
            assert not item.yuan, item
            mentors = _count(people, item.mentors, admits)
            ends = zip(taught, mentors, strict=True)
            at_work = Span(*(_at_work(item, *end) for end in ends))
            add(item.name, item.mentor_yuan, at_work)
    after = [({**one, "backbone": (one["named"],)}) for one in people]
    for cost in terms[COSTS]:
        if cost.per is Per.SECTION:
            add(cost.name, cost.yuan, _exactly(len(_sections(books, year, cost.at, admits))))
            continue
        times = _count(after, cost.who, admits)
        if any(where.column == "researcher" for where in cost.who):
            times = Span(times.least, min(times.most, _researchers(books, year)))
        add(cost.name, cost.yuan, times)
    for item in terms[INVESTMENTS]:
        pupils = sum(s.pupils for s in _sections(books, year, item.at, admits))
        add(item.name, item.yuan_per_pupil, _exactly(pupils))
    for visit in terms[ITINERANT]:
        add(
            visit.name,
            visit.yuan_per_km * visit.weeks * 2 * visit.km_most,
            _trips(books, year, visit),
        )
    return dict(found)


def repayments(books: Any, year: int) -> dict[str, Span]:
    """Return what comes back from those who left under a bond, from the year in which it began.

    How long it lasts stands in the rule of ways into service in the year of entry; of who came
    before the study it is not known.
    """
    origin = {s.teacher_id: (s.cohort, ROUTE[s.route]) for s in books.spells}
    left = [m for m in books.moves[year] if m.cause in ("leave.quit", "leave.leave_county")]
    gone = [origin[m.teacher_id] for m in left]  # whom other stages draw off breaks no bond
    found: dict[str, Span] = {}
    for item in books.terms[year][BREACHES]:
        codes, cohorts = item.who
        least = most = 0.0
        for cohort, route in gone:
            if not (cohorts.low <= cohort <= cohorts.high and codes.low <= route <= codes.high):
                continue
            unserved = cohort + _bond_years(books, cohort, route, item.years) - year
            paid = item.booked * item.yuan * min(max(unserved, 0), item.years) / item.years
            least, most = least - paid, most - (paid if cohort in books.terms else 0.0)
        found[item.name] = Span(least, most)
    return found


def _bond_years(books: Any, cohort: int, route: int, otherwise: int) -> int:
    if cohort not in books.terms:
        return otherwise
    routes = books.terms[cohort][ROUTES]
    return next(way.bond_years for way in routes if way.code == route)


UNPAID = ("contract", "silver")
"""Whose basic pay no floor lifts: units and the programme pay them."""


def lift(books: Any, year: int) -> dict[str, Span]:
    """Return what a floor of mean pay costs: basic pay, by one factor, up to the mean asked for.

    The factor was set in September: from the roll of last year, one year of service later, of those
    with a place; some have left since (those return who were away, nobody has come). The tables do not tell the
    title that is paid, which may be one behind the title held, and of the first year not the roll.
    """
    asked = books.terms[year].claimants.get(PAY_FLOOR, ())
    if not asked or max(floor for _, floor in asked) <= 0:
        return {}
    name, floor = max(asked, key=lambda claim: claim[1])
    staff = [_basic(books, p, p.service) for p in books.staff[year] if p.status not in UNPAID]
    before = [p for p in books.staff.get(year - 1, ()) if _has_place(p)]
    roll = [_basic(books, p, p.service + 1) for p in before if p.status not in UNPAID]
    most = max(0.0, floor / min(min(p.least for p in staff), PAY.base_none) - 1)
    least = 0.0
    if roll:
        most = max(0.0, floor * len(roll) / sum(p.least for p in roll) - 1)
        least = max(0.0, floor * len(roll) / sum(p.most for p in roll) - 1)
    waits = [p for p in books.staff[year] if not _has_place(p)]
    low = sum(p.least for p in staff) - sum(_basic(books, p, p.service).most for p in waits)
    high = sum(p.most for p in staff)
    return {f"{name}.floor": Span(MONTHS * low * least, MONTHS * high * most)}


def _has_place(person: Any) -> bool:
    """Whether somebody holds a post or works at a school; who waits is not on the roll."""
    return person.post_school is not None or person.duty_school is not None


def _basic(books: Any, person: Any, service: int) -> Span:
    """Return basic pay a month, of the title held or of the one below it, town pay included."""
    titles = list(BASE)
    at = titles.index(person.title)
    more = PAY.service_increment * min(service, PAY.service_most) + OFFICE.get(person.role, 0.0)
    place = person.duty_school if person.duty_school is not None else person.post_school
    known = place is not None
    rural = known and books.schools[place].zone != "seat"
    town = PAY.town_allowance
    return Span(
        BASE[titles[max(at - 1, 0)]] + more + town * rural,
        BASE[titles[at]] + more + town * (rural or not known),
    )


def grants(books: Any, year: int) -> dict[str, Span]:
    """Return what posts granted cost: at most all that were ever named, at the mean pay of a stage.

    What several grants name is divided among those still in force.
    """
    paid: dict[str, list[float]] = defaultdict(list)
    for person in books.staff[year]:
        if person.status == "established":
            paid[person.stage].append(person.pay)
    dearest = max((sum(pays) / len(pays) for pays in paid.values()), default=0.0)
    past = [item for y in books.years if y <= year for item in books.terms[y][GRANTS]]
    items = books.terms[year][GRANTS]
    most = max(sum(item.posts for item in past), sum(item.so_far for item in items))
    return {item.name: Span(0.0, MONTHS * dearest * most) for item in items}


def training(books: Any, year: int, admits: Admits) -> dict[str, Span]:
    """Return what training leaders costs, person by person.

    The tables do not tell who is listed as reserve; a unit lists no more than it has places.
    """
    found = {}
    units = len({s.unit for s in books.sections[year]})
    for item in books.terms[year][TRAINING]:
        least = most = 0
        for person in books.staff[year]:
            known = books.known_of(person, year, item.who)
            told = [admits(w, known[w.column]) if w.column in known else None for w in item.who]
            least += all(told)
            most += False not in told
        if any(where.column == "reserve_since" for where in item.who):
            most = min(most, units * round(books.terms[year][POOL].per_unit + 0.5))
        found[item.name] = Span(item.yuan * least, item.yuan * most)
    return found


def _trips(books: Any, year: int, visit: Any) -> Span:
    """No more trips a week than teachers below the standard load could have made."""
    lessons = 15.0 * len(books.staff[year])
    return Span(0.0, visit.share * lessons / visit.lessons_per_trip)


def _exactly(number: float) -> Span:
    return Span(number, number)


def _people(books: Any, year: int) -> list[dict[str, Any]]:
    """Return what is known of everybody: every value that each column may have had."""
    before = {p.teacher_id: p.backbone for p in books.staff.get(year - 1, ())}
    origin = {s.teacher_id: (s.cohort, ROUTE[s.route]) for s in books.spells}
    found = []
    for person in books.staff[year]:
        last = before.get(person.teacher_id)
        cohort, route = origin.get(person.teacher_id, (None, None))
        found.append(
            {
                "named": person.backbone,
                "backbone": (person.backbone,) if last or not person.backbone else (False, True),
                "service": (person.service,),
                "title": (TITLE[person.title],),
                "cohort": (cohort,),
                "route": (route,),
                "researcher": (False, True),
            }
        )
    return found


def _count(people: Iterable[dict[str, Any]], who: Any, admits: Admits) -> Span:
    """Count who surely meets all conditions, and who may."""
    least = most = 0
    for one in people:
        answers = [
            [admits(w, v) for v in one[w.column]] if w.column in one else UNKNOWN for w in who
        ]
        least += all(all(answer) for answer in answers)
        most += all(any(answer) for answer in answers)
    return Span(least, most)


def _at_work(item: Any, taught: float, mentors: float) -> float:
    """Mentors of one county-wide group who are needed for those taught."""
    assert item.per_mentor, item
    assert not item.scope, item
    learners = min(taught, mentors * item.per_mentor, item.most or taught)
    return float(-(-learners // item.per_mentor))


def _researchers(books: Any, year: int) -> float:
    """Most researchers there may be: as many as have been asked for so far."""
    return max(
        round(books.terms[y][RESEARCH].share * len(books.staff[y]) + 0.5)
        for y in books.years
        if y <= year
    )


def _sections(books: Any, year: int, at: Any, admits: Admits) -> list[Any]:
    """Return the sections addressed; backbones on paper (inspection) make no school less weak."""
    named = Counter((p.duty_school, p.stage) for p in books.staff[year] if p.backbone)

    def value(section: Any, column: str) -> float:
        if column == "weak":
            found = named[section.school_id, section.stage]
            return float(found < WEAK_BACKBONES * section.pupils / 100 - 1e-9)
        return float(getattr(section, column))

    return [
        s
        for s in books.sections[year]
        if all(admits(where, value(s, where.column)) for where in at)
    ]
