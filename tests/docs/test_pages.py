"""All pages: links lead somewhere, the index has them all, nothing speaks of how they were made."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from docs.pages import DOCS, ROOT, maker, text
from teacherflow import __version__, read_study
from teacherflow_analysis import provenance
from teacherflow_analysis.study import hash_json

PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
INDEXED = {
    *(name for name in PAGES if "/" not in name or re.fullmatch(r"\w+/README\.md", name)),
    "mechanisms.yaml",
} - {"index.md"}
"""Pages that the index links; those of single policies and lessons are linked by their own index."""
FRONT = ["../README.md", "../README.zh.md"]
SHOWN = maker("make_pictures").SHOWN
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
INTO = re.compile(r"\]\(([^)#\s]*)#([^)]*)\)")
NAMED = re.compile(r"\bdocs/([\w/-]+\.(?:md|yaml))")
HAN = re.compile(r"[一-鿿]")
WORKSHOP = re.compile(r"(?<![\w.])/(home|root|tmp|usr|var)/|TODO|FIXME")


def targets(page: Path) -> list[str]:
    """Return what a page links to, web addresses aside."""
    found = LINK.findall(page.read_text(encoding="utf-8"))
    return [target for target in found if "://" not in target]


def test_links_lead_somewhere() -> None:
    pages = [DOCS / name for name in (*PAGES, *FRONT)]
    found = [(page, target) for page in pages for target in targets(page)]
    assert [link for link in found if not (link[0].parent / link[1]).exists()] == []


def test_links_into_a_page_find_their_heading() -> None:
    missing = [
        f"{name}: {target}#{place}"
        for name in (*PAGES, *FRONT)
        for target, place in INTO.findall((DOCS / name).read_text(encoding="utf-8"))
        if "://" not in target
        and place not in headings((DOCS / name).parent / target if target else DOCS / name)
    ]
    assert missing == []


@cache
def headings(page: Path) -> set[str]:
    """Return the headings of a page as a link spells them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_the_index_links_every_page() -> None:
    assert {*LINK.findall(text("index.md"))} == {*INDEXED, "zh/index.md"}


def test_the_chinese_index_links_every_page_in_chinese_where_it_is() -> None:
    """A page that is put into Chinese later is missed here until its row leads there."""
    listed = {name if f"zh/{name}" in PAGES else f"../{name}" for name in INDEXED}
    assert {*LINK.findall(text("zh/index.md"))} == {*listed, "../index.md"}


def lines_that_name_pages() -> list[str]:
    """Return the lines of the program and of shipped studies in which pages are named."""
    files = [
        path for folder in ("sim", "analysis", "scenarios") for path in (ROOT / folder).rglob("*")
    ]
    texts = [path.read_text("utf-8") for path in files if path.suffix in {".py", ".yaml"}]
    return [line for text in texts for line in text.splitlines() if NAMED.search(line)]


def test_the_program_names_pages_that_are_there_and_chinese_ones_in_chinese() -> None:
    named = [(line, page) for line in lines_that_name_pages() for page in NAMED.findall(line)]
    assert len(named) > 10
    assert [line for line, page in named if not (DOCS / page).exists()] == []
    assert [line for line, page in named if HAN.search(line) and f"zh/{page}" in PAGES] == []


def test_pages_speak_of_the_project_only() -> None:
    texts = {
        name: (DOCS / name).read_text(encoding="utf-8")
        for name in (*PAGES, "mechanisms.yaml", *FRONT)
    }
    found = {name: WORKSHOP.search(page) for name, page in texts.items()}
    assert {name: hit[0] for name, hit in found.items() if hit} == {}


@pytest.mark.parametrize("name", ["odd", "parameters", "results"])
def test_generated_pages_name_the_script_that_makes_them(name: str) -> None:
    assert f"python docs/make_{name}.py" in text(f"{name}.md")
    assert (DOCS / f"make_{name}.py").is_file()


@pytest.mark.parametrize("picture", sorted((DOCS / "pictures").iterdir()), ids=lambda p: p.name)
def test_pictures_show_the_study_that_ships(picture: Path) -> None:
    """A changed study or version asks for `docs/make_pictures.py`."""
    told, study = provenance.read(picture), SHOWN[picture.stem.rpartition("_")[0]]
    shipped = read_study(DOCS.parent / "scenarios" / f"{study}.yaml")
    assert told["study_hash"] == hash_json(shipped.resolved())
    assert told["teacherflow"] == __version__
