"""A finished study as the analyses see it: what was run, and its tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from teacherflow.shell import typed
from teacherflow.study.open import Results, open_study
from teacherflow.study.plan import hash_json
from teacherflow.study.tables import identifier, quoted
from teacherflow.text import Language, Text, counted
from teacherflow_analysis.asked import names_of
from teacherflow_analysis.errors import AnalysisError, unknown
from teacherflow_analysis.finished import check_finished, check_whole, no_folder
from teacherflow_analysis.periods import span

if TYPE_CHECKING:
    import pandas as pd

KEYS: Final = ("county", "scenario", "draw", "replication", "year")
MOST_NAMED: Final = 12
"""Counties that a message names."""
_LONGEST: Final = 80
"""Letters of scenarios that the name of a folder holds."""


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
        Counties that have results, and those all of whose runs failed.
    part_of : int
        Counties of the whole study, if this is one of several alone (`of_county`); else 0.
    chosen_of : int
        Scenarios of the whole study, if only some were chosen (`of_scenarios`); else 0.
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
    chosen_of: int = 0
    _kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
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
        return replace(
            self._narrowed("county", (county,)),
            counties=(county,),
            lost=(),
            estimated=_estimated(self.resolved, county),
            failed=_failed(self.results.manifest["units"], county),
            part_of=len(self.counties) + len(self.lost),
        )

    @property
    def forecasts(self) -> tuple[Mapping[str, int], ...]:
        """Last school year of a county's own forecast of pupils, by stage; one mapping a county."""
        held = [self.resolved.get("county"), *(self.resolved.get("counties") or ())]
        held = [one for one in held if isinstance(one, Mapping)]
        return tuple(
            one.get("forecast", {})
            for one in held
            if len(held) == 1 or one.get("name") in self.counties
        )

    def of_scenarios(self, names: Sequence[str] | None, baseline: str | None = None) -> Study:
        """Return some scenarios beside the baseline, as if the others had not been run.

        Whatever is made of a study can be made of some of its scenarios; captions and notes say
        that they were chosen. Without names all stay. An attribution stays if all that it rests
        on does.

        Parameters
        ----------
        baseline
            What they are held against; by default the baseline of the study.

        Raises
        ------
        AnalysisError
            If the study has no such scenario.
        """
        names = names_of(names or ())
        for name in (*names, *([baseline] if baseline else ())):
            if name not in self.scenarios:
                raise unknown(Text("方案", "scenario"), name, self.scenarios, self.scenarios)
        base = baseline or self.baseline
        kept = [base, *(name for name in self.scenarios if name in names and name != base)]
        if not names or len(kept) == len(self.scenarios):
            return self
        resolved = _resolved_of(self.resolved, {*kept, *self.planned})
        planned = self.planned if resolved.get("attribute") else {}
        return replace(
            self._narrowed("scenario", (*kept, *planned)),
            baseline=base,
            scenarios={name: self.scenarios[name] for name in kept},
            planned=planned,
            resolved=resolved,
            chosen_of=self.chosen_of or len(self.scenarios),
        )

    @property
    def options(self) -> str:
        """Options of a command that make it speak of the same part of the study."""
        county = f" --county {typed(self.counties[0])}" if self.part_of else ""
        chosen = [name for name in self.scenarios if name != self.baseline]
        return county + "".join(f" --scenario {name}" for name in chosen if self.chosen_of)

    def _narrowed(self, column: str, values: tuple[str, ...]) -> Study:
        """Return the study with tables that hold some values of a key only."""
        kept = {**self._kept, column: values}
        results = open_study(self.folder)
        for table in results.tables:
            held = results.sql(f"SELECT * FROM {identifier(table)} LIMIT 0").columns
            only = [
                f"{key} IN ({', '.join(map(quoted, some))})"
                for key, some in kept.items()
                if key in held
            ]
            if only:
                query = f"FROM memory.main.{identifier(table)} WHERE {' AND '.join(only)}"
                results.sql(f"CREATE TEMP VIEW {identifier(table)} AS {query}")
        return replace(self, results=results, _kept=kept, _columns={})

    @property
    def part(self) -> str:
        """Name of the part that this is, as a folder: a county, chosen scenarios; empty if whole."""
        county = self.counties[0] if self.part_of else ""
        chosen = "+".join(name for name in self.scenarios if name != self.baseline)
        if len(chosen) > _LONGEST:
            chosen = f"{len(self.scenarios)}_{hash_json(list(self.scenarios))[:8]}"
        return "/".join(name for name in (county, chosen if self.chosen_of else "") if name)

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
        values = ", ".join(
            f"{identifier(column)}::DOUBLE AS {identifier(column)}" for column in indicators
        )
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
            found = self.sql(f"SELECT * FROM {identifier(table)} LIMIT 0")
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
                    f"({counted(self.failed, 'failure')}), so they have no mean; name one with --county",
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
            years = span(self.years)
            raise AnalysisError(
                Text(
                    f"年份 {year} 不在研究范围内（{years}）",
                    f"the year {year} is not in the study ({years})",
                )
            )
        return year

    def label(self, scenario: str, language: Language) -> str:
        """Return the title of a scenario, or its name if it has none."""
        return self.scenarios[scenario].to(language) or scenario

    def sql(self, query: str) -> pd.DataFrame:
        """Return what a query finds; every table of the results is a view of its name."""
        from teacherflow.study.engine import duckdb

        try:
            return self.results.sql(query)
        except duckdb.Error as error:
            raise AnalysisError(
                Text(
                    f"无法读取 {self.folder} 的结果表：{error}；请重新运行 teacherflow run",
                    f"the tables of {self.folder} cannot be read: {error}; run the study again",
                )
            ) from error


def load(folder: str | PathLike[str]) -> Study:
    """Return the finished study in a folder of results.

    Raises
    ------
    StudyFault
        If there is no folder, no study in it, or the study is not finished.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise no_folder(folder)
    results = open_study(folder)
    try:
        check_whole(folder, results.manifest)
        study = _study(folder, results)
        check_finished(study, results.manifest["units"])
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


def _resolved_of(resolved: Mapping[str, Any], kept: Collection[str]) -> dict[str, Any]:
    """Return the study as if it had some scenarios only."""
    scenarios = {name: one for name, one in resolved["scenarios"].items() if name in kept}
    about = resolved.get("attribute")
    whole = about and {
        about["scenario"],
        *(one["scenario"] for one in about["coalitions"]),
    } <= {*scenarios}
    return {**resolved, "scenarios": scenarios, "attribute": about if whole else None}


def _planned(resolved: Mapping[str, Any]) -> set[str]:
    """Return the scenarios that the study does not list but plans for an attribution."""
    return set((resolved.get("attribute") or {}).get("planned", ()))


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
