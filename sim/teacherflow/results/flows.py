"""Stocks and flows among the county columns: people, posts, moves and money."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any, NamedTuple

import numpy as np

from teacherflow.codes import EXITS, KIND_TEXT, LABELS, MOVES, Away, Status, Subject, Zone, name_of
from teacherflow.columns import F64, I64
from teacherflow.compiled import kernel
from teacherflow.log import Chunk
from teacherflow.movement import zones
from teacherflow.results.columns import Column
from teacherflow.results.view import NOVICES, ON_DUTY, PUPILS, SURPLUS, VACANCIES, View
from teacherflow.text import Text

type Values = dict[str, Any]

_ZONES = (Zone.SEAT, Zone.TOWN, Zone.VILLAGE)
_ABSENT = (Away.AGENCY, Away.OFFICE, Away.OUTSIDE)
_HOME, _WAITING = int(Away.HOME), int(Away.WAITING)
_ESTABLISHED, _SILVER = int(Status.ESTABLISHED), int(Status.SILVER)


def _count(name: str, zh: str, en: str, unit: str = "persons") -> Column:
    return Column(name, "int32", unit, Text(zh, en))


def _money(name: str, zh: str, en: str) -> Column:
    return Column(name, "float64", "yuan", Text(zh, en))


def _zoned() -> list[Column]:
    found = []
    for zone in _ZONES:
        at, name = LABELS[Zone][zone], name_of(zone)
        found += [
            _count(f"vacancy_{name}", f"{at.zh}空编", f"Vacancies, {at.en.lower()}", "posts"),
            _count(f"surplus_{name}", f"{at.zh}超编", f"Surplus, {at.en.lower()}", "posts"),
            Column(
                f"novice_share_{name}",
                "float64",
                "share",
                Text(
                    f"{at.zh}在岗教师中教龄不满三年者占比",
                    f"Share of those on duty with under three years of service, {at.en.lower()}",
                ),
                nullable=True,
            ),
            Column(
                f"effectiveness_{name}",
                "float64",
                "sd/year",
                Text(
                    f"{at.zh}学生接触到的教学效果（按学生加权，缺课计损失）",
                    f"Effect met by a pupil, {at.en.lower()} (untaught lessons count as a loss)",
                ),
                nullable=True,
            ),
            Column(
                f"welfare_{name}",
                "float64",
                "yuan/month",
                Text(
                    f"在{at.zh}任教者的平均福利", f"Mean welfare of those on duty, {at.en.lower()}"
                ),
                nullable=True,
            ),
        ]
    return found


COLUMNS: tuple[Column, ...] = (
    _count(
        "headcount",
        "全部教师（在岗 + 待岗 + 不在校）",
        "All in service: on duty + waiting + away",
    ),
    _count("waiting", "待岗", "Waiting for a post, no duty"),
    _count(
        "away",
        "在机关、系统内其他岗位或县外，不在任何学校",
        "At an agency, in other work of the system or outside the county",
    ),
    _count("entries", "新进", "Entered service"),
    *(
        _count(f"exits_{kind}", KIND_TEXT[kind].zh, KIND_TEXT[kind].en.capitalize())
        for kind in EXITS
    ),
    *(
        _count(f"moves_{kind}", KIND_TEXT[kind].zh, KIND_TEXT[kind].en.capitalize(), "events")
        for kind in MOVES
    ),
    _count("moves_up", "个人调动：向上（按区域）", "Transfers to a higher zone", "events"),
    _count("moves_down", "个人调动：向下", "Transfers to a lower zone", "events"),
    _count("moves_level", "个人调动：平级", "Transfers inside a zone", "events"),
    _count("borrowed", "被借调人数（含借到机关）", "Borrowed now, agencies included"),
    _count(
        "mismatch",
        "人编不一致：借调、交流及在系统其他处工作",
        "Work elsewhere than the post: borrowed, on exchange, away",
    ),
    _count(
        "exchange_eligible",
        "符合交流条件者（派出人数为其一定比例）",
        "Eligible for the forms of exchange that send a share of the eligible",
    ),
    _count(
        "exchange_sent", "交流派出（不含换回者）", "Sent on exchange, without those swapped back"
    ),
    _count("exchange_backbone", "其中骨干", "Backbones among those sent on exchange"),
    *(
        _count(
            f"unfilled_{name_of(subject)}",
            f"招聘后未补上的{LABELS[Subject][subject].zh}岗位",
            f"Listed posts left unfilled, {LABELS[Subject][subject].en.lower()}",
            "posts",
        )
        for subject in Subject
    ),
    *_zoned(),
    _money(
        "payroll",
        "全年应发工资（含各项政策津贴）",
        "Pay of everybody in service over twelve months, allowances of policies included",
    ),
    _money(
        "spending",
        "政策支出（基本工资以外），等于台账合计",
        "Outlays of policies beyond basic pay: the sum of the ledger",
    ),
)


def values(view: View, moves: Chunk) -> Values:
    """Return stocks and flows of one year; ``moves`` are its events."""
    stock = _stock_of(view)
    return {
        **_people(view, stock),
        **_moves(view, moves),
        **_exchange(view, stock),
        **_by_zone(view, stock),
        **_unfilled(view),
        **_yuan(view, stock),
    }


class Stock(NamedTuple):
    """Who is in service, and what they have of it.

    Pensions of the silver staff are not the county's, and no policy changes them.

    Attributes
    ----------
    place : (Away,) int
        Persons by what they do.
    marked : (2,) int
        Established who work elsewhere than at their post; those eligible for exchange.
    pay : (n,) float
        Pay of all but the silver staff, 0 where it is not known; the rest 0.
    welfare, known : (zones, n) float, (zones,) int
        Welfare of those on duty in each zone as far as it is known, and of how many it is.
    """

    place: I64
    marked: I64
    pay: F64
    welfare: F64
    known: I64


def _stock_of(view: View) -> Stock:
    t, n, zoned = view.state.teachers, view.rows.size, len(Zone)
    place, marked, known = (np.zeros(k, dtype=np.int64) for k in (len(Away), 2, zoned))
    stock = Stock(place, marked, np.empty(n), np.empty((zoned, n)), known)
    paid = _take_stock(
        view.rows,
        t.away,
        t.status,
        t.exchange_mask,
        t.duty,
        t.pay,
        t.welfare,
        view.state.sections.zone,
        stock,
    )
    return stock._replace(pay=stock.pay[:paid])


def _people(view: View, stock: Stock) -> Values:
    place = stock.place.tolist()
    return {
        "headcount": view.rows.size,
        "waiting": place[Away.WAITING],
        "away": sum(place[away] for away in _ABSENT),
        "borrowed": place[Away.BORROWED] + place[Away.AGENCY],
        "mismatch": int(stock.marked[0]),
    }


def _moves(view: View, moves: Chunk) -> Values:
    kinds: Counter[str] = Counter(moves["kind"].tolist() if moves else [])
    found: Values = {"entries": kinds["enter"]}
    found |= {f"exits_{kind}": kinds[kind] for kind in EXITS}
    found |= {f"moves_{kind}": kinds[kind] for kind in MOVES}
    step = np.zeros(0, dtype=np.int64)
    if kinds["transfer"]:
        own = (moves["kind"] == "transfer").nonzero()[0]
        ends = (moves[name][own] for name in ("from_section", "to_section"))
        before, after = (zones(view.state, section).astype(np.int64) for section in ends)
        step = (after - before)[before >= 0]
    ways = {"up": step > 0, "down": step < 0, "level": step == 0}
    return found | {f"moves_{way}": int(taken.sum()) for way, taken in ways.items()}


def _exchange(view: View, stock: Stock) -> Values:
    told = [form for form in view.state.log.exchanges if form.year == view.state.year]
    return {
        "exchange_eligible": int(stock.marked[1]),
        "exchange_sent": sum(form.sent for form in told),
        "exchange_backbone": sum(form.backbones for form in told),
    }


def _by_zone(view: View, stock: Stock) -> Values:
    s = view.state.sections
    found: Values = {}
    met, totals = s.pupils * s.met, view.totals.sum(axis=0).tolist()
    for zone in _ZONES:
        name, here, known = name_of(zone), totals[zone], stock.known[zone]
        found[f"vacancy_{name}"], found[f"surplus_{name}"] = here[VACANCIES], here[SURPLUS]
        found[f"novice_share_{name}"] = _part(here[NOVICES], here[ON_DUTY])
        found[f"effectiveness_{name}"] = _part(met[s.open & (s.zone == zone)].sum(), here[PUPILS])
        found[f"welfare_{name}"] = _part(stock.welfare[zone, :known].sum(), known)
    return found


def _part(above: float, below: float) -> float:
    return above / below if below else math.nan


def _unfilled(view: View) -> Values:
    left = view.state.stages.unfilled_subject.sum(axis=0)
    return {f"unfilled_{name_of(subject)}": int(left[subject]) for subject in Subject}


def _yuan(view: View, stock: Stock) -> Values:
    year, ledger = view.state.year, view.state.log.spending
    return {
        "payroll": 12.0 * float(stock.pay.sum()),
        "spending": float(sum(line[4] for line in ledger if line[0] == year)),
    }


@kernel
def _take_stock(
    rows: Any,
    away: Any,
    status: Any,
    exchange_mask: Any,
    duty: Any,
    pay: Any,
    welfare: Any,
    zone: Any,
    stock: Stock,
) -> int:
    """Fill ``stock``; return how many are paid by the county."""
    paid = 0
    for r in rows:
        stock.place[away[r]] += 1
        elsewhere = away[r] != _HOME and away[r] != _WAITING
        stock.marked[0] += status[r] == _ESTABLISHED and elsewhere
        stock.marked[1] += exchange_mask[r] != 0
        if status[r] == _SILVER:
            continue
        stock.pay[paid] = 0.0 if np.isnan(pay[r]) else pay[r]
        paid += 1
        if duty[r] >= 0 and not np.isnan(welfare[r]):
            z = zone[duty[r]]
            stock.welfare[z, stock.known[z]] = welfare[r]
            stock.known[z] += 1
    return paid
