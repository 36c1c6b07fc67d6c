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
        "教师〔2014〕4号：城镇和优质学校每年交流不少于符合条件教师的 10%，其中骨干不少于交流人数的 20%；年限由各地定，"
        "六年为假设；优质学校读作县城和乡镇学校；校长两届交流未计入",
        "Jiaoshi [2014] No. 4: at least 10 % of the eligible of urban and good schools a year, 20 % of "
        "those sent backbones; the years are left to the counties, six is an assumption; good "
        "schools are read as those of seat and towns; principals after two terms are left out",
        Evidence.STATUTE,
        after_years=6,
        share=0.10,
        backbone_share=0.20,
        senders="seat_town",
    ),
    "anhui_2015": _preset(
        "安徽 2015",
        "Anhui 2015",
        "安徽 2015：同校任教满六年；每年不少于符合条件教师的 10%；文件写骨干占符合条件教师的 20%，"
        "高于 10% 本身，读作占交流人数的 20%；校长两届交流未计入",
        "Anhui 2015: six years at one school, at least 10 % of the eligible a year; backbones, as "
        "written 20 % of the eligible (more than the 10 % itself), are read as 20 % of those "
        "sent; principals after two terms are left out",
        Evidence.STATUTE,
        after_years=6,
        share=0.10,
        backbone_share=0.20,
        senders="county",
    ),
    "beijing_2021": _preset(
        "北京 2021",
        "Beijing 2021",
        "北京 2021：同校任教满六年且距退休五年以上；比例与骨干要求为全国标准；学区内交流、方向不限为假设；"
        "干部同样交流，未计入；分区推开见 from",
        "Beijing 2021: six years at one school and more than five before retirement; share and "
        "backbones as in the national rule; clusters and any direction are assumptions; leaders, "
        "who rotate alike, are left out; districts began one by one (from)",
        Evidence.STATUTE,
        after_years=6,
        years_to_pension=5.0,
        share=0.10,
        backbone_share=0.20,
        senders="county",
        direction="any",
        scope="cluster",
    ),
    "hefei": _preset(
        "合肥",
        "Hefei",
        "合肥：每年不少于符合条件教师的 10%，其中毕业年级不少于该年级符合条件教师的 30%；谁教毕业年级逐年抽取"
        "（小学六分之一、初中三分之一）；年限为假设",
        "Hefei: at least 10 % of the eligible a year, of those who teach a graduating class at "
        "least 30 %; who teaches one is drawn each year (a sixth in primary, a third in junior "
        "schools); the years are an assumption",
        Evidence.STATUTE,
        share=0.10,
        graduating="own_share",
        graduating_share=0.30,
        senders="county",
    ),
    "zhejiang_2013": _preset(
        "浙江 2013",
        "Zhejiang 2013",
        "浙江 2013：同校任教满十二年；每年交流的骨干不少于符合条件骨干的 15%；总比例为全国标准；校长十年交流未计入",
        "Zhejiang 2013: twelve years at one school; at least 15 % of the backbones who are due go "
        "each year; the share of all as in the national rule; principals after ten years left out",
        Evidence.LITERATURE,
        after_years=12,
        backbone_share=0.15,
        backbone_of="due",
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
    "chengdu_2021": _preset(
        "成都 2021",
        "Chengdu 2021",
        "成都 2021 年起：满六年，学区内交流；其余为全国标准",
        "Chengdu since 2021: six years, inside school clusters; the rest as in the national rule",
        Evidence.LITERATURE,
        after_years=6,
        scope="cluster",
        direction="any",
        senders="county",
    ),
    "shenzhen_2021": _preset(
        "深圳 2021",
        "Shenzhen 2021",
        "深圳 2021 年起：满六年，教育集团内交流；其余为全国标准；不属集团的学校不派出",
        "Shenzhen since 2021: six years, inside education groups; the rest as in the national "
        "rule; schools outside all groups send nobody",
        Evidence.LITERATURE,
        after_years=6,
        scope="group",
        direction="any",
        senders="county",
    ),
    "banan_2020": _preset(
        "巴南 2020",
        "Banan 2020",
        "巴南区：2015 年以来约 22% 的交流变动人事关系（人数与人次口径不一）；交流纳入综合督导；年限与比例为全国标准；"
        "支教、互派、顶岗等形式、新聘教师和校级干部的交流未计入",
        "Banan District: since 2015 about 22 % of exchanges moved the post (persons against "
        "person-times); inspection looks at it; years and share as in the national rule; the "
        "other forms and the exchange of new hires and of leaders are left out",
        Evidence.SURVEY,
        post_share=0.22,
        inspected=True,
    ),
    "japan": _preset(
        "日本",
        "Japan",
        "日本：前三年不动，一般每校三至五年（最长十年），由都道府县教育委员会决定，人事关系随迁；比例为假设，"
        "使平均停留约五年；每市最长十五年未计入",
        "Japan: nobody in the first three years, usually three to five years a school (ten at "
        "most), decided by the prefecture, with the post; the share is an assumption that gives "
        "a mean stay of about five years; the limit of fifteen years a city is left out",
        Evidence.LITERATURE,
        after_years=3,
        share=0.40,
        swap_after_years=3,
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
        "韩国：每校最长四至五年，抽签并计偏远任教积分，人事关系随迁；积分读作在乡镇和乡村任教年数，高者先选学校；"
        "到期者都应调动，接收学校换回的教师可能未到期；每地区八至十年的上限未计入",
        "Korea: four to five years a school at most, by lottery with points for remote service, "
        "with the post; points are read as years in towns and villages, and who has more chooses "
        "first; all who are due are to go, those sent in return may not be due yet; the limit of "
        "eight to ten years a region is left out",
        Evidence.LITERATURE,
        after_years=5,
        share=1.0,
        backbone_share=0.0,
        post_share=1.0,
        senders="county",
        direction="any",
        chosen_by="lottery",
        placing="preference",
        turn="points",
        volunteers="none",
        school_cap=0.50,
    ),
}
"""Presets by name."""
