"""Every kind of evidence, unit and choice that a person may read has a Chinese word."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import pytest

from teacherflow.parameters import catalogue
from teacherflow.parameters.about import Evidence, about
from teacherflow.parameters.citations import CHINESE
from teacherflow.parameters.words import KINDS, UNITS, unit_words
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.policies.units import SPELLINGS
from teacherflow.terms.catalogue import own_terms
from teacherflow.text import Text, counted, word_for


def test_every_kind_has_words() -> None:
    assert set(KINDS) == set(Evidence)
    assert all(words.en == kind.value for kind, words in KINDS.items())


def test_every_unit_in_use_has_words() -> None:
    used = {about.unit for _, about, _ in catalogue()}
    used |= {p.about.unit for policy in BUILT_IN for p in policy.parameters().values()}
    used |= {term.unit for term in own_terms().values()}
    assert used <= set(UNITS)
    assert set(UNITS) <= used | set(SPELLINGS), "no unit is named that nothing has"


def test_chinese_units_are_spellings_that_files_may_use() -> None:
    for unit in ("yuan/month", "yuan/year", "yuan", "years", "months", "km"):
        assert SPELLINGS[unit][unit_words(unit).zh] == 1


def test_an_unknown_unit_stands_as_it_is() -> None:
    assert unit_words("dozen") == ("dozen", "dozen")


def test_sources_of_policies_are_bilingual() -> None:
    for policy in BUILT_IN:
        cited = [p.about.citation for p in policy.parameters().values()]
        cited += [preset.citation for preset in policy.presets.values()]
        for zh, en in cited:
            assert any("\u4e00" <= sign <= "\u9fff" for sign in zh), en
            assert en.isascii() or "–" in en


def test_sources_of_the_model_are_bilingual() -> None:
    """Where the Chinese text has no Chinese sign, it is names and years of a study alone."""
    cited = [known for _, known, _ in catalogue()]
    for known in cited:
        chinese = re.search("[\u4e00-\u9fff]", known.source_zh)
        assert chinese or re.fullmatch(r"[A-Z][A-Za-z]+( [0-9]{4})?([；、].*)?", known.source_zh), (
            known.source
        )
        named = re.sub(r"[〔-〕（）\u4e00-\u9fff]+[0-9〔〕]*号?", "", known.source)
        assert re.search("[a-z]", named), known.source
    assert set(CHINESE) <= {known.source for known in cited}


def test_every_choice_of_every_policy_has_words() -> None:
    """Code words (``lower_or_weak``) are for study files; people read what they mean."""
    looked = 0
    for policy in BUILT_IN:
        for parameter in policy.parameters().values():
            assert set(parameter.about.choices) == set(parameter.choices), parameter.name
            for value in parameter.choices:
                zh, en = parameter.words(value)
                assert re.search("[\u4e00-\u9fff]", zh), (policy.name, parameter.name, value)
                assert not re.search("[A-Za-z_]", zh), (policy.name, parameter.name, value)
                assert re.fullmatch("[ -^`-~]+", en), (policy.name, parameter.name, value)
                looked += 1
    assert looked > 60


def test_words_of_different_choices_differ() -> None:
    for policy in BUILT_IN:
        for parameter in policy.parameters().values():
            words = [parameter.words(value) for value in parameter.choices]
            assert len({zh for zh, _ in words}) == len({en for _, en in words}) == len(words)


def test_words_for_a_value_that_is_no_choice_are_refused() -> None:
    class Stray(PolicyModel):
        name = "stray"
        pace: Annotated[
            Literal["slow"],
            about(
                "快慢",
                "Pace",
                source="assumption",
                kind="assumption",
                choices={"fast": Text("快", "fast")},
            ),
        ] = "slow"

    with pytest.raises(TypeError, match="fast"):
        Stray.parameters()


def test_a_choice_without_words_stands_as_it_is() -> None:
    class Bare(PolicyModel):
        name = "bare"
        pace: Annotated[
            Literal["slow"], about("快慢", "Pace", source="assumption", kind="assumption")
        ] = "slow"

    assert Bare.parameters()["pace"].words("slow") == ("slow", "slow")


def test_one_thing_is_told_as_one() -> None:
    assert [counted(n, "run") for n in (0, 1, 2, 1200)] == [
        "0 runs",
        "1 run",
        "2 runs",
        "1,200 runs",
    ]
    assert [counted(n, "person", "people") for n in (1, 2)] == ["1 person", "2 people"]
    assert [word_for(n, "was", "were") for n in (0, 1, 2)] == ["were", "was", "were"]
