"""What the official indicators leave to be read in more than one way (results, audit)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from teacherflow.codes import LABELS, Education, name_of
from teacherflow.parameters.about import about
from teacherflow.text import Text

_DEGREES = tuple(degree for degree in Education if degree > Education.SECONDARY)
"""What may be above the required education; 中专 is what is required at least."""

_WORDS = {
    name_of(degree): Text(
        f"{LABELS[Education][degree].zh}及以上", f"{LABELS[Education][degree].en.lower()} and above"
    )
    for degree in _DEGREES
}


class Indicators(NamedTuple):
    """Which degree counts as above the required education (高于规定学历), by stage."""

    degree_primary: Annotated[
        float,
        about(
            "小学“高于规定学历”的最低学历",
            "Least degree above the required education, primary",
            low=float(_DEGREES[0]),
            high=float(_DEGREES[-1]),
            source=Text(
                "假设：教师法（1993）第十一条要求小学教师中师毕业，专科即高于规定；2013–17年督导评估表中"
                "九成以上小学教师“高于规定学历”，只与专科相符。另有督导材料写作本科及以上",
                "assumption: the Teachers Law (1993), Art. 11, requires a secondary normal school, "
                "so college is above it, and only that fits tables of inspection of 2013–17 with 90 "
                "to 100 % above it; another source on the standard of 2017 says bachelor and above",
            ),
            kind="assumption",
            choices=_WORDS,
        ),
    ] = float(Education.COLLEGE)
    degree_junior: Annotated[
        float,
        about(
            "初中“高于规定学历”的最低学历",
            "Least degree above the required education, junior",
            low=float(_DEGREES[0]),
            high=float(_DEGREES[-1]),
            source=Text(
                "教师法（1993）第十一条要求初中教师专科毕业，本科即高于规定",
                "Teachers Law (1993), Art. 11: college is required, so a bachelor is above it",
            ),
            kind="statute",
            choices=_WORDS,
        ),
    ] = float(Education.BACHELOR)
