"""Where an artefact comes from, written inside the file and read back from it.

The record is one JSON object, kept where each format keeps its metadata: ``dc:description`` of an
SVG and of Office files, ``Subject`` of a PDF, a text chunk of a PNG, a ``meta`` element of a page.
It holds no date and no path, so that the same results give the same bytes.
"""

from __future__ import annotations

import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from teacherflow.text import Text
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.study import Study

MARK: Final = "teacherflow"
"""First key of the record, by which it is known; its value is the version."""
KEYWORD: Final = "teacherflow"
"""Key of the text chunk in a PNG."""
NOTE: Final = Text("模拟结果，非预测", "Simulated results, not a forecast")


WORDS: Final = {
    MARK: Text("teacherflow 版本", "teacherflow"),
    "artefact": Text("文件", "Artefact"),
    "study": Text("研究", "Study"),
    "study_hash": Text("研究编号", "Hash of the study"),
    "counties": Text("县", "Counties"),
    "scenarios": Text("方案", "Scenarios"),
    "baseline": Text("基准", "Baseline"),
    "years": Text("起止学年", "First and last year"),
    "seed": Text("随机种子", "Seed"),
    "replications": Text("重复次数", "Replications"),
    "draws": Text("参数抽样组数", "Draws"),
    "command": Text("生成命令", "Command"),
    "note": Text("说明", "Note"),
}
"""The keys of a record in words, in the order in which they are shown."""


def record(study: Study, what: str, command: str) -> dict[str, Any]:
    """Return the record of an artefact made from a study.

    Parameters
    ----------
    what
        Name of the artefact, for instance ``trajectories``.
    command
        The command that makes it again, with names of folders but no paths.
    """
    return {
        MARK: study.version,
        "artefact": what,
        "study": {"zh": study.title.zh, "en": study.title.en},
        "study_hash": study.digest,
        "counties": list(study.counties),
        "scenarios": list(study.scenarios),
        "baseline": study.baseline,
        "years": [study.years[0], study.years[-1]],
        "seed": study.seed,
        "replications": study.replications,
        "draws": study.draws,
        "command": command,
        "note": {"zh": NOTE.zh, "en": NOTE.en},
    }


def metadata(suffix: str, title: str, facts: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the record as matplotlib's ``metadata`` for one format, without dates."""
    text = json.dumps(facts, ensure_ascii=True)
    creator = f"teacherflow {facts[MARK]}"
    match suffix:
        case "svg":
            return {"Title": title, "Creator": creator, "Description": text, "Date": None}
        case "pdf":
            return {"Title": title, "Creator": creator, "Subject": text, "CreationDate": None}
        case "png":
            return {"Title": title, "Software": creator, KEYWORD: text}
    raise ValueError(f"no metadata for .{suffix}")


def read(path: str | Path) -> dict[str, Any]:
    """Return the record inside a figure or a brief.

    Raises
    ------
    AnalysisError
        If the file is missing, of another format, or holds no record.
    """
    path = Path(path)
    if path.is_dir():
        raise AnalysisError(
            Text(
                f"{path} 是文件夹；请写其中一个文件，如 figures 中的 forest_zh.png",
                f"{path} is a folder; name one file of it, such as forest_en.png in figures",
            )
        )
    if not path.is_file():
        raise AnalysisError(Text(f"找不到文件 {path}", f"there is no file {path}"))
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise AnalysisError(
            Text(
                f"无法从 {path.suffix or path.name} 文件读取来源信息；可读取：{known}",
                f"no provenance can be read from {path.suffix or path.name}; readable: {known}",
            )
        )
    facts = _parsed(reader(path.read_bytes()))
    if facts is None:
        raise AnalysisError(
            Text(
                f"{path} 中没有 teacherflow 的来源信息（可能不是由 teacherflow 生成，或已被其他软件改写）",
                f"{path} holds no provenance of teacherflow: it was made elsewhere, or another "
                "program has rewritten it",
            )
        )
    return facts


def _parsed(text: str | None) -> dict[str, Any] | None:
    try:
        facts = json.loads(text or "")
    except ValueError:
        return None
    return facts if isinstance(facts, dict) and MARK in facts else None


def _from_svg(data: bytes) -> str | None:
    found = re.search(rb"<dc:description>(.*?)</dc:description>", data, re.DOTALL)
    return unescape(found[1].decode("utf-8", "replace")) if found else None


def _from_pdf(data: bytes) -> str | None:
    """Return the literal string after ``/Subject``: ASCII, with backslashes before ``\\()``."""
    found = re.search(rb"/Subject ?\(((?:[^()\\]|\\.)*)\)", data, re.DOTALL)
    return re.sub(rb"\\(.)", rb"\1", found[1]).decode("ascii", "replace") if found else None


def _from_html(data: bytes) -> str | None:
    found = re.search(rb'<meta name="teacherflow" content="(.*?)">', data)
    return unescape(found[1].decode("utf-8", "replace")) if found else None


def _from_office(data: bytes) -> str | None:
    """Return the description among the core properties of a Word or Excel file."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            return _from_svg(parts.read("docProps/core.xml"))
    except (zipfile.BadZipFile, KeyError):
        return None


def _from_png(data: bytes) -> str | None:
    place = 8
    while place + 12 <= len(data):
        (size,) = struct.unpack(">I", data[place : place + 4])
        kind, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        keyword, _, rest = body.partition(b"\0")
        if keyword == KEYWORD.encode() and kind in (b"tEXt", b"zTXt"):
            raw = zlib.decompress(rest[1:]) if kind == b"zTXt" else rest
            return raw.decode("latin-1")
        place += size + 12
    return None


READERS: Final[dict[str, Callable[[bytes], str | None]]] = {
    ".svg": _from_svg,
    ".pdf": _from_pdf,
    ".png": _from_png,
    ".html": _from_html,
    ".docx": _from_office,
    ".xlsx": _from_office,
}
"""How to find the record in a file, by suffix."""
