"""The books of a run, kept anew from its tables alone: what must be true of any study."""

from __future__ import annotations

from collections import Counter, defaultdict, namedtuple
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from math import hypot, inf, isclose
from typing import Any, NamedTuple

import numpy as np

from properties.outlays import Span, grants, lift, outlays, repayments, training
from teacherflow.codes import EXITS, Away, Role, Status, Title, Zone, name_of
from teacherflow.terms.appoint import BINDING, WAITING
from teacherflow.terms.exchange import form_key
from teacherflow.terms.laws import Terms
from teacherflow.terms.pay import PAY_BUDGETS, PAY_HOUSING, PAY_ITEMS

STATUS = {name_of(code): int(code) for code in Status}
TITLE = {name_of(code): int(code) for code in Title}
AWAY = {name_of(code): int(code) for code in Away}
ZONE = {name_of(code): int(code) for code in Zone}
ROLE = {name_of(code): int(code) for code in Role}
LINES = ("duty", "school")
"""What forms of exchange with return are called after the name of their policy."""
AT_THE_BUREAU = "bureau"
GROUP = "_graduating"
"""How the lines of graduating classes end."""
type Rows = list[Any]


def rows_of(columns: Mapping[str, Any], names: str) -> Rows:
    """Return the named columns of a table as one record per row; NULL is None."""
    record = _record(names)
    lists = [columns[name].tolist() for name in record._fields]
    return [record._make(row) for row in zip(*lists, strict=True)]


@cache
def _record(names: str) -> Any:
    """Return a class of records; one for each list of names, since making it takes long."""
    return namedtuple("Row", names)


class Books:
    """Tables of one scenario, with the teachers' table recorded.

    Parameters
    ----------
    tables : mapping of str to dict of arrays
        As `teacherflow.study.simulate.simulate` returns them for one scenario.
    terms : mapping of int to Terms
        Settled terms of the scenario.
    """

    def __init__(self, tables: Mapping[str, Any], terms: Mapping[int, Terms]) -> None:
        self.terms, self.tables = terms, tables
        exits = " ".join(f"exits_{kind}" for kind in EXITS)
        self.county = by_year(
            tables["county_year"], f"year headcount waiting away entries spending {exits}"
        )
        self.staff = by_year(
            tables["teachers"],
            "year teacher_id post_school duty_school stage status title role away backbone age service pay",
        )
        self.sections = by_year(
            tables["section_year"],
            "year school_id stage need target posts on_duty vacancies surplus "
            "classes pupils backbone coverage zone unit",
        )
        self.moves = by_year(
            tables["moves"], "year teacher_id kind cause from_school to_school stage post_moves"
        )
        self.ledger = by_year(tables["spending"], "year policy item yuan")
        self.spells = rows_of(
            tables["careers"],
            "teacher_id school_id stage basis entered left censored truncated cohort route",
        )
        self.schools = {s.school_id: s for s in rows_of(tables["schools"], "school_id zone x y")}
        self.years = sorted(self.county)
        self._known: dict[tuple[int, int], dict[str, Any]] = {}

    def faults(self) -> list[str]:
        """Return every identity that does not hold, in words; empty if all hold."""
        checks = (
            self.people,
            self.posts,
            self.staffing,
            self.stocks_and_flows,
            self.journeys,
            self.places,
            self.total,
            self.money,
            self.numbers,
        )
        return [f"{check.__name__}: {fault}" for check in checks for fault in check()]

    def people(self) -> Iterator[str]:
        """Headcount = all on duty + waiting + away; people come and go by entries and exits."""
        before: set[int] | None = None
        for year in self.years:
            (county,), moves = self.county[year], self.moves[year]
            now = {person.teacher_id for person in self.staff[year]}
            if not len(self.staff[year]) == county.headcount == len(now):
                yield f"{year}: headcount {county.headcount}, {len(now)} persons"
            on_duty = sum(s.on_duty for s in self.sections[year])
            if county.headcount != on_duty + county.waiting + county.away:
                yield f"{year}: headcount {county.headcount}, {on_duty} on duty and others"
            came = {move.teacher_id for move in moves if move.kind == "enter"}
            gone = {move.teacher_id for move in moves if move.kind in EXITS}
            if before is not None and now != (before | came) - gone:
                yield f"{year}: {now ^ ((before | came) - gone)} came or went without a move"
            exits = sum(getattr(county, f"exits_{kind}") for kind in EXITS)
            if (county.entries, exits) != (len(came), len(gone)):
                yield f"{year}: {county.entries} entries and {exits} exits, not those of the moves"
            before = now

    def posts(self) -> Iterator[str]:
        """The established hold one post (or wait for one), and nobody else does."""
        for year in self.years:
            for person in self.staff[year]:
                holds = person.post_school is not None
                if person.status != "established" and holds:
                    yield f"{year}: teacher {person.teacher_id} holds a post as {person.status}"
                if person.status == "established" and not holds and person.away == "home":
                    yield f"{year}: teacher {person.teacher_id} holds none"

    def staffing(self) -> Iterator[str]:
        """Posts, people on duty, vacancies and surplus as counted from the teachers' table."""
        for year in self.years:
            staff = self.staff[year]
            posts = Counter((p.post_school, p.stage) for p in staff if p.status == "established")
            on_duty = Counter((p.duty_school, p.stage) for p in staff)
            special = Counter((p.duty_school, p.stage) for p in staff if p.status == "tegang")
            for s in self.sections[year]:
                at = (s.school_id, s.stage)
                wanted = {
                    "posts": posts.pop(at, 0),
                    "on_duty": on_duty.pop(at, 0),
                    "vacancies": max(s.target - s.posts - special[at], 0),
                    "surplus": max(s.posts - s.need, 0),
                }
                for name, value in wanted.items():
                    if getattr(s, name) != value:
                        yield f"{year}: {getattr(s, name)} {name} at {at}, counted {value}"
            for at in {*posts, *on_duty}:
                if at[0] is not None:
                    yield f"{year}: people at {at}, which is not open"

    @cached_property
    def opening(self) -> Counter[tuple[int, str]]:
        """Posts by section at the fork: spells that began before the study."""
        return Counter(
            (s.school_id, s.stage) for s in self.spells if s.basis == "post" and s.truncated
        )

    def stocks_and_flows(self) -> Iterator[str]:
        """Posts of a section = opening + posts that came - posts that went.

        Moves tell the stage reached; appointment and redeployment may lead into the other one.
        """
        held = Counter(self.opening)
        stage = {s.teacher_id: s.stage for s in self.spells if s.truncated}
        for year in self.years:
            for move in self.moves[year]:
                before = stage.get(move.teacher_id, move.stage)
                stage[move.teacher_id] = move.stage
                if before != move.stage and move.kind not in ("appointment", "redeploy"):
                    yield f"{year}: {move.kind} of {move.teacher_id} changes the stage"
                if move.post_moves:
                    held[move.to_school, move.stage] += 1
                    held[move.from_school, before] -= 1
            posts = {(s.school_id, s.stage): s.posts for s in self.sections[year]}
            for at in {*held, *posts}:
                if at[0] is not None and held[at] != posts.get(at, 0):
                    yield f"{year}: {posts.get(at, 0)} posts at {at}, moves leave {held[at]}"

    def journeys(self) -> Iterator[str]:
        """Every person's moves, one after another, lead from the place of last year to this one."""
        at = dict(self.places_at_the_fork)
        for year in self.years:
            last = {}
            for move in self.moves[year]:
                post, duty = at.pop(move.teacher_id, (None, None))
                left = post if move.post_moves or move.kind in EXITS else duty
                left = duty if left is None and move.kind in EXITS else left
                if move.from_school != left:
                    yield f"{year}: {move.kind} of {move.teacher_id} from {move.from_school}, was at {left}"
                if move.kind not in EXITS:
                    at[move.teacher_id] = _moved(move, post, duty)
                    last[move.teacher_id] = move
            now = {p.teacher_id: (p.post_school, p.duty_school) for p in self.staff[year]}
            for person in sorted({*now, *at}):
                if now.get(person) != at.get(person):
                    yield f"{year}: {person} is at {now.get(person)}, the moves end at {at.get(person)}"
            for p in self.staff[year]:
                if p.teacher_id in last and p.away not in away_after(last[p.teacher_id]):
                    yield f"{year}: {p.teacher_id} is {p.away} after {last[p.teacher_id].kind}"

    @cached_property
    def places_at_the_fork(self) -> dict[int, tuple[Any, Any]]:
        """Schools of post and of duty when the study began: spells that began before it.

        Who had neither (at work outside the schools) is not among them.
        """
        post, duty = (
            {s.teacher_id: s.school_id for s in self.spells if s.basis == basis and s.truncated}
            for basis in ("post", "duty")
        )
        return {person: (post.get(person), duty.get(person)) for person in {*post, *duty}}

    def places(self) -> Iterator[str]:
        """Spells by post and by duty still under way are the places of the last year."""
        last = self.staff[self.years[-1]]
        for basis in ("post", "duty"):
            mine = [s for s in self.spells if s.basis == basis]
            running = Counter((s.teacher_id, s.school_id) for s in mine if s.censored)
            now = Counter((p.teacher_id, getattr(p, f"{basis}_school")) for p in last)
            if running != Counter({at: n for at, n in now.items() if at[1] is not None}):
                yield f"spells by {basis} do not end at the places of the last year"
            if any(s.entered > s.left for s in mine):
                yield f"a spell by {basis} ends before it begins"

    def total(self) -> Iterator[str]:
        """Entries never lift established and special-post staff above the total of a stage.

        While cuts bind, what is closed may be opened nowhere else: then the posts of all sections
        are fewer than the total, which no table tells.
        """
        before: dict[str, float] = defaultdict(lambda: float("inf"))
        for year in self.years:
            staff = Counter(
                p.stage for p in self.staff[year] if p.status in ("established", "tegang")
            )
            for stage, now in staff.items():
                posts = sum(s.target for s in self.sections[year] if s.stage == stage)
                if now > max(posts, before[stage]) and not self.terms[year][BINDING]:
                    yield f"{year}: {now} {stage} staff, {posts} posts"
                before[stage] = now

    def money(self) -> Iterator[str]:
        """The ledger line by line: persons x yuan x months, outlays; its sum is ``spending``."""
        for year in self.years:
            lines = Counter({f"{r.policy}.{r.item}": r.yuan for r in self.ledger[year]})
            wanted = self.wanted(year)
            for name in {*lines, *wanted}:
                least, most = wanted.get(name, (0.0, 0.0))
                found = lines[name]
                slack = 1e-9 * max(abs(least), abs(most))
                if not least - slack <= found <= most + slack:
                    yield f"{year}: {name} cost {found}, expected {least} to {most}"
            if 0.0 in lines.values() or len(lines) != len(self.ledger[year]):
                yield f"{year}: a line of nothing, or twice the same line"
            spending = self.county[year][0].spending
            if not isclose(spending, sum(lines.values()), rel_tol=1e-12):
                yield f"{year}: spending {spending}, ledger {sum(lines.values())}"

    def wanted(self, year: int) -> dict[str, Span]:
        """Return least and most of every line of the ledger, person by person.

        They differ if somebody was on exchange when the study began (the tables do not say by
        which policy), if a condition asks what the tables do not hold, and if a budget may bind.
        """
        terms = self.terms[year]
        found: dict[str, Span] = {}
        for item in terms[PAY_ITEMS]:
            least, most = self.cost(item, year)
            if any(budget.covers(item) for budget in terms[PAY_BUDGETS]):
                least = 0.0
            found[item.name] = Span(least, most)
        waiting = sum(person.away == "waiting" for person in self.staff[year])
        cost = float(terms[WAITING].training_yuan * waiting)
        asks = terms.claimants.get(WAITING, (("competitive_hiring", None),))[0][0]
        found[f"{asks}.waiting_training"] = Span(cost, cost)
        more = (
            lift(self, year),
            grants(self, year),
            training(self, year, admitted),
            repayments(self, year),
        )
        for lines in (*more, outlays(self, year, admitted)):
            found.update(lines)
        return found

    def cost(self, item: Any, year: int) -> Span:
        """What an item costs in a year: the least and the most."""
        if [where.column for where in item.who] == ["homeroom"]:  # every class has one head
            heads = sum(min(s.classes, s.on_duty) for s in self.sections[year])
            return Span(*[float(item.yuan * item.months * heads)] * 2)
        drawn = [self.drawn(item, person, year) for person in self.staff[year]]
        least, most = sum(d.least for d in drawn), sum(d.most for d in drawn)
        if any(where.column == "housing" for where in item.who):
            rural = sum(s.on_duty for s in self.sections[year] if s.zone != "seat")
            flats = self.terms[year][PAY_HOUSING] * rural / 100 + 0.5
            most = min(most, float(item.yuan * item.months * flats))
        return Span(least, most)

    def drawn(self, item: Any, person: Any, year: int) -> Span:
        """What a person draws of an item; of those paid once only the largest, or the first."""
        own = self.offered(item, person, year)
        if not item.once or not own.most:
            return own
        least, most = own
        for rival in self.terms[year][PAY_ITEMS]:
            if rival.once != item.once or rival.name == item.name:
                continue
            other, first = self.offered(rival, person, year), rival.name < item.name
            if other.most > own.least or (first and other.most == own.least):
                least = 0.0
            if other.least > own.most or (first and other.least == own.most):
                most = 0.0
        return Span(least, most)

    def offered(self, item: Any, person: Any, year: int) -> Span:
        """What an item pays a person if no other one takes its place."""
        if person.duty_school is None and any(w.column[:5] == "duty." for w in item.who):
            return Span(0.0, 0.0)
        known, unknown = self.known_of(person, year, item.who), False
        for where in item.who:
            if where.column not in known:
                unknown = True
            elif not admitted(where, known[where.column]):
                return Span(0.0, 0.0)
        least = most = float(item.yuan * item.months)
        if item.times:
            assert item.times == "exchange_km", item
            sent = self.sent[year].get(person.teacher_id)
            km = Span(0.0, inf)
            if isinstance(sent, Sent):
                km = Span(*[self.km(sent.from_school, sent.to_school)] * 2)
            least, most = least * km.least, most * km.most if most else 0.0
        return Span(0.0 if unknown else least, most)

    def known_of(self, person: Any, year: int, who: Any) -> dict[str, Any]:
        """Return what conditions ask about a person and the place of duty.

        The tables tell who sent somebody, not the form: it is one that a condition means, if any.
        It is missing for those who were away when the study began.
        """
        known = self.plainly_known(person, year)
        asked = [w for w in who if w.column == "away_form"]
        sent = self.sent[year].get(person.teacher_id)
        if not asked or (person.away != "home" and sent is None):
            return known
        forms = set() if person.away == "home" else sent_as(sent)
        meant = (form for form in forms if all(admitted(w, form) for w in asked))
        return {**known, "away_form": next(meant, -1)}

    def plainly_known(self, person: Any, year: int) -> dict[str, Any]:
        """Return what any condition may ask about a person and the place of duty, but the form."""
        if (year, person.teacher_id) in self._known:
            return self._known[year, person.teacher_id]
        known: dict[str, Any] = {
            "status": STATUS[person.status],
            "title": TITLE[person.title],
            "role": ROLE[person.role],
            "away": AWAY[person.away],
            "service": person.service,
        }
        if person.duty_school is not None:
            place = self.schools[person.duty_school]
            known["duty.school"] = person.duty_school
            known["duty.zone"] = ZONE[place.zone]
            known["duty.seat_km"] = 1.3 * hypot(place.x, place.y)
        self._known[year, person.teacher_id] = known
        return known

    def km(self, one: int, other: int) -> float:
        """Road kilometres between two schools."""
        here, there = self.schools[one], self.schools[other]
        return 1.3 * hypot(here.x - there.x, here.y - there.y)

    @cached_property
    def sent(self) -> dict[int, dict[int, Any]]:
        """For each year, under what everybody left the post who left it during the study.

        Who was lent is there without a form.
        """
        found: dict[int, dict[int, Any]] = {}
        latest: dict[int, Any] = {}
        for year in self.years:
            for move in self.moves[year]:
                if not move.post_moves and move.kind not in EXITS:
                    latest[move.teacher_id] = LENT
                if move.kind == "exchange_out" and not move.post_moves:
                    latest[move.teacher_id] = Sent(move.cause, move.from_school, move.to_school)
            found[year] = dict(latest)
        return found

    def numbers(self) -> Iterator[str]:
        """No number of any table is infinite or undefined (NULL is masked)."""
        for name, table in self.tables.items():
            for column, values in table.items():
                if values.dtype.kind == "f" and not np.isfinite(np.ma.compressed(values)).all():
                    yield f"{name}.{column} holds what is no number"


class Sent(NamedTuple):
    """Who sent somebody away, from where and where to (None: outside all schools)."""

    cause: str
    from_school: int
    to_school: int | None


LENT = ""


def sent_as(sent: Sent | str) -> set[int]:
    """Return the keys of the forms that may have sent somebody."""
    if not isinstance(sent, Sent):
        return set()
    lines = LINES if sent.to_school is not None else ("duty", AT_THE_BUREAU)
    return {form_key(f"{sent.cause}.{line}{suffix}") for line in lines for suffix in ("", GROUP)}


def admitted(where: Any, value: float) -> bool:
    """Tell whether a value meets a condition."""
    listed = (not where.among or value in where.among) and value not in where.but
    return where.low <= value <= where.high and listed


def _moved(move: Any, post: Any, duty: Any) -> tuple[Any, Any]:
    """Return post and duty after a move: duty goes along with a post at which somebody works."""
    if move.kind == "enter":
        return (move.to_school if move.post_moves else None), move.to_school
    if not move.post_moves:
        return post, move.to_school
    along = duty == post or move.to_school is None
    return move.to_school, (move.to_school if along else duty)


HOME, ANYWHERE = ("home",), tuple(name_of(code) for code in Away)
AFTER = {
    "waiting": ("waiting",),
    "office": ("office",),
    "appointment": HOME,
    "placement": HOME,
    "exchange_return": HOME,
    "transfer": HOME,
    "borrow": ("borrowed", "agency"),
}


def away_after(move: Any) -> tuple[str, ...]:
    """Return why duty may differ from the post after somebody's last move of a year."""
    if move.kind == "exchange_out" and not move.post_moves:
        return ("exchange",) if move.to_school is not None else ("agency", "outside")
    if move.kind == "exchange_out":
        return HOME
    return AFTER.get(move.kind, ANYWHERE)


def by_year(columns: Mapping[str, Any], names: str) -> dict[int, Rows]:
    """Return the records of a table by year."""
    found: dict[int, Rows] = defaultdict(list)
    for row in rows_of(columns, names):
        found[row.year].append(row)
    return found
