"""How a county stands before the official lines of balance, year by year.

Lines are those on the coefficient of variation (差异系数) between schools, 0.50 for primary and 0.45
for junior schools, and the minima per 100 pupils that every school must reach (教督〔2017〕6号). The
standard has seven items; three are persons and are simulated. The other four (rooms, grounds,
equipment, media) and what inspectors ask of the county beside them are taken as met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, Final

from teacherflow.indicators import LINES, MINIMA
from teacherflow.text import Text
from teacherflow_analysis.asked import names_of
from teacherflow_analysis.balance.minima import Minimum, minima_of, school_verdicts
from teacherflow_analysis.comparison.compare import PAIR
from teacherflow_analysis.errors import AnalysisError, unknown
from teacherflow_analysis.frames import levels, rows_at
from teacherflow_analysis.inference.chances import all_of, chance_of
from teacherflow_analysis.inference.spread import spread_of
from teacherflow_analysis.study import Study, load

if TYPE_CHECKING:
    import pandas as pd

STAGES: Final = ("primary", "junior")
LINE: Final = dict(zip(STAGES, LINES, strict=True))
ITEMS: Final = ("teachers", "degree", "backbone", "midsenior", "artspe")
OFFICIAL: Final = tuple(MINIMA)
"""Items of the standard of 2017; the others are held against the same line for comparison."""
SURE: Final = 0.9
"""A line holds where at least so large a share of the runs keeps it."""

ALL_LINES: Final = "all_lines"
ALL_SCHOOLS: Final = "all_schools"
COUNTY: Final = "county"
RUN: Final = ["scenario", *PAIR]


@dataclass(frozen=True)
class Line:
    """One line in one year under one scenario.

    Attributes
    ----------
    stage : str
        ``primary``, ``junior``, or ``county`` for all lines of both stages together.
    item : str
        An item; ``all_lines``: the coefficients of all official items of the stage;
        ``all_schools``: every school of the stage reaches the minima; ``county``: all of both.
    cv, cv_low, cv_high : float or None
        Mean coefficient of variation on duty over the runs, with the 95 % interval of the mean.
    floor : float or None
        What the same teachers, dealt to the same posts at random, would leave.
    post : float or None
        The coefficient by post instead of by duty.
    borrowed, borrowed_low, borrowed_high : float or None
        By post less on duty, within runs: balance that exists only while people work elsewhere
        than where they are established.
    chance, chance_low, chance_high : float or None
        Probability that the line holds, with Wilson's 95 % interval.
    runs : int
        Runs in which it is known whether the line holds.
    """

    scenario: str
    year: int
    stage: str
    item: str
    official: bool
    line: float | None
    cv: float | None
    cv_low: float | None
    cv_high: float | None
    floor: float | None
    post: float | None
    borrowed: float | None
    borrowed_low: float | None
    borrowed_high: float | None
    chance: float | None
    chance_low: float | None
    chance_high: float | None
    runs: int


@dataclass(frozen=True)
class Hold:
    """Since when a line holds with a probability of at least 90 %.

    Attributes
    ----------
    first : int or None
        First year in which it does.
    lasting : int or None
        First year from which on it does in every year to the end.
    """

    scenario: str
    stage: str
    item: str
    first: int | None
    lasting: int | None


@dataclass(frozen=True)
class Standing:
    """All lines of a county, its schools against the minima, and since when lines hold."""

    study: Study
    county: str
    lines: tuple[Line, ...]
    minima: tuple[Minimum, ...]
    holds: tuple[Hold, ...]

    def hold(self, scenario: str, stage: str, item: str) -> Hold:
        """Return since when one line holds."""
        wanted = (scenario, stage, item)
        return next(h for h in self.holds if (h.scenario, h.stage, h.item) == wanted)

    def path(self, scenario: str, stage: str, item: str) -> list[Line]:
        """Return one line year by year."""
        wanted = (scenario, stage, item)
        return [one for one in self.lines if (one.scenario, one.stage, one.item) == wanted]

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain JSON values; what is undefined is null."""
        return {
            "county": self.county,
            "baseline": self.study.baseline,
            "probability": SURE,
            "lines": [asdict(line) for line in self.lines],
            "minima": [asdict(one) for one in self.minima],
            "holds": [asdict(hold) for hold in self.holds],
        }

    def as_frame(self) -> pd.DataFrame:
        """Return a tidy frame, a row per scenario, year, stage and line."""
        import pandas as pd

        words = ("scenario", "stage", "item", "official", "year", "runs")
        numbers = [name for name in Line.__dataclass_fields__ if name not in words]
        rows = [asdict(line) for line in self.lines]
        frame = pd.DataFrame(rows, columns=list(Line.__dataclass_fields__))
        return frame.astype(dict.fromkeys(numbers, float))


def standing(
    study: str | PathLike[str] | Study,
    *,
    scenarios: Sequence[str] | None = None,
    stages: Sequence[str] | None = None,
    county: str | None = None,
) -> pd.DataFrame:
    """Return how the county stands, a row per scenario, year, stage and line; see `Line`."""
    found = study if isinstance(study, Study) else load(study)
    return standing_of(found, scenarios=scenarios, stages=stages, county=county).as_frame()


def standing_of(
    study: Study,
    *,
    scenarios: Sequence[str] | None = None,
    stages: Sequence[str] | None = None,
    county: str | None = None,
) -> Standing:
    """Return the standing with what belongs to it; `standing` gives its lines as a frame."""
    chosen = scenarios_in(study, scenarios)
    here = study.one_county(county)
    study = study.of_county(here)
    known = _stages(study, stages)
    held = [name for stage in known for name in _columns(stage) if name in study.indicators()]
    if not any(name.startswith("cv_") for name in held):
        raise AnalysisError(
            Text(
                f"{study.folder} 的结果中没有差异系数（cv_…）",
                f"the results in {study.folder} hold no coefficients of variation (cv_…)",
            )
        )
    if set(known) == set(STAGES) and "pass_county" in study.indicators():
        held.append("pass_county")
    wide = study.county_year(held, here).drop(columns="county").set_index([*RUN, "year"])
    schools = school_verdicts(study, here)
    lines = tuple(
        line
        for name in chosen
        for line in _lines(rows_at(wide, name, "scenario"), schools, name, study.years, known)
    )
    minima = tuple(minima_of(study, here, chosen, known))
    return Standing(study, here, lines, minima, tuple(_holds(lines)))


def scenarios_in(study: Study, wanted: Sequence[str] | None) -> list[str]:
    """Return the scenarios that are asked for, in the order of the study; refuse unknown ones."""
    wanted = names_of(wanted or ())
    for name in wanted:
        if name not in study.scenarios:
            raise unknown(Text("方案", "scenario"), name, study.scenarios, study.scenarios)
    return [name for name in study.scenarios if not wanted or name in wanted]


def _stages(study: Study, wanted: Sequence[str] | None) -> list[str]:
    wanted = names_of(wanted or ())
    for name in wanted:
        if name not in STAGES:
            raise unknown(Text("学段", "stage"), name, STAGES)
    held = study.indicators()
    known = [stage for stage in STAGES if any(_cv(i, stage, "duty") in held for i in ITEMS)]
    return [stage for stage in known if not wanted or stage in wanted]


def _cv(item: str, stage: str, basis: str) -> str:
    return f"cv_{item}_{stage}_{basis}"


def _columns(stage: str) -> Iterator[str]:
    for item in ITEMS:
        yield _cv(item, stage, "duty")
        yield f"cv0_{item}_{stage}_duty"
        yield _cv(item, stage, "post")


def _lines(
    wide: pd.DataFrame,
    schools: pd.DataFrame | None,
    scenario: str,
    years: Sequence[int],
    stages: Sequence[str],
) -> Iterator[Line]:
    """Yield the lines of one scenario, year by year."""
    for year in years:
        values = rows_at(wide, year, "year")
        for stage in stages:
            passed: dict[str, pd.Series] = {}
            for item in ITEMS:
                if _cv(item, stage, "duty") in values:
                    cv = values[_cv(item, stage, "duty")]
                    passed[item] = (cv <= LINE[stage]).astype(float).where(cv.notna())
                    yield _line(scenario, year, stage, item, values, passed[item])
            yield _joint(scenario, year, stage, ALL_LINES, _together(passed, values))
            if schools is not None:
                here = (scenario, year, stage)
                yield _joint(scenario, year, stage, ALL_SCHOOLS, _schools(schools, here, values))
        if "pass_county" in values:
            yield _joint(scenario, year, COUNTY, COUNTY, values["pass_county"])


def _together(passed: Mapping[str, pd.Series], values: pd.DataFrame) -> pd.Series:
    import pandas as pd

    official = {item: passed[item] for item in OFFICIAL if item in passed}
    return all_of(pd.DataFrame(official, index=values.index))


def _schools(schools: pd.DataFrame, here: tuple[str, int, str], values: pd.DataFrame) -> pd.Series:
    """Return whether all schools of a stage pass, for each run; missing without any school."""
    import pandas as pd

    if here not in levels(schools.index).droplevel(PAIR):
        return pd.Series(float("nan"), index=values.index)
    return rows_at(schools, here, ["scenario", "year", "stage"])["every"].reindex(values.index)


def _line(
    scenario: str, year: int, stage: str, item: str, values: pd.DataFrame, passed: pd.Series
) -> Line:
    duty = values[_cv(item, stage, "duty")]
    post = values.get(_cv(item, stage, "post"))
    cv, low, high = _mean(duty)
    borrowed = (None, None, None) if post is None else _mean(post - duty)
    floor = values.get(f"cv0_{item}_{stage}_duty")
    chance = chance_of(passed)
    return Line(
        scenario,
        year,
        stage,
        item,
        item in OFFICIAL,
        LINE[stage],
        cv,
        low,
        high,
        None if floor is None else _mean(floor)[0],
        None if post is None else _mean(post)[0],
        *borrowed,
        *((None, None, None, 0) if chance is None else chance),
    )


def _joint(scenario: str, year: int, stage: str, item: str, passed: pd.Series) -> Line:
    chance = chance_of(passed)
    nothing = (None,) * 9
    told = (None, None, None, 0) if chance is None else chance
    return Line(scenario, year, stage, item, True, *nothing, *told)


def _mean(values: pd.Series) -> tuple[float | None, float | None, float | None]:
    import numpy as np

    array = values.to_numpy()
    known = ~np.isnan(array)
    if not known.any():
        return None, None, None
    draw, replication = (np.asarray(values.index.get_level_values(key))[known] for key in PAIR)
    found = spread_of(array[known], draw, replication)
    return found.mean, found.low, found.high


def _holds(lines: Sequence[Line]) -> Iterator[Hold]:
    paths: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        paths.setdefault((line.scenario, line.stage, line.item), []).append(line)
    for (scenario, stage, item), path in paths.items():
        kept = [line.chance is not None and line.chance >= SURE - 1e-12 for line in path]
        first = next((line.year for line, held in zip(path, kept, strict=True) if held), None)
        broken = max((i for i, held in enumerate(kept) if not held), default=-1)
        lasting = path[broken + 1].year if broken + 1 < len(path) else None
        yield Hold(scenario, stage, item, first, lasting)
