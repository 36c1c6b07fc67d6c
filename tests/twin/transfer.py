"""Transfer in plain Python: one unit, one applicant, one school at a time."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from teacherflow.codes import Away, Role, Status, Zone
from teacherflow.terms.posts import POOLING
from teacherflow.terms.transfer import (
    CHANNELS,
    MATCH,
    RELEASE,
    SEAT_RESERVE,
    THRESHOLD,
    Move,
)
from twin import matching, stages
from twin.eligible import count_eligible, draw, is_covered
from twin.forms import settle_forms
from twin.leaders import change_places
from twin.rounding import half_up, largest_remainder
from twin.timetable import is_generalist, subject_gaps
from twin.ways import is_host
from twin.worth import utility

ANY = -1


def transfer(world: Any) -> None:
    count_eligible(world)
    change_places(world)
    settle_forms(world, post_moves=True)
    stages.cross_stages(world)
    for channel in world.terms[CHANNELS]:
        if channel.kind is Move.REASSIGN:
            reassign(world, channel)
    transfers(world)


def posts(world: Any, section: int) -> int:
    return sum(t.status == Status.ESTABLISHED for t in world.at_post(section))


def vacancies(world: Any, section: Any) -> int:
    tegang = sum(t.status == Status.TEGANG for t in world.at_duty(section.row))
    return max(0, section.target - posts(world, section.row) - tegang)


def is_free(world: Any, t: Any) -> bool:
    return (
        t.status == Status.ESTABLISHED
        and t.role == Role.TEACHER
        and t.away == Away.HOME
        and t.post >= 0
        and t.duty == t.post
        and t.duty_changed_year != world.year
    )


def reassign(world: Any, channel: Any) -> None:
    open_of = [
        [s.row for s in world.sections if s.open and s.unit == unit.row] for unit in world.units
    ]
    numbers = []
    for unit in world.units:
        staff = sum(
            t.status == Status.ESTABLISHED
            and t.post >= 0
            and world.sections[t.post].unit == unit.row
            and is_covered(world, t, channel.who)
            for t in world.teachers
        )
        share = channel.most * staff if len(open_of[unit.row]) > 1 else 0.0
        luck = draw(world, "uniform", "transfer.reassign_number", unit.row)
        numbers.append(math.floor(share + luck))
    moves = []
    for unit in world.units:
        schools = [world.sections[row] for row in open_of[unit.row]]
        held = {s.row: posts(world, s.row) for s in schools}
        here = {s.row: len(world.at_duty(s.row)) for s in schools}
        queue = {
            s.row: sorted(
                (
                    t
                    for t in world.at_post(s.row)
                    if is_free(world, t)
                    and t.tenure >= channel.min_tenure
                    and is_covered(world, t, channel.who)
                ),
                key=lambda t: (t.tenure, draw(world, "uniform", "transfer.reassign", t.id), t.id),
            )
            for s in schools
        }
        tie = {s.row: draw(world, "uniform", "transfer.reassign_school", s.row) for s in schools}
        rich = [s for s in schools if held[s.row] > s.need]  # who receives does not become a giver
        for _ in range(numbers[unit.row]):
            givers = [s for s in rich if queue[s.row] and held[s.row] - s.need >= 1]
            givers.sort(key=lambda s: (s.need - held[s.row], tie[s.row]))
            if not givers:
                break
            giver = givers[0]
            takers = [
                s
                for s in schools
                if s is not giver and s.need - here[s.row] >= 1 and is_host(s, channel.hosts)
            ]
            takers.sort(key=lambda s: (here[s.row] - s.need, tie[s.row]))
            if not takers:
                break
            moves.append((queue[giver.row].pop(0), takers[0].row))
            for s, change in ((giver.row, -1), (takers[0].row, 1)):
                held[s] += change
                here[s] += change
    for t, to in moves:
        world.move_post(t, to, "reassign", channel.name)


def looks(world: Any, t: Any) -> bool:
    p = world.parameters.transfer
    least = min(c.min_tenure for c in world.terms[CHANNELS] if c.kind is Move.TRANSFER)
    if not is_free(world, t) or t.tenure < least:
        return False
    if (world.september - t.birth) // 12 >= p.look_age:
        return False
    chance = p.look_early if t.tenure <= 5 else p.look_middle if t.tenure <= 10 else p.look_late
    if t.bond_until == world.year:
        chance = min(1.0, chance * p.look_bond_end)
    return draw(world, "uniform", "transfer.look", t.id) < chance


def permits(world: Any) -> dict[str, set[int]]:
    """Teachers whom each channel permits to move this year."""
    result = {}
    people = [t for t in world.teachers if looks(world, t)]
    for channel in world.terms[CHANNELS]:
        if channel.kind is not Move.TRANSFER:
            continue
        lots = {
            t.id: draw(world, "uniform", f"transfer.permit.{channel.name}", t.id) for t in people
        }
        refused = (1 - channel.approval) * (1 - world.terms[POOLING])
        approved = channel.approval if world.terms[POOLING] == 0 else 1 - refused
        chosen = [
            t.id
            for t in sorted(people, key=lambda t: (lots[t.id], t.id))
            if is_covered(world, t, channel.who)
            and t.tenure >= channel.min_tenure
            and lots[t.id] < approved
        ]
        staff = sum(
            t.status == Status.ESTABLISHED and t.post >= 0 and is_covered(world, t, channel.who)
            for t in world.teachers
        )
        if channel.most < 1:
            chosen = chosen[: math.floor(channel.most * staff)]
        result[channel.name] = set(chosen)
    return result


def may_apply(world: Any, t: Any, section: Any, permitted: dict[str, set[int]]) -> bool:
    for name in permitted:
        channel = next(c for c in world.terms[CHANNELS] if c.name == name)
        if is_covered(world, t, channel.who) and is_host(section, channel.hosts):
            return t.id in permitted[name]
    return False


def ask_subjects(gaps: list[float], number: int, standard: float) -> list[int]:
    """Subjects of ``number`` vacancies: each time the shortest, less one standard load."""
    left, asked = list(gaps), []
    for _ in range(number):
        subject = max(range(6), key=lambda g: (round(left[g], 9), -g))
        asked.append(subject)
        left[subject] -= standard
    return asked


def standard_of(world: Any, section: Any) -> float:
    teach = world.parameters.teach
    return float((teach.standard_primary, teach.standard_junior)[section.stage])


def kept_back(world: Any) -> dict[int, int]:
    """Vacancies of seat schools that recruitment will fill."""
    kept = {}
    for stage in (0, 1):
        mine = [s for s in world.sections if s.stage == stage]
        exact = [
            world.terms[SEAT_RESERVE] * vacancies(world, s) if s.zone == Zone.SEAT else 0.0
            for s in mine
        ]
        for s, n in zip(mine, largest_remainder(exact, half_up(sum(exact))), strict=True):
            kept[s.row] = n
    return kept


def transfers(world: Any) -> None:
    gaps = [list(row) for row in subject_gaps(world)]
    generalist = {s.row: is_generalist(world, s, len(world.at_duty(s.row))) for s in world.sections}
    kept, permitted = kept_back(world), permits(world)
    people = [t for t in world.teachers if looks(world, t)]
    here = {t.id: utility(world, t, world.sections[t.duty], own_work=True) for t in people}
    if world.terms[MATCH] not in ("serial", "deferred"):
        match = one_market(world, people, here, gaps, generalist, kept, permitted)
        for t in people:
            if t.id in match:
                world.move_post(t, match[t.id][0], "transfer", "transfer")
        return
    for _ in range(int(world.parameters.transfer.rounds)):
        offered = slots(world, gaps, generalist, kept)
        wishes = {t.id: wanted(world, t, here[t.id], offered, permitted) for t in people}
        let_go = released(world, [t for t in people if wishes[t.id]], generalist)
        match = settle(
            world, people, {i: w for i, w in wishes.items() if i in let_go}, offered, gaps
        )
        if not match:
            return
        for t in people:
            if t.id in match:
                section, asked = match[t.id]
                gaps[t.post][t.subject] += standard_of(world, world.sections[t.post])
                taken = t.subject if asked == ANY else asked
                gaps[section][taken] -= standard_of(world, world.sections[section])
        for t in people:
            if t.id in match:
                world.move_post(t, match[t.id][0], "transfer", "transfer")
        people = [t for t in people if t.id not in match]


def slots(world: Any, gaps: Any, generalist: Any, kept: Any) -> Counter[tuple[int, int]]:
    """Vacancies by (section, subject)."""
    offered: Counter[tuple[int, int]] = Counter()
    for s in world.sections:
        free = max(0, vacancies(world, s) - kept[s.row]) if s.open else 0
        if generalist[s.row]:
            asked = [ANY] * free
        else:
            asked = ask_subjects(gaps[s.row], free, standard_of(world, s))
        offered.update((s.row, g) for g in asked)
    return offered


def wanted(
    world: Any, t: Any, here: float, offered: Any, permitted: Any
) -> dict[tuple[int, int], float]:
    """Worth of every slot that ``t`` applies for."""
    p = world.parameters.utility
    worth = {}
    for row, asked in sorted(offered):
        section = world.sections[row]
        if section.stage != t.stage or row == t.post:
            continue
        if asked not in (ANY, t.subject, t.second_subject):
            continue
        if not may_apply(world, t, section, permitted):
            continue
        taste = draw(world, "gumbel", "transfer.taste", t.id, row)
        there = utility(world, t, section) + taste / p.choice_scale
        down = max(0, world.sections[t.post].zone - section.zone)
        asked_gain = p.moving_threshold + world.terms[THRESHOLD]
        asked_gain += down * p.downward_friction / p.reference_pay
        if there > here + asked_gain:
            worth[row, asked] = there
    return worth


def released(world: Any, people: list[Any], generalist: Any) -> set[int]:
    """Whom the schools of origin let go: long tenure first."""
    goes = set()
    for section in {t.post for t in people}:
        staff = [t for t in world.at_post(section) if t.status == Status.ESTABLISHED]
        left = len(staff)
        of_subject = Counter(t.subject for t in staff)
        asking = [t for t in people if t.post == section]
        asking.sort(key=lambda t: draw(world, "uniform", "transfer.release", t.id) - t.tenure)
        for t in asking:
            enough = left - 1 >= world.terms[RELEASE] * world.sections[section].target - 1e-9
            last = of_subject[t.subject] == 1 and not generalist[section]
            if enough and not last:
                goes.add(t.id)
                left -= 1
                of_subject[t.subject] -= 1
    return goes


def effect_seen(world: Any, t: Any) -> float:
    noise = world.parameters.transfer.seen_noise
    peers = [x.talent + x.coaching for x in world.teachers if x.stage == t.stage]
    mean = sum(peers) / len(peers)
    variance = sum((e - mean) ** 2 for e in peers) / len(peers)
    seen = t.talent + t.coaching + noise * draw(world, "normal", "transfer.seen", t.id)
    return (seen - mean) / math.sqrt(variance + noise**2)


def one_market(
    world: Any,
    people: list[Any],
    here: dict[int, float],
    gaps: Any,
    generalist: Any,
    kept: Any,
    permitted: Any,
) -> dict[int, Any]:
    """Rules under which movers' own seats are part of the market."""
    seats: Counter[Any] = Counter(slots(world, gaps, generalist, kept))
    home = {}
    for section in {t.post for t in people}:
        mine = [t for t in people if t.post == section]
        mine.sort(key=lambda t: draw(world, "uniform", "transfer.release", t.id) - t.tenure)
        s = world.sections[section]
        tegang = sum(t.status == Status.TEGANG for t in world.at_duty(section))
        room = s.target - tegang if s.open else 0
        surplus = max(0, posts(world, section) - room)
        for t in mine[:surplus]:  # their seats are not filled again
            home[t.id] = ("closes behind", t.id)
        for t in mine[surplus:]:
            home[t.id] = (section, ANY if generalist[section] else t.subject)
    for slot in home.values():
        seats.setdefault(slot, 0)
    offered = {slot for slot in seats if slot[0] != "closes behind"}
    worth = {t.id: wanted(world, t, here[t.id], offered, permitted) for t in people}
    wishes = {i: sorted(w, key=lambda slot, w=w: (-w[slot], slot)) for i, w in worth.items()}
    free = released(world, [t for t in people if wishes[t.id]], generalist)
    known = {t.id: t for t in people}
    rule = world.terms[MATCH]
    if rule == "optimal":
        at_home = {i: (home[i], here[i]) for i in free}
        return matching.optimal({i: worth[i] for i in free}, seats, at_home)
    score = {
        (i, slot): school_score(world, known[i], slot[0], gaps)
        for i in wishes
        for slot in wishes[i]
    }
    if rule == "deferred_protected":
        ranking = {
            slot: sorted((i for i in free if slot in worth[i]), key=lambda i, s=slot: -score[i, s])
            for slot in seats
        }
        wishes = {i: wishes[i] for i in free}
        return matching.deferred_protected(wishes, ranking, seats, {i: home[i] for i in free})
    for i, slot in home.items():
        score[i, slot] = school_score(world, known[i], known[i].post, gaps)
    order = sorted(known, key=lambda i: (-public_score(world, known[i]), i))
    return matching.to_be(wishes, score, seats, home, free, order)


def public_score(world: Any, t: Any) -> float:
    p = world.parameters.transfer
    luck = draw(world, "normal", "transfer.serial", t.id)
    return float(
        p.rank_effect * effect_seen(world, t) + p.rank_title * t.title + p.rank_noise * luck
    )


def school_score(world: Any, t: Any, section: int, gaps: Any) -> float:
    p = world.parameters.transfer
    return float(
        p.rank_effect * effect_seen(world, t)
        + p.rank_title * t.title
        + p.rank_subject * (gaps[section][t.subject] > 1e-6)
        + p.rank_near * (world.road_km(t, section) < p.rank_near_km)
        + p.rank_noise * draw(world, "normal", "transfer.rank", t.id, section)
    )


def settle(
    world: Any, people: list[Any], wishes: dict[int, Any], offered: Any, gaps: Any
) -> dict[int, tuple[int, int]]:
    known = {t.id: t for t in people}
    order = {i: sorted(w, key=lambda slot: (-w[slot], slot)) for i, w in wishes.items()}
    if world.terms[MATCH] == "serial":
        queue = sorted(wishes, key=lambda i: (-public_score(world, known[i]), i))
        return matching.serial(order, queue, dict(offered))
    ranking = {}
    for slot in offered:
        score = {
            i: school_score(world, known[i], slot[0], gaps) for i, w in wishes.items() if slot in w
        }
        ranking[slot] = sorted(score, key=lambda i, score=score: -score[i])
    return matching.deferred(order, ranking, dict(offered))
