"""Forms of exchange in all varieties, and a small county at the fork, for the tests of exchange."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from integration.pair import Pair
from integration.rules import SUBSIDY, MadeUp
from integration.tiny import tiny_county
from teacherflow.codes import Role
from teacherflow.parameters import Parameters
from teacherflow.policies.exchange import MandatoryRotation
from teacherflow.terms.exchange import (
    EXCHANGE_MATCH,
    EXEMPTIONS,
    FORMS,
    Backfill,
    Basis,
    Chooser,
    Direction,
    Exemption,
    Form,
    Placing,
    Volunteers,
)
from teacherflow.terms.laws import Policy, Terms, settle
from teacherflow.terms.who import Where

START, YEARS = 2024, 4
EAGER = Parameters().changed({"exchange.nursing": 0.2})


def rotation(**values: Any) -> MandatoryRotation:
    given = {"after_years": 3, "share": 0.3, "senders": "county", "direction": "any", **values}
    return MandatoryRotation.model_validate(given)


FILL_IN = Form(
    name="others.fill_in",
    rank=15,
    who=(Where("post.over_quota", 1),),
    amount=0.5,
    basis=Basis.SURPLUS,
    years=1,
    direction=Direction.ANY,
    backfill=Backfill.NONE,
    volunteers=Volunteers.NONE,
    out_most=0.5,
)
SUPPORT = Form(
    name="others.support",
    rank=20,
    who=(Where("backbone", 1), Where("post.zone", 1, 2)),
    amount=0.02,
    basis=Basis.STAFF,
    years=1,
    direction=Direction.DOWN,
    hosts=(Where("zone", 0, 0),),
    chosen_by=Chooser.BUREAU,
    backfill=Backfill.NONE,
    return_chance=0.3,
    resets_clock=False,
)
LEADERS = Form(
    name="others.leaders",
    rank=10,
    who=(Where("role", Role.DEPUTY, Role.PRINCIPAL),),
    amount=2,
    basis=Basis.PERSONS,
    years=1,
    direction=Direction.ANY,
    backfill=Backfill.NONE,
    volunteers=Volunteers.NONE,
    chosen_by=Chooser.LOTTERY,
    placing=Placing.RANDOM,
    out_most=1.0,
)
SERVICE = Form(
    name="titles.service",
    rank=30,
    who=(Where("seeks_service", 1, 9),),
    amount=1.0,
    basis=Basis.SEEKERS,
    years=2,
    direction=Direction.DOWN,
    volunteers=Volunteers.ONLY,
    backfill=Backfill.NONE,
    return_chance=1.0,
)
OTHERS = MadeUp(
    (
        FORMS((FILL_IN, SUPPORT, LEADERS)),
        EXEMPTIONS(
            (
                Exemption(name="head", who=(Where("connected", 1),), chance=0.5),
                Exemption(name="old", who=(Where("service", 30),), form="others"),
            )
        ),
    )
)

RULES: dict[str, dict[str, Policy]] = {
    "default": {"rotation": MandatoryRotation(after_years=3, share=0.4)},
    "school": {"rotation": rotation(backbone_share=0.6, backbone_of="due")},
    "lottery": {"rotation": rotation(chosen_by="lottery", backfill="none", placing="random")},
    "bureau": {
        "rotation": rotation(
            chosen_by="bureau", volunteers="none", scope="cluster", graduating="own_share"
        )
    },
    "preference": {
        "rotation": rotation(placing="preference", volunteers="only", share=1.0, turn="points")
    },
    "with post": {
        "rotation": rotation(post_share=0.4, share=0.5, senders="over_quota", school_cap=0.3)
    },
    "with post, no swap": {"rotation": rotation(post_share=1.0, backfill="none")},
    "ages": {
        "rotation": rotation(
            men_exempt_from=45,
            women_exempt_from=40,
            graduating="exempt",
            scope="zone",
            years=1,
            clock="runs_on",
        )
    },
    "others": {"others": OTHERS},
    "serial": {
        "rotation": rotation(swap_after_years=2),
        "rule": MadeUp((EXCHANGE_MATCH("serial"),)),
    },
    "deferred": {
        "rotation": rotation(backfill="none"),
        "rule": MadeUp((EXCHANGE_MATCH("deferred"),)),
    },
    "deferred, swap": {"rotation": rotation(), "rule": MadeUp((EXCHANGE_MATCH("deferred"),))},
    "optimal": {
        "rotation": rotation(placing="random"),
        "rule": MadeUp((EXCHANGE_MATCH("optimal"),)),
    },
    "all": {"rotation": rotation(post_share=0.3), "others": OTHERS, "subsidy": SUBSIDY},
    "protected": {
        "rotation": rotation(backfill="none", share=1.0, volunteers="none"),
        "rule": MadeUp((EXCHANGE_MATCH("deferred_protected"),)),
    },
    "protected, swap": {
        "rotation": rotation(share=1.0, post_share=0.3),
        "rule": MadeUp((EXCHANGE_MATCH("deferred_protected"),)),
    },
    "block exchange": {
        "rotation": rotation(share=1.0, turn="points", volunteers="none"),
        "rule": MadeUp((EXCHANGE_MATCH("to_be"),)),
    },
    "block exchange, no swap": {
        "rotation": rotation(backfill="none", share=1.0, volunteers="none"),
        "rule": MadeUp((EXCHANGE_MATCH("to_be"),)),
    },
}


def terms_of(policies: Mapping[str, Policy], year: int = START) -> Terms:
    return settle(policies, year)


@cache
def fork_of(seed: int) -> Pair:
    """A pair at the fork; tests must not change it."""
    return Pair.generated(tiny_county(1.3), seed=seed, burn_in=3, parameters=EAGER)
