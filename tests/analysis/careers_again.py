"""Careers that differ between two rules, found by another route: from the tables of moves."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from briefs.again import table
from teacherflow_analysis.careers.differing import WAYS

EXITS = {"retire", "early_retire", "quit", "leave_county", "dismiss", "death"}


RANK = {"village": 0, "town": 1, "seat": 2}


def first_years(moves: pd.DataFrame, titles: pd.DataFrame) -> dict[int, dict[str, int]]:
    """The first year of everything that tells careers apart, by person, in plain Python."""
    found: dict[int, dict[str, int]] = {}
    for row in moves.to_dict("records"):
        names = set()
        if row["kind"] in ("quit", "leave_county", "dismiss"):
            names.add("leave")
        if row["kind"] in ("retire", "early_retire"):
            names.add("retire")
        if row["kind"] in EXITS:
            names.add("gone")
        names |= {"exchange"} if row["kind"] == "exchange_out" else set()
        names |= {"borrow"} if row["kind"] == "borrow" else set()
        if row["kind"] in ("appointment", "placement", "redeploy", "waiting"):
            names.add("ordered")
        ends = (row["from_zone"], row["to_zone"])
        if row["post_moves"] and row["kind"] != "merge" and all(end in RANK for end in ends):
            step = RANK[ends[1]] - RANK[ends[0]]
            if step:
                names.add("up" if step > 0 else "down")
            elif row["from_school"] != row["to_school"]:
                names.add("level")
        mine = found.setdefault(row["teacher_id"], {})
        for name in names:
            mine[name] = min(mine.get(name, 9999), row["year"])
    for row in titles[titles["event"] == "pass"].to_dict("records"):
        mine = found.setdefault(row["teacher_id"], {})
        mine[row["level"]] = min(mine.get(row["level"], 9999), row["year"])
    return found


def differs_so(one: dict[str, int], other: dict[str, int], way: str) -> bool:
    """Whether it happens in ``one`` and not (or later) in ``other``, while in service there."""

    def sooner(a: dict[str, int], b: dict[str, int], key: str) -> bool:
        return key in a and a[key] < b.get(key, 9999) and a[key] < b.get("gone", 9999)

    if way == "title":
        levels = ("second", "first", "senior", "professor")
        return any(sooner(one, other, x) for x in levels) and not any(
            sooner(other, one, x) for x in levels
        )
    timed = way in ("leave", "retire")
    return sooner(one, other, way) and (timed or way not in other)


def differences(folder: Path, base: str, reform: str, run: int) -> tuple[pd.DataFrame, int]:
    """Return of every teacher of the start, by id, in which ways the careers differ, and age."""
    of_run = {
        name: frame[frame["replication"] == run]
        for name in ("careers", "moves", "titles")
        for frame in [table(folder, name)]
    }
    spells = of_run["careers"]
    mine = spells[(spells["scenario"] == base) & (spells["basis"] == "duty") & spells["truncated"]]
    ages = mine.set_index("teacher_id")["age"] + 2023 - mine.set_index("teacher_id")["entered"]
    lived = [
        first_years(*(of_run[t][of_run[t]["scenario"] == name] for t in ("moves", "titles")))
        for name in (base, reform)
    ]
    rows = []
    for person in ages.index:
        one, other = (years.get(person, {}) for years in lived)
        flags = {
            f"{way.name}_{end}": differs_so(*pair, way.name)
            for way in WAYS
            for end, pair in (("more", (other, one)), ("less", (one, other)))
        }
        rows.append({"teacher_id": person, "age": ages[person], **flags})
    return pd.DataFrame(rows).set_index("teacher_id"), len(rows)


def shares_again(folder: Path, base: str, reform: str) -> pd.DataFrame:
    """Return by run the share of each difference, and of any difference in events."""
    found = []
    for run in (0, 1):
        flags, n = differences(folder, base, reform, run)
        sums = flags.drop(columns="age").sum() / n
        found.append({**sums.to_dict(), "differs": any_share(folder, base, reform, run, flags)})
    return pd.DataFrame(found)


def any_share(folder: Path, base: str, reform: str, run: int, people: pd.DataFrame) -> float:
    told: dict[str, dict[int, list[str]]] = {base: {}, reform: {}}
    for name, columns in (
        ("moves", ["year", "kind", "to_school", "post_moves"]), ("titles", ["year", "level"])
    ):  # fmt: skip
        rows = table(folder, name)
        rows = rows[(rows["replication"] == run) & rows["scenario"].isin([base, reform])]
        if name == "titles":
            rows = rows[rows["event"] == "pass"]
        for row in rows.to_dict("records"):
            events = told[row["scenario"]].setdefault(row["teacher_id"], [])
            events.append(repr([row[column] for column in columns]))
    same = [
        sorted(told[base].get(person, [])) == sorted(told[reform].get(person, []))
        for person in people.index
    ]
    return 1 - sum(same) / len(same)
