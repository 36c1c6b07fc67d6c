"""Need, quota, total and target (phase establish)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from teacherflow.parameters.about import about


class Posts(NamedTuple):
    """Need, quota, total and target (phase establish)."""

    total_fall: Annotated[
        float,
        about(
            "编制总量年最大降幅",
            "Largest yearly fall of the total of posts",
            unit="share/year",
            low=0,
            high=1,
            source="assumption; totals are under control and never rise (Guan County 2024)",
            kind="assumption",
            uncertainty=(0.0, 0.05),
        ),
    ] = 0.02
    target_most: Annotated[
        float,
        about(
            "可用编制相对需求的上限",
            "Most posts that may be filled, relative to the scaled need",
            unit="x need",
            low=1,
            high=5,
            source="assumption; inherited shares stay, but schools far above need are not refilled",
            kind="assumption",
            uncertainty=(1.2, 2.0),
        ),
    ] = 1.5
    need_noise: Annotated[
        float,
        about(
            "教育局所见需求的误差（相对需求）",
            "Error of need as the bureau sees it, relative to need",
            unit="sd",
            low=0,
            high=2,
            source="assumption; a data pool leaves a fifth of it",
            kind="assumption",
            uncertainty=(0.0, 0.3),
        ),
    ] = 0.10
