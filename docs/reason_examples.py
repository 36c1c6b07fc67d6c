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
_CONTEST = {
    "score": 0.41,
    "parts": {"peer": 0.1, "performance": 0.35, "speech": -0.12, "panel": 0.08},
    "seats": 6,
}
_NOT = {**_SEEKS, "seeks": False}


def _exempt(why: str, **facts: Any) -> Example:
    return Example("exchange.exempt", {"why": why, "form": _FORM, **facts})


def _condition(column: str) -> Example:
    return _exempt("condition", column=column)


def _named(**facts: Any) -> Example:
    return Example("exchange.named", {**_QUEUE, "volunteer": False, "for_floor": False, **facts})


EXAMPLES: tuple[Example, ...] = (
    *(
        Example("appoint.direct", {"why": [why]})
        for why in ("away", "ill", "leaders", "near_pension", "nursing", "sole_subject")
    ),
    Example("appoint.elsewhere", {"wanted": 2}),
    Example("appoint.kept", {**_CONTEST, "rank": 2, "risk": 0.0}),
    Example("appoint.kept", {**_CONTEST, "rank": 5, "risk": 0.31}),
    Example("appoint.level_lost", {}),
    Example("appoint.locked", {"years": 2, "asked": 6.0}),
    Example("appoint.lost", {**_CONTEST, "rank": 7, "risk": 1.0}),
    Example("appoint.no_offer", {}),
    Example("appoint.not_held", {}),
    Example("appoint.nowhere", {"wanted": 0}),
    Example("appoint.nowhere", {"wanted": 2}),
    Example("appoint.passed_over", {"score": 0.92, "place": 14, "why": "limit"}),
    Example("appoint.passed_over", {"score": 0.92, "place": 14, "why": "seats"}),
    Example("appoint.placed", {"chance": 0.83, "km": 12.0, "section": 31}),
    Example("appoint.refused", {"chance": 0.31, "km": 38.0, "section": 87}),
    Example("appoint.upward", _CONTEST),
    _condition("exchange_clock"),
    _condition("years_to_pension"),
    _condition("post.zone"),
    _condition("post.over_quota"),
    _condition("status"),
    _condition("role"),
    _condition("backbone"),
    _condition("title"),
    _exempt("exemption", name="mandatory_rotation.women"),
    _exempt("nursing"),
    _exempt("ill"),
    _exempt("bonded"),
    _exempt("sole_subject"),
    Example("exchange.kept", {**_QUEUE, "rank": 9, "volunteer": False}),
    Example("exchange.kept", {**_QUEUE, "rank": 9, "volunteer": True}),
    _named(),
    _named(chosen_by="lottery"),
    _named(chosen_by="bureau"),
    _named(volunteer=True),
    _named(for_floor=True),
    Example("exchange.no_host", {"form": _FORM}),
    Example("exchange.returned", {"years": 2}),
    Example("exchange.stayed", {}),
    Example("exchange.swap", {"form": _FORM, "other": 217}),
    Example("teach.coached", {"by": "studios.studio", "gain": 0.01}),
    Example("teach.researcher", {"lessons": 0.9}),
    Example("title.lacks", {"filter": "title_prerequisite.senior", "when": "apply", "years": 1}),
    Example("title.lacks", {"filter": "title_prerequisite.senior", "when": "appoint", "years": 1}),
    Example("title.paid_lower", {}),
    Example("title.service", _SEEKS),
    Example("title.service", {**_NOT, "cost": 90_000.0}),
    Example("title.service", {**_NOT, "rank": 9, "cost": None}),
    Example("title.service", {**_NOT, "cost": None}),
    Example("title.service", {**_NOT, "near": False}),
)
"""What may be told, in the order of names."""
