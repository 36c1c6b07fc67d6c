"""Rotation of teachers after some years at one school (M28, M31, M34, M35)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf, nextafter
from typing import Any, ClassVar, Self

from pydantic import model_validator

from teacherflow.codes import Away, Sex, Status, Zone
from teacherflow.faults import Refused
from teacherflow.policies.base import Preset
from teacherflow.policies.exchange_money import RotationMoney
from teacherflow.policies.exchange_presets import PRESETS
from teacherflow.policies.families import Family
from teacherflow.terms.exchange import (
    EXEMPTIONS,
    FORMS,
    Backfill,
    Chooser,
    Direction,
    Exemption,
    FloorOf,
    Form,
    Placing,
    Turn,
    Volunteers,
    form_key,
)
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.pay import PAY_ITEMS, PayItem
from teacherflow.terms.teach import EFFORT, Effort
from teacherflow.terms.who import Where
from teacherflow.text import Text

_GRADUATING = "_graduating"
"""How the forms end that send teachers of graduating classes apart from the others."""
_RANK = 50
_NO_AGE = 70
_SENDERS: dict[str, tuple[Where, ...]] = {
    "county": (),
    "seat_town": (Where("post.zone", Zone.TOWN, Zone.SEAT),),
    "seat": (Where("post.zone", Zone.SEAT, Zone.SEAT),),
    "over_quota": (Where("post.over_quota", 1),),
}
_SCOPES = {"county": "", "zone": "zone", "cluster": "cluster", "group": "group"}
_DIRECTIONS = {
    "lower_or_weak": Direction.DOWN_OR_WEAK,
    "lower": Direction.DOWN,
    "same": Direction.SAME,
    "any": Direction.ANY,
}
_WHILE_AWAY = (
    "travel_yuan_per_km",
    "trips_per_month",
    "meals_yuan_per_month",
    "bonus_yuan_per_month",
    "bonus_host_share",
    "host_effort",
)


def _by_name[E](codes: type[E], name: str) -> E:
    found: E = codes[name.upper()]  # type: ignore[index]
    return found


class MandatoryRotation(RotationMoney):
    """教师交流轮岗: who has taught long enough at one school may be sent to another.

    Every year a share of the *eligible* goes: established teachers of the sending schools who have
    been ``after_years`` school years at their school, or since their last exchange, and who are
    more than ``years_to_pension`` years away from the pension. Pregnant and nursing women, the
    seriously ill, the bonded, the only teacher of a subject, leaders, this year's entrants and
    whoever has already changed place this year are always left out; so are, for ``rest_years``,
    those who have come back. The number is whole for the county and spread over the schools by
    their eligible, at most ``school_cap`` of a school. Teachers of a graduating class may be
    exempt or have a share of their own.

    Volunteers go first; the others are named by their school (which keeps those it values), by
    lottery or by the bureau. Of those sent, ``backbone_share`` are to be backbones; or else that
    share of all backbones who are due has to go (``backbone_of``). They work at a lower or weaker
    school within ``km_most`` for ``years`` and return; with ``post_share`` a part of them moves
    for good, post and all. With ``backfill: swap`` the host sends a young teacher of the same
    subject in return. Whoever is away draws travel money, meals and perhaps a bonus beside the
    home salary and what the host school's place pays. A share of zero sends nobody.

    What is really carried out is ``compliance``, from ``delay_years`` after the start on. Where
    inspection looks at it, what is not yet carried out shrinks every year by half plus half the
    weight: of 40 % that are missing and a weight of .5, 10 % are missing a year later. A rule
    without ``from`` has been inspected for long and is carried out in full.
    """

    name = "mandatory_rotation"
    title = Text("教师交流轮岗", "Mandatory rotation")
    summary = Text(
        "在同一学校任教满规定年限的教师，每年按符合条件人数的一定比例交流到下一级或薄弱学校，其中骨干占一定比例；"
        "期满返回，或人事关系随迁",
        "A share of those who have taught long enough at one school goes to a lower or weaker one "
        "each year, some of them backbones; they return after the term, or their posts move too",
    )
    family = Family.EXCHANGE
    mechanisms = ("M28", "M31", "M34", "M35")
    touches: ClassVar[tuple[Term[Any], ...]] = (FORMS, EXEMPTIONS, PAY_ITEMS, EFFORT)
    presets: ClassVar[Mapping[str, Preset]] = PRESETS

    @model_validator(mode="after")
    def _delay_has_a_start(self) -> Self:
        if self.delay_years > 0 and self.from_ is None:
            raise Refused(
                Text(
                    "delay_years 从起始学年算起：请同时给出 from",
                    "delay_years counts from the first year: give from too",
                )
            )
        return self

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the forms, the exemptions, what is paid to those away, and their effort."""
        forms = tuple(self._forms(year))
        if forms:
            yield FORMS(forms)
            exempt = tuple(self._exemptions(year))
            if exempt:
                yield EXEMPTIONS(exempt)
        paid = tuple(self._paid())
        if paid:
            yield PAY_ITEMS(paid)
        if self.host_effort != 0:
            yield EFFORT(tuple(self._rated()))

    def idle(self) -> frozenset[str]:
        """Return what has no effect beside the other values."""
        idle = set[str]()
        if self.post_share == 1:
            idle |= {"years", "return_chance", "clock", *_WHILE_AWAY}
        if self.volunteers == "only":
            idle.add("chosen_by")
        if self.placing == "need":
            idle.add("turn")
        if self.backfill == "none":
            idle.add("swap_after_years")
        if self.graduating != "own_share":
            idle.add("graduating_share")
        if not self.inspected:
            idle.add("inspection_weight")
        if self.travel_yuan_per_km == 0:
            idle.add("trips_per_month")
        if self.bonus_yuan_per_month == 0:
            idle.add("bonus_host_share")
        return frozenset(idle)

    def carried_out(self, year: int) -> float:
        """Return the share of the number that is really carried out in ``year``."""
        if self.from_ is None:
            return 1.0 if self.inspected else self.compliance
        years = year - self.from_ - self.delay_years
        if years < 0:
            return 0.0
        if not self.inspected:
            return self.compliance
        return 1.0 - (1.0 - self.compliance) * (0.5 - 0.5 * self.inspection_weight) ** years

    def _groups(self) -> dict[str, tuple[tuple[Where, ...], float]]:
        """Return the groups with a share of their own: suffix of the form, who, share."""
        if self.graduating != "own_share":
            return {"": ((), self.share)}
        return {
            "": ((Where("graduating", high=0),), self.share),
            _GRADUATING: ((Where("graduating", 1),), self.graduating_share),
        }

    def _forms(self, year: int) -> Iterator[Form]:
        for suffix, (who, share) in self._groups().items():
            amount = share * self.ramp(year)
            for line, part in (("with_post", self.post_share), ("duty", 1 - self.post_share)):
                if amount > 0 and part > 0:
                    yield self._form(line, suffix, who, amount * part, self.carried_out(year))

    def _form(
        self, line: str, suffix: str, who: tuple[Where, ...], amount: float, carried_out: float
    ) -> Form:
        post_moves = line == "with_post"
        return Form(
            name=f"{self.label}.{line}{suffix}",
            rank=_RANK - post_moves,
            who=(
                Where("status", Status.ESTABLISHED, Status.ESTABLISHED),
                Where("exchange_clock", self.after_years),
                Where("years_to_pension", nextafter(self.years_to_pension, inf)),
                *_SENDERS[self.senders],
                *who,
            ),
            amount=amount,
            backbone=self.backbone_share,
            backbone_of=_by_name(FloorOf, self.backbone_of),
            years=0 if post_moves else self.years,
            post_moves=post_moves,
            direction=_DIRECTIONS[self.direction],
            scope=_SCOPES[self.scope],
            km_most=self.km_most,
            placing=_by_name(Placing, self.placing),
            turn=_by_name(Turn, self.turn),
            volunteers=_by_name(Volunteers, self.volunteers),
            chosen_by=_by_name(Chooser, self.chosen_by),
            backfill=_by_name(Backfill, self.backfill),
            back=(Where("exchange_clock", self.swap_after_years),) * (self.swap_after_years > 0),
            out_most=self.school_cap,
            in_most=self.school_cap,
            compliance=carried_out,
            return_chance=self.return_chance,
            resets_clock=self.clock == "restarts",
        )

    def _exemptions(self, year: int) -> Iterator[Exemption]:
        """Yield age limits (born so early that the age is reached by 1 September) and others."""
        for word, sex, age in (
            ("men", Sex.MAN, self.men_exempt_from),
            ("women", Sex.WOMAN, self.women_exempt_from),
        ):
            if age < _NO_AGE:
                born = Where("birth", -inf, 12 * year + 8 - 12 * age)
                yield self._exempt(word, Where("sex", sex, sex), born)
        if self.graduating == "exempt":
            yield self._exempt("graduating", Where("graduating", 1))
        if self.rest_years > 0:
            back = Where("duty_years", high=self.rest_years - 1)
            yield self._exempt("rest", Where("rotations", 1), back)

    def _exempt(self, word: str, *who: Where) -> Exemption:
        return Exemption(name=f"{self.label}.{word}", who=who, form=self.label)

    def _paid(self) -> Iterator[PayItem]:
        """Yield what is paid to those whom the forms that leave the posts have sent."""
        by_host = self.bonus_yuan_per_month * self.bonus_host_share
        yield from self.away_money(self._sent())
        by_county = self.bonus_yuan_per_month - by_host
        for line, yuan, payer in (
            ("bonus", by_county, "county"),
            ("bonus_of_host", by_host, "host"),
        ):
            if yuan > 0:
                yield PayItem(f"{self.label}.{line}", self._sent(), yuan, payer)

    def _rated(self) -> Iterator[Effort]:
        """Yield the change of effort of those whom the host school rates."""
        yield Effort(name=f"{self.label}.hosted", who=self._sent(), change=self.host_effort)

    def _sent(self) -> tuple[Where, ...]:
        """Return who is away under a form that leaves the posts.

        Those of either group, whether or not they are told apart this year: who was sent under an
        earlier rule is still away.
        """
        keys = tuple(form_key(f"{self.label}.duty{suffix}") for suffix in ("", _GRADUATING))
        return (Where("away", Away.EXCHANGE, Away.EXCHANGE), Where("away_form", among=keys))
