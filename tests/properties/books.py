"""The books of a run, kept anew from its tables alone: what must be true of any study."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from math import hypot, isclose
from types import SimpleNamespace
from typing import Any

from teacherflow.codes import Status, Title, Zone, name_of
from teacherflow.movement import EXITS
from teacherflow.terms.laws import Terms
from teacherflow.terms.pay import PAY_ITEMS

STATUS = {name_of(code): int(code) for code in Status}
TITLE = {name_of(code): int(code) for code in Title}
ZONE = {name_of(code): int(code) for code in Zone}
type Rows = list[Any]


def rows_of(columns: Mapping[str, Any], names: str) -> Rows:
    """Return the named columns of a table as one record per row; NULL is None."""
    wanted = names.split()
    lists = [columns[name].tolist() for name in wanted]
    return [
        SimpleNamespace(**dict(zip(wanted, row, strict=True))) for row in zip(*lists, strict=True)
    ]


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
        self.terms = terms
        exits = " ".join(f"exits_{kind}" for kind in EXITS)
        self.county = by_year(
            tables["county_year"], f"year headcount waiting away entries spending {exits}"
        )
        self.staff = by_year(
            tables["teachers"], "year teacher_id post_school duty_school stage status title away"
        )
        self.sections = by_year(
            tables["section_year"],
            "year school_id stage need target posts on_duty vacancies surplus",
        )
        self.moves = by_year(
            tables["moves"], "year teacher_id kind from_school to_school stage post_moves"
        )
        self.ledger = by_year(tables["spending"], "year policy item yuan")
        self.spells = rows_of(
            tables["careers"], "teacher_id school_id stage basis entered left censored truncated"
        )
        self.schools = {s.school_id: s for s in rows_of(tables["schools"], "school_id zone x y")}
        self.years = sorted(self.county)

    def faults(self) -> list[str]:
        """Return every identity that does not hold, in words; empty if all hold."""
        checks = (
            self.people,
            self.posts,
            self.staffing,
            self.stocks_and_flows,
            self.places,
            self.total,
            self.money,
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
        """Posts of a section = opening + posts that came - posts that went."""
        held = Counter(self.opening)
        for year in self.years:
            for move in self.moves[year]:
                if move.post_moves:
                    held[move.to_school, move.stage] += 1
                    held[move.from_school, move.stage] -= 1
            posts = {(s.school_id, s.stage): s.posts for s in self.sections[year]}
            for at in {*held, *posts}:
                if at[0] is not None and held[at] != posts.get(at, 0):
                    yield f"{year}: {posts.get(at, 0)} posts at {at}, moves leave {held[at]}"

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
        """Entries never lift established and special-post staff above the total of a stage."""
        before: dict[str, float] = defaultdict(lambda: float("inf"))
        for year in self.years:
            staff = Counter(
                p.stage for p in self.staff[year] if p.status in ("established", "tegang")
            )
            for stage, now in staff.items():
                posts = sum(s.target for s in self.sections[year] if s.stage == stage)
                if now > max(posts, before[stage]):
                    yield f"{year}: {now} {stage} staff, {posts} posts"
                before[stage] = now

    def money(self) -> Iterator[str]:
        """The ledger line by line: persons addressed x yuan x 12; its sum is ``spending``."""
        for year in self.years:
            lines = Counter({f"{r.policy}.{r.item}": r.yuan for r in self.ledger[year]})
            items = self.terms[year][PAY_ITEMS]
            wanted = {item.name: self.cost(item, year) for item in items}
            for name in {*lines, *wanted}:
                if not isclose(lines[name], wanted.get(name, 0.0), rel_tol=1e-12):
                    yield f"{year}: {name} cost {lines[name]}, expected {wanted.get(name)}"
            if 0.0 in lines.values() or len(lines) != len(self.ledger[year]):
                yield f"{year}: a line of nothing, or twice the same line"
            spending = self.county[year][0].spending
            if not isclose(spending, sum(lines.values()), rel_tol=1e-12):
                yield f"{year}: spending {spending}, ledger {sum(lines.values())}"

    def cost(self, item: Any, year: int) -> float:
        """What an item costs in a year, person by person."""
        paid = 0
        for person in self.staff[year]:
            if person.duty_school is not None:
                place = self.schools[person.duty_school]
                known = {
                    "status": STATUS[person.status],
                    "title": TITLE[person.title],
                    "duty.zone": ZONE[place.zone],
                    "duty.seat_km": 1.3 * hypot(place.x, place.y),
                }
                paid += all(
                    w.low <= known[w.column] <= w.high
                    and (not w.among or known[w.column] in w.among)
                    for w in item.who
                )
        return float(paid * item.yuan * 12)


def by_year(columns: Mapping[str, Any], names: str) -> dict[int, Rows]:
    """Return the records of a table by year."""
    found: dict[int, Rows] = defaultdict(list)
    for row in rows_of(columns, names):
        found[row.year].append(row)
    return found
