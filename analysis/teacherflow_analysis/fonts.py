"""The typeface of figures: static cuts of Noto Sans SC, made once into the user's cache.

The installed package ``justmytype-intl-cjk`` holds Noto Sans SC (SIL Open Font License) as one
variable font of 30,000 glyphs. Figures need static Regular and Bold fonts, because PDF readers
show embedded variable fonts at their thinnest. The common characters (the first level of GB 2312,
Latin, Greek, punctuation) are cut once; rarer characters of a study, such as those of place
names, get a small font of their own, which matplotlib uses glyph by glyph.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from teacherflow.text import Text
from teacherflow_analysis.errors import AnalysisError

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY: Final = "Noto Sans SC Cut"
"""Family name of the cuts: none of a system font's, so that no other file can be picked."""

RECIPE: Final = "1"
"""Counted up when the way of cutting changes, so that older cuts are left aside."""

WEIGHTS: Final = (("Regular", 400), ("Bold", 700))
MAKING: Final = Text(
    "首次使用：正在从思源黑体（Noto Sans SC）制作图表字体，约需 5–10 秒，仅此一次……",
    "First use: cutting the fonts of figures from Noto Sans SC, 5 to 10 seconds, once only …",
)

type Say = Callable[[Text], None]


def cache_folder() -> Path:
    """Return the folder of the cuts: ``TEACHERFLOW_CACHE``, else the user's cache."""
    import platformdirs

    chosen = os.environ.get("TEACHERFLOW_CACHE")
    return Path(chosen or platformdirs.user_cache_dir("teacherflow")) / "fonts"


def source() -> Path:
    """Return the variable font inside the installed package."""
    from importlib.resources import files

    try:
        path = Path(str(files("justmytype_intl_cjk"))) / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
    except ModuleNotFoundError:
        path = Path("NotoSansSC[wght].ttf")
    if not path.is_file():
        raise AnalysisError(
            Text(
                "找不到 Noto Sans SC 字体：请安装 Python 包 justmytype-intl-cjk",
                "Noto Sans SC is missing: install the Python package justmytype-intl-cjk",
            )
        )
    return path


@cache
def common() -> frozenset[str]:
    """Return the characters of the common cut: GB 2312 without its second level, and Latin."""
    latin = map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180)))
    signs = "‐‑–—―‘’“”…‰′″€←↑→↓−≈≠≤≥∞√×÷·²³₀₁₂½¼¾•●■▲△▼◆"
    return frozenset((*latin, *signs, *_gb2312(0xA1, 0xD8)))


def _gb2312(first: int, last: int) -> Iterator[str]:
    """Yield the characters of GB 2312 in the rows from ``first`` to before ``last``."""
    for row in range(first, last):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:  # an empty cell of the standard
                continue


def families(texts: Iterable[str], say: Say | None = None) -> tuple[str, ...]:
    """Register the fonts that ``texts`` need and return their family names in order.

    Parameters
    ----------
    texts
        Whatever will be written in the figure.
    say
        Told when a cut has to be made, because it takes seconds.
    """
    needed = _needed(texts)
    for name, characters in needed.items():
        _register(name, characters, say if name == FAMILY else None)
    return tuple(needed)


def cuts(texts: Iterable[str], say: Say | None = None) -> tuple[tuple[str, ...], list[Path]]:
    """Return the family names that ``texts`` need, in order, and the files of their fonts."""
    needed = _needed(texts)
    files = [
        path
        for name, characters in needed.items()
        for path in _made(name, characters, say if name == FAMILY else None)
    ]
    return tuple(needed), files


def _needed(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the characters of each family: the common ones, and the rare ones if there are any."""
    rare = frozenset(c for text in texts for c in text if c.isprintable()) - common()
    if not rare:
        return {FAMILY: common()}
    _refuse_unknown(rare)
    return {FAMILY: common(), f"{FAMILY} {_digest(rare)[:8]}": rare | {" "}}


def _refuse_unknown(characters: frozenset[str]) -> None:
    unknown = sorted(characters - _drawable())
    if unknown:
        listed = " ".join(f"{c} (U+{ord(c):04X})" for c in unknown)
        raise AnalysisError(
            Text(
                f"字体 Noto Sans SC 中没有这些字符：{listed}；请在研究文件中改用其他字符",
                f"Noto Sans SC has no glyph for: {listed}; use other characters in the study file",
            )
        )


@cache
def _drawable() -> frozenset[str]:
    from fontTools.ttLib import TTFont

    with TTFont(source(), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def _digest(characters: frozenset[str]) -> str:
    key = "\n".join((RECIPE, str(source().stat().st_size), "".join(sorted(characters))))
    return hashlib.sha256(key.encode()).hexdigest()


_registered: set[Path] = set()


def _register(family: str, characters: frozenset[str], say: Say | None) -> None:
    """Make the cuts of a family unless they are in the cache, and tell matplotlib."""
    from matplotlib.font_manager import fontManager

    for path in _made(family, characters, say):
        if path not in _registered:
            fontManager.addfont(path)
            _registered.add(path)


def _made(family: str, characters: frozenset[str], say: Say | None) -> list[Path]:
    """Return the files of a family, which are made unless they are in the cache."""
    folder = cache_folder()
    digest = _digest(characters)
    paths = {weight: folder / f"{digest[:16]}-{style}.ttf" for style, weight in WEIGHTS}
    if not all(path.is_file() for path in paths.values()):
        if say is not None:
            say(MAKING)
        _make(family, characters, paths)
    return list(paths.values())


def _make(family: str, characters: frozenset[str], paths: dict[int, Path]) -> None:
    from fontTools.ttLib import TTFont

    folder = next(iter(paths.values())).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source().with_name("OFL.txt"), folder / "OFL.txt")
        with tempfile.TemporaryDirectory(dir=folder) as aside:
            subset = Path(aside) / "subset.ttf"
            _subset(characters, subset)
            for style, weight in WEIGHTS:
                with TTFont(subset) as font:
                    _cut(font, family, style, weight).save(Path(aside) / f"{style}.ttf")
                os.replace(Path(aside) / f"{style}.ttf", paths[weight])
    except OSError as error:
        raise AnalysisError(
            Text(
                f"无法在 {folder} 写入图表字体（{error.strerror}）；可用环境变量 TEACHERFLOW_CACHE 另指文件夹",
                f"cannot write the fonts of figures to {folder} ({error.strerror}); "
                "name another folder in the environment variable TEACHERFLOW_CACHE",
            )
        ) from error


def _subset(characters: frozenset[str], path: Path) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    with TTFont(source(), recalcTimestamp=False) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[ord(c) for c in characters])
        cutter.subset(font)
        font.save(path)


def _cut(font: TTFont, family: str, style: str, weight: int) -> TTFont:
    """Freeze a variable font at one weight and name it."""
    from fontTools.varLib import instancer

    font.recalcTimestamp = False
    instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    names = font["name"]
    for number, text in (
        (1, family),
        (2, style),
        (3, f"{family} {style}"),
        (4, f"{family} {style}"),
        (6, f"{family.replace(' ', '')}-{style}"),
        (16, family),
        (17, style),
    ):
        names.removeNames(nameID=number)
        names.setName(text, number, 3, 1, 0x409)
        names.setName(text, number, 1, 0, 0)
    bold = weight >= 700
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = 1 << 5 if bold else 1 << 6
    font["head"].macStyle = int(bold)
    return font
