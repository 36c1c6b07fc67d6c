"""The slow twin: the same county in plain Mesa and plain Python, one agent at a time.

The twin is written from the rule book, one file per phase (`enrol.py` ... `audit.py`), and shares
with the engine only the settled terms, the parameters and the keyed draws. It interprets the
claims (who, bags) itself. `mirror` copies a state into a twin world; `differences` compares them:
integers exactly, floats to 1e-9.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from operator import attrgetter, itemgetter
from typing import Any

import mesa
import numpy as np

from teacherflow.codes import Away
from teacherflow.state import State
from teacherflow.terms.posts import FOLLOW, POOLING
from twin.luck import Lots

TOLERANCE = 1e-9


class TwinTeacher(mesa.Agent):
    """A teacher as an ordinary Mesa agent: one attribute per column."""

    def __init__(self, model: TwinCounty, **columns: Any) -> None:
        super().__init__(model)
        for name, value in columns.items():
            setattr(self, name, value)


class TwinSection(mesa.Agent):
    """A section as an ordinary Mesa agent; ``row`` is its number."""

    def __init__(self, model: TwinCounty, row: int, **columns: Any) -> None:
        super().__init__(model)
        self.row = row
        for name, value in columns.items():
            setattr(self, name, value)


class Record:
    """A plain record: a unit, a stage or an age band."""

    def __init__(self, row: int, **columns: Any) -> None:
        self.row = row
        self.__dict__.update(columns)


class TwinCounty(mesa.Model):
    """The whole county as Python objects."""

    def __init__(self, state: State) -> None:
        self._serving: list[TwinTeacher] | None = None
        super().__init__(rng=0)
        self.year, self.start = state.year, state.start
        self.expected = state.enrolment.expected
        self.terms, self.parameters, self.draws = state.terms, state.parameters, Lots(state.draws)
        self.mean_utility = state.mean_utility
        self.pay_shares = dict(state.pay_shares)
        self.pay_lift = state.pay_lift
        self.sections = [TwinSection(self, r, **row) for r, row in enumerate(_rows(state.sections))]
        self.units, self.stages, self.bands, self.forms = (
            [Record(r, **row) for r, row in enumerate(_rows(table))]
            for table in (state.units, state.stages, state.bands, state.forms)
        )
        self.seats = {s: deque(open_) for s, open_ in state.log.seats.items()}
        self.keeping = state.log.keeping
        self.moves: list[dict[str, Any]] = []
        self.titles: list[dict[str, Any]] = []
        self.spending: list[tuple[Any, ...]] = []
        for row in _rows(state.teachers, state.teachers.alive):
            TwinTeacher(self, **row)

    @property
    def burning_in(self) -> bool:
        return self.year < self.start

    @property
    def september(self) -> int:
        return 12 * self.year + 8

    @property
    def teachers(self) -> list[TwinTeacher]:
        """Everyone in service, by id."""
        if self._serving is None:
            everyone = self.agents_by_type.get(TwinTeacher, [])
            self._serving = sorted(everyone, key=attrgetter("id"))
        return self._serving

    def register_agent(self, agent: Any) -> None:
        self._serving = None
        super().register_agent(agent)

    def deregister_agent(self, agent: Any) -> None:
        self._serving = None
        super().deregister_agent(agent)

    def at_post(self, section: int) -> list[TwinTeacher]:
        return [t for t in self.teachers if t.post == section]

    def at_duty(self, section: int) -> list[TwinTeacher]:
        return [t for t in self.teachers if t.duty == section]

    # the four ways in which a place changes (see teacherflow.movement)
    def enter(self, teacher: TwinTeacher, post: int, duty: int, cause: str) -> None:
        teacher.post, teacher.duty = post, duty
        teacher.tenure = teacher.duty_years = teacher.exchange_clock = 0
        teacher.moved_year = teacher.duty_changed_year = self.year
        self._note(teacher, -1, duty, "enter", cause, post >= 0, self._take(post))
        self._begin(teacher, "post", post)
        self._begin(teacher, "duty", duty)

    def end(self, teacher: TwinTeacher, kind: str, cause: str) -> None:
        place = teacher.post if teacher.post >= 0 else teacher.duty
        if teacher.post >= 0:
            self.seats.setdefault(teacher.post, deque()).append(teacher.id)
        self._note(teacher, place, -1, kind, cause, teacher.post >= 0, teacher.id)
        teacher.remove()

    def move_post(
        self,
        teacher: TwinTeacher,
        to: int,
        kind: str,
        cause: str,
        away: Away = Away.HOME,
        quota_along: bool | None = None,
    ) -> None:
        origin, duty = teacher.post, teacher.duty
        if quota_along is None:
            quota_along = self.terms[FOLLOW] and self.terms[POOLING] < 1
        if quota_along and origin >= 0 and to >= 0:
            left, taken = self.sections[origin], self.sections[to]
            if left.stage == taken.stage and left.quota > 1:
                left.quota, taken.quota = left.quota - 1, taken.quota + 1
        root = self._take(to)
        root = teacher.id if root < 0 else root
        if origin >= 0:
            self.seats.setdefault(origin, deque()).append(root)
        self._note(teacher, origin, to, kind, cause, True, root)
        teacher.post = to
        teacher.tenure = teacher.exchange_clock = 0
        teacher.moved_year = self.year
        if origin < 0 or to < 0 or self.sections[origin].unit != self.sections[to].unit:
            teacher.office_sent = 0
        self._begin(teacher, "post", to)
        goes = (teacher.away in (Away.HOME, Away.WAITING) and duty == origin) or to < 0
        if (goes or duty == to) and teacher.away != Away.HOME:
            teacher.away, teacher.away_form = int(Away.HOME), -1
            self._forget_terms(teacher)
        if goes and duty != to:
            self._to_duty(teacher, to, kind)
        if to < 0:
            teacher.away = int(away)

    def move_duty(
        self,
        teacher: TwinTeacher,
        to: int,
        kind: str,
        cause: str,
        away: Away,
        until: int = 0,
        form: int = -1,
    ) -> None:
        self._note(teacher, teacher.duty, to, kind, cause, False, -1)
        self._to_duty(teacher, to, kind)
        teacher.away, teacher.away_until, teacher.away_form = int(away), until, form
        self._forget_terms(teacher)

    def _forget_terms(self, teacher: TwinTeacher) -> None:
        """What was agreed for an earlier exchange ends."""
        teacher.exchange_km, teacher.return_chance = 0.0, 1.0
        teacher.restarts_clock = True

    def _to_duty(self, teacher: TwinTeacher, to: int, kind: str) -> None:
        teacher.duty, teacher.duty_years = to, 0
        if kind not in ("merge", "regularise", "exchange_return"):
            teacher.duty_changed_year = self.year
        if to >= 0 and kind not in ("exchange_return", "merge"):
            teacher.schools_served += 1
        self._begin(teacher, "duty", to)

    def _begin(self, teacher: TwinTeacher, basis: str, section: int) -> None:
        if section >= 0:
            setattr(teacher, f"{basis}_entered", self.year)
            setattr(teacher, f"{basis}_spell_title", teacher.title)
            setattr(teacher, f"{basis}_spell_km", self.road_km(teacher, section))

    def road_km(self, teacher: TwinTeacher, section: int) -> float:
        place = self.sections[section]
        return 1.3 * ((teacher.home_x - place.x) ** 2 + (teacher.home_y - place.y) ** 2) ** 0.5

    def _take(self, section: int) -> int:
        seats = self.seats.get(section)
        return seats.popleft() if section >= 0 and seats else -1

    def _note(
        self,
        teacher: Any,
        origin: int,
        to: int,
        kind: str,
        cause: str,
        post_moves: bool,
        chain: int,
    ) -> None:
        if self.keeping:
            self.moves.append(
                dict(
                    year=self.year,
                    teacher_id=teacher.id,
                    from_section=origin,
                    to_section=to,
                    stage=teacher.stage,
                    kind=kind,
                    cause=cause,
                    post_moves=bool(post_moves),
                    title=teacher.title,
                    backbone=teacher.backbone,
                    age=(self.september - teacher.birth) // 12,
                    chain=chain,
                )
            )


def mirror(state: State) -> TwinCounty:
    """Return a twin world with the same past, people and places."""
    return TwinCounty(state)


def differences(state: State, world: TwinCounty, ignore: frozenset[str] = frozenset()) -> list[str]:
    """Return what differs between engine and twin, as readable lines (empty if nothing)."""
    rows = {int(state.teachers.id[r]): int(r) for r in np.flatnonzero(state.teachers.alive)}
    people = {t.id: t for t in world.teachers}
    found = [
        f"teacher {name} only in {'engine' if name in rows else 'twin'}"
        for name in sorted(rows.keys() ^ people.keys())
    ]
    both = sorted(rows.keys() & people.keys())
    pairs = [(rows[name], people[name]) for name in both]
    found += _compare([f"teacher {name}" for name in both], state.teachers, pairs, ignore)
    for table, records in (
        (state.sections, world.sections),
        (state.units, world.units),
        (state.stages, world.stages),
        (state.bands, world.bands),
        (state.forms, world.forms),
    ):
        kind = type(table).__name__.lower()
        labels = [f"{kind} {record.row}" for record in records]
        found += _compare(labels, table, [(r.row, r) for r in records], ignore)
    if state.forms.rows != len(world.forms):
        found.append(f"forms: engine {state.forms.rows}, twin {len(world.forms)}")
    ours, theirs = state.pay_shares, world.pay_shares
    for name in sorted(ours.keys() | theirs.keys()):
        if not np.isclose(ours.get(name, -1), theirs.get(name, -1), rtol=TOLERANCE):
            found.append(f"share of {name}: engine {ours.get(name)}, twin {theirs.get(name)}")
    if not np.isclose(state.pay_lift, world.pay_lift, rtol=TOLERANCE):
        found.append(f"lift of basic pay: engine {state.pay_lift}, twin {world.pay_lift}")
    return found


def move_differences(state: State, world: TwinCounty) -> list[str]:
    """Return the moves that only one of the two made (as multisets of whole rows)."""
    columns = list(world.moves[0]) if world.moves else []
    ours: list[tuple[Any, ...]] = []
    for chunk in state.log.moves:
        columns = list(chunk)
        ours += zip(*(chunk[c].tolist() for c in columns), strict=True)
    theirs = [tuple(m[c] for c in columns) for m in world.moves]
    a, b = Counter(ours), Counter(theirs)
    return [f"engine: {move}" for move in a - b] + [f"twin: {move}" for move in b - a]


def _rows(table: Any, chosen: Any = slice(None)) -> Iterator[dict[str, Any]]:
    """Yield the chosen rows of a table as plain values by column."""
    names = [name for name in table if name != "alive"]
    for values in zip(*(table[name][chosen].tolist() for name in names), strict=True):
        yield dict(zip(names, values, strict=True))


def _compare(
    labels: list[str], table: Any, pairs: list[tuple[int, Any]], ignore: frozenset[str]
) -> list[str]:
    """Compare rows of a table with agents: only what is not the very same is looked at closely."""
    rows = np.array([row for row, _ in pairs], dtype=np.int64)
    names = [name for name in table if name != "alive" and name not in ignore]
    if not pairs or not names:
        return []
    found: list[str] = []
    alike: dict[Any, list[tuple[str, Any, Any]]] = defaultdict(list)
    for name, theirs in zip(names, _columns([agent for _, agent in pairs], names), strict=True):
        ours = table[name][rows]
        if ours.tolist() != list(theirs):
            alike[ours.dtype, ours.shape[1:]].append((name, ours, theirs))
    for columns in alike.values():
        found += _unlike(labels, columns)
    return found


def _columns(agents: list[Any], names: list[str]) -> Iterator[tuple[Any, ...]]:
    """Return attributes of agents: for each name those of all agents."""
    if len(names) == 1:
        return iter([tuple(getattr(agent, names[0]) for agent in agents)])
    return zip(*map(itemgetter(*names), map(vars, agents)), strict=True)  # quicker than getattr


def _unlike(labels: list[str], columns: list[tuple[str, Any, Any]]) -> Iterator[str]:
    """Yield where columns of one kind differ by more than rounding."""
    ours = np.stack([column for _, column, _ in columns], axis=1)
    theirs = np.stack([np.array(column) for _, _, column in columns], axis=1)
    if ours.dtype.kind == "f":
        same = np.isclose(ours, theirs, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
    else:
        same = ours == theirs
    for i, k in np.argwhere(~same.reshape(*same.shape[:2], -1).all(axis=2)):
        one, other = ours[i, k].tolist(), theirs[i, k].tolist()
        yield f"{labels[i]}.{columns[k][0]}: engine {one!r}, twin {other!r}"
