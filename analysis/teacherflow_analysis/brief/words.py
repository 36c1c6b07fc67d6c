"""Words that renderers need beside the content."""

from __future__ import annotations

from typing import Final

from teacherflow.text import Language, Text

WORDS: Final = {
    "table": Text("表", "Table"),
    "figure": Text("图", "Figure"),
    "tables": Text("表", "Tables"),
    "figures": Text("图", "Figures"),
    "see": Text("见{what}。", " See {what}."),
    "contents": Text("目录", "Contents"),
    "page": Text("第 {n} 页", "page {n}"),
    "stop": Text("　", ". "),
    "colon": Text("：", ": "),
}


def words_of(language: Language) -> dict[str, str]:
    """Return the words in one language."""
    return {key: text.to(language) for key, text in WORDS.items()}
