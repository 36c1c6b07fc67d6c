"""Textbook matchings in plain Python: lists of wishes, one offer at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


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
