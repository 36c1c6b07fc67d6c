"""A finished study as the analyses see it: what was run, and its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from teacherflow.study.open import Results, open_study
from teacherflow.study.plan import hash_json
from teacherflow.study.tables import quoted
from teacherflow.text import Text, counted, word_for
from teacherflow_analysis.errors import AnalysisError, unknown

if TYPE_CHECKING:
    import pandas as pd

KEYS: Final = ("county", "scenario", "draw", "replication", "year")
MOST_NAMED: Final = 12
"""Counties that a message names."""


@dataclass(frozen=True)
class Study:
    """What a results folder says about itself.

    Attributes
    ----------
    scenarios : mapping of str to Text
        Titles by name, in the order of the study file, the baseline first; without those that
        an attribution planned.
    planned : mapping of str to Text
        Titles of the latter: parts of a package, which other analyses do not show.
    estimated : bool
        Some totals of a county are estimates, not published figures.
    digest : str
        Hash of the study as resolved.
    results : teacherflow.study.open.Results
        The tables.
    resolved : mapping
        The study as it was run, as plain JSON values.
    failed : int
        Units of work (county, draw, replication) that could not be run; no table holds them.
    counties, lost : tuple of str
        Counties that have results, and those all of whose units failed.
    part_of : int
        Counties of the whole study, if this is one of several alone (`of_county`); else 0.
    """

    folder: Path
    title: Text
    baseline: str
    scenarios: Mapping[str, Text]
    counties: tuple[str, ...]
    years: tuple[int, ...]
    resolved: Mapping[str, Any] = field(repr=False)
    replications: int
    draws: int
    estimated: bool
    version: str
    digest: str
    failed: int
    results: Results = field(repr=False)
    planned: Mapping[str, Text] = field(default_factory=dict, repr=False)
    lost: tuple[str, ...] = ()
    part_of: int = 0
    _columns: dict[str, list[str]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def several(self) -> bool:
        """Whether the study was asked for several counties."""
        return len(self.counties) + len(self.lost) > 1

    def of_county(self, county: str | None) -> Study:
        """Return one county alone, as if it had been run without the others; all for None.

        The tables of what is returned hold that county only, so whatever is made of a study can
        be made of one of its counties.
        """
        self.counties_in(county)
        if county is None or not self.several:
            return self
        found = load(self.folder)
        for table in found.results.tables:
            if "county" in found.columns(table):
                query = f"FROM memory.main.{_name(table)} WHERE county = {quoted(county)}"
                found.sql(f"CREATE TEMP VIEW {_name(table)} AS {query}")
        return replace(
            found,
            scenarios=self.scenarios,
            planned=self.planned,
            counties=(county,),
            lost=(),
            estimated=_estimated(self.resolved, county),
            failed=_failed(found.results.manifest["units"], county),
            part_of=len(self.counties) + len(self.lost),
        )

    def one_county(self, county: str | None) -> str:
        """Return the county to look at where a mean of several would say nothing.

        Raises
        ------
        AnalysisError
            If there are several and none is named, with their names.
        """
        if county is not None:
            self.counties_in(county)
            return county
        if len(self.counties) > 1:
            some, more = self.counties[:MOST_NAMED], len(self.counties) - MOST_NAMED
            names = Text("、".join(some), ", ".join(some))
            if more > 0:
                total = len(self.counties)
                names = Text(f"{names.zh} 等 {total} 个", f"{names.en} and {more} more")
            raise AnalysisError(
                Text(
                    f"研究 {self.folder} 含多个县（{names.zh}）；请用 --county 指定一个",
                    f"the study in {self.folder} has several counties ({names.en}); "
                    "name one with --county",
                )
            )
        return self.counties[0]

    def unfolded(self) -> Study:
        """Return the study with all its scenarios, those that an attribution planned at the end."""
        return replace(self, scenarios={**self.scenarios, **self.planned}, planned={})

    @property
    def seed(self) -> int:
        """Seed of the study; every unit's own seed follows from it."""
        return int(self.resolved["seed"])

    def county_year(self, indicators: Sequence[str], county: str | None = None) -> pd.DataFrame:
        """Return keys and indicators of ``county_year`` as floats, in the order of the keys.

        Rows of planned scenarios are left out.
        """
        self.counties_in(county)
        values = ", ".join(f"{_name(column)}::DOUBLE AS {_name(column)}" for column in indicators)
        keys = ", ".join(KEYS)
        kept = [] if county is None else [f"county = {quoted(county)}"]
        if self.planned:
            kept.append(f"scenario NOT IN ({', '.join(quoted(name) for name in self.planned)})")
        where = f"WHERE {' AND '.join(kept)}" if kept else ""
        return self.sql(f"SELECT {keys}, {values} FROM county_year {where} ORDER BY {keys}")

    def indicators(self) -> list[str]:
        """Return the indicators that ``county_year`` holds, in the order of its columns."""
        return [column for column in self.columns("county_year") if column not in KEYS]

    def columns(self, table: str) -> list[str]:
        """Return the names of the columns of a table."""
        if table not in self._columns:  # figures and sections ask again and again
            found = self.sql(f"SELECT * FROM {_name(table)} LIMIT 0")
            self._columns[table] = list(found.columns)
        return list(self._columns[table])

    def without(self, table: str) -> Text:
        """Return what to tell where the results lack a table: why, and what to do."""
        if self.resolved.get("tables") is None:
            return Text(
                f"{self.folder} 中没有表 {table}；请用当前版本重新运行该研究",
                f"{self.folder} has no table {table}: run the study again",
            )
        return Text(
            f"{self.folder} 中没有表 {table}：研究文件的 tables 未列入此表；请加入后重新运行",
            f"{self.folder} has no table {table}: tables in the study file leaves it out; add it "
            "there and run the study again",
        )

    def counties_in(self, county: str | None) -> int:
        """Return how many counties an analysis covers; refuse an unknown one."""
        if county is None:
            self._check_common()
            return len(self.counties)
        if county in self.lost:
            raise AnalysisError(
                Text(
                    f"{county} 县的模拟全部失败，没有结果；原因见 {self.folder / 'manifest.json'}",
                    f"all runs of the county {county} failed: there is nothing to show; "
                    f"{self.folder / 'manifest.json'} says why",
                )
            )
        if county not in self.counties:
            raise unknown(Text("县", "county"), county, self.counties)
        return 1

    def _check_common(self) -> None:
        """Refuse a mean of counties of which no run has all."""
        done: dict[tuple[int, int], int] = {}
        for unit in self.results.manifest["units"] if len(self.counties) > 1 else ():
            if unit["status"] != "failed":
                run = unit["draw"], unit["replication"]
                done[run] = done.get(run, 0) + 1
        if done and max(done.values()) < len(self.counties):
            raise AnalysisError(
                Text(
                    f"{self.folder} 中没有一次模拟跑完全部 {len(self.counties)} 个县（"
                    f"{self.failed} 次失败），无法平均；请用 --county 指定一个县",
                    f"no run in {self.folder} has all {len(self.counties)} counties "
                    f"({counted(self.failed, 'unit')} failed), so they have no mean; name one with --county",
                )
            )

    def checked_year(self, year: int) -> int:
        """Return a school year of the study.

        Raises
        ------
        AnalysisError
            If it was not run.
        """
        if year not in self.years:
            first, last = self.years[0], self.years[-1]
            raise AnalysisError(
                Text(
                    f"年份 {year} 不在研究范围内（{first}–{last}）",
                    f"the year {year} is not in the study ({first} to {last})",
                )
            )
        return year

    def label(self, scenario: str, language: str) -> str:
        """Return the title of a scenario, or its name if it has none."""
        title = self.scenarios[scenario]
        return (title.zh if language == "zh" else title.en) or scenario

    def sql(self, query: str) -> pd.DataFrame:
        """Return what a query finds; every table of the results is a view of its name."""
        import duckdb

        try:
            return self.results.sql(query)
        except duckdb.Error as error:
            raise AnalysisError(
                Text(
                    f"无法读取 {self.folder} 的结果表：{error}；请重新运行 teacherflow run",
                    f"the tables of {self.folder} cannot be read: {error}; run the study again",
                )
            ) from error


def _no_folder(folder: Path) -> Text:
    """Say that results are not where they were looked for; who names the study gets a hint."""
    if folder.is_file():
        here = f"results/{folder.stem}"
        return Text(
            f"{folder} 是文件；请给出结果文件夹，如 {here}",
            f"{folder} is a file; name the folder of results, such as {here}",
        )
    found = sorted(path.parent.as_posix() for path in Path("results").glob("*/manifest.json"))
    zh = (
        f"；有结果的文件夹：{', '.join(found)}"
        if found
        else "；teacherflow run 研究文件 会写出结果"
    )
    en = f"; results are in {', '.join(found)}" if found else "; teacherflow run FILE makes results"
    return Text(f"找不到文件夹 {folder}{zh}", f"there is no folder {folder}{en}")


def load(folder: str | PathLike[str]) -> Study:
    """Return the finished study in a folder of results.

    Raises
    ------
    StudyFault
        If there is no folder, no study in it, or the study is not finished.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise AnalysisError(_no_folder(folder))
    results = open_study(folder)
    try:
        _check_whole(folder, results.manifest)
        study = _study(folder, results)
        _check_finished(study, results.manifest["units"])
    except (KeyError, TypeError, AttributeError) as error:
        raise AnalysisError(
            Text(
                f"{folder / 'manifest.json'} 缺少 {error} 或其形式不对；请重新运行 teacherflow run",
                f"{folder / 'manifest.json'} lacks {error} or has it in another form; "
                "run the study again",
            )
        ) from error
    return study


def _study(folder: Path, results: Results) -> Study:
    manifest = results.manifest
    resolved, units = manifest["study"], manifest["units"]
    years = resolved["years"]
    scenarios = {name: _title(about, name) for name, about in resolved["scenarios"].items()}
    baseline = resolved["baseline"]
    hidden = _planned(resolved)
    every = tuple(dict.fromkeys(unit["county"] for unit in units))
    held = {unit["county"] for unit in units if unit["status"] != "failed"}
    failed = _failed(units)
    return Study(
        folder=folder,
        title=_title(resolved, folder.resolve().name),
        baseline=baseline,
        scenarios={
            baseline: scenarios[baseline],
            **{name: title for name, title in scenarios.items() if name not in hidden},
        },
        counties=tuple(county for county in every if county in held),
        lost=tuple(county for county in every if county not in held),
        years=tuple(range(years["start"], years["start"] + years["count"])),
        resolved=resolved,
        replications=len({unit["replication"] for unit in units}),
        draws=len({unit["draw"] for unit in units}),
        estimated=_estimated(resolved),
        version=manifest["versions"]["teacherflow"],
        digest=hash_json(resolved),
        failed=failed,
        results=results,
        planned={name: title for name, title in scenarios.items() if name in hidden},
    )


def _planned(resolved: Mapping[str, Any]) -> set[str]:
    """Return the scenarios that the study does not list but plans for an attribution."""
    return set((resolved.get("attribute") or {}).get("planned", ()))


def _check_whole(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse one block of a study: means over a part would mislead."""
    block = manifest.get("block")
    if block is None:
        return
    index, count = block["index"], block["count"]
    raise AnalysisError(
        Text(
            f"{folder} 中只有研究的第 {index} 块（共 {count} 块）；请先合并各块："
            "teacherflow merge DIR… --out DIR",
            f"{folder} holds only block {index} of {count} of its study; join the blocks first: "
            "teacherflow merge DIR… --out DIR",
        )
    )


def _check_finished(study: Study, units: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a study with units that were never run: means over a part would mislead.

    So is one of which no unit could be finished.
    """
    ended = sum(
        unit["status"] == "failed" or set(unit["scenarios"]) >= {*study.scenarios, *study.planned}
        for unit in units
    )
    nation = (study.resolved.get("nation") or {}).get("counties", 0)
    counties = nation or len(study.resolved.get("counties") or ()) or 1
    wanted = study.resolved["replications"] * study.resolved["draws"] * counties
    if ended < wanted:
        raise AnalysisError(
            Text(
                f"{study.folder} 中的研究尚未完成（已完成 {ended}/{wanted} 次模拟）；"
                "请再次执行同一条 teacherflow run 命令，会从中断处继续",
                f"the study in {study.folder} is not finished ({ended} of {counted(wanted, 'unit')} done); "
                "give the same teacherflow run command again, it goes on where it stopped",
            )
        )
    if study.failed == ended:
        why = study.folder / "manifest.json"
        raise AnalysisError(
            Text(
                f"{study.folder} 中的 {ended} 次模拟全部失败，没有结果；原因见 {why}",
                f"{word_for(ended, 'the one unit', f'all {ended} units')} of the study in "
                f"{study.folder} failed: there is nothing to show; {why} says why",
            )
        )


def _title(about: Mapping[str, Any], name: str) -> Text:
    """Return the title in both languages; what is missing is taken from the other or the name."""
    title = about.get("title") or {}
    if isinstance(title, str):
        return Text(title, title)
    zh, en = title.get("zh"), title.get("en")
    return Text(zh or en or name, en or zh or name)


def _failed(units: Sequence[Mapping[str, Any]], county: str | None = None) -> int:
    """Return how many units could not be run, of one county or of all."""
    return sum(u["status"] == "failed" and county in (None, u["county"]) for u in units)


def _estimated(resolved: Mapping[str, Any], county: str | None = None) -> bool:
    """Tell whether the study says that totals of a county, or of any, are estimates."""
    counties = [resolved.get(key) for key in ("county", "nation")]
    listed = [one for one in resolved.get("counties") or () if isinstance(one, Mapping)]
    counties += [one for one in listed if county in (None, one.get("name"))]
    return any(isinstance(one, Mapping) and one.get("estimated") for one in counties)


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
