"""Every kind of evidence and every unit that a person may read has a Chinese word."""

from __future__ import annotations

from teacherflow.parameters import catalogue
from teacherflow.parameters.about import Evidence
from teacherflow.parameters.words import KINDS, UNITS, unit_words
from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.policies.units import SPELLINGS
from teacherflow.terms.catalogue import own_terms


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
