"""Who pays: the ledger of the options by payer, so that what one saves does not hide another's bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import Line, Source
from teacherflow_analysis.brief.case import WHEN, Case
from teacherflow_analysis.brief.sentences import COMMA, STOP, enumerated
from teacherflow_analysis.indicators_meta import YUAN, Better, Indicator, Shown
from teacherflow_analysis.inference.spread import Spread, spread_of_series
from teacherflow_analysis.money.ledger import payer_of
from teacherflow_analysis.periods import LAST

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

SPENT = Indicator("spending", Text("支出", "Spending"), YUAN, Better.NEITHER, Shown.MONEY)

type Booked = tuple[str, dict[str, str], Spread]


def booked(case: Case, *keys: str) -> list[Booked]:
    """Return yuan a year by scenario and by keys of the ledger, in the order of the study.

    The ledger also holds what an attribution planned; that is no option.
    """
    if not case.table("spending"):
        return []
    first, several = case.study.years[-LAST:][0], ", ".join(keys)
    found = case.study.sql(
        f"""
        SELECT scenario, {several}, county, draw, replication, sum(yuan) AS yuan
        FROM spending WHERE year >= {first} GROUP BY ALL ORDER BY ALL
        """
    )
    years, counties = len(case.study.years[-LAST:]), len(case.study.counties)
    units = case.paths.draw, case.paths.replication
    rows = []
    for (scenario, *values), mine in found.groupby(["scenario", *keys], sort=False):
        runs = _every(mine, units) / (years * counties)
        where = dict(zip(keys, map(str, values), strict=True))
        rows.append((str(scenario), where, spread_of_series(runs)))
    order = list(case.study.scenarios)
    kept = (row for row in rows if row[0] in order)
    return sorted(kept, key=lambda row: order.index(row[0]))


def _every(mine: pd.DataFrame, units: tuple[np.ndarray, np.ndarray]) -> pd.Series:
    """Return yuan in every run; a run without a row spent nothing."""
    import pandas as pd

    index = pd.MultiIndex.from_arrays(list(units), names=["draw", "replication"])
    return mine.groupby(["draw", "replication"])["yuan"].sum().reindex(index, fill_value=0.0)


def opposed(case: Case) -> dict[str, list[Booked]]:
    """Return the options under which one payer spends and another saves, with all their payers."""
    found: dict[str, list[Booked]] = {}
    for row in booked(case, "payer"):
        if row[2].mean and row[0] in case.options:
            found.setdefault(row[0], []).append(row)
    return {
        name: rows
        for name, rows in found.items()
        if min(row[2].mean for row in rows) < 0 < max(row[2].mean for row in rows)
    }


def told(case: Case) -> list[Line]:
    """Return a sentence that tells the payers apart where their sum would hide one of them."""
    split = {} if case.folded else opposed(case)
    if not split:
        return []
    options = [
        case.line(
            Text("{name}：{payers}", "{name}: {payers}"),
            name=case.name(name, quote=True),
            payers=enumerated(case, [_payer(case, row) for row in rows], COMMA),
        )
        for name, rows in split.items()
    ]
    text = Text(
        "以上为各出资方合计；分开看（每年，负数为省下的钱）：{options}。",
        "These are sums over all payers; apart, a year (below zero: money saved), {options}.",
    )
    return [case.line(text, options=enumerated(case, options, STOP))]


def _payer(case: Case, row: Booked) -> Line:
    scenario, where, spread = row
    source = Source("spending", "yuan", "per_year", scenario, None, WHEN, where)
    return case.line(
        Text("{who} {yuan}", "{who} {yuan}"),
        who=case.of(payer_of(where["payer"])),
        yuan=case.amount(spread.mean, spread.half, SPENT, source),
    )
