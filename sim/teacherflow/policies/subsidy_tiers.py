"""The tiers of a rural subsidy: which schools, and how much."""

from __future__ import annotations

from math import inf, nextafter
from typing import Annotated, Any, NamedTuple

from teacherflow.codes import Zone
from teacherflow.parameters.about import about
from teacherflow.policies.base import Group
from teacherflow.policies.parameter import Places
from teacherflow.policies.subsidy_presets import TIERS
from teacherflow.terms.who import Where
from teacherflow.text import Text

BANDS = Text(
    "按到县城的公路距离分三档",
    "assumption: three classes of remoteness by road distance to the county seat",
)
CLASSES = Text(
    "白河县 2017 年发放办法（据报道）：学校按路况和周边环境分三类",
    "Baihe County 2017, as reported: three classes of schools by road and surroundings",
)
RURAL = Where("duty.zone", Zone.VILLAGE, Zone.TOWN)


class Tier(NamedTuple):
    """One line of the ledger: the places it is paid at, and yuan a month."""

    name: str
    at: tuple[Where, ...]
    yuan: float


def _yuan(zh: str, en: str, source: Text, kind: str = "assumption") -> Any:
    return about(zh, en, unit="yuan/month", low=0, high=20_000, source=source, kind=kind)


def _schools(zh: str, en: str) -> Any:
    return about(zh, en, source=CLASSES, kind="literature")


class ByZone(Group):
    """Yuan a month by zone of the school of duty."""

    village: Annotated[float, _yuan("月补助：乡村", "Monthly subsidy: villages", TIERS)] = 600.0
    town: Annotated[float, _yuan("月补助：乡镇", "Monthly subsidy: towns", TIERS)] = 300.0
    seat: Annotated[float, _yuan("月补助：县城", "Monthly subsidy: county seat", TIERS)] = 0.0

    def tiers(self) -> tuple[Tier, ...]:
        """Return the tiers by zone."""
        sums = ((Zone.VILLAGE, self.village), (Zone.TOWN, self.town), (Zone.SEAT, self.seat))
        return tuple(
            Tier(zone.name.lower(), (Where("duty.zone", zone, zone),), yuan) for zone, yuan in sums
        )


class ByDistance(Group):
    """Yuan a month by distance of the school of duty (town or village) to the seat."""

    near: Annotated[float, _yuan("月补助：近", "Monthly subsidy: near", BANDS)] = 300.0
    middle: Annotated[float, _yuan("月补助：中", "Monthly subsidy: middle", BANDS)] = 600.0
    far: Annotated[float, _yuan("月补助：远", "Monthly subsidy: far", BANDS)] = 900.0

    def by_km(self, near_below: float, far_above: float) -> tuple[Tier, ...]:
        """Return the tiers by road kilometres to the seat; both edges belong to the middle."""
        near = Where("duty.seat_km", high=nextafter(near_below, -inf))
        middle = Where("duty.seat_km", near_below, far_above)
        far = Where("duty.seat_km", low=nextafter(far_above, inf))
        return self._tiers((near,), (middle,), (far,))

    def by_rank(self, near_share: float, far_share: float) -> tuple[Tier, ...]:
        """Return the tiers by rank of distance: the farthest and the nearest share of schools.

        Where the shares split a school, it belongs to the far tier, then to the near one.
        """
        others = Where("duty.farther", low=far_share)
        near = Where("duty.nearer", high=nextafter(near_share, -inf))
        middle = Where("duty.nearer", low=near_share)
        far = Where("duty.farther", high=nextafter(far_share, -inf))
        return self._tiers((others, near), (others, middle), (far,))

    def _tiers(self, *places: tuple[Where, ...]) -> tuple[Tier, ...]:
        sums = (("near", self.near), ("middle", self.middle), ("far", self.far))
        return tuple(
            Tier(name, (RURAL, *at), yuan) for (name, yuan), at in zip(sums, places, strict=True)
        )


class ByList(Group):
    """Yuan a month by the tier that names the school of duty."""

    first: Annotated[
        float, _yuan("月补助：一类", "Monthly subsidy: first tier", CLASSES, "literature")
    ] = 600.0
    second: Annotated[
        float, _yuan("月补助：二类", "Monthly subsidy: second tier", CLASSES, "literature")
    ] = 500.0
    third: Annotated[
        float, _yuan("月补助：三类", "Monthly subsidy: third tier", CLASSES, "literature")
    ] = 400.0


class Schools(Group):
    """Schools and townships of each tier."""

    first: Annotated[Places, _schools("一类学校", "Schools of the first tier")] = ()
    second: Annotated[Places, _schools("二类学校", "Schools of the second tier")] = ()
    third: Annotated[Places, _schools("三类学校", "Schools of the third tier")] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """All names, tier by tier."""
        return (*self.first, *self.second, *self.third)

    def tiers(self, yuan: ByList) -> tuple[Tier, ...]:
        """Return two tiers of places for each tier of money: schools, and whole townships.

        A school that is named itself belongs to the tier that names it, whatever its township.
        """
        schools = _numbers(self.named, "school")
        found = []
        for tier in ("first", "second", "third"):
            names, paid = getattr(self, tier), getattr(yuan, tier)
            own, towns = _numbers(names, "school"), _numbers(names, "township")
            if own:
                found.append(Tier(tier, (Where("duty.school", among=own),), paid))
            if towns:
                at = (Where("duty.township", among=towns),)
                rest = (Where("duty.school", but=schools),) if schools else ()
                found.append(Tier(f"{tier}_townships", at + rest, paid))
        return tuple(found)


def _numbers(names: Places, kind: str) -> tuple[int, ...]:
    """Return the numbers of the schools, or of the townships, among ``names``."""
    parts = (name.rsplit("_", 1) for name in names)
    return tuple(sorted(int(n) for k, n in parts if (k == "township") == (kind == "township")))
