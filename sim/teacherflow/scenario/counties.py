"""The counties of a study: one file, several files, or those of a synthetic nation.

Data are given by name and on demand: a nation is not kept county by county, and what goes to
worker processes are figures of files.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from teacherflow.faults import Faults, InputError, unknown
from teacherflow.scenario.data_files import is_data
from teacherflow.text import Text
from teacherflow.yaml_tree import Fields, Items, Node, Scalar, shown

if TYPE_CHECKING:
    from teacherflow.population.data import CountyData
    from teacherflow.population.nation_file import NationData


class Counties(Protocol):
    """What a study knows of its counties."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names in the column ``county`` of the tables, in the order of running."""
        ...

    @property
    def files(self) -> tuple[Path, ...]:
        """The data files."""
        ...

    @property
    def alone(self) -> bool:
        """Whether the study has one county, given by ``county``; its luck is then the study's."""
        ...

    @property
    def listed(self) -> tuple[CountyData, ...]:
        """The counties that have a file each; none of a nation."""
        ...

    def data(self, name: str) -> CountyData:
        """Return the county of a name."""
        ...

    def title(self) -> Text:
        """Return a title that stands for all."""
        ...

    def resolved(self) -> dict[str, Any]:
        """Return the key of a resolved study that tells of the counties, as plain data."""
        ...


@dataclass(frozen=True)
class CountyFile:
    """One county with its file."""

    file: Path
    sha256: str
    data: CountyData

    @property
    def files(self) -> tuple[Path, ...]:
        """The county file, and its table."""
        return _files(self.file, self.data)

    @property
    def name(self) -> str:
        """Stem of the file; the column ``county`` of the tables."""
        return self.file.stem

    def resolved(self) -> dict[str, Any]:
        """Return plain data; of a forecast of pupils its last year, by stage."""
        found = {"name": self.name, "sha256": self.sha256, "estimated": self.data.estimated}
        own = self.data.forecast.stages() if self.data.forecast else {}
        until = {stage.name.lower(): max(pupils) for stage, pupils in own.items()}
        return found | ({"forecast": until} if until else {})


@dataclass(frozen=True)
class OneCounty:
    """The county of a study with the key ``county``."""

    county: CountyFile
    alone = True

    @property
    def names(self) -> tuple[str, ...]:
        """Name of the county."""
        return (self.county.name,)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of the county."""
        return self.county.files

    @property
    def listed(self) -> tuple[CountyData, ...]:
        """The county."""
        return (self.county.data,)

    def data(self, name: str) -> CountyData:
        """Return the county, if this is its name."""
        return {self.county.name: self.county.data}[name]

    def title(self) -> Text:
        """Return the title of the county."""
        return self.county.data.title.text

    def resolved(self) -> dict[str, Any]:
        """Return the county as plain data."""
        return {"county": self.county.resolved()}


@dataclass(frozen=True)
class SeveralCounties:
    """Counties that have a file each."""

    counties: tuple[CountyFile, ...]
    alone = False

    @property
    def names(self) -> tuple[str, ...]:
        """Stems of the files, in the order of the study."""
        return tuple(county.name for county in self.counties)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of all counties, each once."""
        return tuple(dict.fromkeys(file for county in self.counties for file in county.files))

    @property
    def listed(self) -> tuple[CountyData, ...]:
        """All counties."""
        return tuple(county.data for county in self.counties)

    def data(self, name: str) -> CountyData:
        """Return the county of a name."""
        return {county.name: county.data for county in self.counties}[name]

    def title(self) -> Text:
        """Return the titles of all counties."""
        titles = [county.title.text for county in self.listed]
        return Text("、".join(t.zh for t in titles), ", ".join(t.en for t in titles))

    def resolved(self) -> dict[str, Any]:
        """Return the counties as plain data."""
        ordered = sorted(self.counties, key=lambda county: county.name)
        return {"counties": [county.resolved() for county in ordered]}


@dataclass(frozen=True)
class NationOfCounties:
    """The counties of a synthetic nation, or a sample of them; each is drawn when asked for."""

    file: Path
    sha256: str
    nation: NationData
    sample: int | None = None
    alone = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the counties: ``c0001`` …"""
        from teacherflow.population.nation import county_names, sampled

        return (
            county_names(self.nation) if self.sample is None else sampled(self.nation, self.sample)
        )

    @property
    def files(self) -> tuple[Path, ...]:
        """The nation file."""
        return (self.file,)

    @property
    def listed(self) -> tuple[CountyData, ...]:
        """No county has a file of its own."""
        return ()

    def data(self, name: str) -> CountyData:
        """Return the county of a name."""
        from teacherflow.population.nation import county_of

        return county_of(self.nation, name)

    def title(self) -> Text:
        """Return the title of the nation."""
        return self.nation.title.text

    def resolved(self) -> dict[str, Any]:
        """Return the nation as plain data; its counties follow from the file."""
        counties = self.nation.counties.value if self.sample is None else self.sample
        return {
            "nation": {
                "name": self.file.stem,
                "sha256": self.sha256,
                "sample": self.sample,
                "counties": counties,
                "estimated": True,
            }
        }


def read_county(study: Path, given: Scalar, faults: Faults) -> OneCounty | None:
    """Read the county of the key ``county``; mistakes go to ``faults``."""
    found = _county(study, given, "county", faults)
    return None if found is None else OneCounty(found)


def read_counties(study: Path, given: Node, faults: Faults) -> Counties | None:
    """Read the counties of the key ``counties``; mistakes go to ``faults``.

    Parameters
    ----------
    given : Node
        A list of county files, or a nation file, alone or as ``{nation: FILE, sample: N}``.
    """
    if isinstance(given, Items) and given.items:
        return _several(study, given, faults)
    if isinstance(given, Scalar) and isinstance(given.value, str):
        return _nation(study, given, None, faults)
    if isinstance(given, Fields):
        return _sampled(study, given, faults)
    found = shown(given)
    faults.error(
        given.at,
        "counties",
        Text(
            f"应为县数据文件的列表，如 [counties/a.yaml, counties/b.yaml]，或一个全国文件；现为 {found}",
            "must be a list of county files, such as [counties/a.yaml, counties/b.yaml], or one "
            f"file of a nation; found {found}",
        ),
    )
    return None


def _several(study: Path, given: Items, faults: Faults) -> SeveralCounties | None:
    found: dict[str, CountyFile] = {}
    for item in given.items:
        if not (isinstance(item, Scalar) and isinstance(item.value, str)):
            what = shown(item)
            message = Text(f"应为县数据文件；现为 {what}", f"must be a county file; found {what}")
            faults.error(item.at, "counties", message)
            continue
        name = Path(item.value).stem
        if name in found:
            message = Text(
                f"县 {name} 列了两次；结果表以文件名区分各县，每县只列一次",
                f"the county {name} is listed twice; tables tell counties apart by the names of "
                "their files, so list each once",
            )
            faults.error(item.at, "counties", message)
            continue
        county = _county(study, item, "counties", faults)
        if county is not None:
            found[name] = county
    return SeveralCounties(tuple(found.values())) if len(found) == len(given.items) else None


_KEYS = ("nation", "sample")


def _sampled(study: Path, given: Fields, faults: Faults) -> NationOfCounties | None:
    before = len(faults.errors)
    for key, _ in given.entries:
        if key.value not in _KEYS:
            faults.error(
                key.at, f"counties.{key.value}", unknown(Text("键", "key"), key.value, _KEYS)
            )
    file, sample = given.get("nation"), given.get("sample")
    if not (isinstance(file, Scalar) and isinstance(file.value, str)):
        at = given.at if file is None else file.at
        message = Text("应写明全国文件", "must name the file of a nation")
        faults.error(at, "counties.nation", message)
    if len(faults.errors) > before or not isinstance(file, Scalar):
        return None
    return _nation(study, file, sample, faults)


def _nation(
    study: Path, given: Scalar, sample: Node | None, faults: Faults
) -> NationOfCounties | None:
    from teacherflow.population.nation import drawn
    from teacherflow.population.nation_file import load_nation

    file = study.parent / str(given.value)
    if not is_data(file, given.at, "counties", Text("全国文件", "nation file"), faults):
        return None
    if _is_county(file):
        message = Text(
            f"{file} 是一个县的数据文件；请写 county: {given.value}，或 counties: [{given.value}]",
            f"{file} is the file of one county; write county: {given.value}, or "
            f"counties: [{given.value}]",
        )
        faults.error(given.at, "counties", message)
        return None
    nation = load_nation(file, faults)
    if nation is None:
        return None
    try:
        drawn(nation)
    except InputError as error:
        faults.error(given.at, "counties", Text(error.to("zh"), error.to("en")))
        return None
    size = None if sample is None else _size(sample, nation.counties.value, faults)
    if sample is not None and size is None:
        return None
    return NationOfCounties(file, _hash(file), nation, size)


def _size(given: Node, most: int, faults: Faults) -> int | None:
    value = given.value if isinstance(given, Scalar) else None
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most:
        return value
    found = shown(given)
    message = Text(
        f"应为 1 至 {most} 的整数；现为 {found}",
        f"must be a whole number from 1 to {most}; found {found}",
    )
    faults.error(given.at, "counties.sample", message)
    return None


def _is_county(file: Path) -> bool:
    """Tell whether a file has the keys of a county and not those of a nation."""
    from teacherflow.yaml_tree import read

    tree = read(file, Faults())
    return isinstance(tree, Fields) and tree.get("published") is not None


def _county(study: Path, given: Scalar, key: str, faults: Faults) -> CountyFile | None:
    from teacherflow.population.data import county_in

    file = study.parent / str(given.value)
    if not is_data(file, given.at, key, Text("县数据文件", "county file"), faults):
        return None
    data = county_in(file, faults)
    return None if data is None else CountyFile(file, _hash(*_files(file, data)), data)


def _files(file: Path, data: CountyData) -> tuple[Path, ...]:
    """Return the county file, and its table of schools if it has one."""
    table = data.table(file)
    return (file,) if table is None else (file, table)


def _hash(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
