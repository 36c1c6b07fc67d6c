"""Kinds of evidence and units of parameters in Chinese and English, for everything people read.

Data files and JSON keep the English code (``yuan/month``, ``statute``).
"""

from __future__ import annotations

import re

from teacherflow.parameters.about import Evidence
from teacherflow.text import Text

KINDS: dict[Evidence, Text] = {
    Evidence.STATUTE: Text("法规", "statute"),
    Evidence.SURVEY: Text("调查统计", "survey"),
    Evidence.LITERATURE: Text("文献", "literature"),
    Evidence.ASSUMPTION: Text("假设", "assumption"),
}
"""Kinds of evidence."""

_CHINESE = {
    "": "",
    "1/utility": "1/效用单位",
    "1/year": "1/年",
    "applications": "次申报",
    "classes": "班",
    "correlation": "相关系数",
    "effort": "倍平时投入",
    "factor": "倍数",
    "hires per exit": "人/每名离职者",
    "hours/year": "学时/年",
    "km": "公里",
    "lessons/week": "节/周",
    "log": "对数",
    "log points, sd": "对数点（标准差）",
    "log-odds": "对数优势比",
    "log-odds per u": "对数优势比/效用单位",
    "months": "个月",
    "per sd of leader quality": "每标准差领导力",
    "per year": "每年",
    "persons": "人",
    "persons/year": "人/年",
    "flats/100 staff": "套/百名教师",
    "persons/100 pupils": "人/百名学生",
    "points": "分",
    "points, sd": "分（标准差）",
    "points/sd": "分/标准差",
    "points/year": "分/年",
    "posts": "个编制",
    "pupils": "名学生",
    "school year": "学年",
    "schools": "所",
    "pupils/post": "名学生/编制",
    "rounds": "轮",
    "sd": "标准差",
    "sd of pupil achievement": "学生成绩标准差",
    "sd/year": "标准差/年",
    "sd/year per unit of effort": "标准差/年（投入程度每变化 1）",
    "share": "比例",
    "share of an untaught lesson's loss made good": "缺课损失中得到弥补的比例",
    "share of posts": "占岗位的比例",
    "share of pupils": "占学生的比例",
    "share of staff": "占教职工的比例",
    "share of target": "占编制数的比例",
    "share of the standard load": "占标准工作量的比例",
    "share of village pupils/year": "占乡村学生的比例/年",
    "share/year": "比例/年",
    "trips/month": "次/月",
    "u": "效用单位",
    "utility": "效用单位",
    "studios": "个工作室",
    "visits/year": "次/年",
    "x need": "倍需求",
    "years": "年",
    "yuan": "元",
    "yuan/km": "元/公里",
    "yuan/month": "元/月",
    "yuan/month per km": "元/月/公里",
    "yuan/month per lesson": "元/月/节",
    "yuan/month per yuan/pupil": "元/月（生均每投入 1 元）",
    "yuan/pupil": "元/名学生",
    "yuan/year": "元/年",
}

UNITS: dict[str, Text] = {unit: Text(zh, unit) for unit, zh in _CHINESE.items()}
"""Units of parameters; the English words are the code."""


def unit_words(unit: str, value: float | None = None) -> Text:
    """Return a unit in both languages, of one in the singular if a value of 1 is given.

    A unit that a third party brought stands as it is.
    """
    found = UNITS.get(unit)
    if found is None or value != 1:
        return found or Text(unit, unit)
    return Text(found.zh, re.sub(r"^(\w+?)(?:(?<=s)es|s)\b", r"\1", found.en))
