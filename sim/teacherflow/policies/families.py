"""Families of policies, as the source documents group their measures."""

from __future__ import annotations

from enum import StrEnum

from teacherflow.text import Text


class Family(StrEnum):
    """The part of teacher policy to which a policy or a mechanism belongs, in order."""

    POSTS = "posts"
    EXCHANGE = "exchange"
    COMPETITION = "competition"
    TITLES = "titles"
    PAY = "pay"
    ENTRY = "entry"
    LEADERSHIP = "leadership"
    SUPERVISION = "supervision"
    OTHER = "other"

    @property
    def words(self) -> Text:
        """Name of the family."""
        return _WORDS[self]


_WORDS = {
    Family.POSTS: Text("编制与岗位", "Posts and quotas"),
    Family.EXCHANGE: Text("交流轮岗", "Rotation and exchange"),
    Family.COMPETITION: Text("竞聘上岗", "Competition and appointment"),
    Family.TITLES: Text("职称与荣誉", "Titles and honours"),
    Family.PAY: Text("待遇与生活", "Pay and living"),
    Family.ENTRY: Text("补充、成长与退出", "Entry, growth and leaving"),
    Family.LEADERSHIP: Text("校长队伍", "Leadership"),
    Family.SUPERVISION: Text("督导评估", "Supervision"),
    Family.OTHER: Text("其他", "Other"),
}
