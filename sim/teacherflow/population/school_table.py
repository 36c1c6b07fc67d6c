"""A table of a county's schools, one row a school and stage: read from CSV, as offices keep it.

Columns go by their English or Chinese names (`COLUMNS`), in any order. Other columns are refused:
the file is kept beside the results, and lists of schools often hold names and telephone numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from unicodedata import normalize

from teacherflow.codes import Kind, Stage, Zone
from teacherflow.faults import Faults, Position
from teacherflow.population.csv_text import lines_of
from teacherflow.population.school_words import (
    COLUMNS,
    KINDS,
    NAMES,
    NEEDED,
    STAGES,
    ZONES,
    allowed,
    is_total,
    meant_by_heading,
    of_both_stages,
    on_stage,
    plain,
)
from teacherflow.text import Text

MOST_ROWS: Final = 5_000
"""Most rows: distances are kept between all pairs of schools."""
MOST_KM: Final = 1_000.0
_LON, _LAT = (70.0, 140.0), (15.0, 56.0)
_PERSONS: Final = "人名位"
"""What people write behind a number of persons."""
_HEADS_LOOKED_AT: Final = 10
_MOST_NAMED: Final = 3
_FILL: Final = Text("合并过的单元格请逐行填满", "cells that were merged are filled row by row")


@dataclass(frozen=True)
class Row:
    """One school and stage, as the table has it.

    Attributes
    ----------
    at : Position
        Where the row begins.
    x, y : float or None
        Kilometres east and north of some point, or degrees of longitude and latitude
        (``in_degrees``).
    both_stages : bool
        Whether its kind says that it has primary and junior classes.
    """

    at: Position
    school: str
    stage: Stage
    zone: Zone
    kind: Kind
    township: str
    pupils: int
    teachers: int
    x: float | None = None
    y: float | None = None
    in_degrees: bool = False
    both_stages: bool = False


def read_rows(path: Path, faults: Faults) -> list[Row]:
    """Read a table of schools; mistakes go to ``faults``, each with its row and column."""
    file, lines = str(path), lines_of(path, faults)
    if lines is None:
        return []
    places = _columns(file, lines, faults)
    if places is None:
        return []
    reader = _Reader(file, places, lines[0], faults)
    numbered = ((n, line) for n, line in enumerate(lines[1:], 2) if any(c.strip() for c in line))
    rows = [row for n, line in numbered if (row := reader.row(n, line)) is not None]
    if len(rows) > MOST_ROWS:
        message = Text(
            f"{len(rows)} 行，多于 {MOST_ROWS}", f"{len(rows)} rows, more than {MOST_ROWS}"
        )
        faults.error(Position(file), "", message)
    _weigh_names(rows, faults)
    return rows


def _weigh_names(rows: Sequence[Row], faults: Faults) -> None:
    """Warn of schools without a name where most have one: two rows of one school are then two."""
    nameless = [row.at for row in rows if not row.school]
    if not nameless or 2 * len(nameless) > len(rows):
        return
    some = [str(at.line) for at in nameless[:_MOST_NAMED]]
    more = len(nameless) > len(some)
    zh, en = "、".join(some) + (" 等" if more else ""), ", ".join(some) + (" …" if more else "")
    message = Text(
        f"第 {zh} 行没有校名（共 {len(nameless)} 行）；九年一贯制学校的两行须写同一校名，{_FILL.zh}",
        f"no name in row {en} ({len(nameless)} in all); both rows of a nine-year school bear its "
        f"name, and {_FILL.en}",
    )
    faults.warn(nameless[0], "school", message)


def _columns(file: str, lines: Sequence[Sequence[str]], faults: Faults) -> dict[str, int] | None:
    """Return where each column stands; None if any is unknown, twice there, or missing."""
    below = _heading_below(lines)
    if below:
        message = Text(
            f"列名应在第 1 行，这张表的列名在第 {below + 1} 行；请删去上面的 {below} 行",
            f"columns are named in row 1, here they are in row {below + 1}: delete the {below} above",
        )
        faults.error(Position(file, below + 1), "", message)
        return None
    before = len(faults.errors)
    found = _found(file, lines[0], faults)
    for name in NEEDED:
        if name not in found:
            shown = f"{COLUMNS[name][0]}（{name}）"
            message = Text(f"缺少列 {shown}", f"the column {name} ({COLUMNS[name][0]}) is missing")
            faults.error(Position(file), name, message)
    for one, other in (("x_km", "y_km"), ("lon", "lat")):
        if (one in found) != (other in found):
            message = Text(f"{one} 与 {other} 须同时给出", f"{one} and {other} go together")
            faults.error(Position(file), one, message)
    if "x_km" in found and "lon" in found:
        message = Text("坐标只写一种：x_km、y_km 或经纬度", "give x_km and y_km, or lon and lat")
        faults.error(Position(file), "x_km", message)
    return None if len(faults.errors) > before else found


def _heading_below(lines: Sequence[Sequence[str]]) -> int:
    """Return how many rows, a title of the table for instance, stand above its heading."""
    known = [
        len({NAMES[word] for cell in line if (word := plain(cell).lower()) in NAMES})
        for line in lines[:_HEADS_LOOKED_AT]
    ]
    most = max(known)
    return known.index(most) if known[0] < len(NEEDED) <= most else 0


def _found(file: str, head: Sequence[str], faults: Faults) -> dict[str, int]:
    """Return where the columns that are known stand; others are mistakes."""
    found: dict[str, int] = {}
    listed = False
    missing = set(COLUMNS) - {NAMES.get(plain(cell).lower(), "") for cell in head}
    for k, cell in enumerate(head):
        written = plain(cell)
        name = NAMES.get(written.lower())
        at = Position(file, 1, k + 1)
        if name is None and written:
            meant = meant_by_heading(written, missing)
            message = _renamed(written, meant) if meant else _unknown_column(written, listed=listed)
            faults.error(at, written, message)
            listed = listed or not meant
        elif name in found:
            message = Text("这一列出现了两次", "this column stands there twice")
            faults.error(at, written, message)
        elif name is not None:
            found[name] = k
    return found


def _renamed(written: str, meant: str) -> Text:
    """Say how a column is called that is missing and seems to stand there under a longer name."""
    return Text(
        f"不认识的列 {written}；若就是{meant}，请把列名改为 {meant}，否则请删去",
        f"no column called {written}; if it is {meant}, call it so, or else leave it out",
    )


def _unknown_column(written: str, *, listed: bool) -> Text:
    """Say that a column is none of those that are read; which are, is listed once."""
    zh = "、".join(f"{words[0]}（{name}）" for name, words in COLUMNS.items())
    en = ", ".join(f"{name} ({words[0]})" for name, words in COLUMNS.items())
    zh, en = (f"（可用：{zh}）", f" (there are {en})") if not listed else ("", "")
    return Text(
        f"不认识的列 {written}{zh}；其他列请删去，表会存入结果文件夹",
        f"no column called {written}{en}; leave others out, as the table is kept beside the "
        "results",
    )


@dataclass
class _Reader:
    """Reads rows cell by cell."""

    file: str
    places: Mapping[str, int]
    head: Sequence[str]
    faults: Faults
    _at: Position = field(default=Position(""), init=False)

    def row(self, number: int, line: Sequence[str]) -> Row | None:
        """Return a row, None if a cell cannot be used."""
        before, self._at = len(self.faults.errors), Position(self.file, number)
        if self._is_no_school(line):
            return None
        cells = {name: plain(line[k]) if k < len(line) else "" for name, k in self.places.items()}
        stage = self._stage(cells["stage"])
        zone = self._word(cells, "zone", ZONES)
        kind = self._word(cells, "kind", KINDS) if "kind" in cells else Kind.SCHOOL
        pupils, teachers = self._count(cells, "pupils"), self._count(cells, "teachers")
        x, y = self._place(cells)
        if stage is None or zone is None or kind is None or len(self.faults.errors) > before:
            return None
        township = "" if zone is Zone.SEAT else cells["township"]
        self._check(stage, zone, kind, township)
        if len(self.faults.errors) > before:
            return None
        name, degrees = self._name(line), "lon" in self.places
        both = of_both_stages(cells.get("kind", ""))
        return Row(
            *(self._at, name, stage, zone, kind, township, pupils, teachers, x, y, degrees, both)
        )

    def _name(self, line: Sequence[str]) -> str:
        """Return the name of the school; it keeps the spaces inside."""
        at = self.places.get("school", len(line))
        return normalize("NFKC", line[at]).strip() if at < len(line) else ""

    def _is_no_school(self, line: Sequence[str]) -> bool:
        """Tell whether a row holds totals or a remark, which is a mistake."""
        filled = [k for k, cell in enumerate(line) if cell.strip()]
        total = next((k for k in filled if is_total(line[k])), None)
        if total is None and len(filled) > 1:
            return False
        message = Text(
            "这一行是合计，不是学校；请删去，总数由各行汇总",
            "totals, not a school: delete the row, totals are counted from the others",
        )
        if total is None:
            message = Text(
                "这一行只有一格有内容，不是学校；请删去",
                "only one cell of this row is filled, so it is no school: delete the row",
            )
        place = filled[0] if total is None else total
        written = line[place].strip()
        shown = written if len(written) <= 20 else f"{written[:20]}…"
        self.faults.error(Position(self.file, self._at.line, place + 1), shown, message)
        return True

    def _check(self, stage: Stage, zone: Zone, kind: Kind, township: str) -> None:
        if zone is not Zone.SEAT and not township:
            zh, en = "缺少乡镇名", "the name of the township is missing"
            self._wrong("township", Text(f"{zh}；{_FILL.zh}", f"{en}; {_FILL.en}"))
        if kind is Kind.CENTRAL and (stage, zone) != (Stage.PRIMARY, Zone.TOWN):
            message = Text("中心校应为乡镇小学", "a central school is a primary school in a town")
            self._wrong("kind", message)
        if kind is Kind.POINT and zone is not Zone.VILLAGE:
            self._wrong("kind", Text("教学点应在乡村", "a teaching point stands in a village"))

    def _stage(self, written: str) -> Stage | None:
        what = on_stage(written)
        if not what.zh:
            return self._word({"stage": written}, "stage", STAGES)
        zh, en = f"应为 小学、初中；现为 {written}", f"found {written}"
        self._wrong("stage", Text(f"{zh}：{what.zh}", f"{en}: {what.en}"))
        return None

    def _word[T](self, cells: Mapping[str, str], name: str, words: Mapping[str, T]) -> T | None:
        found = words.get(cells[name].lower())
        if found is None:
            may, shown = allowed(words), cells[name]
            message = Text(
                f"应为 {may.zh}；现为 {shown or '空'}",
                f"must be one of {may.en}; found {shown or '-'}",
            )
            self._wrong(name, message)
        return found

    def _count(self, cells: Mapping[str, str], name: str) -> int:
        written = cells[name].replace(",", "").rstrip(_PERSONS)
        whole, point, rest = written.partition(".")
        written = whole if point and not rest.strip("0") else written
        if written.isdecimal() and 1 <= int(written) <= 100_000:
            return int(written)
        self._wrong(name, _no_count(cells[name], written))
        return 0

    def _place(self, cells: Mapping[str, str]) -> tuple[float | None, float | None]:
        """Return the two coordinates, None where a row gives none."""
        if "lon" in cells:
            names, bounds = ("lon", "lat"), (_LON, _LAT)
        elif "x_km" in cells:
            names, bounds = ("x_km", "y_km"), ((-MOST_KM, MOST_KM), (-MOST_KM, MOST_KM))
        else:
            return None, None
        if not any(cells[name] for name in names):
            return None, None
        x, y = (self._real(cells, n, *b) for n, b in zip(names, bounds, strict=True))
        return x, y

    def _real(self, cells: Mapping[str, str], name: str, low: float, high: float) -> float:
        try:
            value = float(cells[name])
        except ValueError:
            value = float("nan")
        if low <= value <= high:
            return value
        zh, en = (
            ("", "")
            if name.endswith("km")
            else ("；度分秒请换算成小数", "; write degrees as a decimal")
        )
        self._wrong(
            name,
            Text(
                f"应为 {low:g} 至 {high:g} 的数；现为 {cells[name] or '空'}{zh}",
                f"must be a number from {low:g} to {high:g}; found {cells[name] or '-'}{en}",
            ),
        )
        return 0.0

    def _wrong(self, name: str, message: Text) -> None:
        """Note a mistake in a cell, which is told as spreadsheets call it, too."""
        place = self.places[name]
        cell = f"{_letters(place)}{self._at.line}"
        told = Text(f"{message.zh}（{cell} 格）", f"{message.en} (cell {cell})")
        self.faults.error(
            Position(self.file, self._at.line, place + 1), plain(self.head[place]), told
        )


def _no_count(shown: str, written: str) -> Text:
    """Say that a cell is no number of persons."""
    zh, en = "应为 1 至 100,000 的整数", "must be a whole number from 1 to 100,000"
    zh, en = f"{zh}；现为 {shown or '空'}", f"{en}; found {shown or '-'}"
    if written in {"", "0"}:
        return Text(
            f"{zh}；没有学生或教师的学校不列", f"{en}; leave out schools without pupils or teachers"
        )
    return Text(f"{zh}；只写数字", f"{en}; write digits only")


def _letters(place: int) -> str:
    """Return a column as spreadsheets call it: A to Z, AA …"""
    letters = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        letters, place = chr(ord("A") + rest) + letters, place - 1
    return letters
