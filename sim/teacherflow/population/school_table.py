"""A table of a county's schools, one row a school and stage: read from CSV, as offices keep it.

Columns go by their English or Chinese names (`COLUMNS`), in any order. Other columns are refused:
the file is kept beside the results, and lists of schools often hold names and telephone numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from unicodedata import normalize

from teacherflow.codes import Kind, Stage, Zone
from teacherflow.faults import Faults, Position
from teacherflow.text import Text
from teacherflow.yaml_tree import bytes_of

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "school": ("学校", "学校名称"),
    "stage": ("学段",),
    "zone": ("区域", "城乡", "城乡类型"),
    "township": ("乡镇", "乡镇街道"),
    "kind": ("类型", "办学类型"),
    "pupils": ("学生", "学生数", "在校生", "在校生数"),
    "teachers": ("教师", "教师数", "在编教师", "在编专任教师", "专任教师", "专任教师数"),
    "x_km": ("东距",),
    "y_km": ("北距",),
    "lon": ("经度",),
    "lat": ("纬度",),
}
"""Columns by name, with what they are called in Chinese."""
NEEDED: Final = ("stage", "zone", "township", "pupils", "teachers")
STAGES: Final = {
    "primary": Stage.PRIMARY,
    "小学": Stage.PRIMARY,
    "junior": Stage.JUNIOR,
    "初中": Stage.JUNIOR,
}
ZONES: Final = {
    "seat": Zone.SEAT,
    "县城": Zone.SEAT,
    "城区": Zone.SEAT,
    "town": Zone.TOWN,
    "乡镇": Zone.TOWN,
    "镇区": Zone.TOWN,
    "village": Zone.VILLAGE,
    "乡村": Zone.VILLAGE,
}
KINDS: Final = {
    "": Kind.SCHOOL,
    "school": Kind.SCHOOL,
    "学校": Kind.SCHOOL,
    "central": Kind.CENTRAL,
    "中心校": Kind.CENTRAL,
    "point": Kind.POINT,
    "教学点": Kind.POINT,
}
MOST_ROWS: Final = 5_000
"""Most rows: distances are kept between all pairs of schools."""
MOST_BYTES: Final = 5_000_000
MOST_KM: Final = 1_000.0
_LON, _LAT = (70.0, 140.0), (15.0, 56.0)


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


def read_rows(path: Path, faults: Faults) -> list[Row]:
    """Read a table of schools; mistakes go to ``faults``, each with its row and column."""
    text = _text(path, faults)
    if text is None:
        return []
    lines = _lines(str(path), text, faults)
    if lines is None:
        return []
    if not lines or not any(cell.strip() for cell in lines[0]):
        faults.error(Position(str(path)), "", Text("文件是空的", "the file is empty"))
        return []
    places = _columns(str(path), lines[0], faults)
    if places is None:
        return []
    reader = _Reader(str(path), places, faults)
    numbered = ((n, line) for n, line in enumerate(lines[1:], 2) if any(c.strip() for c in line))
    rows = [row for n, line in numbered if (row := reader.row(n, line)) is not None]
    if len(rows) > MOST_ROWS:
        message = Text(
            f"{len(rows)} 行，多于 {MOST_ROWS}", f"{len(rows)} rows, more than {MOST_ROWS}"
        )
        faults.error(Position(str(path)), "", message)
    return rows


def _lines(file: str, text: str, faults: Faults) -> list[list[str]] | None:
    """Return the cells of every line, separated by commas, or by tabs if the first has none."""
    first = text.split("\n", 1)[0]
    separator = "\t" if "\t" in first and "," not in first else ","
    found: list[list[str]] = []
    try:
        found.extend(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        message = Text(
            f"这一行的引号没有成对（{error}）", f"a quotation mark is not closed here ({error})"
        )
        faults.error(Position(file, len(found) + 1), "", message)
        return None
    return found


def _text(path: Path, faults: Faults) -> str | None:
    """Return the text of a file in UTF-8, or as Chinese spreadsheets save it (GB 18030)."""
    here = Position(str(path))
    raw = bytes_of(path, here, MOST_BYTES, faults)
    if raw is None:
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    message = Text(
        "不是 CSV 文本；请在 Excel 或 WPS 中另存为 CSV（UTF-8）",
        "not text in CSV: save it as CSV (UTF-8) from the spreadsheet",
    )
    faults.error(here, "", message)
    return None


def _columns(file: str, head: Sequence[str], faults: Faults) -> dict[str, int] | None:
    """Return where each column stands; None if any is unknown, twice there, or missing."""
    names = {word: name for name, words in COLUMNS.items() for word in (name, *words)}
    found: dict[str, int] = {}
    before = len(faults.errors)
    for k, cell in enumerate(head):
        written = normalize("NFKC", cell).strip()
        name = names.get(written.lower())
        at = Position(file, 1, k + 1)
        if not written:
            continue
        if name is None:
            faults.error(at, written, _unknown_column(written))
        elif name in found:
            message = Text("这一列出现了两次", "this column stands there twice")
            faults.error(at, written, message)
        else:
            found[name] = k
    for name in NEEDED:
        if name not in found:
            shown = f"{name}（{COLUMNS[name][0]}）"
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


def _unknown_column(written: str) -> Text:
    zh = "、".join(f"{name}（{words[0]}）" for name, words in COLUMNS.items())
    en = ", ".join(f"{name} ({words[0]})" for name, words in COLUMNS.items())
    return Text(
        f"不认识的列 {written}（可用：{zh}）；其他列请删去，表会存入结果文件夹",
        f"no column called {written} (there are {en}); leave others out, as the table is kept "
        "beside the results",
    )


@dataclass
class _Reader:
    """Reads rows cell by cell."""

    file: str
    places: Mapping[str, int]
    faults: Faults
    _at: Position = field(default=Position(""), init=False)

    def row(self, number: int, line: Sequence[str]) -> Row | None:
        """Return a row, None if a cell cannot be used."""
        before, self._at = len(self.faults.errors), Position(self.file, number)
        cells = {
            name: normalize("NFKC", line[k]).strip() if k < len(line) else ""
            for name, k in self.places.items()
        }
        stage = self._word(cells, "stage", STAGES)
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
        name, degrees = cells.get("school", ""), "lon" in self.places
        return Row(self._at, name, stage, zone, kind, township, pupils, teachers, x, y, degrees)

    def _check(self, stage: Stage, zone: Zone, kind: Kind, township: str) -> None:
        if zone is not Zone.SEAT and not township:
            self._wrong("township", Text("缺少乡镇名", "the name of the township is missing"))
        if kind is Kind.CENTRAL and (stage, zone) != (Stage.PRIMARY, Zone.TOWN):
            message = Text("中心校应为乡镇小学", "a central school is a primary school in a town")
            self._wrong("kind", message)
        if kind is Kind.POINT and zone is not Zone.VILLAGE:
            self._wrong("kind", Text("教学点应在乡村", "a teaching point stands in a village"))

    def _word[T](self, cells: Mapping[str, str], name: str, words: Mapping[str, T]) -> T | None:
        found = words.get(cells[name].lower())
        if found is None:
            allowed = [word for word in words if word]
            zh, en = "、".join(allowed), ", ".join(allowed)
            shown = cells[name] or "-"
            self._wrong(
                name, Text(f"应为 {zh}；现为 {shown}", f"must be one of {en}; found {shown}")
            )
        return found

    def _count(self, cells: Mapping[str, str], name: str) -> int:
        written = cells[name].replace(",", "").removesuffix(".0")
        if written.isdecimal() and 1 <= int(written) <= 100_000:
            return int(written)
        shown = cells[name] or "-"
        self._wrong(
            name,
            Text(
                f"应为 1 至 100,000 的整数；现为 {shown}（没有学生或教师的学校不列）",
                f"must be a whole number from 1 to 100,000; found {shown} (leave out schools "
                "without pupils or teachers)",
            ),
        )
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
        shown = cells[name] or "-"
        self._wrong(
            name,
            Text(
                f"应为 {low:g} 至 {high:g} 的数；现为 {shown}",
                f"must be a number from {low:g} to {high:g}; found {shown}",
            ),
        )
        return 0.0

    def _wrong(self, name: str, message: Text) -> None:
        at = Position(self.file, self._at.line, self.places[name] + 1)
        self.faults.error(at, name, message)
