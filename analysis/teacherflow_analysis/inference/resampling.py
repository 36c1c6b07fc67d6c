"""Bootstrap intervals of means, the same every time: the resamples are keyed by the sizes alone.

Percentiles of the means of resamples are too narrow with few cases; they are widened as Hesterberg
(2015, *The American Statistician* 69: 371-386) does it ("expanded percentiles"), so that normal cases give
what Student's t gives, while skewed ones keep their skew. With several draws, draws and
replications are resampled independently of each other, because they are crossed (the "pigeonhole
bootstrap" of Owen 2007, *Annals of Applied Statistics* 1: 386-411; it errs to the wide side).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt
from typing import TYPE_CHECKING, Final

from teacherflow_analysis.inference.spread import LEVEL

if TYPE_CHECKING:
    import numpy as np

RESAMPLES: Final = 4000
FEWEST: Final = 8
"""With fewer cases than this the tails of the resamples mean nothing."""
_BLOCK: Final = 2_000_000

type Ends = tuple[float, float] | tuple[None, None]


def bootstrap(samples: Sequence[np.ndarray]) -> list[Ends]:
    """Return the 95 % bootstrap interval of the mean of each sample.

    Parameters
    ----------
    samples
        Each either (n,) independent cases or a table (draws, replications) with NaN for gaps. None
        is given for fewer than eight cases, draws or replications.
    """
    found: list[Ends] = [(None, None)] * len(samples)
    for size in sorted({one.shape for one in samples if min(one.shape, default=0) >= FEWEST}):
        places = [i for i, one in enumerate(samples) if one.shape == size]
        means = resampled([samples[i] for i in places])
        for i, row in zip(places, means, strict=True):
            found[i] = _ends(row, min(size))
    return found


def resampled(samples: Sequence[np.ndarray]) -> np.ndarray:
    """Return the means of samples of one shape in the same resamples, (samples, resamples).

    Parameters
    ----------
    samples
        As `bootstrap` takes them.
    """
    import numpy as np

    together = np.stack(samples)
    if together.ndim == 2:
        n = together.shape[1]
        return np.concatenate([together @ w.T / n for w in _weights(n, "cases", n)], axis=1)
    _, draws, replications = together.shape
    known = np.isfinite(together)
    filled = np.where(known, together, 0.0)
    blocks, most = [], max(draws, replications)
    for rows, columns in zip(
        _weights(draws, "draws", most), _weights(replications, "replications", most), strict=True
    ):
        total = np.einsum("bd,sdr,br->sb", rows, filled, columns, optimize=True)
        number = np.einsum("bd,sdr,br->sb", rows, known.astype(float), columns, optimize=True)
        blocks.append(np.divide(total, number, out=np.full_like(total, np.nan), where=number > 0))
    return np.concatenate(blocks, axis=1)


def chances(n: int, what: str) -> np.random.Generator:
    """Return the chances by which n cases are drawn again: the same each time for what they are.

    The only ones of the analysis; results of the model have theirs from `teacherflow.draws`.
    """
    import numpy as np

    return np.random.Generator(np.random.PCG64([n, *what.encode()]))


def _weights(n: int, what: str, most: int) -> Iterator[np.ndarray]:
    """Yield how often each of n cases is in each resample, fewer at a time the larger ``most``."""
    import numpy as np

    source = chances(n, what)
    step = max(1, min(RESAMPLES, _BLOCK // most))
    for begin in range(0, RESAMPLES, step):
        count = min(step, RESAMPLES - begin)
        chosen = source.integers(n, size=(count, n)) + n * np.arange(count)[:, None]
        yield np.bincount(chosen.ravel(), minlength=count * n).reshape(count, n).astype(float)


def _ends(means: np.ndarray, n: int) -> Ends:
    import numpy as np
    from scipy.special import ndtr, stdtrit

    tail = float(ndtr(-sqrt(n / (n - 1)) * stdtrit(n - 1, (1 + LEVEL) / 2)))
    low, high = np.nanquantile(means, [tail, 1 - tail])
    return float(low), float(high)
