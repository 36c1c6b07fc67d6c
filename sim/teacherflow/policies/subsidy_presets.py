"""Rural subsidies as places enacted them: values from which a study may start (rural_subsidy)."""

from __future__ import annotations

from collections.abc import Mapping

from teacherflow.parameters.about import Evidence
from teacherflow.policies.base import Preset
from teacherflow.policies.parameter import Value
from teacherflow.text import Text

TIERS = Text(
    "各县补助标准（平均工资的 0–35%）的中间值",
    "assumption: a middle point of the tiers that counties pay (0–35 % of mean pay)",
)


def _zones(village: float, town: float) -> dict[str, Value]:
    return {
        "by": "zone",
        "yuan_per_month.village": village,
        "yuan_per_month.town": town,
        "yuan_per_month.seat": 0.0,
    }


def _distance(near: float, middle: float, far: float) -> dict[str, Value]:
    return {
        "by": "distance",
        "yuan_by_distance.near": near,
        "yuan_by_distance.middle": middle,
        "yuan_by_distance.far": far,
    }


PRESETS: Mapping[str, Preset] = {
    "tiers_default": Preset(
        Text("默认分档", "Default tiers"),
        _zones(600.0, 300.0),
        TIERS,
        Evidence.ASSUMPTION,
    ),
    "national_2013": Preset(
        Text("连片特困地区（2013 年起）", "Poor areas of national programmes (from 2013)"),
        _zones(284.0, 284.0),
        Text(
            "2016 年底 684 个县的平均数；乡镇取相同数额为假设",
            "mean of 684 counties at the end of 2016; the same sum in towns is an assumption",
        ),
        Evidence.SURVEY,
    ),
    "hunan_2019": Preset(
        Text("湖南 2019", "Hunan 2019"),
        {**_zones(300.0, 150.0), "established_only": True, "titled_only": True},
        Text(
            "湖南省 2019 年 9 月起最低标准（非贫困地区）：初级以上职称的在编在岗教师，含特岗教师",
            "least sums of the province of Hunan from September 2019, outside poor areas: "
            "established and special-post teachers who hold a title",
        ),
    ),
    "luxi": Preset(
        Text("泸溪县", "Luxi County"),
        _distance(300.0, 850.0, 1400.0),
        Text(
            "湖南泸溪县：按偏远程度 300 至 1400 元；中间档为假设",
            "Luxi County, Hunan: 300 to 1,400 yuan by remoteness; the middle tier is an assumption",
        ),
        Evidence.LITERATURE,
    ),
    "beijing_2015": Preset(
        Text("北京 2015–2020", "Beijing 2015–2020"),
        _distance(1400.0, 2700.0, 4000.0),
        Text(
            "北京：按距离 1400 至 4000 元；中间档为假设",
            "Beijing: 1,400 to 4,000 yuan by distance; the middle tier is an assumption",
        ),
        Evidence.LITERATURE,
    ),
}
"""By name."""
