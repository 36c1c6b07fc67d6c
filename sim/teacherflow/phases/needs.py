"""Posts that sections need by formula, as both enrol (closures) and establish ask for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents.posts import needs_of
from teacherflow.state import State
from teacherflow.terms.posts import STANDARD


def needs(state: State) -> NDArray[np.int64]:
    """Return whole posts by formula of all sections, from their pupils and classes."""
    s = state.sections
    return needs_of(s.pupils, s.classes, s.stage, s.zone, s.open, state.terms[STANDARD])
