"""Repeat the fit: ``python -m calibration.fit [--quick] [--processes N]``.

Every coefficient is fitted alone, the others at their defaults: runs under the status quo at each
candidate of its grid, on the same seeds; the objective is the distance of the means from published
figures. A default stays if it lies in the interval of the fit; otherwise the best value, rounded,
takes its place.
``results.json`` holds every candidate; ``docs/calibration.md`` is made from it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from calibration.coefficients import CHECK_SEEDS, COEFFICIENTS, FIT_SEEDS, Coefficient
from calibration.identify import identify
from calibration.measures import YEARS, Counts, Mapper, moments, run_all, workers
from calibration.objective import Curves
from calibration.targets import targets

RESULTS = Path(__file__).with_name("results.json")
DOCS = Path(__file__).resolve().parents[1] / "docs"
RESAMPLES = 199
"""Draws of seeds for the noise of the best value."""
DIGITS = 6

KEPT_INSIDE = "kept: inside the interval"
MOVED = "moved: the default lies outside the interval"


def fit(
    mapper: Mapper,
    seeds: Sequence[int] = FIT_SEEDS,
    check: Sequence[int] = CHECK_SEEDS,
    every: int = 1,
) -> dict[str, Any]:
    """Fit all coefficients and return what `results.json` holds; ``every`` thins their grids."""
    fitted = []
    for coefficient in COEFFICIENTS:
        fitted.append(fit_one(coefficient, seeds, mapper, coefficient.grid[::every]))
        print(f"{coefficient.name}: {fitted[-1]['verdict']}", file=sys.stderr)
    return {
        "seeds": {"fit": list(seeds), "check": list(check)},
        "targets": {name: vars(target) for name, target in targets().items()},
        "coefficients": fitted,
        "check": _check(check, mapper),
        "identifiability": identify(seeds, mapper),
    }


def fit_one(
    coefficient: Coefficient,
    seeds: Sequence[int],
    mapper: Mapper = map,
    grid: Sequence[float] | None = None,
) -> dict[str, Any]:
    """Fit one coefficient with the others at their defaults."""
    tried = tuple(grid or coefficient.grid)
    points = [coefficient.values(value) for value in (*tried, coefficient.default)]
    runs = run_all(points, seeds, coefficient.years, mapper)
    at_default = runs.pop()
    curves = _curves(coefficient, tried, runs)
    best, interval = curves.best(), curves.interval()
    holds = coefficient.holds(at_default)
    chosen, verdict = _decide(coefficient.default, best, interval)
    return {
        "name": coefficient.name,
        "pattern": coefficient.pattern,
        "parameters": coefficient.values(chosen),
        "best": best,
        "best_noise": _noise(coefficient, tried, runs),
        "interval": interval,
        "default": coefficient.default,
        "pattern_holds_at_default": holds,
        "chosen": chosen,
        "verdict": verdict,
        "candidates": [
            _candidate(coefficient, value, float(curves.objective(np.array(value))), counts)
            for value, counts in zip(tried, runs, strict=True)
        ],
    }


def _curves(
    coefficient: Coefficient, grid: Sequence[float], runs: Sequence[Sequence[Counts]]
) -> Curves:
    found = [moments(counts) for counts in runs]
    means = {m: np.array([f[m] for f in found]) for m in coefficient.measures}
    return Curves(np.array(grid), means, [targets()[m] for m in coefficient.measures])


def _decide(default: float, best: float, interval: tuple[float, float] | None) -> tuple[float, str]:
    """Return the value that the model should have, and why."""
    if interval is not None and interval[0] <= default <= interval[1]:
        return default, KEPT_INSIDE
    return float(f"{best:.2g}"), MOVED


def _noise(
    coefficient: Coefficient, grid: Sequence[float], runs: Sequence[Sequence[Counts]]
) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the best value over seeds: luck alone."""

    def best(chosen: Any) -> float:
        return _curves(coefficient, grid, [[c[i] for i in chosen] for c in runs]).best()

    drawn = stats.bootstrap(
        (np.arange(len(runs[0])),),
        best,
        n_resamples=RESAMPLES,
        method="percentile",
        vectorized=False,
        rng=np.random.default_rng(0),
    )
    low, high = drawn.confidence_interval
    return float(low), float(high)


def _candidate(
    coefficient: Coefficient, value: float, objective: float, counts: Sequence[Counts]
) -> dict[str, Any]:
    found = moments(counts)
    return {
        "value": value,
        "objective": objective,
        "means": {m: found[m] for m in coefficient.measures},
        "pattern_holds": coefficient.holds(counts),
    }


def _check(seeds: Sequence[int], mapper: Mapper) -> dict[str, Any]:
    """Return the measures of the defaults on seeds that the fit has not seen."""
    (runs,) = run_all([{}], seeds, YEARS, mapper)
    found = moments(runs)
    return {
        "means": {name: found[name] for name in targets()},
        "patterns": {c.name: c.holds(runs) for c in COEFFICIENTS},
        "exits_by_age": {name: v for name, v in found.items() if name.startswith("exits_")},
    }


def rounded(value: Any) -> Any:
    """Return plain JSON values with floats to six significant digits."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    if isinstance(value, bool | np.bool_):
        return bool(value)
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, write results.json, and make the page."""
    parser = argparse.ArgumentParser(prog="python -m calibration.fit", description=__doc__)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="two seeds, a third of the candidates; nothing is written",
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args(arguments)
    with workers(chosen.processes) as mapper:
        if chosen.quick:
            found = fit(mapper, FIT_SEEDS[:2], CHECK_SEEDS[:2], every=3)
        else:
            found = fit(mapper)
    text = json.dumps(rounded(found), indent=1, ensure_ascii=False)
    if chosen.quick:
        print(text)
        return
    RESULTS.write_text(text + "\n", encoding="utf-8")
    _make_page()


def _make_page() -> None:
    sys.path.insert(0, str(DOCS))
    import_module("make_calibration").main()


if __name__ == "__main__":
    main()
