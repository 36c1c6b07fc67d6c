"""Textbook matchings in plain Python: lists of wishes, one offer at a time."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence


def deferred(
    wishes: Mapping[int, Sequence[int]],
    ranking: Mapping[int, Sequence[int]],
    seats: Mapping[int, int],
) -> dict[int, int]:
    """Gale and Shapley: applicants offer in the order of their wishes, schools keep the best.

    ``wishes[i]`` lists schools, best first; ``ranking[s]`` lists applicants, best first.
    """
    place = {s: {i: at for at, i in enumerate(order)} for s, order in ranking.items()}
    asked = dict.fromkeys(wishes, 0)
    held: dict[int, list[int]] = {s: [] for s in seats}
    free = sorted(wishes)
    while free:
        i = free.pop()
        if asked[i] == len(wishes[i]):
            continue
        s = wishes[i][asked[i]]
        asked[i] += 1
        held[s] = sorted([*held[s], i], key=place[s].__getitem__)
        free += held[s][seats[s] :]
        del held[s][seats[s] :]
    return {i: s for s, people in held.items() for i in people}


def serial(
    wishes: Mapping[int, Sequence[int]], order: Sequence[int], seats: Mapping[int, int]
) -> dict[int, int]:
    """One after another each takes the best school that has a seat left."""
    left, match = dict(seats), {}
    for i in order:
        for s in wishes[i]:
            if left[s] > 0:
                left[s] -= 1
                match[i] = s
                break
    return match


def deferred_protected(
    wishes: Mapping[int, Sequence[int]],
    ranking: Mapping[int, Sequence[int]],
    vacant: Mapping[int, int],
    home: Mapping[int, int],
) -> dict[int, int]:
    """DA*: every school puts its own teachers first and everybody's last wish is to stay.

    ``home[i]`` is the school of those who hold a seat; only movers are returned.
    """
    own = {s: [i for i in home if home[i] == s] for s in vacant}
    seats = {s: vacant[s] + len(own[s]) for s in vacant}
    first = {s: own[s] + [i for i in ranking.get(s, ()) if i not in own[s]] for s in vacant}
    last = {i: [*wishes[i], home[i]] if i in home else list(wishes[i]) for i in wishes}
    match = deferred(last, first, seats)
    return {i: s for i, s in match.items() if home.get(i) != s}


def to_be(
    wishes: Mapping[int, Sequence[int]],
    rank: Mapping[tuple[int, int], float],
    vacant: Mapping[int, int],
    home: Mapping[int, int],
    free: Collection[int],
    order: Sequence[int],
) -> dict[int, int]:
    """Teacher-optimal block exchange: top trading cycles over seats that demand a rank.

    ``rank[i, s]`` is how s ranks i, its own teachers included. ``free`` may leave an empty seat
    behind. Vacant seats are offered in ``order``. All cycles of a step are settled together.
    """
    holder: dict[tuple[int, int], int | None] = {}  # (school, number of the seat)
    demand: dict[tuple[int, int], float] = {}
    for s in vacant:
        own = [i for i in home if home[i] == s]
        for number, i in enumerate([*own, *[None] * vacant[s]]):
            holder[s, number] = i
            demand[s, number] = -math.inf if i is None else rank[i, s]
    seat_of = {i: seat for seat, i in holder.items() if i is not None}
    left, match = set(wishes), dict[int, int]()
    while left:
        takers = [i for i in order if i in left and (i in free or i not in home)]
        if not takers:
            for seat in [seat for seat, i in holder.items() if i is None]:
                del holder[seat]
        aim = {}
        for i in left:
            for s in wishes[i]:
                fit = [x for x in holder if x[0] == s and demand[x] <= rank[i, s]]
                if fit:
                    aim[i] = max(fit, key=lambda x: demand[x])
                    break
            else:
                aim[i] = seat_of.get(i)
        after = {}
        for i, seat in aim.items():
            after[i] = (
                i if seat is None else (holder[seat] if holder[seat] is not None else takers[0])
            )
        on_cycle = set()
        for i in left:
            at = after[i]
            for _ in left:
                if at == i:
                    on_cycle.add(i)
                at = after[at]
        for i in on_cycle:
            if aim[i] is not None and aim[i] != seat_of.get(i):
                match[i] = aim[i][0]
        for i in on_cycle:
            holder.pop(aim[i], None)
        for i in on_cycle:
            if i in seat_of and seat_of[i] in holder:
                holder[seat_of[i]] = None
        left -= on_cycle
    return match


def optimal(
    worth: Mapping[int, Mapping[int, float]],
    vacant: Mapping[int, int],
    home: Mapping[int, tuple[int, float]],
) -> dict[int, int]:
    """Place as many newcomers as can be, then maximise the sum; ``home[i]`` is (school, worth).

    The Hungarian method, row by row with potentials; only movers are returned.
    """
    most = 1 + sum(abs(w) for own in worth.values() for w in own.values())
    most += sum(abs(w) for _, w in home.values())
    column = [s for s in vacant for _ in range(vacant[s] + sum(h[0] == s for h in home.values()))]
    people = sorted(worth)
    column += [-1] * len(people)

    def cost(i: int, s: int) -> float:
        if s == -1:
            return 3 * most if i not in home else 9 * most * len(people)
        if i in home and home[i][0] == s:
            return -home[i][1]
        return -worth[i].get(s, -9 * most * len(people))

    table = [[cost(i, s) for s in column] for i in people]
    return {
        i: column[at]
        for i, at in zip(people, hungarian(table), strict=True)
        if column[at] != -1 and (i not in home or home[i][0] != column[at])
    }


def hungarian(cost: Sequence[Sequence[float]]) -> list[int]:
    """Return the column of each row with the least sum of costs (not more rows than columns)."""
    rows, columns = len(cost), len(cost[0]) if cost else 0
    u, v = [0.0] * (rows + 1), [0.0] * (columns + 1)
    taken, way = [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        taken[0], at = row, 0
        least, used = [math.inf] * (columns + 1), [False] * (columns + 1)
        while taken[at] != 0:
            used[at] = True
            i, delta, following = taken[at], math.inf, 0
            for j in range(1, columns + 1):
                if not used[j]:
                    reduced = cost[i - 1][j - 1] - u[i] - v[j]
                    if reduced < least[j]:
                        least[j], way[j] = reduced, at
                    if least[j] < delta:
                        delta, following = least[j], j
            for j in range(columns + 1):
                if used[j]:
                    u[taken[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            at = following
        while at:
            taken[at], at = taken[way[at]], way[at]
    result = [0] * rows
    for j in range(1, columns + 1):
        if taken[j]:
            result[taken[j] - 1] = j - 1
    return result
