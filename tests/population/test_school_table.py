"""A county whose schools are listed in a table: what is read, what is refused, what is made of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from teacherflow.codes import Kind, Stage, Zone
from teacherflow.draws import Draws
from teacherflow.faults import Faults, InputError
from teacherflow.parameters import Parameters
from teacherflow.population import CountyData, generate, load_county
from teacherflow.population.places import real_names
from teacherflow.population.plausible import weigh
from teacherflow.scenario import Study, check_study, read_study
from teacherflow.state import State
from teacherflow.study.inputs import study_in
from teacherflow.study.manifest import manifest_in
from teacherflow.study.plan import Unit
from teacherflow.study.run import run_study
from teacherflow.study.simulate import simulate

DOCS = Path(__file__).resolve().parents[2] / "docs"
COUNTY = """
title: {zh: 本县, en: My county}
year: 2024
published: true
area_km2: {value: 900, source: yearbook, kind: survey}
groups: {value: 1, source: bureau, kind: survey}
schools: {file: schools.csv, source: list of the bureau, kind: survey}
"""
HEAD = "school,stage,zone,township,kind,pupils,teachers,lon,lat"
ROWS = """
Far,primary,village,Hill,point,12,2,,
High,junior,seat,,,900,70,105.50,30.00
Hill B,primary,town,Hill,,300,21,105.72,30.05
Hill A,primary,town,Hill,,420,26,105.70,30.05
Hill A,junior,town,Hill,,310,30,105.70,30.05
Lake,primary,town,Lake,central,200,14,,
Lake big,primary,town,Lake,,380,24,,
Lake J,junior,town,Lake,,250,24,,
One,primary,seat,,,1200,62,105.50,30.00
One,junior,seat,,,600,48,105.50,30.00
Up,primary,village,Hill,,85,7,105.80,30.10
Down,primary,village,Lake,,"1,060",44,,
""".strip()
CHINESE = {
    "school": "学校名称",
    "stage": "学段",
    "zone": "城乡",
    "township": "乡镇",
    "kind": "类型",
    "pupils": "在校生数",
    "teachers": "专任教师数",
    "lon": "经度",
    "lat": "纬度",
    "primary": "小学",
    "junior": "初中",
    "village": "乡村",
    "town": "乡镇",
    "seat": "县城",
    "central": "中心校",
    "point": "教学点",
}


def written(folder: Path, table: str | bytes, county: str = COUNTY) -> Path:
    folder.mkdir(exist_ok=True)
    data = table.encode() if isinstance(table, str) else table
    (folder / "schools.csv").write_bytes(data)
    (folder / "mine.yaml").write_text(county, "utf-8")
    return folder / "mine.yaml"


def in_chinese(table: str) -> str:
    """The table with Chinese columns and words; names of schools stay."""
    lines = [line.split(",") for line in table.replace('"1,060"', "1060").split("\n")]
    words = [[cells[0], *(CHINESE.get(cell, cell) for cell in cells[1:])] for cells in lines]
    return "\n".join(",".join([CHINESE.get(cells[0], cells[0]), *cells[1:]]) for cells in words)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> CountyData:
    return load_county(written(tmp_path_factory.mktemp("listed"), f"{HEAD}\n{ROWS}\n"))


@pytest.fixture(scope="module")
def state(county: CountyData) -> State:
    return generate(county, start=2024, burn_in=0, parameters=Parameters(), draws=Draws(5))


def at(county: CountyData, name: str, stage: Stage) -> int:
    places = county.listed()
    return next(k for k, p in enumerate(places) if (p.name, p.stage) == (name, stage))


def test_totals_are_counted(county: CountyData) -> None:
    primary, junior = county.primary, county.junior
    assert (primary.pupils.value, junior.pupils.value) == (3657, 2060)
    assert (primary.teachers.value, junior.teachers.value) == (200, 172)
    assert (primary.schools.value, primary.point_count, junior.schools.value) == (7, 1, 4)
    assert [primary.school_count(zone) for zone in (Zone.SEAT, Zone.TOWN, Zone.VILLAGE)] == [
        1,
        4,
        2,
    ]
    assert (county.townships.value, county.nine_year_schools.value) == (2, 1)
    assert county.primary.pupils.source == "list of the bureau"
    assert not county.estimated


def test_every_school_is_as_the_table_has_it(county: CountyData, state: State) -> None:
    s = state.sections
    for row, place in enumerate(county.listed()):
        assert (s.pupils[row], s.quota[row]) == (place.pupils, place.teachers), place
        assert (s.stage[row], s.zone[row], s.kind[row]) == place[:3], place
        assert s.township[row] == place.township
        assert s.open[row]
    assert s.open.sum() == len(county.listed()) == 12
    staff = np.bincount(state.teachers.stage[state.teachers.alive])
    assert staff.tolist() == [county.stage(stage).teachers.value for stage in Stage]


def test_units_and_shared_schools_follow_the_townships(county: CountyData, state: State) -> None:
    s = state.sections
    hill = [at(county, name, Stage.PRIMARY) for name in ("Hill A", "Hill B", "Up", "Far")]
    assert len(set(s.unit[hill])) == 1
    assert s.unit[at(county, "Lake", Stage.PRIMARY)] != s.unit[hill[0]]
    assert s.unit[at(county, "Hill A", Stage.JUNIOR)] not in s.unit[hill]
    for name in ("Hill A", "One"):
        both = [at(county, name, stage) for stage in Stage]
        assert s.school[both[0]] == s.school[both[1]], name
        assert s.kind[both[1]] == Kind.NINE_YEAR
    assert len(set(s.school[s.open])) == 10
    central = {p.name for p in county.listed() if p.kind is Kind.CENTRAL}
    assert central == {"Hill A", "Lake"}  # the largest, and the one that is named


def test_places_are_kilometres_from_the_seat(county: CountyData, state: State) -> None:
    """A tenth of a degree at 30° north: 9.64 km east, 11.06 km north."""
    s, up = state.sections, at(county, "Up", Stage.PRIMARY)
    assert s.x[up] == pytest.approx(0.3 * 111.32 * np.cos(np.radians(30)), abs=1e-9)
    assert s.y[up] == pytest.approx(11.057, abs=1e-9)
    assert s.seat_km[up] == pytest.approx(1.3 * np.hypot(s.x[up], s.y[up]))
    far = at(county, "Far", Stage.PRIMARY)  # lies somewhere around the schools of its town
    middle = np.mean([s.x[at(county, n, Stage.PRIMARY)] for n in ("Hill A", "Hill B", "Hill A")])
    assert 0 < abs(s.x[far] - middle) < 30
    assert s.seat_km[at(county, "One", Stage.PRIMARY)] == pytest.approx(0.0, abs=1e-9)


def test_pupils_move_to_the_year_of_the_study(county: CountyData) -> None:
    later = generate(county, start=2027, burn_in=2, parameters=Parameters(), draws=Draws(5))
    s, primary = later.sections, county.primary.pupils.value
    own = [p.pupils for p in county.listed() if p.stage is Stage.PRIMARY]
    total = s.pupils[s.stage == Stage.PRIMARY].sum()
    assert total < primary  # fewer children are born
    shares = s.fork_pupils[: len(own)] / s.fork_pupils[: len(own)].sum()
    assert shares == pytest.approx(np.array(own) / primary)


@pytest.mark.parametrize(
    "data",
    [
        in_chinese(f"{HEAD}\n{ROWS}\n").encode("gb18030"),
        in_chinese(f"{HEAD}\n{ROWS}\n").encode("utf-8-sig"),
        f"{HEAD}\n{ROWS}\n\n,,,,,,,,\n".replace("\n", "\r\n").encode(),
        f"{HEAD}\n{ROWS}".replace('"1,060"', "1060").replace(",", "\t").encode(),
        f"{HEAD}\n{ROWS}".replace(",900,", ",９００,").replace(",85,", ",85.0,").encode(),
        f"{HEAD}\n{ROWS}".replace('"1,060"', "1 060").replace(",", ";").encode(),
        f"{HEAD}\n{ROWS}".replace('"1,060"', "1060").replace(",", "\t").encode("utf-16"),
        f"{HEAD}\n{ROWS}".replace("pupils", '"在校\n生数"').replace(",900,", ",900 人,").encode(),
        f"{HEAD}\n{ROWS}".replace("town,Lake,,", "town,Lake,完全小学,").encode(),
        f"{HEAD}\n{ROWS}".replace("primary,seat", "小 学,县城").encode(),
        in_chinese(f"{HEAD}\n{ROWS}")
        .replace("城乡,乡镇,", "城乡,所属乡镇,")
        .replace("High,初中", "High,初级中学")
        .encode(),
    ],
    ids=[
        *("GBK", "BOM", "blank rows", "tabs", "full width", "semicolons"),
        *("UTF-16", "heads and units", "ordinary kinds", "spaces", "forms"),
    ],
)
def test_tables_are_read_as_spreadsheets_save_them(
    county: CountyData, tmp_path: Path, data: bytes
) -> None:
    assert load_county(written(tmp_path, data)) == county


def test_the_order_of_rows_and_columns_does_not_matter(county: CountyData, tmp_path: Path) -> None:
    rows = [line.replace('"1,060"', "1060").split(",") for line in [HEAD, *ROWS.split("\n")]]
    turned = [[*cells[::-1]] for cells in [rows[0], *rows[:0:-1]]]
    table = "\n".join(",".join(cells) for cells in turned)
    assert {p[:3] + p[5:] for p in load_county(written(tmp_path, table)).listed()} == {
        p[:3] + p[5:] for p in county.listed()
    }


def test_a_drawn_county_written_as_a_table_has_the_same_schools(tmp_path: Path) -> None:
    demo = load_county(DOCS.parent / "scenarios" / "counties" / "demo.yaml")
    drawn = generate(demo, start=demo.year, burn_in=0, parameters=Parameters(), draws=Draws(3))
    s = drawn.sections
    words = {Kind.CENTRAL: "central", Kind.POINT: "point"}
    table = ["school,stage,zone,township,kind,pupils,teachers,x_km,y_km"]
    for r in np.flatnonzero(s.open)[::-1].tolist():
        kind, town = words.get(Kind(s.kind[r]), ""), "" if s.township[r] < 0 else s.township[r]
        place = Stage(s.stage[r]).name, Zone(s.zone[r]).name, town, kind
        cells = s.school[r], *place, s.pupils[r], s.quota[r], s.x[r], s.y[r]
        table.append(",".join(map(str, cells)))
    listed = load_county(
        written(tmp_path, "\n".join(table), COUNTY.replace("2024", str(demo.year)))
    )
    again = generate(listed, start=demo.year, burn_in=0, parameters=Parameters(), draws=Draws(4))
    t, names = again.sections, [int(place.name) for place in listed.listed()]
    at = {(s.school[r], s.stage[r]): r for r in np.flatnonzero(s.open).tolist()}
    rows = np.array([at[n, p.stage] for n, p in zip(names, listed.listed(), strict=True)])
    here = np.arange(rows.size)
    for column in ("stage", "zone", "kind", "pupils", "quota", "classes", "required"):
        assert s[column][rows].tolist() == t[column][here].tolist(), column
    for column in ("unit", "township", "school"):  # named in another order
        pairs = set(zip(s[column][rows].tolist(), t[column][here].tolist(), strict=True))
        assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs}), column
    for column in ("x", "y"):
        assert np.ptp(s[column][rows] - t[column][here]) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("pupils", "enrolled", r"csv:1:6: enrolled: no column called enrolled .*leave others out"),
        ("kind", "校长", r"csv:1:5: 校长: no column called 校长"),
        ("pupils", "2024年学生数", "if it is 学生数, call it so"),
        ("lat", "lon", r"csv:1:9: lon: this column stands there twice"),
        (",lat", ",", r"csv:1:1: lon: lon and lat go together"),
        ("teachers", "", r"csv:1:1: teachers: the column teachers \(教师\) is missing"),
        (",85,", ",none,", r"csv:12:6: pupils: must be a whole number from 1 .*found none"),
        (",85,", ",0,", r"csv:12:6: pupils: must be a whole number from 1 .*leave out schools"),
        (",7,", ",7.5,", r"csv:12:7: teachers: must be a whole number .*found 7\.5"),
        ("High,junior", "High,senior", r"csv:3:2: stage: found senior: no school of comp"),
        ("Up,primary,village", "Up,primary,city", r"csv:12:3: zone: must be one of seat, .*city"),
        ("Hill,point", "Hill,nursery", r"csv:2:5: kind: must be one of .*found nursery"),
        ("town,Hill,,300", "town,,,300", r"csv:4:4: township: the name of the township is missing"),
        (
            "Up,primary,village,Hill,",
            "Up,primary,village,Hill,central",
            "csv:12:5: kind: a central",
        ),
        ("town,Hill,,300", "town,Hill,point,300", "csv:4:5: kind: a teaching point stands in a vi"),
        ("Lake,,380", "Lake,central,380", r"csv:8:1: kind: Lake has two central schools"),
        ("Up,primary,village,Hill", "Up,primary,village,Moor", r"csv:12:1: township: Moor has no"),
        ("Hill B", "Hill A", r"csv:5:1: school: Hill A stands in row 4 already"),
        (",85,", ",about 85,", r"found about85; write digits only \(cell F12\)"),
        ("High,junior", "High,高级中学", r"no school of compulsory education: delete the row"),
        ("High,junior", "High,九年一贯制", r"a nine-year school has two rows: .* under one name"),
        (
            "Hill,,300",
            "Hill,九年一贯制学校,300",
            r"csv:4:1: kind: Hill B is called a school of both",
        ),
        ("Far,primary,village,Hill,point,12,2,,", "合计,,,,,4000,200,,", r"csv:2:1: 合计: totals"),
        (
            "Far,primary,village,Hill,point,12,2,,",
            "as of May,,,,,,,,",
            r"csv:2:1: as of .*one cell",
        ),
        (
            HEAD,
            f"List of schools,,,,,,,,\n{HEAD}",
            r"csv:2:1: columns are named in row 1.*the 1 ab",
        ),
        ("105.80", "205.80", r"csv:12:8: lon: must be a number from 70 to 140; found 205\.80"),
        ("30.10", "", r"csv:12:9: lat: must be a number from 15 to 56; found -"),
    ],
)
def test_mistakes_are_told_with_row_and_column(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    table = f"{HEAD}\n{ROWS}\n"
    assert old in table
    with pytest.raises(InputError, match=told) as error:
        load_county(written(tmp_path, table.replace(old, new, 1)))
    assert error.value.to("zh") != error.value.to("en")


def test_all_mistakes_of_a_table_are_told_at_once(tmp_path: Path) -> None:
    table = f"{HEAD}\n{ROWS}\n".replace("Hill B", "Hill A").replace(",62,", ",none,")
    with pytest.raises(InputError) as error:
        load_county(written(tmp_path, f"{table}Total,,,,,4000,200,,\n"))
    assert [fault.at.line for fault in error.value.faults] == [5, 10, 14]


def test_a_school_without_name_among_others_is_warned_of(tmp_path: Path) -> None:
    written(tmp_path, f"{HEAD}\n{ROWS}\n".replace("Up,", ","))
    faults = Faults()
    (tmp_path / "s.yaml").write_text(
        "county: mine.yaml\nyears: {start: 2024, count: 2}\nscenarios: {a: {}}\n", "utf-8"
    )
    assert check_study(tmp_path / "s.yaml", faults) is not None
    (told,) = [one.message.en for one in faults.warnings if one.key == "school"]
    assert told.startswith("no name in row 12 (1 in all)")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04\x00\x00", r"not text in CSV: save it as CSV"),
        (HEAD.encode(), "there is no primary school"),
        ((f"{HEAD}\n{ROWS}".replace("High,", '"High,')).encode(), "csv:3:1: .*quotation mark"),
        ((f'{HEAD}\n"' + "a" * 200_000).encode(), "csv:2:1: .*quotation mark"),
        (("\n".join([HEAD, *["a,primary,seat,,,9,1,,"] * 5001])).encode(), "5001 rows, more than"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        load_county(written(tmp_path, data))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "groups:",
            "townships: {value: 2, source: s, kind: survey}\ngroups:",
            "counted from the t",
        ),
        (
            "schools.csv",
            "none.csv",
            r"mine\.yaml:7:10: schools\.file: there is no table of schools .*none\.csv; there are sch",
        ),
        (
            "{file: schools.csv, source: list of the bureau, kind: survey}",
            "schools.csv",
            "file: my_",
        ),
        ("bureau, kind: survey", "bureau, kind: assumption", "an assumption, though published is"),
        ("area_km2", "area", "no key called area; did you mean area_km2"),
        ("{file: schools.csv, ", "{", r"schools\.file: this key is missing"),
    ],
)
def test_mistakes_of_the_county_file_are_told(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    head, found, tail = COUNTY.rpartition(old)
    assert found
    county = head + new + tail
    with pytest.raises(InputError, match=told):
        load_county(written(tmp_path, f"{HEAD}\n{ROWS}\n", county))


def test_figures_that_are_hardly_true_are_warned_of(tmp_path: Path) -> None:
    table = f"{HEAD}\n{ROWS}\n".replace(",62,", ",3,").replace(",44,", ",2,")
    path, faults = written(tmp_path, table), Faults()
    weigh(path, load_county(path), 2024, faults)
    assert "pupils per primary teacher" in " ".join(fault.message.en for fault in faults.warnings)


def test_a_county_whose_seat_is_called_a_town_is_warned_of(tmp_path: Path) -> None:
    table = f"{HEAD}\n{ROWS}\n".replace("primary,seat,,", "primary,镇区,Seat,")
    path, faults = written(tmp_path, table.replace("junior,seat,,", "junior,镇区,Seat,")), Faults()
    weigh(path, load_county(path), 2024, faults)
    (fault,) = faults.warnings
    assert (fault.at.line, fault.key) == (7, "schools")
    assert "统计报表中的“镇区”也包括县城" in fault.message.zh


@pytest.fixture
def study(tmp_path: Path) -> Study:
    written(tmp_path, f"{HEAD}\n{ROWS}\n")
    (tmp_path / "study.yaml").write_text(
        "title: Mine\ncounty: mine.yaml\nyears: {start: 2024, count: 3, burn_in: 2}\nseed: 1\n"
        "replications: 1\nbaseline: quo\nscenarios:\n  quo: {}\n"
        "  reform: {policies: [mandatory_rotation, competitive_hiring, rural_subsidy]}\n",
        "utf-8",
    )
    return read_study(tmp_path / "study.yaml")


def test_years_are_lived_with_closed_books(study: Study) -> None:
    tables = simulate(study, Unit("mine", 0, 0), ["quo", "reform"])
    names = set(tables["reform"]["schools"]["name"])
    assert {"One seat_000", "Hill A town_001", "Far village_007"} <= names


def test_the_table_is_kept_with_the_results_and_is_part_of_the_study(
    study: Study, tmp_path: Path
) -> None:
    short = replace(study, years=replace(study.years, count=1, burn_in=1))
    changed = (tmp_path / "schools.csv").read_text("utf-8").replace(",85,", ",86,")
    out = tmp_path / "out"
    run_study(study, out)
    assert set(manifest_in(out).inputs) == {"mine.yaml", "schools.csv", "study.yaml"}
    assert study_in(out, manifest_in(out)).counties.data("mine") == study.counties.data("mine")
    (tmp_path / "schools.csv").write_text(changed, "utf-8")
    other = read_study(tmp_path / "study.yaml")
    assert other.counties.resolved() != short.counties.resolved()


@pytest.mark.parametrize("page_name", ["county_file.md", "zh/county_file.md"])
def test_the_example_of_the_page_is_a_county(page_name: str, tmp_path: Path) -> None:
    page = (DOCS / page_name).read_text("utf-8")
    county = re.search(r"```yaml\n(title:.*?)```", page, re.DOTALL)
    table = re.search(r"```csv\n(.*?)```", page, re.DOTALL)
    said = re.search(r"[（(]([\w ]+) `(village_\d+)`", page)
    assert county is not None
    assert table is not None
    assert said is not None
    (tmp_path / "my_schools.csv").write_text(table[1], "utf-8")
    (tmp_path / "mine.yaml").write_text(county[1], "utf-8")
    found = load_county(tmp_path / "mine.yaml")
    assert " ".join(said.groups()) in real_names(found).values()
    generate(found, start=2024, burn_in=10, parameters=Parameters(), draws=Draws(1))
