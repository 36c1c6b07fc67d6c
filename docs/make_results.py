"""Write docs/results.md from the schema of results: every table, column, unit and definition."""

from __future__ import annotations

import sys
from pathlib import Path

from teacherflow.results import nation_year
from teacherflow.results.columns import UNITS, Column, Table
from teacherflow.results.schema import TABLES

TARGET = Path(__file__).with_name("results.md")

HEAD = """# Tables of results 结果表

This page is made from the code by `python docs/make_results.py`; a test keeps it current.

Every table begins with the four columns `county`, `scenario`, `draw` and `replication`
(县、方案、参数抽样、重复), which are left out below. Undefined values are NULL, never NaN; the column
"NULL" says where they may occur. Years are school years and bear the year of their September.
Stocks are read on 1 September, after all moves of the year.

每张表都以 `county`、`scenario`、`draw`、`replication` 四列开头，下文从略。无定义的值为 NULL。学年以其九月所在年份命名；存量以当年全部流动完成后的
9 月 1 日为准。

## Reading them 读取

`teacherflow.open_study(DIR)` gives the tables to pandas, DuckDB and Arrow. Nothing is read before it is asked for, nothing is
written; a folder may be opened many times, by many processes, and also while a run extends it: what was opened stays as it was.
(Windows lets no file be replaced while it is read: there, read when the run has ended.) `close()`, or `with`, lets go of the
files; relations end with it.

`teacherflow.open_study(文件夹)` 以 pandas、DuckDB 或 Arrow 读取结果表：用到时才读，不写任何文件；可同时多次打开，续算期间也可读取，
所见始终是打开时的结果。

{examples}
`results.tables` lists the tables, `results.manifest` holds what `manifest.json` says: the resolved study, versions, seeds, units.

## Draws 参数抽样

`draw` counts the sampled sets of uncertain parameters from 0 ([study_file.md](study_file.md#uncertain-parameters)); a study of one
draw has 0 only. The values of each draw stand in `manifest.json` under `study.sampled`, by parameter (`leave.pay_sensitivity`,
`mandatory_rotation.compliance`), and in Python as a frame with one row a draw:

```python
import teacherflow

with teacherflow.open_study("results/my_study") as results:
    welfare = results.sql(
        "SELECT draw, scenario, avg(welfare_village) AS w FROM county_year GROUP BY ALL"
    )
    beside = welfare.join(results.samples, on="draw")  # what the result depends on
```

`draw` 为参数抽样组号（从 0 起），各组取值见 `manifest.json` 的 `study.sampled`，或
`teacherflow.open_study(文件夹).samples`（每行一组，每列一个参数）。
"""

EXAMPLES = {
    "pandas: a whole table is a frame, a query gives one 整表或查询结果为 DataFrame": """\
import teacherflow

results = teacherflow.open_study("results/my_study")
moves = results.table("moves")  # or results["moves"]
by_kind = moves.groupby(["scenario", "replication", "kind"]).size()
left = results.sql("SELECT scenario, avg(exits_quit) AS quits FROM county_year GROUP BY ALL")
""",
    "DuckDB: a relation, lazy; only the columns that are used are read 惰性，只读所用的列": """\
import teacherflow

with teacherflow.open_study("results/my_study") as results:
    sections = results.relation("section_year")
    villages = sections.filter("zone = 'village'").aggregate("scenario, year, avg(coverage) AS c")
    coverage = villages.order("scenario, year").df()
""",
    "Arrow: with `pip install 'teacherflow[arrow]'` 需安装 arrow 附加包": """\
import teacherflow

with teacherflow.open_study("results/my_study") as results:
    county = results.arrow("county_year")  # a pyarrow.Table
    rows, columns = county.num_rows, county.column_names
""",
}
"""Examples of reading by their titles; tests run them."""

BY_HAND = """\
import teacherflow

with teacherflow.open_study("results/my_study") as results:
    by_hand = results.sql(
        "WITH rated AS (SELECT *, on_duty / pupils AS x FROM section_year "
        "  WHERE stage = 'primary' AND pupils >= 50), "
        "mean AS (SELECT scenario, draw, replication, year, sum(on_duty) / sum(pupils) AS m "
        "  FROM rated GROUP BY ALL) "
        "SELECT scenario, draw, replication, year, "
        "  sqrt(sum(pupils * (x - m) ** 2) / sum(pupils)) / any_value(m) AS cv "
        "FROM rated JOIN mean USING (scenario, draw, replication, year) "
        "GROUP BY ALL ORDER BY ALL"
    )
"""
"""The official coefficient of variation from raw sections; a test holds it against the column."""

COEFFICIENTS = """## Coefficients of variation 差异系数

All `cv_…` columns follow the official definition, CV = √(Σ (P_i / P)(X_i − X)²) / X: X_i is the number of persons per pupil in section
i, P_i its pupils, P their sum, and X all persons over all pupils, not the mean of the X_i. Which sections count decides the figure:

- **Only sections of 50 pupils and more**, in the sum, in P and in X alike. With the small ones left in, or with a higher bound,
  the coefficient of the same schools is another: it may differ by a fifth where many are small.
- A section is one stage of a school: a nine-year school counts as a primary school with its primary pupils, and as a junior school.
- *On duty* counts everybody who works there, of all four statuses; *by post* the established teachers whose post is there.
- `degree` counts college (专科) and above in primary sections, bachelor (本科) and above in junior ones, unless the study sets
  `indicators.degree_primary` or `indicators.degree_junior`; `manifest.json` holds them as codes (`study.parameters.indicators`: 1 专科, 2 本科,
  3 研究生).

From `section_year`, by hand (`degree`, `backbone`, … or the columns `…_post` in place of `on_duty` give the others):

```python
{by_hand}```

所有 `cv_…` 列按官方定义计算：CV = √(Σ (P_i / P)(X_i − X)²) / X，X_i 为该校（学段）生均人数，P_i 为在校生数，X 为总人数 ÷ 总在校生数（不是各校均值的平均）。
**只计在校生 50 人及以上的学段**（求和、P、X 均如此）：把小校计入或改用更高的门槛，同一批学校的差异系数会不同，小校多时可差五分之一。九年一贯制学校的小学、初中分别计。
“按任教”计在该校任教的四类人员，“按编制”只计编制在该校的在编教师。`degree` 默认小学计专科及以上、初中计本科及以上，研究文件可用 `indicators.degree_primary`、
`indicators.degree_junior` 改。上面的代码由 `section_year` 复算 `cv_teachers_primary_duty`。
"""

PLACES = """Words in column names 列名用词: `primary` 小学, `junior` 初中; `seat` 县城, `town` 乡镇, `village` 乡村;
`duty` 按任教, `post` 按编制.
"""


def page() -> str:
    """Return the text of docs/results.md."""
    shown = "\n".join(f"{title}\n\n```python\n{code}```\n" for title, code in EXAMPLES.items())
    parts = [HEAD.replace("{examples}", shown), COEFFICIENTS.replace("{by_hand}", BY_HAND), PLACES]
    parts += [_section(table) for table in (*TABLES.values(), nation_year.TABLE)]
    return "\n".join(parts)


def _section(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key) or "none: rows are events 无（每行一个事件）"
    lines = [
        f"## `{table.name}`",
        "",
        f"{table.text.en}. {table.text.zh}。",
        "",
        f"Key inside a run 单次运行内的主键: {key}",
        "",
        "| column 列 | type 类型 | unit 单位 | NULL | definition 定义 |",
        "|---|---|---|---|---|",
        *(_line(column) for column in table),
        "",
    ]
    return "\n".join(lines)


def _line(column: Column) -> str:
    unit = UNITS[column.unit]
    words = unit.en if unit.en == unit.zh else f"{unit.en} {unit.zh}"
    null = "yes 可" if column.nullable else ""
    text = f"{column.text.en}. {column.text.zh}".replace("|", "\\|")
    return f"| `{column.name}` | {column.kind} | {words} | {null} | {text} |"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{TARGET}\n")
