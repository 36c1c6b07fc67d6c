"""What `policies` and `phases` tell."""

from __future__ import annotations

import json
import re

import pytest

from teacherflow.phases.calendar import CALENDAR
from teacherflow.policies.catalogue import BUILT_IN, acts_in, feels_pay, snippet
from teacherflow.policies.families import Family
from teacherflow_analysis.cli import main

OWN = {policy.name: policy for policy in sorted(BUILT_IN, key=lambda policy: policy.name)}


type Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_policies_are_listed_in_both_languages(lang: str, capsys: Capture) -> None:
    assert main(["policies", "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert ("渐进式延迟退休" in said) == (lang == "zh")
    assert ("Delayed retirement" in said) == (lang == "en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_policies_are_listed_by_family(
    lang: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Every policy stands under the heading of its family; headings follow the documents."""
    monkeypatch.setenv("COLUMNS", "400")
    assert main(["policies", "--lang", lang]) == 0
    heads = {getattr(family.words, lang): family for family in Family}
    order, under = [], {}
    for line in capsys.readouterr().out.splitlines():
        if line.strip() in heads:
            order.append(heads[line.strip()])
        elif (name := line.strip().partition(" ")[0]) in OWN:
            under[name] = order[-1]
    assert under == {name: policy.family for name, policy in OWN.items()}
    assert order == [family for family in Family if family in under.values()]


@pytest.mark.parametrize("name", OWN)
def test_one_policy_has_a_snippet_to_paste_in_the_language_of_the_call(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("COLUMNS", "40")  # what is to be copied is not broken
    assert main(["policies", name, "--lang", "en"]) == 0
    assert f"\n{snippet(OWN[name], 'en')}\n" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", OWN)
def test_a_policy_tells_all_that_is_known_of_it(
    name: str, lang: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    assert main(["policies", name, "--lang", lang]) == 0
    said = capsys.readouterr().out
    policy = OWN[name]
    about = [parameter.about for parameter in policy.parameters().values()]
    phases = {phase.name: phase for phase in CALENDAR}
    texts = [policy.title, policy.summary, *(one.title for one in about)]
    texts += [one.citation for one in (*about, *policy.presets.values())]
    texts += [text for p in acts_in(policy) for text in (phases[p].who, phases[p].question)]
    texts += [term.title for term in policy.touches if term.title]
    assert [text for text in texts if getattr(text, lang) not in said] == []
    names = (*policy.parameters(), *policy.presets, *(term.name for term in policy.touches))
    assert [one for one in names if one not in said] == []
    pays = {"zh": "都权衡所得", "en": "what is paid is weighed"}[lang]
    assert (pays in said) == feels_pay(policy)


def test_pay_is_told_as_pay_and_not_as_every_phase(capsys: Capture) -> None:
    assert main(["policies", "--lang", "en"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Town allowance M61 pay" in said
    assert "leave, appoint, transfer, recruit, exchange" not in said


def test_a_preset_shows_only_what_it_changes(capsys: Capture) -> None:
    assert main(["policies", "rural_subsidy", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"tiers_default +the defaults +assumption", said)
    (row,) = re.findall(r"^ hunan_2019.*?^ luxi", said, re.DOTALL | re.MULTILINE)
    assert "yuan_per_month.village: 300" in row
    assert "by: zone" not in row


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["competitive_hiring", "honours", "mandatory_rotation"])
def test_a_source_calls_itself_an_assumption_once(name: str, lang: str, capsys: Capture) -> None:
    assert main(["policies", name, "--lang", lang]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert not re.findall(r"假设：假设[：；].{12}|assumption: assumption[:;].{12}", said)


def test_equal_sources_share_a_footnote(capsys: Capture) -> None:
    assert main(["policies", "mandatory_rotation", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    notes = re.findall(r"^  \[(\d+)\] (.*)", said, re.MULTILINE)
    assert [int(number) for number, _ in notes] == list(range(1, len(notes) + 1))
    assert sum("the usual practice of counties" in text for _, text in notes) == 1
    cited = re.findall(r"(?:statute|survey|literature|assumption) \[(\d+)\]", said)
    assert set(cited) == {number for number, _ in notes}


def test_policies_json(capsys: Capture) -> None:
    assert main(["policies", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {"rural_subsidy", "delayed_retirement"} <= {policy["name"] for policy in listed}
    assert main(["policies", "rural_subsidy", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    village = {p["name"]: p for p in one["parameters"]}["yuan_per_month.village"]
    assert village["range"] == [0, 20000]
    assert village["default"] == 600
    assert village["unit"] == "yuan/month"
    assert set(one["presets"]) >= {"hunan_2019", "luxi"}


def test_phases_are_listed_in_order(capsys: Capture) -> None:
    assert main(["phases", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [phase["name"] for phase in listed][:2] == ["enrol", "leave"]
    assert "pay.items" in listed[1]["terms"]
    assert main(["phases", "--lang", "zh"]) == 0
    assert "招生与布局" in capsys.readouterr().out
