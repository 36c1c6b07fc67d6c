"""How well the measures pin the coefficients down: elasticities and trade-offs.

Every coefficient is moved by a tenth up and down on the same seeds. In units of the targets'
ranges the slopes give an information matrix; its inverse tells which coefficients could stand in
for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from calibration.coefficients import COEFFICIENTS
from calibration.measures import YEARS, Mapper, moments, run_all
from calibration.targets import targets

STEP = 0.1
"""Relative change of a coefficient, each way."""


def identify(seeds: Sequence[int], mapper: Mapper) -> dict[str, Any]:
    """Return elasticities, what a range of the targets means for each coefficient, correlations.

    Returns
    -------
    dict
        ``elasticities``: by coefficient and measure, per cent per per cent. ``spread``: relative
        standard deviation of a coefficient if targets erred by half their range. ``correlations``:
        of the coefficients' errors.
    """
    points = [c.values(c.default * (1 + s)) for c in COEFFICIENTS for s in (STEP, -STEP)]
    found = [moments(counts) for counts in run_all(points, seeds, YEARS, mapper)]
    wanted = list(targets().values())
    slopes = np.array(
        [
            [(high[t.measure] - low[t.measure]) / (2 * STEP) for t in wanted]
            for high, low in zip(found[::2], found[1::2], strict=True)
        ]
    )
    middle = np.mean([[f[t.measure] for t in wanted] for f in found], axis=0)
    scaled = slopes / np.array([t.scale for t in wanted])
    covariance = np.linalg.pinv(scaled @ scaled.T)
    spread = np.sqrt(np.diag(covariance))
    names = [c.name for c in COEFFICIENTS]
    measures = [t.measure for t in wanted]
    return {
        "step": STEP,
        "elasticities": _named(names, measures, slopes / middle),
        "spread": dict(zip(names, spread.tolist(), strict=True)),
        "correlations": _named(names, names, covariance / np.outer(spread, spread)),
    }


def _named(
    rows: Sequence[str], columns: Sequence[str], values: np.ndarray[Any, Any]
) -> dict[str, dict[str, float]]:
    return {
        row: dict(zip(columns, line.tolist(), strict=True))
        for row, line in zip(rows, values, strict=True)
    }
