"""Survival of spells that are seen from some year on: risk sets with delayed entry.

Time runs in whole years 1, 2, …: a spell under way at the age ``k - 1`` is at risk of ending at
the age ``k``. A spell that began before the study is at risk only from the age it has in the
study's first year on (left truncation): those of its kind that ended earlier were never seen, so
counting its earlier years would make posts look more lasting than they are. All functions work on
counts along the last axis, so that many runs and groups are reckoned at once:

========  ====================================================================================
at risk   (…, A) spells at risk at the ages 1 … A
ended     (…, A) of these, how many end at that age
========  ====================================================================================

Sources: Kaplan and Meier (1958); Greenwood (1926) on the log(-log) scale, Kalbfleisch and Prentice
(2002), section 1.4; Aalen and Johansen (1978); delayed entry as in Klein and Moeschberger (2003),
sections 4.6 and 4.7; the log-rank test of Mantel (1966), stratified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np


class LogRank(NamedTuple):
    """A log-rank test of one group of spells against another.

    Attributes
    ----------
    observed, expected : float
        Ends of the first group, and how many there would be if both groups ended alike.
    statistic : float or None
        Chi-squared with one degree of freedom; None without any end to compare.
    p : float or None
        Probability of so large a statistic if both groups ended alike and all spells were
        independent.
    """

    observed: float
    expected: float
    statistic: float | None
    p: float | None


def at_risk(joined: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return spells at risk by age: those that have joined and have not left the risk set.

    Parameters
    ----------
    joined, last
        (…, A) spells by the first and by the last age at which they are at risk.
    """
    risk: np.ndarray = joined.cumsum(axis=-1) - last.cumsum(axis=-1) + last
    return risk


def product_limit(risk: np.ndarray, ended: np.ndarray) -> np.ndarray:
    """Return the share that lasts beyond each age (Kaplan–Meier).

    It is NaN from the first age on at which nobody is at risk.
    """
    import numpy as np

    share = 1.0 - ended / np.where(risk > 0, risk, np.nan)
    return np.cumprod(share, axis=-1)


def greenwood(risk: np.ndarray, ended: np.ndarray, z: float) -> tuple[np.ndarray, np.ndarray]:
    """Return ends of the pointwise interval of `product_limit`, on the log(-log) scale.

    They stay between 0 and 1; there is none (NaN) where the curve is 1 or 0, because its variance
    cannot be estimated there.
    """
    import numpy as np

    share = product_limit(risk, ended)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = ended / (np.where(risk > 0, risk, np.nan) * (risk - ended))
        log = np.log(share)
        half = z * np.sqrt(np.cumsum(terms, axis=-1)) / np.abs(log)
        low, high = share ** np.exp(half), share ** np.exp(-half)
    inside = np.isfinite(half)
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def incidence(risk: np.ndarray, ended: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return cumulative incidence by cause (Aalen–Johansen) and the share that lasts.

    Parameters
    ----------
    risk
        (…, A)
    ended
        (…, C, A) spells that end at each age from each of C causes.

    Returns
    -------
    tuple of numpy.ndarray
        (…, C, A) and (…, A); at every age the incidences and the share sum to 1.
    """
    import numpy as np

    share = product_limit(risk, ended.sum(axis=-2))
    before = np.concatenate([np.ones_like(share[..., :1]), share[..., :-1]], axis=-1)
    rate = ended / np.where(risk > 0, risk, np.nan)[..., None, :]
    return np.cumsum(before[..., None, :] * rate, axis=-1), share


def restricted_mean(share: np.ndarray, years: int) -> np.ndarray:
    """Return the mean years that a spell lasts, of the first ``years``: the area under the curve.

    The share is that at the end of each year, and a spell that ends at the age ``k`` has lasted
    ``k`` years: the area is 1 + S(1) + … + S(years - 1). It is NaN if the curve is shorter.
    """
    import numpy as np

    if share.shape[-1] < years - 1:
        return np.full(share.shape[:-1], np.nan)
    area: np.ndarray = 1.0 + share[..., : years - 1].sum(axis=-1)
    return area


def median(share: np.ndarray) -> np.ndarray:
    """Return the first age at which no more than half is left; NaN if the curve stays above."""
    import numpy as np

    if not share.shape[-1]:
        return np.full(share.shape[:-1], np.nan)
    with np.errstate(invalid="ignore"):
        reached = share <= 0.5
    return np.where(reached.any(axis=-1), reached.argmax(axis=-1) + 1.0, np.nan)


def log_rank(
    risk: np.ndarray, ended: np.ndarray, other_risk: np.ndarray, other_ended: np.ndarray
) -> LogRank:
    """Return the log-rank test; ages and all axes before them are strata, compared each in itself.

    It takes all spells for independent. Careers of the same persons under two rules are not, and
    replications repeat one county, so p describes how far two sets of curves lie apart, and is no
    probability that a rule has an effect: that is what paired differences over runs are for.
    """
    import numpy as np
    from scipy.special import chdtrc  # scipy.stats takes twice as long to load

    n, d = risk + other_risk, ended + other_ended
    both = np.where(n > 0, n, 1)
    expected = float((d * risk / both).sum())
    rest = np.where(n > 1, n - 1, 1)
    spread = float((d * (risk / both) * (other_risk / both) * (n - d) / rest).sum())
    observed = float(ended.sum())
    if spread <= 0:
        return LogRank(observed, expected, None, None)
    statistic = (observed - expected) ** 2 / spread
    return LogRank(observed, expected, statistic, float(chdtrc(1, statistic)))
