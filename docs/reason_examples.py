"""Facts as phases tell them, one example for each branch of the words in `cli/reasons.py`.

The numbers are invented; the page of a policy shows how `teacherflow trace` would say them. A test
holds every reason to have an example.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Example(NamedTuple):
    """A decision and the facts that it rests on."""

    what: str
    facts: Mapping[str, Any]


_FORM = "mandatory_rotation.duty"
_QUEUE = {"form": _FORM, "chosen_by": "school", "rank": 2, "among": 45, "sends": 5}
_SEEKS = {
    "seeks": True,
    "years": 1,
    "near": True,
    "rank": 3,
    "reach": 4.5,
    "chance": 0.5,
    "gain": 150_000.0,
    "cost": 33_000.0,
}
_HOST = {"school": 12, "km": 17.5, "lacks": 1.4, "cost": 6.1, "gain": -610.0}
_NEXT_HOST = {"school": 20, "km": 9.2, "lacks": 0.3, "cost": 7.9, "gain": -180.0}
_PLACED = {**_HOST, "rank": 1, "hosts": 9, "others": [_NEXT_HOST]}
_PAID = {"policy": "rural_subsidy", "tier": "village", "yuan": 600.0}
_CONTEST = {
    "score": 0.41,
    "parts": {"peer": 0.1, "performance": 0.35, "speech": -0.12, "panel": 0.08},
    "seats": 6,
}
_SENT = {"years": 11, "school": 14}
_OFFERED = {"km": 38.0, "school": 47, "among": 5}
_TAKEN = {"school": 12, "zone": "town", "worth": 1840.0}
_BESIDE = [
    {"school": 3, "zone": "seat", "worth": 1610.0},
    {"school": 40, "zone": "village", "worth": 1220.0},
]
_OPEN = {"open": 37, "taken": None, "others": _BESIDE}
_GOES = {**_OPEN, "taken": _TAKEN}
_LOOKS = {**_OPEN, "here": 940.0, "wanted": 3}
_ASKED = {"rank": 4, "applicants": 9, "seats": 1}
_UPWARD = {"score": 0.92, "place": 14, "here": 940.0}
_LOST = {"wanted": 2, "place": 6, "among": 31, "waiting": -1480.0}
_QUEUES = {"level": "senior", "holds": False, "among": 12}
_REVIEW = {**_QUEUES, "rank": 4, "posts": 2, "score": 2.31, "line": 3.05}
_WINS = {"outcome": "won", "rank": 1, "score": 3.4}
_EXAM = {"rank": 3, "among": 57, "posts": 19}
_BOND = {"policy": "bonded_students", "years": 4, "yuan": 40_000.0, "receiver": "province"}
_NOT = {**_SEEKS, "seeks": False}


def _exempt(why: str, **facts: Any) -> Example:
    return Example("exchange.exempt", {"why": why, "form": _FORM, **facts})


def _condition(column: str, **facts: Any) -> Example:
    return _exempt("condition", column=column, **facts)


def _named(**facts: Any) -> Example:
    return Example("exchange.named", {**_QUEUE, "volunteer": False, "for_floor": False, **facts})


def _kept(why: str, **facts: Any) -> Example:
    return Example("exchange.kept", {**_QUEUE, "rank": 9, "why": why, **facts})


def _placed(how: str, **facts: Any) -> Example:
    return Example("exchange.placed", {**_PLACED, "how": how, **facts})


def _nothing(why: str) -> Example:
    return Example("pay.nothing", {"policy": "rural_subsidy", "tier": "village", "why": why})


EXAMPLES: tuple[Example, ...] = (
    *(
        Example("appoint.direct", {"why": [why]})
        for why in ("away", "ill", "leaders", "near_pension", "nursing", "sole_subject")
    ),
    Example("appoint.elsewhere", {**_LOST, **_GOES}),
    Example("appoint.kept", {**_CONTEST, "rank": 2, "risk": 0.0}),
    Example("appoint.kept", {**_CONTEST, "rank": 5, "risk": 0.31}),
    Example("appoint.level_lost", {}),
    Example("appoint.locked", {"years": 2, "asked": 6.0}),
    Example("appoint.lost", {**_CONTEST, "rank": 7, "risk": 1.0}),
    Example("appoint.no_offer", {}),
    Example("appoint.not_held", {}),
    Example("appoint.nowhere", {**_LOST, **_OPEN, "open": 0, "others": [], "wanted": 0}),
    Example("appoint.nowhere", {**_LOST, **_OPEN}),
    Example("appoint.passed_over", {**_UPWARD, **_OPEN, "why": "limit"}),
    Example("appoint.passed_over", {**_UPWARD, **_OPEN, "why": "seats"}),
    Example("appoint.placed", {**_OFFERED, "chance": 0.83, "gain": 310.0}),
    Example("appoint.refused", {**_OFFERED, "chance": 0.31, "gain": -160.0}),
    Example("appoint.upward", _CONTEST),
    Example("appoint.upward_offers", {**_UPWARD, **_GOES, "why": "seats"}),
    _condition("exchange_clock", value=3.0, low=6.0),
    _condition("years_to_pension", value=2.5, low=5.0),
    _condition("service", value=5.0, low=2.0, high=3.0),
    *(
        _condition(column)
        for column in (
            "post.zone",
            "post.over_quota",
            "status",
            "role",
            "backbone",
            "title",
            "graduating",
            "post.group",
            "post.partner_seat",
            "rotations",
        )
    ),
    *(
        _exempt("exemption", name=f"mandatory_rotation.{name}")
        for name in ("men", "women", "graduating", "rest")
    ),
    _exempt("on_exchange", until=2027),
    *(
        _exempt(why)
        for why in (
            "nursing",
            "ill",
            "bonded",
            "sole_subject",
            "changed",
            "leader",
            "not_at_post",
        )
    ),
    _kept("nobody"),
    _kept("no_volunteer"),
    _kept("no_volunteer", likely=12, gain=-610.0),
    _kept("no_host_open", km_most=40.0),
    _kept("no_host_open", km_most=40.0, swaps=False),
    _kept("subject"),
    _kept("displaced", volunteer=True),
    _kept("place"),
    _kept("place", sends=0),
    Example("audit.named", {"school": 4}),
    _named(),
    _named(chosen_by="lottery"),
    _named(chosen_by="bureau"),
    _named(invited=False),
    _named(volunteer=True),
    _named(volunteer=True, likely=12, gain=240.0),
    _named(for_floor=True),
    Example("exchange.borrowed", {"school": 3, "gain": 420.0, "among": 30}),
    Example("exchange.borrowed", {"school": None, "gain": None, "among": 30}),
    Example("exchange.no_host", {"form": _FORM, "how": "optimal"}),
    Example("exchange.no_host", {"form": _FORM, "how": "optimal", "swaps": False}),
    Example("exchange.no_host", {"form": _FORM, "how": "to_be", "swaps": False}),
    Example("exchange.no_host", {"form": _FORM, "how": "deferred_protected"}),
    _placed("optimal"),
    _placed("random"),
    _placed("serial", lacks=-1.2),
    _placed("deferred"),
    Example("exchange.returned", {"years": 2}),
    Example("exchange.returned", {"years": 2, "free": True}),
    Example("exchange.stayed", {"years": 2}),
    Example("exchange.swap", {"form": _FORM, "other": 217, "school": 12}),
    *(_nothing(why) for why in ("place", "no_duty", "status", "title", "rural_years", "away")),
    Example("pay.received", {**_PAID, "share": 1.0, "months": 12}),
    Example("pay.received", {**_PAID, "share": 0.83, "months": 10}),
    Example("posts.regularised", {"why": "clearing"}),
    Example("posts.regularised", {"why": "grant"}),
    Example("leave.bound", _BOND),
    Example("leave.breached", {**_BOND, "years": 1, "yuan": 10_000.0}),
    Example("leave.breached", {**_BOND, "receiver": "county"}),
    Example("leaders.attached", {"years": 1}),
    Example("leaders.crossed", {**_SENT, "form": "leader_two_way.both", "kept": True}),
    Example("leaders.crossed", {**_SENT, "form": "leader_two_way.both", "kept": False}),
    Example("leaders.panel_lost", {"score": 0.42}),
    Example("leaders.panel_won", {"score": 1.37}),
    Example("leaders.reserve_listed", {}),
    Example("leaders.reserve_named", {"role": "deputy"}),
    Example("leaders.rotated", {**_SENT, "form": "leader_rotation.principals", "kept": True}),
    Example("leaders.trained", {"form": "reserve_pool.training"}),
    Example("outflow.drawn", {"by": "other_stages.kindergarten"}),
    Example("outflow.drawn", {"by": "other_stages.senior"}),
    Example("recruit.choice", {**_GOES, "outside": 210.0}),
    Example("recruit.choice", {**_GOES, "outside": None}),
    Example("recruit.choice", {**_OPEN, "outside": 2100.0}),
    Example("recruit.exam", {**_EXAM, "passed": True}),
    Example("recruit.exam", {**_EXAM, "rank": 24, "passed": False}),
    Example("stage.licensed", {}),
    Example("stage.redeployed", {"school": 12, "km": 6.4, "place": 3, "number": 18}),
    Example("stage.studies", {"begins": True, "gain": 420.0, "years": 2}),
    Example("stage.studies", {"begins": False, "gain": -150.0, "years": 2}),
    Example("title.honoured", {"honour": "honours.staff", "excellent": True, "held": 2}),
    Example("title.honoured", {"honour": "honours.staff", "excellent": False, "held": 1}),
    Example(
        "title.honoured_rural",
        {"honour": "rural_honours.province_honour", "years": 20, "served": 23},
    ),
    Example("housing.given", {"km": 31.0, "flats": 3}),
    Example("housing.none", {"km": 24.0, "flats": 3}),
    Example("pay.floor", {"policy": "pay_floor", "yuan": 402.0}),
    Example("pay.performance", {"mark": 1, "yuan": 295.0}),
    Example("pay.performance", {"mark": 0, "yuan": -62.0}),
    Example("pay.performance", {"mark": -1, "yuan": -398.0}),
    Example("teach.coached", {"by": "studios.studio", "gain": 0.01}),
    Example("teach.itinerant", {"lessons": 3.2}),
    Example("teach.researcher", {"lessons": 0.9}),
    Example("title.lacks", {"filter": "title_prerequisite.senior", "when": "apply", "years": 1}),
    Example("title.lacks", {"filter": "title_prerequisite.senior", "when": "appoint", "years": 1}),
    Example("title.no_post", _QUEUES),
    Example("title.no_post", {**_QUEUES, "holds": True}),
    Example("title.paid_lower", {}),
    Example("title.review", {**_REVIEW, **_WINS}),
    Example("title.review", {**_REVIEW, "outcome": "lost"}),
    Example("title.review", {**_REVIEW, "outcome": "lost", "holds": True}),
    Example("title.review", {**_REVIEW, "outcome": "lost", "line": None}),
    Example("title.review", {**_REVIEW, "outcome": "barred"}),
    Example("title.service", _SEEKS),
    Example("title.service", {**_NOT, "cost": 90_000.0}),
    Example("title.service", {**_NOT, "rank": 9, "cost": None}),
    Example("title.service", {**_NOT, "cost": None}),
    Example("title.service", {**_NOT, "near": False}),
    Example("transfer.looked", {**_LOOKS, **_ASKED, "taken": _TAKEN, "why": "moves"}),
    Example("transfer.looked", {**_LOOKS, **_ASKED, "why": "outranked"}),
    Example("transfer.looked", {**_LOOKS, "why": "not_released"}),
    Example("transfer.looked", {**_LOOKS, "wanted": 0, "why": "nothing_better"}),
    Example("transfer.looked", {**_LOOKS, "open": 0, "others": [], "why": "nothing_open"}),
)
"""What may be told, in the order of names."""
