"""Rotation as places enacted it: values from which a study may start (mandatory_rotation)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teacherflow.parameters.about import Evidence
from teacherflow.policies.base import Preset
from teacherflow.text import Text


def _preset(
    zh: str, en: str, source_zh: str, source_en: str, kind: Evidence, **values: Any
) -> Preset:
    return Preset(Text(zh, en), values, Text(source_zh, source_en), kind)


PRESETS: Mapping[str, Preset] = {
    "national_2014": _preset(
        "全国 2014",
        "National 2014",
        "教师〔2014〕4号：城镇和优质学校每年交流不少于符合条件教师的 10%，其中骨干不少于 20%；年限由各地定，"
        "六年为假设",
        "Jiaoshi [2014] No. 4: at least 10 % of the eligible of urban and good schools a year, 20 % of "
        "them backbones; the years are left to the counties, six is an assumption",
        Evidence.STATUTE,
        after_years=6,
        share=0.10,
        backbone_share=0.20,
        senders="seat_town",
    ),
    "anhui_2015": _preset(
        "安徽 2015",
        "Anhui 2015",
        "安徽 2015：同校任教满六年；每年不少于 10%；骨干比例读作占交流人数的 20%",
        "Anhui 2015: six years at one school, at least 10 % a year; the share of backbones is "
        "read as 20 % of those sent",
        Evidence.STATUTE,
        after_years=6,
        share=0.10,
        backbone_share=0.20,
        senders="county",
    ),
    "beijing_2021": _preset(
        "北京 2021",
        "Beijing 2021",
        "北京 2021：同校任教满六年且距退休五年以上；比例与骨干要求为全国标准",
        "Beijing 2021: six years at one school and more than five before retirement; share and "
        "backbones as in the national rule",
        Evidence.STATUTE,
        after_years=6,
        years_to_pension=5.0,
        senders="county",
        direction="any",
        scope="cluster",
    ),
    "hefei": _preset(
        "合肥",
        "Hefei",
        "合肥：每年不少于符合条件教师的 10%（毕业年级另有要求，模型不分年级，未计入）",
        "Hefei: at least 10 % of the eligible a year (its rule for graduating grades is left "
        "out: the model has no grades)",
        Evidence.STATUTE,
        share=0.10,
        senders="county",
    ),
    "zhejiang_2013": _preset(
        "浙江 2013",
        "Zhejiang 2013",
        "浙江 2013：同校任教满十二年；骨干占 15%",
        "Zhejiang 2013: twelve years at one school; backbones 15 %",
        Evidence.LITERATURE,
        after_years=12,
        backbone_share=0.15,
        senders="county",
    ),
    "nine_year": _preset(
        "满九年交流",
        "Nine years",
        "山东、江苏部分城市的较宽做法",
        "The lighter variant of some cities of Shandong and Jiangsu",
        Evidence.LITERATURE,
        after_years=9,
    ),
    "chengdu": _preset(
        "成都 2021",
        "Chengdu 2021",
        "成都 2021 年起：满六年，学区内交流",
        "Chengdu since 2021: six years, inside school clusters",
        Evidence.LITERATURE,
        after_years=6,
        scope="cluster",
        direction="any",
        senders="county",
    ),
    "shenzhen": _preset(
        "深圳 2021",
        "Shenzhen 2021",
        "深圳 2021 年起：满六年，教育集团内交流",
        "Shenzhen since 2021: six years, inside education groups",
        Evidence.LITERATURE,
        after_years=6,
        scope="group",
        direction="any",
        senders="county",
    ),
    "banan": _preset(
        "巴南 2020",
        "Banan 2020",
        "巴南区 2020：约 22% 的交流变动人事关系（人数与人次口径不一）",
        "Banan District 2020: about 22 % of exchanges move the post (persons against person-times)",
        Evidence.SURVEY,
        post_share=0.22,
    ),
    "japan": _preset(
        "日本",
        "Japan",
        "日本：前三年不动，一般每校三至五年，由都道府县教育委员会决定，人事关系随迁；比例为假设",
        "Japan: nobody in the first three years, usually three to five years a school, decided "
        "by the prefecture, with the post; the share is an assumption",
        Evidence.LITERATURE,
        after_years=3,
        share=0.40,
        backbone_share=0.0,
        post_share=1.0,
        senders="county",
        direction="any",
        chosen_by="bureau",
        volunteers="none",
        school_cap=0.30,
    ),
    "korea": _preset(
        "韩国",
        "Korea",
        "韩国：每校最长四至五年，抽签并计偏远任教积分，人事关系随迁；积分未计入",
        "Korea: four to five years a school at most, by lottery with points for remote service, "
        "with the post; the points are left out",
        Evidence.LITERATURE,
        after_years=5,
        share=1.0,
        backbone_share=0.0,
        post_share=1.0,
        senders="county",
        direction="any",
        chosen_by="lottery",
        placing="preference",
        volunteers="none",
        school_cap=0.50,
    ),
}
"""Presets by name."""
