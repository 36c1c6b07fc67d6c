"""Travel money and meals of those on exchange, whichever rule sent them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from teacherflow.parameters.about import about
from teacherflow.policies.base import PolicyModel
from teacherflow.terms.pay import PayItem
from teacherflow.terms.who import Where
from teacherflow.text import Text

USAGE = Text("各地做法", "assumption: the usual practice of counties")


class AwayMoney(PolicyModel):
    """Parameters of a policy that pays travel money and meals to those whom it sends."""

    travel_yuan_per_km: Annotated[
        float,
        about(
            "差旅费：每公里每次",
            "Travel money per km and trip",
            unit="yuan/km",
            low=0,
            high=100,
            source=Text(
                "路程按原校到接收学校计", "assumption: by road from the home school to the host"
            ),
            kind="assumption",
        ),
    ] = 0.6
    trips_per_month: Annotated[
        float,
        about(
            "每月乘车次数（往返计两次）",
            "Trips a month, each way counted",
            unit="trips/month",
            low=0,
            high=60,
            source=USAGE,
            kind="assumption",
        ),
    ] = 8.0
    meals_yuan_per_month: Annotated[
        float,
        about(
            "伙食补助",
            "Meals",
            unit="yuan/month",
            low=0,
            high=5000,
            source=USAGE,
            kind="assumption",
        ),
    ] = 300.0

    def away_money(self, who: tuple[Where, ...]) -> Iterator[PayItem]:
        """Yield what is paid to those away: travel money by distance, and meals."""
        travel = self.travel_yuan_per_km * self.trips_per_month
        return travel_and_meals(self.label, who, travel, self.meals_yuan_per_month)


def travel_and_meals(
    label: str, who: tuple[Where, ...], travel: float, meals: float
) -> Iterator[PayItem]:
    """Yield travel money and meals as items of which everybody draws the largest offered.

    Parameters
    ----------
    travel : float
        Yuan a month for each kilometre between the post and the host.
    meals : float
        Yuan a month.
    """
    for line, yuan, times in (("travel", travel, "exchange_km"), ("meals", meals, "")):
        if yuan > 0:
            yield PayItem(f"{label}.{line}", who, yuan, times=times, once=line)
