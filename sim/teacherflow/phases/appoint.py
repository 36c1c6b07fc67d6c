"""Phase appoint: who holds which post.

By default nothing is settled here, and that is the rule: tenure continues, everybody keeps the
post (岗位终身). Yearly appraisal belongs to phase teach, and the vacancies of leaders are filled
there. Competitive appointment (县管校聘) is a policy that claims the terms of this phase.
"""

from __future__ import annotations

from teacherflow.state import State


def appoint(state: State) -> None:
    """Settle the appointments of ``state.year``: tenure continues, so nothing changes."""
