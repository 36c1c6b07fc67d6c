"""Pages with measured blocks hold what was measured last, the same figures in both languages."""

from __future__ import annotations

from copy import deepcopy

import pytest

from docs.pages import maker

PAGES = maker("validation_pages")
LANGUAGES = ("en", "zh")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["validation", "patterns", "nulls", "placebo", "burn_in"])
def test_the_pages_are_current(name: str, lang: str) -> None:
    script = maker(f"make_{name}")
    page = getattr(script, "PAGES", PAGES.PAGES)[lang].read_text(encoding="utf-8")
    made = PAGES.page(page, lang, script.PART, script.section)
    assert page == made, f"run python docs/make_{name}.py --words"


def test_a_page_without_the_block_is_refused() -> None:
    with pytest.raises(ValueError, match="0 blocks 'patterns'"):
        PAGES.page("# Validation", "en", "patterns", lambda lang: ())


def test_words_on_burn_in_that_the_numbers_do_not_bear_out_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = maker("make_burn_in")
    found = deepcopy(script.stored(script.PART))
    found["years of burn-in"]["30"]["vacancy_village, subsidy"]["mean"] = 6.5
    monkeypatch.setattr(script, "stored", lambda part: found)
    with pytest.raises(ValueError, match="'none of the clear ones turns round'"):
        list(script.section("en"))


def test_words_on_the_placebo_that_the_numbers_do_not_bear_out_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = maker("make_placebo")
    found = deepcopy(script.stored(script.PART))
    found["by year"]["2037"] = 0.2
    monkeypatch.setattr(script, "stored", lambda part: found)
    with pytest.raises(ValueError, match="no longer grows"):
        list(script.section("en"))
