"""Phase leave, one teacher at a time."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.codes import Away, Sex, Status, Title
from teacherflow.terms.leave import BREACHES, EARLY, HAZARDS, STATUTE, Exit
from twin import budgets, worth
from twin.exchange import end_borrowing

STAFF = (Status.ESTABLISHED, Status.TEGANG)


def leave(world: Any) -> None:
    budgets.announce(world)
    end_borrowing(world)
    end_exchanges(world)
    regularise(world)
    worth.refresh(world)
    exits = [(teacher, exit_of(world, teacher)) for teacher in world.teachers]
    for stage in (0, 1):
        world.stages[stage].exits_before = world.stages[stage].exits
        world.stages[stage].exits = sum(
            kind != "" and t.status in STAFF and t.stage == stage for t, kind in exits
        )
    repayments(world, [t for t, kind in exits if kind in ("quit", "leave_county")])
    for wanted in ("retire", "early_retire", "death", "quit", "leave_county"):
        for teacher, kind in exits:
            if kind == wanted:
                world.end(teacher, kind, f"leave.{kind}")


def room(world: Any, section: int) -> int:
    posts = sum(t.status == Status.ESTABLISHED for t in world.at_post(section))
    return int(world.sections[section].target - posts)


def special_posts(world: Any, section: int) -> int:
    return sum(t.status == Status.TEGANG for t in world.at_duty(section))


def keyed(world: Any, decision: str, people: list[Any]) -> list[Any]:
    luck = {t.id: float(world.draws.uniform(decision, world.year, t.id)) for t in people}
    return sorted(people, key=lambda t: (luck[t.id], t.id))


def end_exchanges(world: Any) -> None:
    ended = [
        t
        for t in world.teachers
        if t.away in (Away.EXCHANGE, Away.OUTSIDE, Away.AGENCY) and 0 < t.away_until < world.year
    ]
    restarts = [t for t in ended if t.restarts_clock]
    chance = {t.id: t.return_chance for t in ended}
    stays = [
        t for t in ended if world.draws.uniform("leave.return", world.year, t.id) >= chance[t.id]
    ]
    for t in keyed(world, "leave.stay", stays):
        if t.duty < 0 or t.post < 0:
            continue
        host, home = world.sections[t.duty], world.sections[t.post]
        better = worth.utility(world, t, host) > worth.utility(world, t, home)
        if room(world, host.row) - special_posts(world, host.row) > 0 and better:
            world.move_post(t, host.row, "regularise", "leave.stay")
    for t in ended:
        if t.away != Away.HOME:
            world.move_duty(t, t.post, "exchange_return", "leave.return", Away.HOME)
        if t in restarts:
            t.exchange_clock = 0
        t.rotations += 1


def regularise(world: Any) -> None:
    over = [
        t
        for t in world.teachers
        if t.status == Status.TEGANG and t.bond_until <= world.year and t.duty >= 0
    ]
    for t in keyed(world, "leave.regularise", over):
        if room(world, t.duty) > 0:
            served = t.duty_years
            world.move_post(t, t.duty, "regularise", "leave.regularise")
            t.status = int(Status.ESTABLISHED)
            t.tenure = t.exchange_clock = served


def exit_of(world: Any, t: Any) -> str:
    kind = retirement(world, t)
    if kind:
        return kind
    band, p = band_of(world, t), world.parameters.leave
    year, luck = world.year, world.draws
    if (
        luck.uniform("leave.death", year, t.id)
        < (
            p.death_under_30,
            p.death_30_49,
            p.death_50_up,
        )[band]
    ):
        return "death"
    for event, kind in ((Exit.QUIT, "quit"), (Exit.LEAVE_COUNTY, "leave_county")):
        intercept = getattr(world.bands[band], kind)
        chance = chance_to_leave(world, t, event, intercept, worse=is_worse_off(world, t))
        if luck.uniform(f"leave.{kind}", year, t.id) < chance:
            return kind
    return ""


def band_of(world: Any, t: Any) -> int:
    age = (world.september - t.birth) / 12
    return 0 if age < 30 else 1 if age < 50 else 2


def retirement(world: Any, t: Any) -> str:
    if t.status == Status.SILVER:
        stop = t.birth + int(12 * world.parameters.leave.silver_age)
        return "retire" if stop < world.september else ""
    stays = t.sex == Sex.WOMAN and t.title >= Title.SENIOR
    if stays and world.draws.uniform("leave.choose_55", 0, t.id) < (
        world.parameters.leave.choose_55
    ):
        stays = False
    old = t.birth + (720 if t.sex == Sex.MAN or stays else 660)
    due = old
    if world.terms[STATUTE] == "delayed_2025":
        months_since = old - 2025 * 12 + 1  # January 2025 counts 1
        due = old + min(36, max(0, math.ceil(months_since / 4)))
    option, month = world.terms[EARLY], due
    if option.rule == "statute":
        luck = world.draws.uniform("leave.option", 0, t.id)
        if luck < option.take_up:
            month = max(old, due - option.months)
        elif luck > 1 - option.late:
            month = due + option.months
    if month < world.september:
        return "early_retire" if month < due else "retire"
    if option.rule == "service":
        age = option.age_women if t.sex == Sex.WOMAN else option.age_men
        may = t.service >= option.service and (world.september - t.birth) / 12 >= age
        if may and world.draws.uniform("leave.early", world.year, t.id) < option.take_up:
            return "early_retire"
    return ""


def is_worse_off(world: Any, t: Any) -> bool:
    if world.year - t.cohort < 2 or math.isnan(t.utility) or math.isnan(t.utility_before):
        return False
    scale = world.parameters.utility.reference_pay
    return scale * (math.exp(t.utility_before) - math.exp(t.utility)) > (
        world.parameters.leave.worse_off_yuan
    )


def chance_to_leave(world: Any, t: Any, event: Exit, intercept: float, *, worse: bool) -> float:
    p, logit, factor = world.parameters.leave, intercept + tie(world, t), 1.0
    compared = world.mean_utility
    if t.status == Status.CONTRACT:
        scale = world.parameters.utility
        compared += math.log(scale.contract_pay / scale.base_none)
    if not math.isnan(t.utility):
        logit -= p.pay_sensitivity * (t.utility - compared)
    early = p.early_career_from <= t.service <= p.early_career_to
    logit += p.early_career if early else 0.0
    logit += p.worse_off if worse else 0.0
    if t.status == Status.CONTRACT:
        factor *= p.contract_factor
    if t.bond_until == world.year:
        factor *= p.bond_end_factor
    if event == Exit.LEAVE_COUNTY:
        factor *= p.no_kin_factor if t.kin_township == -2 else p.kin_factor
    for item in world.terms[HAZARDS]:
        if item.event in (event, Exit.BOTH) and meets(world, t, item.who):
            logit += item.log_odds
            factor *= item.factor
    return min(1.0, factor / (1 + math.exp(-logit)))


def tie(world: Any, t: Any) -> float:
    """What a bond takes off the log-odds: more the dearer, never less than nothing."""
    p, log_odds = world.parameters.leave, 0.0
    if t.bond_until <= world.year:
        return log_odds
    log_odds = p.bond
    for item in world.terms[BREACHES]:
        if meets(world, t, item.who):
            dearer = item.yuan / (12 * item.years) - p.bond_repaid / 12
            shift = p.pay_sensitivity * dearer / world.parameters.utility.reference_pay
            log_odds = min(0.0, p.bond - shift)
    return float(log_odds)


def repayments(world: Any, gone: list[Any]) -> None:
    """Each pays for the years of the bond not served; a part stands in the ledger."""
    for item in world.terms[BREACHES]:
        paid = 0.0
        for t in gone:
            if t.bond_until > world.year and meets(world, t, item.who):
                left = min(t.bond_until - world.year, item.years)
                paid += item.booked * item.yuan * left / item.years
        if world.keeping and paid:
            policy, _, line = item.name.rpartition(".")
            world.spending.append((world.year, policy, line, item.receiver, -paid))


def meets(world: Any, t: Any, who: Any) -> bool:
    if any(w.column.startswith("duty.") for w in who) and t.duty < 0:
        return False
    return worth.meets(world, t, world.sections[t.duty] if t.duty >= 0 else None, who)


def calibrate(world: Any) -> None:
    staff = [t for t in world.teachers if t.status in STAFF and not math.isnan(t.utility)]
    world.mean_utility = math.fsum(t.utility for t in staff) / len(staff)
    p = world.parameters.leave
    targets = {
        "quit": (p.quit_under_30, p.quit_30_49, p.quit_50_up),
        "leave_county": (p.leave_county_under_30, p.leave_county_30_49, p.leave_county_50_up),
    }
    for event, name in ((Exit.QUIT, "quit"), (Exit.LEAVE_COUNTY, "leave_county")):
        for band in (0, 1, 2):
            people = [t for t in staff if band_of(world, t) == band]
            target = targets[name][band]
            if not people:
                setattr(world.bands[band], name, math.log(target / (1 - target)))
                continue
            low, high = -30.0, 30.0
            for _ in range(100):
                middle = (low + high) / 2
                mean = math.fsum(
                    chance_to_leave(world, t, event, middle, worse=False) for t in people
                ) / len(people)
                low, high = (low, middle) if mean > target else (middle, high)
            setattr(world.bands[band], name, (low + high) / 2)
