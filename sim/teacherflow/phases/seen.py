"""The need of schools as the bureau sees it: wherever it estimates need, it errs alike."""

from __future__ import annotations

import numpy as np

from teacherflow.columns import F64
from teacherflow.state import State
from teacherflow.terms.posts import NOISE


def need_seen(state: State) -> F64:
    """Return the need of all sections as the bureau sees it this year, in posts.

    The error is relative to need, drawn once for a section and year: the bureau does not err about
    a school in one way when it lists posts and in another when it sends somebody there. Units know
    their own schools, and formulas (quota, total) use need itself.

    Returns
    -------
    (sections,) float
    """
    s, noise = state.sections, state.parameters.posts.need_noise * state.terms[NOISE]
    luck = state.draws.normal("posts.need_seen", state.year, np.arange(s.rows))
    return np.asarray(s.need * (1.0 + noise * luck))
