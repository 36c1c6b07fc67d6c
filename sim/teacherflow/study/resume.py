"""What a folder holds of a study already: taken up, extended, cleared or refused."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from teacherflow.study import durable
from teacherflow.study.blocks import Block, check_block
from teacherflow.study.faults import StudyFault, storing
from teacherflow.study.inputs import ASIDE, INPUTS
from teacherflow.study.manifest import MANIFEST, Manifest, begin, read_manifest, write_manifest
from teacherflow.study.merge import damaged_tables
from teacherflow.study.plan import Identity, Study, check_same, hash_json
from teacherflow.study.reports import REDOING, Report, Watch
from teacherflow.study.store import PARTS, Receipt, read_parts
from teacherflow.text import Text, counted


def clear(folder: Path, tables: Collection[str]) -> None:
    """Remove what an earlier run left in ``folder``, and nothing else.

    The manifest goes last: a crash on the way leaves a folder that is cleared again or resumed.

    Parameters
    ----------
    tables : collection of str
        Names of the tables; other files are not the run's, whatever their kind.
    """
    with storing(folder):
        for name in (ASIDE, PARTS, INPUTS):
            durable.remove(folder / name)
        for table in sorted(tables):
            durable.remove(folder / f"{table}.parquet")
        durable.remove(folder / MANIFEST)


def names_of_tables(schema: Collection[str], folder: Path) -> set[str]:
    """Return the tables of a schema, and those that the folder says it has."""
    try:
        held = read_manifest(folder)
    except StudyFault:  # damaged, or of another layout: it is about to be replaced
        held = None
    return set(schema) | (set(held.tables) if held else set())


def look(
    study: Study, folder: Path, block: Block | None, watch: Watch, *, fresh: bool
) -> tuple[Manifest, list[Receipt]]:
    """Return what the folder holds of the study: the manifest, and parts not yet merged."""
    wanted = begin(study, block)
    found = read_manifest(folder)
    if found is None:
        if not fresh:
            check_free(folder)
        _forget_strangers(folder, wanted)
        with storing(folder):
            write_manifest(folder, wanted)
        found = wanted
    check_same(found.study, found.identity, study, wanted.identity, str(folder))
    check_block(found.block, block, str(folder))
    _check_not_fewer(found, study, folder)
    damaged = damaged_tables(folder, found)
    if damaged:
        watch(Report(0, 0, Text(REDOING.zh + "、".join(damaged), REDOING.en + ", ".join(damaged))))
        found = replace(found, tables={}, done={})
    return found, _unmerged(folder, found, wanted.identity)


def _forget_strangers(folder: Path, wanted: Manifest) -> None:
    """Remove parts that other versions, or another study, made, where no manifest tells it."""
    made = hash_json(wanted.versions)
    known = {r.folder for r in read_parts(folder, wanted.identity) if r.made == made}
    with storing(folder):
        for part in sorted((folder / PARTS).glob("*")):
            if part.name not in known:
                durable.remove(part)


def _unmerged(folder: Path, manifest: Manifest, identity: Identity) -> list[Receipt]:
    """Return the parts that are not in the final tables; remove those of which anything is."""
    receipts = read_parts(folder, identity)
    merged = {r.folder for r in receipts if _is_merged(r, manifest)}
    for part in sorted(merged):
        with storing(folder):
            durable.remove(folder / PARTS / part)
    return [receipt for receipt in receipts if receipt.folder not in merged]


def _is_merged(receipt: Receipt, manifest: Manifest) -> bool:
    done = manifest.done.get(receipt.unit)
    return done is not None and bool(set(receipt.content) & set(done.scenarios))


def brought_up(manifest: Manifest, study: Study) -> Manifest:
    """Return the manifest under the study as it is now: with new scenarios and replications."""
    now = begin(study, manifest.block)
    return replace(now, done=manifest.done, failed=manifest.failed, tables=manifest.tables)


def longer(folder: Path, manifest: Manifest, study: Study) -> Manifest:
    """Return the manifest with the replications of the study: a block may have none of the new."""
    if manifest.study["replications"] == study.replications:
        return manifest
    longer = replace(manifest, study=dict(study.resolved()))
    with storing(folder):
        write_manifest(folder, longer)
    return longer


def check_free(folder: Path) -> None:
    """Refuse a folder with tables of which nobody knows what made them.

    Raises
    ------
    StudyFault
        If it has tables, and no manifest.
    """
    strangers = sorted(path.name for path in folder.glob("*.parquet"))
    if strangers:
        raise StudyFault(
            Text(
                f"{folder} 中有 {strangers[0]} 等文件，但没有 {MANIFEST}，无法确认来源。"
                "请用 --out 指定其他文件夹，或用 --fresh 覆盖。",
                f"{folder} holds {strangers[0]} but no {MANIFEST}, so nobody knows what made it. "
                "Choose another folder with --out, or replace it with --fresh.",
            )
        )


def _check_not_fewer(manifest: Manifest, study: Study, folder: Path) -> None:
    there = max((unit.replication + 1 for unit in manifest.done), default=0)
    if there > study.replications:
        raise StudyFault(
            Text(
                f"{folder} 中已有 {there} 次重复，多于所要的 {study.replications} 次。"
                "请把 replications 设为不少于已有次数，或用 --fresh 重新运行。",
                f"{folder} holds {counted(there, 'replication')}, more than the {study.replications} asked "
                "for. Ask for at least as many, or run again with --fresh.",
            )
        )
