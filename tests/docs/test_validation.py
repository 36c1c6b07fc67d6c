"""The pages of validation hold what was measured last, the same figures in both languages."""

from __future__ import annotations

import pytest

from docs.pages import maker

PAGES = maker("validation_pages")
LANGUAGES = ("en", "zh")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["validation", "patterns", "nulls"])
def test_the_pages_are_current(name: str, lang: str) -> None:
    script = maker(f"make_{name}")
    page = PAGES.PAGES[lang].read_text(encoding="utf-8")
    made = PAGES.page(page, lang, script.PART, script.section)
    assert page == made, f"run python docs/make_{name}.py --words"


def test_a_page_without_the_block_is_refused() -> None:
    with pytest.raises(ValueError, match="0 blocks 'patterns'"):
        PAGES.page("# Validation", "en", "patterns", lambda lang: ())
