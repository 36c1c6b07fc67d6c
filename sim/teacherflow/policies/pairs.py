"""Schools joined in pairs: they swap teachers (M24), and the strong coach the weak (M32)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from teacherflow.codes import Kind, Zone
from teacherflow.parameters.about import about
from teacherflow.policies.away_money import USAGE
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.choices import CHOSEN_BY
from teacherflow.policies.families import Family
from teacherflow.policies.forms_parameters import ESTABLISHED, FormPolicy
from teacherflow.terms.exchange import (
    FORMS,
    PAIRS_CENTRAL,
    PAIRS_SEAT,
    Basis,
    Chooser,
    Direction,
    Form,
    Pairs,
)
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.pay import PAY_ITEMS
from teacherflow.terms.teach import GROWTH, Growth
from teacherflow.terms.who import Where
from teacherflow.text import Text

_SEAT = Where("zone", Zone.SEAT, Zone.SEAT)
_RURAL = Where("zone", Zone.VILLAGE, Zone.TOWN)
_VILLAGE = Where("zone", Zone.VILLAGE, Zone.VILLAGE)
_CENTRAL = Where("kind", Kind.CENTRAL, Kind.CENTRAL)
_CHOOSERS = {"school": Chooser.SCHOOL, "lottery": Chooser.LOTTERY, "bureau": Chooser.BUREAU}
_MANY = 1000
_FARTHEST = 60.0


def seat_pairs(km_most: float) -> Pairs:
    """Return pairs of one seat school with one school of a town or village."""
    return Pairs(helpers=(_SEAT,), helped=(_RURAL,), km_most=km_most, most=1)


class MutualDispatch(FormPolicy):
    """互派: a seat school and the rural school it is paired with swap equal numbers for a term.

    Pairs are made every year among open schools of a stage, the nearest first, one rural school to
    one seat school. Volunteers go first, the school names the others; for each the partner sends
    back a young teacher of the same subject. No school gives more than its cap, so that small
    schools swap fewer.
    """

    name = "mutual_dispatch"
    family = Family.EXCHANGE
    title = Text("互派", "Mutual dispatch between paired schools")
    summary = Text(
        "县城学校与结对的乡村学校每年对等互派同学科教师，全年蹲点，期满返回",
        "A seat school and the rural school paired with it swap equal numbers of teachers of the "
        "same subjects for a term",
    )
    mechanisms = ("M24",)
    touches: ClassVar[tuple[Term[Any], ...]] = (FORMS, PAIRS_SEAT, PAY_ITEMS)

    per_pair: Annotated[
        int,
        about(
            "每对学校每年互派人数",
            "Sent each way by each pair a year",
            unit="persons",
            low=0,
            high=20,
            source=Text("材料未给人数", "assumption: the documents name no number"),
            kind="assumption",
        ),
    ] = 2
    years: Annotated[
        int,
        about(
            "互派期限",
            "Length",
            unit="years",
            low=1,
            high=3,
            source=Text("巴南区：全年蹲点", "Banan District: a whole year"),
            kind="survey",
        ),
    ] = 1
    km_most: Annotated[
        float,
        about(
            "结对与互派的最远路程",
            "Farthest partner by road",
            unit="km",
            low=0,
            high=300,
            source=USAGE,
            kind="assumption",
        ),
    ] = _FARTHEST
    chosen_by: Annotated[
        Literal["school", "lottery", "bureau"],
        about("由谁确定人选", "Who names them", choices=CHOSEN_BY, source=USAGE, kind="assumption"),
    ] = "school"

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the form, what is paid, and the pairs."""
        yield from super().claims(year)
        if self.per_pair > 0:
            yield PAIRS_SEAT(seat_pairs(self.km_most))

    def forms(self, year: int) -> Iterator[Form]:
        """Yield the form: from the helping school to the helped one, swapped."""
        inside = Where("post.partner_seat", 0)
        yield self.form(
            rank=30,
            who=(ESTABLISHED, Where("post.zone", Zone.SEAT, Zone.SEAT), inside),
            amount=self.per_pair * self.ramp(year),
            basis=Basis.SCHOOL,
            years=self.years,
            direction=Direction.DOWN,
            scope="partner_seat",
            chosen_by=_CHOOSERS[self.chosen_by],
        )


class Pairing(PolicyModel):
    """学校结对帮扶: backbones of strong schools coach colleagues at the schools paired with theirs.

    Two layers: a seat school helps the nearest rural school; a central school (中心校) helps the
    village schools of its unit. Coaching goes to colleagues of the same subject, up to
    ``per_mentor`` for each backbone, and fills the same stock as all other coaching, with its decay
    and ceiling. Nobody changes place; the way between the schools is not priced.
    """

    name = "pairing"
    family = Family.EXCHANGE
    title = Text("学校结对帮扶", "Pairing of strong and weak schools")
    summary = Text(
        "县城学校与乡村学校、中心校与村小结对，强校骨干指导结对学校的同学科教师",
        "Seat and rural schools, central and village schools are paired; backbones of the stronger "
        "coach colleagues of their subject at the other",
    )
    mechanisms = ("M32",)
    touches: ClassVar[tuple[Term[Any], ...]] = (PAIRS_SEAT, PAIRS_CENTRAL, GROWTH)

    layers: Annotated[
        Literal["both", "seat", "central"],
        about(
            "结对层级",
            "Layers: seat with rural, central with village schools, or both",
            choices={
                "both": Text("两个层级", "both"),
                "seat": Text("县城校带镇村校", "seat with rural schools"),
                "central": Text("中心校带村校", "central with village schools"),
            },
            source=Text(
                "文集与方案：两个层级；其中县城带城区薄弱学校，此处读作带乡镇、乡村学校",
                "the essays and plans: both layers; there the seat helps weak schools of the town, read "
                "here as schools of towns and villages",
            ),
            kind="literature",
        ),
    ] = "both"
    rate: Annotated[
        float,
        about(
            "受指导教师每年的提高",
            "Gain of each colleague coached",
            unit="sd/year",
            low=0,
            high=0.03,
            source=Text(
                "比照骨干教师在校内的指导", "assumption: as coaching by backbones at one school"
            ),
            kind="assumption",
        ),
    ] = 0.01
    per_mentor: Annotated[
        int,
        about(
            "每名骨干指导人数",
            "Colleagues coached by one backbone",
            unit="persons",
            low=1,
            high=50,
            source=Text(
                "比照骨干教师在校内的指导", "assumption: as coaching by backbones at one school"
            ),
            kind="assumption",
        ),
    ] = 8
    km_most: Annotated[
        float,
        about(
            "县城与乡村学校结对的最远路程",
            "Farthest partner of a seat school by road",
            unit="km",
            low=0,
            high=300,
            source=USAGE,
            kind="assumption",
        ),
    ] = _FARTHEST

    def idle(self) -> frozenset[str]:
        """Return what has no effect beside the other values."""
        return frozenset({"km_most"} if self.layers == "central" else ())

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the pairs and the coaching inside them."""
        rate = self.rate * self.ramp(year)
        if rate <= 0:
            return
        if self.layers != "central":
            yield PAIRS_SEAT(seat_pairs(self.km_most))
            yield GROWTH((self._coaching("seat", rate, (_SEAT,), (_RURAL,)),))
        if self.layers != "seat":
            yield PAIRS_CENTRAL(
                Pairs(helpers=(_CENTRAL,), helped=(_VILLAGE,), within="unit", most=_MANY)
            )
            yield GROWTH((self._coaching("central", rate, (_CENTRAL,), (_VILLAGE,)),))

    def _coaching(
        self, layer: str, rate: float, helpers: tuple[Where, ...], helped: tuple[Where, ...]
    ) -> Growth:
        partner = f"duty.partner_{layer}"
        return Growth(
            name=f"{self.label}.{layer}",
            who=(Where("backbone", 0, 0), Where(partner, 0), *_at_duty(helped)),
            rate=rate,
            mentors=(Where("backbone", 1, 1), *_at_duty(helpers)),
            per_mentor=self.per_mentor,
            scope=(partner, "subject"),
        )


def _at_duty(conditions: tuple[Where, ...]) -> tuple[Where, ...]:
    return tuple(Where(f"duty.{one.column}", one.low, one.high) for one in conditions)
