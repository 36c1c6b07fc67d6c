"""The map of mechanisms agrees with the code: laws, phases, claims, defaults, columns, tests."""

from __future__ import annotations

import ast

from docs.mechanisms import (
    ROOT,
    TABLES,
    claimed,
    is_planned,
    page,
    rows,
    settled,
    unknown_columns,
)
from teacherflow.parameters import catalogue
from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.terms.catalogue import PHASES, READ_BY, own_terms
from teacherflow.terms.laws import BAG

ROWS = rows()
BUILT = {name: row for name, row in ROWS.items() if row["milestone"] == 1}
CLAIMS = [(name, claim["term"], row, claim) for name, row in ROWS.items() for claim in row["terms"]]
HERE = [entry for entry in CLAIMS if not entry[3].get("planned")]

KEYS = {
    *("title", "tier", "sources", "deciders", "phases", "policy", "terms", "columns"),
    *("parameters", "outcome", "test", "milestone"),
}
MORE_KEYS = {"behaviour", "levers", "planned_columns"}
NUMBERS = (*range(1, 16), *range(20, 38), *range(40, 50), *range(50, 57), *range(60, 91))


def test_all_rows_are_there() -> None:
    assert list(ROWS) == [f"M{number:02}" for number in NUMBERS]
    assert len(ROWS) == 81
    assert set(page()) - set(ROWS) == {"contract_notes", "beyond_rows"}


def test_every_row_is_well_formed() -> None:
    for name, row in ROWS.items():
        assert set(row) >= KEYS, name
        assert set(row) <= KEYS | MORE_KEYS, name
        assert set(row["title"]) == set(row["outcome"]) == {"zh", "en"}, name
        assert row["tier"] in {"core", "second", "parameter"}, name
        assert set(row["sources"]) <= {"S0", "S1", "S2", "S3"}, name
        assert set(row["deciders"]) <= {"bureau", "school", "unit", "teacher", "none"}, name
        assert row["phases"], name
        assert set(row["phases"]) <= set(PHASES), name
        assert row["milestone"] in {1, 2, 3}, name
    for name, path, _, claim in CLAIMS:
        assert set(claim) <= {"term", "law", "value", "planned"}, (name, path)
        assert claim["law"] in {"SUM", "MOST", "LEAST", "EITHER", "BAG", "ONE"}, (name, path)
        ast.parse(claim["value"], mode="eval")


def test_planned_is_what_is_not_there() -> None:
    for name, path, row, claim in CLAIMS:
        assert bool(claim.get("planned")) == is_planned(row, claim), (name, path)


def test_every_claim_is_read_and_merges() -> None:
    for name, path, row, claim in HERE:
        term = own_terms()[path]
        assert set(READ_BY[path]) & set(row["phases"]), (name, path)
        value = claimed(row, claim)
        assert unknown_columns(value) == set(), (name, path)
        merged = settled(term, value)
        if term.law is BAG:
            assert {item.name for item in value} <= {item.name for item in merged}, (name, path)
        else:
            assert merged == value, (name, path)


def test_every_rule_is_the_default() -> None:
    for name, path, row, claim in HERE:
        if row["policy"] != "rule":
            continue
        value, default = claimed(row, claim), own_terms()[path].default
        if own_terms()[path].law is BAG:
            assert value, (name, path)
            assert set(value) <= set(default), (name, path)
        else:
            assert value == default, (name, path)


def test_every_default_item_belongs_to_a_row_or_is_named_beyond() -> None:
    beyond = {path for entry in page()["beyond_rows"].values() for path in entry["terms"]}
    for path, term in own_terms().items():
        if term.law is not BAG or path in beyond:
            continue
        said = [claimed(e[2], e[3]) for e in HERE if e[1] == path and e[2]["policy"] == "rule"]
        assert {item for value in said for item in value} == set(term.default), path


def test_columns_exist_unless_planned() -> None:
    for name, row in ROWS.items():
        for path in row["columns"]:
            table, _, column = path.partition(".")
            assert column in TABLES[table].schema, (name, path)
        for path in row.get("planned_columns", ()):
            table, _, column = path.partition(".")
            assert table in {*TABLES, "items"}, (name, path)
            assert table == "items" or column not in TABLES[table].schema, (name, path)


def test_what_is_built_is_there() -> None:
    known = {path for path, _, _ in catalogue()}
    for name, row in BUILT.items():
        assert row["columns"], name
        assert not row.get("planned_columns"), name
        assert not any(claim.get("planned") for claim in row["terms"]), name
        reading = {phase for claim in row["terms"] for phase in READ_BY[claim["term"]]}
        assert reading <= set(row["phases"]), name
        assert set(row.get("behaviour", ())) <= known, name


def test_the_test_of_a_row_exists() -> None:
    for name, row in ROWS.items():
        file, _, test = row["test"].partition("::")
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
        assert any(line.startswith(f"def {test}(") for line in lines), name


def test_policies_and_rows_name_each_other() -> None:
    shipped = {policy.name: policy for policy in BUILT_IN}
    for name, row in ROWS.items():
        policy = shipped.get(row["policy"])
        assert (policy is None) or name in policy.mechanisms, name
        for lever in row.get("levers", ()):
            assert name in shipped[lever].mechanisms, name
    for policy in BUILT_IN:
        for name in policy.mechanisms:
            assert policy.name in {ROWS[name]["policy"], *ROWS[name].get("levers", ())}
        if not policy.mechanisms:
            beyond = page()["beyond_rows"]
            assert policy.name in beyond, f"{policy.name}: add it to mechanisms.yaml, beyond_rows"
            assert set(beyond[policy.name]["terms"]) == {term.name for term in policy.touches}
            assert set(beyond[policy.name]["origin"]) == {"zh", "en"}


def test_levers_turn_terms_of_their_rules() -> None:
    shipped = {policy.name: policy for policy in BUILT_IN}
    for name, row in ROWS.items():
        for lever in row.get("levers", ()):
            assert row["policy"] == "rule"
            assert {term.name for term in shipped[lever].touches} & {
                claim["term"] for claim in row["terms"]
            }, name


def test_what_stands_beyond_the_rows_exists_unless_planned() -> None:
    for name, entry in page()["beyond_rows"].items():
        there = set(entry["terms"]) <= set(own_terms())
        assert there != bool(entry.get("planned")), name


def test_rows_that_claim_alike_share_the_law() -> None:
    laws: dict[str, set[str]] = {}
    for _, path, _, claim in CLAIMS:
        laws.setdefault(path, set()).add(claim["law"])
    assert {path for path, found in laws.items() if len(found) > 1} == set()
