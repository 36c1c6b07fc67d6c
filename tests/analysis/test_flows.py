"""Flows, vacancy chains and bunching against moves that can be counted on paper."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from analysis.spell_folder import move, promoted, spell, study_folder
from teacherflow_analysis.careers import eligibility
from teacherflow_analysis.careers.flows import flows, flows_of
from teacherflow_analysis.careers.whereabouts import whereabouts, years_of
from teacherflow_analysis.cli import main
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.figures import alluvial, bunching, theme
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.page import Picture
from teacherflow_analysis.study import load

YEARS = 15
# 1 retires in the seat; 2 comes from a town, 3 fills his post from a village, an entrant the third.
# 9 takes a new post in a town and leaves a village; 7 quits in a village and nobody follows.
CHAINS = [
    move(1, 2024, "retire", "seat", None, chain=1),
    move(2, 2024, "transfer", "town", "seat", chain=1, backbone=True),
    move(3, 2025, "transfer", "village", "town", chain=1),
    move(4, 2025, "enter", None, "village", chain=1, cause="exam"),
    move(9, 2026, "transfer", "village", "town", chain=9),
    move(5, 2026, "enter", None, "village", chain=9, cause="exam"),
    move(7, 2027, "quit", "village", None, chain=7),
    move(6, 2027, "transfer", "village", "village", chain=80),  # a seat open since before
]
LENT = [
    move(20, 2024, "exchange_out", "seat", "village", post_moves=False, cause="rotation"),
    move(20, 2027, "exchange_return", "village", "seat", post_moves=False, cause="leave.return"),
]
OTHERS = [
    move(30, 2024, "enter", None, "town", post_moves=False, cause="tegang"),
    move(31, 2025, "merge", "village", "town", chain=31),
    move(32, 2025, "quit", "town", None, post_moves=False, chain=32),
]


def rows(tmp_path: Path, table: str, **more: object) -> dict[tuple[str, ...], float]:
    tables = {"moves": [*CHAINS, *LENT, *OTHERS], **more}
    found = flows_of(load(study_folder(tmp_path / "s", tables))).table(table)
    own = found[found["scenario"] == "status_quo"]
    keys = ["kind", "cause", "from", "to", "what"]
    names = [tuple(x for x in row if x) for row in own[keys].itertuples(index=False)]
    return dict(zip(names, own["mean"], strict=True))


def test_temporary_and_permanent_stand_apart(tmp_path: Path) -> None:
    found = rows(tmp_path, "directions")
    assert found[("seat", "village", "temporary")] == pytest.approx(1 / YEARS)
    assert ("seat", "village", "permanent") not in found
    assert found[("village", "town", "permanent")] == pytest.approx(3 / YEARS)
    assert found[("outside", "town", "no_post")] == pytest.approx(1 / YEARS)


def test_the_matrix_tells_kind_and_cause(tmp_path: Path) -> None:
    found = rows(tmp_path, "matrix")
    key = ("transfer", "transfer", "village", "town", "permanent")
    assert found[key] == pytest.approx(2 / YEARS)
    assert sum(found.values()) == pytest.approx(len([*CHAINS, *LENT, *OTHERS]) / YEARS)


def test_net_flow_is_what_comes_less_what_goes(tmp_path: Path) -> None:
    found = rows(tmp_path, "net")
    assert found[("between", "village", "all")] == pytest.approx(-3 / YEARS)
    assert found[("between", "town", "all")] == pytest.approx(2 / YEARS)
    assert found[("between", "seat", "backbone")] == pytest.approx(1 / YEARS)
    assert found[("outside", "village", "all")] == pytest.approx((2 - 1) / YEARS)
    assert found[("temporary", "seat", "all")] == 0
    assert sum(v for k, v in found.items() if k[0] == "between" and k[2] == "all") == pytest.approx(
        0
    )


def test_chains_by_hand(tmp_path: Path) -> None:
    """Departures 1 (three fills), 9 (one) and 7 (none); a merger and a contract open no seat."""
    found = rows(tmp_path, "chains")
    assert found[("all", "0")] == pytest.approx(1 / 3)
    assert found[("all", "1")] == pytest.approx(1 / 3)
    assert found[("all", "3")] == pytest.approx(1 / 3)
    assert found[("all", "mean")] == pytest.approx(4 / 3)
    assert found[("seat", "mean")] == 3
    assert found[("village", "mean")] == pytest.approx(1 / 2)


def test_rural_departures_are_traced_to_their_vacancy(tmp_path: Path) -> None:
    """2 and 3 after a vacancy of the seat, 9 after a new post in a town, 6 after an older one."""
    found = rows(tmp_path, "traced")
    assert found[("rural", "seat", "of_moved")] == pytest.approx(2 / 4)
    assert found[("rural", "town", "of_moved")] == pytest.approx(1 / 4)
    assert found[("rural", "before", "of_moved")] == pytest.approx(1 / 4)
    assert found[("rural", "left", "of_all")] == pytest.approx(1 / 5)
    assert found[("town", "seat", "of_moved")] == 1


def test_one_person_at_the_root_of_two_chains(tmp_path: Path) -> None:
    moves = [
        move(1, 2024, "transfer", "village", "town", chain=1),
        move(2, 2025, "enter", None, "village", chain=1),
        move(1, 2030, "retire", "town", None, chain=1),
        move(3, 2031, "enter", None, "town", chain=1),
    ]
    study = load(study_folder(tmp_path / "s", {"moves": moves}))
    found = flows_of(study).table("chains").query("scenario == 'status_quo'")
    told = found.set_index(["from", "what"])["mean"]
    assert told[("all", "1")] == 1
    assert told[("village", "mean")] == told[("town", "mean")] == 1


RULE = {
    "scenarios": {
        "status_quo": {"title": {"zh": "现状", "en": "Status quo"}, "policies": {}},
        "rotation": {
            "title": {"zh": "职称前置", "en": "Service for titles"},
            "policies": {
                "titles": {"policy": "title_prerequisite", "parameters": {"years.senior": 2}}
            },
        },
    }
}


def around() -> dict[str, object]:
    """Of ten promoted, seven have one year and one has two; under the rule one and seven."""
    base = [promoted(i, 2030, 1.0) for i in range(7)] + [promoted(7, 2030, 2.5)]
    base += [promoted(8, 2030, 12.0), promoted(9, 2030, 0.0)]
    reform = [promoted(i, 2030, 2.0) for i in range(7)] + [promoted(7, 2030, 1.5)]
    reform += [promoted(8, 2030, 12.0), promoted(9, 2024, 0.0)]
    sent = [
        move(i, 2028, "exchange_out", "seat", "village", post_moves=False, cause="rotation")
        for i in range(3)
    ]
    runs = range(3)
    return {
        "titles": {
            **{("status_quo", r): base for r in runs},
            **{("rotation", r): reform for r in runs},
        },
        "moves": {
            **{("status_quo", r): CHAINS for r in runs},
            **{("rotation", r): sent for r in runs},
        },
    }


def test_bunching_by_hand(tmp_path: Path) -> None:
    study = load(study_folder(tmp_path / "s", around(), change=RULE))
    assert eligibility.asked(study) == {"rotation": {"senior": 2}}
    found = flows_of(study).table("eligibility")
    contrast = found[found["cause"] == "contrast"].set_index(["scenario", "what"])["mean"]
    assert contrast[("status_quo", "below")] == pytest.approx(0.7)
    assert contrast[("status_quo", "at")] == pytest.approx(0.1)
    assert contrast[("status_quo", "excess")] == pytest.approx(-6 / 8)
    assert contrast[("rotation", "excess")] == pytest.approx(6 / 8)
    service = found[(found["cause"] == "service") & (found["scenario"] == "status_quo")]
    assert service["mean"].sum() == pytest.approx(1)
    moves = found[(found["cause"] == "moves") & (found["scenario"] == "rotation")]
    sent = moves[(moves["from"] == "down") & (moves["to"] == "temporary")].set_index("what")
    # of those promoted nine have a year before 2030 in the study, the tenth was promoted in 2024
    assert sent.loc["-2", "mean"] == pytest.approx(100 * 3 / 9)
    assert sent.loc["0", "mean"] == 0


def test_years_after_the_study_are_not_counted(tmp_path: Path) -> None:
    """Three are promoted in 2030 and one in 2038, of whom nobody sees the years after."""
    titles = [promoted(i, 2030, 12.5) for i in range(3)] + [promoted(3, 2038, 10.0)]
    moves = [move(0, 2032, "transfer", "village", "seat")]
    study = load(study_folder(tmp_path / "s", {"titles": titles, "moves": moves}))
    found = flows_of(study).table("eligibility").query("scenario == 'status_quo'")
    ways = found[found["cause"] == "moves"].set_index(["from", "to", "what"])["mean"]
    assert ways["up", "permanent", "+2"] == pytest.approx(100 / 3)
    assert ways["down", "permanent", "+2"] == 0
    service = found[found["cause"] == "service"].set_index("what")["mean"]
    assert service["10"] == 1  # ten years and more


def test_posts_left_by_those_who_end_service_only(tmp_path: Path) -> None:
    moves = [move(1, 2030, "retire", "village", None, chain=1)]
    study = load(study_folder(tmp_path / "s", {"moves": moves}))
    found = flows_of(study).table("traced").query("scenario == 'status_quo'")
    told = found.set_index(["from", "to", "what"])["mean"].to_dict()
    assert told == {("rural", "left", "of_all"): 1, ("village", "left", "of_all"): 1}


def test_one_kind_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = study_folder(tmp_path / "s", {"moves": [*CHAINS, *LENT]})
    found = flows(folder, kind="exchange_out")
    assert set(found["table"]) == {"matrix", "directions"}
    assert set(found["cause"]) == {"rotation", ""}
    assert main(["flows", str(folder), "--kind", "exchange_out", "--lang", "en"]) == 0
    assert "exchange_out" in capsys.readouterr().out
    with pytest.raises(AnalysisError, match="did you mean transfer"):
        flows(folder, kind="transfers")


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_tables_fit_the_terminal(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    columns: int,
    language: str,
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    spells = [spell(i, 2018 + i % 12, 2030 + i % 3, "quit") for i in range(60)]
    folder = study_folder(tmp_path / "s", {**around(), "careers": spells}, change=RULE)
    for verb in ("retention", "flows"):
        assert main([verb, str(folder), "--lang", language]) == 0
        out = capsys.readouterr().out
        assert max(cell_len(line) for line in out.splitlines()) <= columns
        assert any("\u4e00" <= c <= "\u9fff" for c in out) == (language == "zh")


def test_json_holds_what_the_frame_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = study_folder(tmp_path / "s", {"moves": [*CHAINS, *LENT]})
    assert main(["flows", str(folder), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    frame = flows(folder)
    assert sum(len(rows) for rows in found["tables"].values()) == len(frame)
    assert set(found["tables"]) == set(frame["table"])


LIVES = [
    *[spell(i, 2010, 2030, "transfer", zone="village") for i in range(2)],
    *[spell(i, 2030, 2038, None, zone="seat", school_id=2) for i in range(2)],
    spell(2, 2015, 2038, None, zone="village"),
    spell(3, 2015, 2026, "quit", zone="town"),
    spell(4, 2015, 2036, "retire", zone="town"),
    spell(5, 2016, 2020 + 9, "waiting", zone="seat"),
]
ENDS = [move(3, 2026, "quit", "town", None), move(4, 2036, "retire", "town", None)]


def test_where_the_first_teachers_are(tmp_path: Path) -> None:
    study = load(study_folder(tmp_path / "s", {"careers": LIVES, "moves": ENDS}))
    assert years_of(study) == (2023, 2031, 2038)
    found = whereabouts(study).iloc[0]
    assert found.sum() == pytest.approx(1)
    assert found[("village", "seat", "seat")] == pytest.approx(2 / 6)
    assert found[("village", "village", "village")] == pytest.approx(1 / 6)
    assert found[("town", "leave", "leave")] == pytest.approx(1 / 6)
    assert found[("town", "town", "retire")] == pytest.approx(1 / 6)
    assert found[("seat", "off", "off")] == pytest.approx(1 / 6)


@pytest.mark.usefixtures("font_cache")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pictures_say_what_the_tables_say(tmp_path: Path, language: str) -> None:
    tables = {**around(), "careers": LIVES}
    study = load(study_folder(tmp_path / "s", tables, change=RULE))
    look = Look(language, theme.SIZES["double"], "double", "difference")
    bunch = bunching.picture(study, look)
    assert isinstance(bunch, Picture)
    assert "70.0%" in bunch.head
    assert "10.0%" in bunch.head
    told = alluvial.picture(study, look)
    assert isinstance(told, Picture)
    with theme.drawing([], look.medium):
        figure = told.draw(told, look)
        shapes = {patch.get_gid() for ax in figure.axes for patch in ax.patches if patch.get_gid()}
        assert "0/village/seat" in shapes
        line = bunch.draw(bunch, look).axes[0].lines[0]
        assert line.get_gid() == "service status_quo"
        assert line.get_ydata()[1] == pytest.approx(70)
