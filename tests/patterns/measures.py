"""How the patterns of catalogue.py are measured; each measure returns named numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from patterns.runs import END, START, Runs, directions, person_years

type Values = dict[str, float]

DOSES = ("village_300", "village_600", "village_1000", "village_2000")
EXITS = ("retire", "early_retire", "quit", "leave_county", "death", "dismiss")
CERTIFIED = {"primary": (0.26, 0.48), "junior": (0.22, 0.72)}


def downward_share(runs: Runs) -> Values:
    moves = runs.of("moves")
    change = directions(moves[moves["kind"] == "transfer"])
    up, down = int((change > 0).sum()), int((change < 0).sum())
    staff = runs.of("county_year")["headcount"].sum()
    return {
        "down / (up + down)": down / (up + down),
        "up, % of staff a year": 100 * up / staff,
        "down, % of staff a year": 100 * down / staff,
        "all transfers, % of staff a year": 100 * len(change) / staff,
    }


def coefficients(runs: Runs) -> Values:
    county = runs.of("county_year")
    fork = county[county["year"] == START]
    found: Values = {}
    for stage in CERTIFIED:
        found[f"师生比 CV, {stage}, least"] = fork[f"cv_teachers_{stage}_duty"].min()
        found[f"师生比 CV, {stage}, most"] = fork[f"cv_teachers_{stage}_duty"].max()
        gap = (fork[f"cv_degree_{stage}_duty"] - fork[f"cv_teachers_{stage}_duty"]).abs()
        found[f"|学历 CV − 师生比 CV|, {stage}, most"] = gap.max()
    return found


def in_certified_ranges(v: Values) -> bool:
    inside = all(
        v[f"师生比 CV, {stage}, least"] >= low and v[f"师生比 CV, {stage}, most"] <= high
        for stage, (low, high) in CERTIFIED.items()
    )
    return inside and v["|学历 CV − 师生比 CV|, primary, most"] <= 0.05


def title_coefficients(runs: Runs) -> Values:
    county = runs.of("county_year")
    fork = county[county["year"] == START]
    found: Values = {}
    for stage in CERTIFIED:
        title, degree = fork[f"cv_midsenior_{stage}_duty"], fork[f"cv_degree_{stage}_duty"]
        found[f"title CV > degree CV, {stage}, share of seeds"] = float((title > degree).mean())
        found[f"title CV / 师生比 CV, {stage}"] = float(
            (title / fork[f"cv_teachers_{stage}_duty"]).mean()
        )
    return found


def transfer_hazards(runs: Runs) -> Values:
    years = person_years(runs.of("careers"))
    years = years[years["age"] < 50]
    bands = pd.cut(years["tenure"], [2, 5, 10, 60], labels=["3–5", "6–10", "over 10"])
    hazard = (years["event"] == "transfer").groupby(bands, observed=True).mean()
    return {f"hazard at tenure {band}": float(hazard[band]) for band in hazard.index}


def exits_by_age(runs: Runs) -> Values:
    moves = runs.of("moves")
    gone = moves[moves["kind"].isin(EXITS) & (moves["cause"] != "contract_end")]
    groups = runs.of("groups_year")
    staff = groups[groups["by"] == "age"].groupby("value")["n"].sum()
    labels = ["under_30", "30_39", "40_49", "50_up"]
    exits = gone.groupby(
        pd.cut(gone["age"], [0, 29, 39, 49, 99], labels=labels), observed=True
    ).size()
    return {f"exits at age {band}, % a year": 100 * exits[band] / staff[band] for band in labels}


def far_from_home(runs: Runs) -> Values:
    """Compare like with like, as survival models with covariates do: strata of age and zone.

    The ratio of the raw hazards mixes in who lives where: the young, who leave more, are often of
    the township.
    """
    years = person_years(runs.of("careers"))
    years = years[(years["age"] < 50) & (years["zone"] != "seat")]
    years = years[(years["home_km"] > 15) | (years["home_km"] <= 5)]
    far, gone = years["home_km"] > 15, years["event"].isin(["quit", "leave_county"])
    strata = [years["age"] // 10, years["zone"]]
    return {
        "hazard ratio, over 15 km against 5 km or less": mantel_haenszel(gone, far, strata),
        "the same without strata": gone[far].mean() / gone[~far].mean(),
    }


def mantel_haenszel(event: pd.Series, exposed: pd.Series, strata: list[pd.Series]) -> float:
    """Return the common ratio of the rates of the exposed to those of others (Mantel-Haenszel)."""
    table = event.groupby([*strata, exposed.rename("exposed")]).agg(["sum", "size"])
    table = table.unstack("exposed").fillna(0)
    hits, at_risk = table["sum"], table["size"]
    whole = at_risk.sum(axis=1)
    above = (hits[True] * at_risk[False] / whole).sum()
    return float(above / (hits[False] * at_risk[True] / whole).sum())


def rural_staff(runs: Runs) -> Values:
    sections = runs.of("section_year")
    found: Values = {}
    for year in (START, END):
        now = (
            sections[sections["year"] == year]
            .groupby("zone")[["midsenior", "novices", "on_duty"]]
            .sum()
        )
        for column in ("midsenior", "novices"):
            share = now[column] / now["on_duty"]
            found[f"{column}, village, {year}"] = float(share["village"])
            found[f"{column}, seat, {year}"] = float(share["seat"])
    years = person_years(runs.of("careers"), "duty")
    now = years[years["year"] == START + 1]
    old = (now["age"] >= 50).groupby(now["zone"]).mean()
    found["aged 50+, village"], found["aged 50+, seat"] = float(old["village"]), float(old["seat"])
    return found


def falling_births(runs: Runs) -> Values:
    sections = runs.of("section_year")
    primary = sections[sections["stage"] == "primary"]
    sums = primary.groupby(["year", "zone"])[["pupils", "on_duty"]].sum()
    ptr = (sums["pupils"] / sums["on_duty"]).unstack()
    found = {f"PTR 2030 / 2024, {zone}": ptr.loc[2030, zone] / ptr.loc[START, zone] for zone in ptr}
    late = sections[sections["year"] == 2030]
    short = (late["need"] - late["on_duty"]).clip(lower=0)
    over = (late["posts"] - late["need"]).clip(lower=0)
    by = late["zone"]
    staff = late["on_duty"].groupby(by).sum()
    found["surplus, village, 2030, % of staff"] = (
        100 * over.groupby(by).sum()["village"] / staff["village"]
    )
    found["surplus, town, 2030, % of staff"] = 100 * over.groupby(by).sum()["town"] / staff["town"]
    found["shortage, town, 2030, % of staff"] = (
        100 * short.groupby(by).sum()["town"] / staff["town"]
    )
    return found


def subsidy_doses(runs: Runs) -> Values:
    found: Values = {}
    base = _village_hazard(runs, "status_quo")
    for dose in DOSES:
        change = _village_hazard(runs, dose) / base - 1
        found[f"village exits, {dose.removeprefix('village_')} yuan"] = change
    pay = 5200.0  # mean pay in villages at the fork, yuan a month
    steps = np.log1p(found["village exits, 600 yuan"]) / np.log1p(600 / pay)
    found["village exits per +10 % pay"] = float(np.expm1(steps * np.log(1.1)))
    return found


def _village_hazard(runs: Runs, scenario: str) -> float:
    years = person_years(runs.of("careers", scenario))
    years = years[(years["year"] >= 2026) & (years["zone"] == "village")]
    return float(years["event"].isin(["quit", "leave_county"]).mean())


def diminishing(v: Values) -> bool:
    change = [0.0] + [v[f"village exits, {d} yuan"] for d in (300, 600, 1000, 2000)]
    slopes = np.diff(change) / np.diff([0, 300, 600, 1000, 2000])
    return (
        bool((slopes < 0).all() and slopes[-1] > slopes[0])
        and -0.45 <= v["village exits per +10 % pay"] <= -0.15
    )


def accounts(runs: Runs) -> Values:
    county, sections, moves = runs.of("county_year"), runs.of("section_year"), runs.of("moves")
    keys = ["replication", "year", "stage"]
    stock = sections.groupby(keys)[["posts", "target"]].sum()
    enters = moves[(moves["kind"] == "enter") & moves["post_moves"].astype(bool)]
    hires = enters.groupby(keys).size().reindex(stock.index, fill_value=0)
    stays = moves[moves["kind"].isin(["borrow", "exchange_return", "exchange_out"])]
    with_post = moves[moves["kind"].isin(["transfer", "reassign", "regularise"])]
    return {
        "hires in years with posts above the total": float(
            hires[stock["posts"] > stock["target"]].sum()
        ),
        "duty moves that carried a post": float(stays["post_moves"].sum()),
        "post moves that carried none": float((~with_post["post_moves"].astype(bool)).sum()),
        "mismatch − borrowed, most": float((county["mismatch"] - county["borrowed"]).abs().max()),
    }


def delayed_retirement(runs: Runs) -> Values:
    retire = ["retire", "early_retire"]
    counts = {}
    for scenario in ("status_quo", "delayed_retirement"):
        moves = runs.of("moves", scenario)
        late = moves[(moves["year"] >= 2025) & moves["kind"].isin(retire)]
        counts[scenario] = late.groupby("year").size()
    ratio = counts["delayed_retirement"] / counts["status_quo"]
    hires = {
        s: (runs.of("moves", s)["kind"] == "enter").sum()
        for s in ("status_quo", "delayed_retirement")
    }
    return {
        "retirements 2025–2038 / without": float(
            counts["delayed_retirement"].sum() / counts["status_quo"].sum()
        ),
        "most in a year": float(ratio.max()),
        "least in a year": float(ratio.min()),
        "entries / without": float(hires["delayed_retirement"] / hires["status_quo"]),
    }
