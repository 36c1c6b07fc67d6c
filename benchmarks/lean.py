"""The twin without its wasteful look-ups: what plain Python needs when written with some care.

The twin in ``tests/twin`` is written to be read. It finds the staff of a school by going through
everybody, sorts everybody each time and finds the mentors of a group by asking everybody again; at
the size of a county that is most of its time. A speed-up over that says little. Here
the same rules run with the lists kept: the roll and the staff of every school are made once
between two changes, and what is the same for all is reckoned once. The results stay equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from typing import Any

from twin import forms, teach, transfer
from twin.world import TwinTeacher
from twin.year import SlowCounty


class LeanCounty(SlowCounty):
    """A `SlowCounty` that keeps its lists of people until somebody comes, goes or moves."""

    def __init__(self, *args: Any) -> None:
        self.forget()
        super().__init__(*args)

    def forget(self) -> None:
        """Drop the kept lists: somebody comes, goes or moves."""
        self._roll: list[TwinTeacher] | None = None
        self._posts: dict[int, list[TwinTeacher]] | None = None
        self._duties: dict[int, list[TwinTeacher]] | None = None
        self._seen: dict[int, tuple[float, float]] = {}

    @property
    def teachers(self) -> list[TwinTeacher]:
        if self._roll is None:
            people = self.agents_by_type.get(TwinTeacher, [])
            self._roll = sorted(people, key=lambda t: t.id)
        return list(self._roll)

    def at_post(self, section: int) -> list[TwinTeacher]:
        if self._posts is None:
            self._posts = by_place(self.teachers, "post")
        return list(self._posts.get(section, []))

    def at_duty(self, section: int) -> list[TwinTeacher]:
        if self._duties is None:
            self._duties = by_place(self.teachers, "duty")
        return list(self._duties.get(section, []))

    def register_agent(self, agent: Any) -> None:
        super().register_agent(agent)
        self.forget()

    def deregister_agent(self, agent: Any) -> None:
        super().deregister_agent(agent)
        self.forget()

    def enter(self, *args: Any) -> None:
        super().enter(*args)
        self.forget()

    def move_post(self, *args: Any, **more: Any) -> None:
        super().move_post(*args, **more)
        self.forget()

    def move_duty(self, *args: Any, **more: Any) -> None:
        super().move_duty(*args, **more)
        self.forget()

    def step(self) -> None:
        self.forget()
        with lean_rules():
            super().step()


def by_place(people: list[TwinTeacher], column: str) -> dict[int, list[TwinTeacher]]:
    """Return the people by the section in ``column``."""
    found: dict[int, list[TwinTeacher]] = {}
    for person in people:
        found.setdefault(getattr(person, column), []).append(person)
    return found


def reached(world: Any, item: Any) -> tuple[list[Any], int]:
    """Return whom an item of growth reaches, and the mentors at work, counted once for all."""
    taught = [t for t in world.teachers if teach._meets(world, t, item.who)]
    if item.share < 1:
        member = f"teach.member.{item.name}"
        taught = [t for t in taught if teach._uniform(world, member, 0, t) < item.share]
    if not item.mentors:
        return taught, 0
    mentors = grouped(
        world, item, [t for t in world.teachers if teach._meets(world, t, item.mentors)]
    )
    found: list[Any] = []
    at_work = 0
    for key, members in grouped(world, item, taught).items():
        if key is None or key not in mentors:
            continue
        members.sort(key=lambda t: teach._uniform(world, f"teach.coached.{item.name}", 0, t))
        number, each = len(mentors[key]), item.per_mentor
        members = members[: number * each] if each else members
        members = members[: item.most] if item.most else members
        found += members
        at_work += ceil(len(members) / each) if each else number
    return found, at_work


def grouped(world: Any, item: Any, people: list[Any]) -> dict[Any, list[Any]]:
    """Return the people by their group in the scope of ``item``."""
    groups: dict[Any, list[Any]] = {}
    for person in people:
        groups.setdefault(teach._group(world, person, item.scope), []).append(person)
    return groups


def effect_seen(world: Any, person: Any) -> float:
    """Return the effect as schools see it; the mean and spread of a stage are reckoned once."""
    noise = world.parameters.transfer.seen_noise
    if person.stage not in world._seen:
        peers = [t.talent + t.coaching for t in world.teachers if t.stage == person.stage]
        mean = sum(peers) / len(peers)
        world._seen[person.stage] = mean, sum((e - mean) ** 2 for e in peers) / len(peers)
    mean, variance = world._seen[person.stage]
    luck = transfer.draw(world, "normal", "transfer.seen", person.id)
    own = person.talent + person.coaching + noise * luck
    return float((own - mean) / (variance + noise**2) ** 0.5)


def partners(sending: Any, host: int, subject: int) -> list[Any]:
    """Return whom a host may send back; they are sorted into places once for a pool."""
    if getattr(sending, "sorted_pool", None) is not sending.pool:
        sending.sorted_pool, sending.places = sending.pool, {}
        for person in sorted(sending.pool, key=lambda t: (sending.seen[t.id], t.id)):
            sending.places.setdefault((person.post, person.subject), []).append(person)
    return list(sending.places.get((host, subject), []))


LEAN: tuple[tuple[Any, str, Any], ...] = (
    (teach, "_reached", reached),
    (transfer, "effect_seen", effect_seen),
    (forms.Sending, "partners", partners),
)
"""Quadratic rules of the twin and their linear forms."""


@contextmanager
def lean_rules() -> Iterator[None]:
    """Let the twin use the linear forms of its quadratic rules."""
    before = [getattr(place, name) for place, name, _ in LEAN]
    for place, name, rule in LEAN:
        setattr(place, name, rule)
    try:
        yield
    finally:
        for (place, name, _), rule in zip(LEAN, before, strict=True):
            setattr(place, name, rule)
