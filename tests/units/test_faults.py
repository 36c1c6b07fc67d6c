"""Names that nobody has: the message names what was meant, by spelling or by title."""

from __future__ import annotations

import pytest

from teacherflow.faults import InputError, Refused, entitled, unknown
from teacherflow.policies.catalogue import policy
from teacherflow.text import Text

TITLES = {
    "rural_subsidy": Text("乡村教师生活补助", "Living subsidy of rural teachers"),
    "mandatory_rotation": Text("教师交流轮岗", "Rotation of teachers"),
    "cluster_rotation": Text("集团内交流轮岗", "Rotation within clusters"),
    "training": Text("培训", "Training"),
}


def test_a_title_or_a_part_of_it_finds_the_name() -> None:
    assert entitled("乡村教师生活补助", TITLES) == ["rural_subsidy"]
    assert entitled("乡村补助", TITLES) == ["rural_subsidy"]
    assert entitled("轮岗", TITLES) == ["mandatory_rotation", "cluster_rotation"]
    assert entitled("rotation of teachers", TITLES)[0] == "mandatory_rotation"
    assert entitled("义务", TITLES) == []
    assert entitled("训", TITLES) == ["training"]
    assert entitled("R", TITLES) == []


def test_the_message_names_the_name_and_its_title() -> None:
    kind = Text("政策", "policy")
    told = unknown(kind, "轮岗", TITLES, titles=TITLES)
    assert (
        "是否想写 cluster_rotation（集团内交流轮岗）、mandatory_rotation（教师交流轮岗）？"
        in told.zh
    )
    assert (
        "did you mean cluster_rotation (Rotation within clusters) or mandatory_rotation" in told.en
    )


def test_spelling_goes_before_titles() -> None:
    told = unknown(Text("政策", "policy"), "trainin", TITLES, titles=TITLES)
    assert "did you mean training?" in told.en


def test_of_very_many_names_the_nearest_few_are_told() -> None:
    many = {**TITLES, **{f"measure_{k}": Text(f"措施{k}", f"Measure {k}") for k in range(70)}}
    where = Text("全部见 teacherflow policies", "teacherflow policies lists all")
    told = unknown(Text("政策", "policy"), "rotation", many, titles=many, catalogue=where)
    assert told.en == (
        "no policy called rotation; did you mean cluster_rotation or mandatory_rotation? "
        "(teacherflow policies lists all)"
    )
    assert told.zh.endswith("（全部见 teacherflow policies）")
    nothing = unknown(Text("政策", "policy"), "xyz", many, titles=many, catalogue=where)
    assert nothing.en == "no policy called xyz (teacherflow policies lists all)"


def test_a_policy_that_is_not_there_does_not_bring_the_whole_catalogue() -> None:
    with pytest.raises(InputError) as told:
        policy("rural_subsidie")
    assert "did you mean rural_subsidy" in told.value.to("en")
    assert len(told.value.to("en")) < 160


def test_five_per_cent_written_as_five_is_told_how_to_write_it() -> None:
    share = policy("mandatory_rotation").parameters()["share"]
    with pytest.raises(Refused) as told:
        share.read(5)
    assert "5% 写作 0.05 或 5%" in told.value.text.zh
    assert "5% is written 0.05 or 5%" in told.value.text.en
    with pytest.raises(Refused) as told:
        share.read(500)
    assert "0.05" not in told.value.text.en
    with pytest.raises(Refused) as told:
        share.read("120%")
    assert told.value.text.en.endswith("found '120%'")
