"""How the numbers were made: method, parameters and assumptions, how to make them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from teacherflow.parameters import catalogue
from teacherflow.parameters.about import About
from teacherflow.parameters.words import KINDS, unit_words
from teacherflow.shell import typed
from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import (
    ABSENT,
    Block,
    Cell,
    Line,
    Note,
    Number,
    Paragraph,
    Source,
    Table,
)
from teacherflow_analysis.brief.case import Case
from teacherflow_analysis.brief.rounding import number
from teacherflow_analysis.brief.sections.options import idle_of, known, title_of, uncoded, value_of
from teacherflow_analysis.periods import span
from teacherflow_analysis.replicated import rerun

ROWS: Final = 150
"""Most rows of the table of assumptions; the Excel file has no limit of its own."""

LUCK: Final = Text("为按重复次数计算的 t 区间", "Student's t over the replications")
LUCK_AND_PARAMETERS: Final = Text(
    "兼含参数抽样与运气两种来源", "of both sources, the draws of parameters and luck"
)
"""What intervals are made of, with one draw of parameters and with several."""

type Row = tuple[Cell, ...]


def method(case: Case) -> Iterator[Block]:
    """Yield the box of method."""
    study = case.study
    yield Note(
        case.line(
            Text(
                "逐个教师、逐所学校、逐年模拟一个县：招生、离开、核编、职称评聘、聘任、调动、招聘、交流、教学、督导评估。{b} 年预热后"
                "分叉，各方案从同一时点、同一批教师、同样的运气出发；差异是同一次运气下方案减基准的均值，95% 区间{k}。"
                "好坏只在区间不含零且指标有好坏方向时判断。",
                "A county is simulated teacher by teacher, school by school, year by year: "
                "enrolment, leaving, posts, titles, appointment, transfer, recruitment, exchange, "
                "teaching, audit. After {b} years of burn-in the options part: same moment, same "
                "teachers, same luck. A difference is the mean of option minus baseline under the "
                "same luck, with its 95% interval ({k}). Better and worse are said only where the "
                "interval leaves out zero and the indicator has a good direction.",
            ),
            k=case.of(LUCK if study.draws == 1 else LUCK_AND_PARAMETERS),
            b=case.whole(int(study.resolved["years"].get("burn_in", 0)), "study.years.burn_in"),
        )
    )
    yield Paragraph(
        case.line(
            Text(
                "数字的位数按 95% 区间的宽度取。行为规则与参数见项目文档（ODD+D 说明、参数表、校准与验证）；"
                "其中不少是假设，见下表。简报中没有任何真实的个人（几位教师的经历是模拟的，不具名），也没有按学校列出的数字。",
                "Numbers show the digits that their 95% interval leaves standing. Rules and "
                "parameters are documented with the project (ODD+D, parameters, calibration, "
                "validation); many are assumptions, listed below. No real person (the few careers are "
                "simulated and unnamed) and no single school appears in this brief.",
            )
        )
    )


def assumptions(case: Case) -> Iterator[Block]:
    """Yield parameters that the study sets or samples, and those of its policies."""
    yield Paragraph(
        case.line(
            Text(
                "列出研究设定或抽样的参数，以及各方案所用政策的参数。依据写“假设”的数值是本模型的设定；"
                "旁边若有来源，来源只提示方向、量级或拟合的对象，并未测得这个数值。",
                "Parameters that the study sets or samples, and those of the policies it uses. "
                "What is marked as an assumption is assumed here: a source beside it gave its "
                "direction, its order of size or what it was fitted to, and did not measure it.",
            )
        )
    )
    rows = [*_of_model(case), *_of_policies(case)]
    head = (
        Text("参数", "Parameter"),
        Text("取值", "Value"),
        Text("依据", "Evidence"),
        Text("来源", "Source"),
    )
    if rows:
        caption = case.of(Text("参数、取值与依据", "Parameters, values and evidence"))
        more = Text(
            "表长从略，其余见 teacherflow show。", "Cut here for length; see teacherflow show."
        )
        note = case.of(more) if len(rows) > ROWS else ""
        titles = tuple(map(case.of, head))
        yield Table(caption, titles, tuple(rows[:ROWS]), note, (2.2, 1.3, 0.7, 2.6))


def _of_model(case: Case) -> Iterator[Row]:
    """Yield parameters of the model that differ from their default, or are sampled."""
    families: Mapping[str, Any] = case.study.resolved.get("parameters") or {}
    sampled = case.study.resolved.get("sampled") or {}
    for name, about, default in catalogue():
        family, _, leaf = name.partition(".")
        value = families.get(family, {}).get(leaf)
        if name in sampled:
            yield _row(case, about, _range(case, name, sampled[name], about))
        elif value is not None and value != default:
            path = f"study.parameters.{name}"
            yield _row(case, about, _value(case, path, float(value), about))


def _range(case: Case, name: str, values: Any, about: About) -> Line:
    """Return the range of a sampled parameter."""
    low, high = (
        number(
            float(end(values)),
            Source("manifest", f"study.sampled.{name}", what),
            place=_fine(max(map(abs, values))),
        )
        for what, end in (("least", min), ("most", max))
    )
    unit = case.of(unit_words(about.unit))
    return case.line(Text("抽样 {a} 至 {b} {u}", "sampled, {a} to {b} {u}"), a=low, b=high, u=unit)


def _fine(largest: float) -> float:
    """Return a place that shows about three digits."""
    return next((p for p in (1.0, 0.1, 0.01, 0.001) if largest / p >= 100), 0.0001)


def _value(case: Case, path: str, value: float, about: About) -> Line:
    word = about.word(value)
    if word is not None:
        return case.line(about.choices[word])
    unit = case.of(unit_words(about.unit, value))
    shown = Number(value, f"{value:g}".replace("-", "−"), Source("manifest", path, "value"), 1, 0)
    return case.line(Text("{v} {u}", "{v} {u}"), v=shown, u=unit)


def _row(case: Case, about: About, value: Line, owner: str = "") -> Row:
    title = uncoded(case.of(about.title))
    name = f"{owner}：{title}" if case.language == "zh" else f"{owner}: {title}"
    return (
        case.cell(name if owner else title),
        Cell(value),
        case.cell(case.of(KINDS[about.kind])),
        case.cell(case.of(_cited(about)) or ABSENT),
    )


def _cited(about: About) -> Text:
    """Return the source without the kind, which has a column of its own."""
    kind = KINDS[about.kind]
    zh, en = about.source_zh, about.source
    for mark in ("：", "；", ": ", "; "):
        zh = zh.removeprefix(f"{kind.zh}{mark}")
        en = en.removeprefix(f"{about.kind.value}{mark}")
    return Text(zh or f"英文来源：{en}", en)


def _of_policies(case: Case) -> Iterator[Row]:
    """Yield the parameters of every policy, once for each value."""
    told: set[tuple[str, str, str]] = set()
    sampled = case.study.resolved.get("sampled") or {}
    for scenario, about in case.study.resolved["scenarios"].items():
        for key, given in (about.get("policies") or {}).items():
            model = known(given["policy"])
            if model is None:
                continue
            parameters, idle = model.parameters(), idle_of(model, given)
            for leaf, value in (given.get("parameters") or {}).items():
                if (
                    leaf not in parameters
                    or leaf in idle
                    or (given["policy"], leaf, repr(value)) in told
                ):
                    continue
                told.add((given["policy"], leaf, repr(value)))
                path = f"study.scenarios.{scenario}.policies.{key}.parameters.{leaf}"
                shown = value_of(case, path, parameters[leaf], value)
                name = f"{given['policy']}.{leaf}"
                if name in sampled:
                    shown = _range(case, name, sampled[name], parameters[leaf].about)
                owner = title_of(case, given["policy"])
                yield _row(case, parameters[leaf].about, shown, owner)


def replication(case: Case) -> Iterator[Block]:
    """Yield what it takes to make the numbers again."""
    study, manifest = case.study, case.study.results.manifest
    versions = manifest["versions"]
    facts = [
        (Text("研究编号（哈希）", "Hash of the study"), study.digest),
        (Text("研究文件", "Study file"), str(manifest.get("file") or ABSENT)),
        (Text("软件版本", "Version"), f"teacherflow {study.version}"),
        (
            Text("运行环境", "Environment"),
            ", ".join(f"{key} {one}" for key, one in versions.items() if key != "teacherflow"),
        ),
        (Text("随机种子", "Seed"), str(study.seed)),
        (
            Text("参数抽样组数 × 重复次数", "Draws × replications"),
            f"{study.draws} × {study.replications}",
        ),
        (Text("学年", "School years"), span(study.years)),
        (Text("重新运行", "To run it again"), rerun(study)),
        (Text("生成命令", "Command of this brief"), command(case)),
    ]
    rows = tuple((case.cell(case.of(key)), case.cell(value)) for key, value in facts)
    head = (case.of(Text("项目", "Item")), case.of(Text("内容", "Content")))
    caption = case.of(Text("复现所需", "What it takes to replicate"))
    note = case.of(
        Text(
            "同一研究、同一版本、同一机器得到同样的结果；各次模拟的种子由上述种子推出，列在 manifest.json。"
            "研究文件和县文件存于结果文件夹的 inputs；teacherflow provenance 文件夹 --same-as 文件夹 核对两次运行。",
            "The same study, version and machine give the same results; the seeds of single runs "
            "follow from the seed above and stand in manifest.json. The folder of results keeps the "
            "files of study and county in inputs; teacherflow provenance DIR --same-as DIR holds two "
            "runs against each other.",
        )
    )
    yield Table(caption, head, rows, note, (1, 3))


def command(case: Case) -> str:
    """Return the command that writes the brief again, without paths."""
    careers = f" --careers {case.careers}" if case.careers else ""
    folder = typed(case.study.folder.resolve().name)
    return f"teacherflow brief {folder} --lang {case.language}{case.study.options}{careers}"
