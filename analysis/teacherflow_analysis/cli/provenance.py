"""``teacherflow provenance PATH``: where a figure, a brief, a page or results come from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from teacherflow.text import Text
from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.options import AsJson
from teacherflow_analysis.cli.terminal import line, paragraph, print_json, table, words


def provenance(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="PATH",
            help=say(
                "图、简报或网页的文件，或结果文件夹",
                "A figure, a brief or a page, or a folder of results",
            ),
        ),
    ],
    same_as: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help=say(
                "逐表比较另一个结果文件夹（例如重新运行所得）",
                "Compare table by table with another folder of results, such as a rerun",
            ),
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read the study, version, seeds and command out of a figure, a brief, a page or results."""
    from teacherflow_analysis.errors import AnalysisError
    from teacherflow_analysis.provenance import read
    from teacherflow_analysis.replicated import facts_of, is_results

    if same_as is not None and not (is_results(file) and is_results(same_as)):
        raise AnalysisError(_FOLDERS)
    facts = facts_of(file, same_as) if is_results(file) else read(file)
    if as_json:
        print_json(facts)
    else:
        _show(facts)
    if not facts.get("sound", True):
        raise typer.Exit(1)


_FOLDERS: Final = Text(
    "--same-as 比较两个结果文件夹：两处都须有 manifest.json",
    "--same-as compares two folders of results: both must hold a manifest.json",
)
_VERDICTS: Final = {
    True: Text(
        "所有表的各行都与另一文件夹相同。",
        "All tables hold the same rows as those of the other folder.",
    ),
    False: Text(
        "并非所有表都相同：先比较研究、版本和机器。",
        "Not all tables are the same: compare study, versions and machine first.",
    ),
}
_BUT_ROUNDED: Final = Text(
    "所有表的各行都与另一文件夹相同，只有浮点数的末几位舍入不同（相对差不超过 1e-9），如换了处理器或系统。",
    "All tables hold the same rows as those of the other folder; numbers differ in rounding only "
    "(by 1e-9 of them at most), as on another processor or system.",
)


def _show(facts: dict[str, Any]) -> None:
    from teacherflow_analysis.provenance import WORDS

    for key, label in WORDS.items():
        if key in facts:
            line(f"{label.to(language())}: {_shown(facts[key])}")
    if "tables" in facts:
        _show_folder(facts)


def _show_folder(facts: dict[str, Any]) -> None:
    """Print what only a folder records: inputs, versions, tables, and how others stand to them."""
    from teacherflow.study.plan import listed
    from teacherflow_analysis.replicated import ROUNDED

    inputs = ", ".join(facts["inputs"])
    paragraph(say(f"输入（存于 inputs）: {inputs}", f"Inputs (kept in inputs): {inputs}"))
    versions = _listed(facts["versions"])
    paragraph(say(f"软件: {versions}", f"Software: {versions}"))
    compared = "same_study" in facts
    if compared and not facts["same_study"]:
        differs = listed(facts["study_differs"])
        zh = f"另一文件夹的研究不同（此处 → 彼处）：{differs}"
        paragraph(say(zh, f"The study of the other folder differs (here → there): {differs}"))
    if compared and facts["other_versions"]:
        others = _listed(facts["other_versions"])
        paragraph(say(f"另一文件夹的软件不同: {others}", f"Other software there: {others}"))
    head = [say("表", "Table"), say("行数", "Rows"), say("哈希", "Hash"), say("文件", "File")]
    table(
        [*head, say("另一文件夹", "Other folder")] if compared else head,
        [_row(one, compared) for one in facts["tables"]],
    )
    if compared:
        rounded = any(one["other"] == ROUNDED for one in facts["tables"])
        paragraph(words(_BUT_ROUNDED if facts["sound"] and rounded else _VERDICTS[facts["sound"]]))


def _row(one: dict[str, Any], compared: bool) -> list[str]:
    from teacherflow_analysis.replicated import WORDS

    row = [one["name"], f"{one['rows']:,}", one["hash"], words(WORDS[one["file"]])]
    if compared:
        n = one["rows_differ"]
        told = words(WORDS[one["other"]])
        row.append(told + (say(f"：{n:,} 行", f": {n:,} rows") if n else ""))
    return row


def _listed(versions: dict[str, str]) -> str:
    return ", ".join(f"{key} {value}" for key, value in versions.items())


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get(language(), value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
