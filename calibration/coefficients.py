"""The coefficients that were fitted, each with its pattern, its measures and its grid.

The rule book names four, and no others: the spread of inherited quotas (A2), that of the units'
post ratios (A3, one a stage), the friction on applying downward (A1) and the rates at which
teachers in mid-career leave (the floor of A5).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from calibration.measures import BANDS, YEARS, Counts, moments
from calibration.targets import STAGES
from teacherflow.parameters import Parameters
from teacherflow.text import Text

type Values = dict[str, float]

FIT_SEEDS = tuple(range(520_001, 520_017))
"""Seeds of the fit; no test and no other page uses them."""
CHECK_SEEDS = tuple(range(530_001, 530_017))
"""Seeds on which the chosen values are looked at once more."""

_MIDDLE = ("leave.quit_30_49", "leave.leave_county_30_49")


@dataclass(frozen=True)
class Coefficient:
    """One fitted number.

    Attributes
    ----------
    parameters : tuple of str
        Parameters of the model that it sets; several share it in the proportion of their defaults.
    measures : tuple of str
        Measures whose targets it should meet.
    grid : tuple of float
        Candidates; between them means are interpolated.
    years : int
        Years of study that its measures need.
    holds : callable
        Whether the pattern that it serves is shown by runs, as in tests/patterns.
    """

    name: str
    title: Text
    unit: str
    pattern: str
    parameters: tuple[str, ...]
    measures: tuple[str, ...]
    grid: tuple[float, ...]
    years: int
    holds: Callable[[Sequence[Counts]], bool]

    @property
    def default(self) -> float:
        """The value that the model has."""
        return sum(default_of(path) for path in self.parameters)

    def values(self, value: float) -> Values:
        """Return the parameters at a value."""
        factor = value / self.default
        return {path: default_of(path) * factor for path in self.parameters}


def default_of(path: str) -> float:
    """Return the default of ``family.field``."""
    family, name = path.split(".")
    return float(getattr(getattr(Parameters(), family), name))


def coefficients_in_range(counts: Sequence[Counts]) -> bool:
    """A2: every seed inside the certified ranges, degrees close to teachers in primary."""
    ranges = {"primary": (0.26, 0.48), "junior": (0.22, 0.72)}
    inside = all(
        low <= c[f"cv_teachers_{stage}"] <= high
        for c in counts
        for stage, (low, high) in ranges.items()
    )
    return inside and all(
        abs(c["cv_degree_primary"] - c["cv_teachers_primary"]) <= 0.05 for c in counts
    )


def titles_spread_more(counts: Sequence[Counts], stage: str) -> bool:
    """A3: titles above degrees in all seeds (junior: 9 of 11); the ratio to teachers in range."""
    found = moments(counts)
    least, low = {"primary": (1.0, 1.2), "junior": (9 / 11, 1.0)}[stage]
    above = found[f"title_above_degree_{stage}"] >= least
    return above and low <= found[f"title_ratio_{stage}"] <= 1.6


def few_go_down(counts: Sequence[Counts]) -> bool:
    """A1: at most a tenth of vertical transfers."""
    return moments(counts)["down_share"] <= 0.10


def exits_are_u_shaped(counts: Sequence[Counts]) -> bool:
    """A5: all staff, by ten-year bands."""
    found = moments(counts)
    young, thirties, forties, old = (found[f"exits_all_{band}"] for band in BANDS)
    floor = all(0.009 <= rate <= 0.022 for rate in (thirties, forties))
    return floor and young > forties and old > 0.05


COEFFICIENTS = (
    Coefficient(
        "quota_sd",
        Text("编制分布的对数标准差 σ_q", "spread of inherited quotas σ_q"),
        "log",
        "A2",
        ("population.quota_sd",),
        ("cv_teachers_primary", "cv_teachers_junior"),
        (0.25, 0.30, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60),
        1,
        coefficients_in_range,
    ),
    *(
        Coefficient(
            f"cap_sd_{stage}",
            Text(f"岗位比例的对数标准差 σ_c（{zh}）", f"spread of units' post ratios σ_c, {stage}"),
            "log",
            "A3",
            (f"population.cap_sd_{stage}",),
            (f"title_ratio_{stage}",),
            (0.0, 0.05, 0.10, 0.15, 0.20, 0.25, 0.28, 0.32, 0.36, 0.40),
            1,
            partial(titles_spread_more, stage=stage),
        )
        for stage, zh in zip(STAGES, ("小学", "初中"), strict=True)
    ),
    Coefficient(
        "downward_friction",
        Text("向下流动一级的阻力", "friction on applying one level down"),
        "yuan/month",
        "A1",
        ("utility.downward_friction",),
        ("down_share",),
        (900.0, 1200.0, 1350.0, 1500.0, 1650.0, 1800.0, 2000.0, 2400.0),
        YEARS,
        few_go_down,
    ),
    Coefficient(
        "exits_30_49",
        Text("30–49 岁年离职率（辞职与调离本县合计）", "yearly exits at 30–49, quits and leaving"),
        "share/year",
        "A5",
        _MIDDLE,
        ("exits_30_49",),
        (0.006, 0.008, 0.009, 0.010, 0.011, 0.012, 0.013, 0.015),
        YEARS,
        exits_are_u_shaped,
    ),
)
"""All that was fitted."""
