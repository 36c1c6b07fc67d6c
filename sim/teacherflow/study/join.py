"""Blocks of one study put together: the folder that one run of the whole study writes.

Every folder is held, its study, versions and tables are looked at before anything is written; the
commit is that of every other run (see `merge`), so a crash at any moment costs a second call.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path

from teacherflow.shell import typed
from teacherflow.study import durable
from teacherflow.study.blocks import Block, place
from teacherflow.study.faults import StudyFault, storing
from teacherflow.study.inputs import INPUTS, Inputs, study_in
from teacherflow.study.lock import locked
from teacherflow.study.manifest import Manifest, changed_versions, manifest_in, read_manifest
from teacherflow.study.merge import Source, commit, damaged_tables, recover, whole_table
from teacherflow.study.plan import WORDS, Study, Unit, changes, units_of
from teacherflow.study.pool import cores
from teacherflow.study.resume import check_free
from teacherflow.study.run import Finished, model_or
from teacherflow.study.simulator import Simulator
from teacherflow.study.store import PARTS
from teacherflow.text import Text, counted

_NAMED = 5


@dataclass(frozen=True)
class _Piece:
    """A folder, and the units of which the rows are taken from another one."""

    folder: Path
    manifest: Manifest
    without: frozenset[Unit] = frozenset()

    def source(self, table: str) -> Source:
        """Return the file of a table, whole."""
        path = whole_table(self.folder, table, self.manifest.tables[table])
        if path is None:
            raise _damaged(self.folder, self.manifest, f"{table}.parquet")
        return Source(path, self.without)


def join(
    folders: Sequence[str | PathLike[str]],
    out: str | PathLike[str],
    simulator: Simulator | None = None,
    study_of: Callable[[Path, Manifest], Study] = study_in,
) -> Finished:
    """Put the blocks of one study in ``folders`` together into the folder ``out``.

    Parameters
    ----------
    out : path
        A new folder, or one that holds the same study already.
    simulator : Simulator, optional
        Knows the columns of the tables; by default the model.
    study_of : callable
        (folder, manifest) → the study of a folder; by default from the inputs kept there.

    Raises
    ------
    StudyFault
        If the folders are not blocks of one study, made by the same versions, that agree where
        they overlap and are all units together; nothing is written then.
    """
    out = Path(out)
    places = [place for place in _distinct(folders) if place != out.resolve()]
    with ExitStack() as held:
        for folder in places:
            _hold(held, folder)
        manifests = [(folder, _finished(folder)) for folder in places]
        _check_blocks(manifests or [(out, manifest_in(out))])
        if not out.exists():
            held.callback(_leave_nothing, out)  # after the lock: Windows removes no open file
        held.enter_context(locked(out))
        return _join(manifests, out, simulator, study_of)


def _join(
    manifests: list[tuple[Path, Manifest]],
    out: Path,
    simulator: Simulator | None,
    study_of: Callable[[Path, Manifest], Study],
) -> Finished:
    recover(out)
    present = _present(out)
    if present is not None:
        manifests = [(out, present), *manifests]
    first, manifest = manifests[0]
    for folder, other in manifests[1:]:
        _check_alike(first, manifest, folder, other)
    pieces = _pieces(manifests)
    study = study_of(first, manifest)
    _check_complete(study, manifests)
    done = {
        unit: entry
        for piece in pieces
        for unit, entry in piece.manifest.done.items()
        if unit not in piece.without
    }
    if present is not None and present.done == done:
        return Finished(out, present, 0, present.failed)
    names = set(manifest.identity.scenarios)
    failed = {
        unit: failure
        for piece in pieces
        for unit, failure in piece.manifest.failed.items()
        if unit not in done or set(done[unit].scenarios) != names
    }
    whole = replace(manifest, done=done, failed=failed, block=None)
    schema = model_or(simulator).schema(study)
    sources = {table: [piece.source(table) for piece in pieces] for table in schema}
    written = commit(out, whole, sources, schema, _inputs(first, manifest), cores())
    new = len(done) - (len(present.done) if present is not None else 0)
    return Finished(out, written, new, failed)


def _check_blocks(manifests: Sequence[tuple[Path, Manifest]]) -> None:
    """Refuse a single folder that is no block: there is nothing to put together."""
    (folder, manifest), *others = manifests
    if others or manifest.block is not None:
        return
    raise StudyFault(
        Text(
            f"{folder} 中已是整项研究，不是其中一块，无须合并；可直接使用，如 teacherflow compare {typed(folder)}。",
            f"{folder} holds the whole study, not a block of it: nothing needs merging. Use it as "
            f"it is, for example teacherflow compare {typed(folder)}",
        )
    )


def _distinct(folders: Sequence[str | PathLike[str]]) -> list[Path]:
    return list(dict.fromkeys(Path(folder).resolve() for folder in folders))


def _hold(held: ExitStack, folder: Path) -> None:
    """Hold a folder against runs; one that nobody may write needs no holding."""
    if not folder.is_dir():
        raise StudyFault(Text(f"找不到文件夹 {folder}。", f"There is no folder {folder}."))
    if os.access(folder, os.W_OK):
        held.enter_context(locked(folder))


def _finished(folder: Path) -> Manifest:
    """Return the manifest of a folder whose run has come to its end."""
    manifest = manifest_in(folder)
    if not manifest.tables or any((folder / PARTS).glob("[!.]*")):
        command = _command(manifest, manifest.block)
        raise StudyFault(
            Text(
                f"{folder} 中的运行尚未完成。请在该处重新执行同一条命令（{command} …），"
                "完成后再合并。",
                f"The run in {folder} is not finished. Give its command again ({command} …), then "
                "merge.",
            )
        )
    return manifest


def _present(out: Path) -> Manifest | None:
    """Return the manifest of whole results that ``out`` holds already, None if there are none."""
    present = read_manifest(out)
    if present is None:
        check_free(out)
        return None
    if present.block is not None:
        raise StudyFault(
            Text(
                f"{out} 中是{present.block.text.zh}，不能作为合并的目标。请用 --out 指定其他文件夹。",
                f"{out} holds {present.block.text.en} and cannot take the whole. Choose another "
                "folder with --out.",
            )
        )
    finished = _finished(out)
    return None if damaged_tables(out, finished) else finished


def _check_alike(first: Path, held: Manifest, folder: Path, other: Manifest) -> None:
    """Refuse folders of different studies or versions."""
    differing = "; ".join(changes(_compared(held), _compared(other)))
    if differing or held.identity != other.identity:
        raise StudyFault(
            Text(
                f"{first} 与 {folder} 不是同一项研究（{differing}）。",
                f"{first} and {folder} do not hold the same study ({differing}).",
            )
        )
    told = changed_versions(held.versions, other.versions)
    if told:
        raise StudyFault(
            Text(
                f"{first} 与 {folder} 由不同版本算出（{told}），不能合并。"
                "请用同一版本重新运行其中之一（--fresh）。",
                f"{first} and {folder} were made by different versions ({told}) and cannot be "
                "merged. Run one of them again with the version of the other (--fresh).",
            )
        )


def _compared(manifest: Manifest) -> dict[str, object]:
    study = {key: value for key, value in manifest.study.items() if key not in WORDS}
    scenarios = {
        name: {key: value for key, value in dict(entry).items() if key not in WORDS}
        for name, entry in study["scenarios"].items()
    }
    return {**study, "scenarios": scenarios}


def _pieces(manifests: Sequence[tuple[Path, Manifest]]) -> list[_Piece]:
    """Return the folders; a unit in several of them is taken from the one with most scenarios."""
    owners: dict[Unit, tuple[Path, Mapping[str, str]]] = {}
    for folder, manifest in manifests:
        for unit, entry in manifest.done.items():
            owner, hashes = owners.setdefault(unit, (folder, entry.scenarios))
            shared = {*hashes} & {*entry.scenarios}
            if any(hashes[name] != entry.scenarios[name] for name in shared):
                raise _disagreeing(owner, folder, unit)
            if len(entry.scenarios) > len(hashes):
                owners[unit] = (folder, entry.scenarios)
    return [
        _Piece(folder, manifest, frozenset(u for u in manifest.done if owners[u][0] != folder))
        for folder, manifest in manifests
    ]


def _check_complete(study: Study, manifests: Sequence[tuple[Path, Manifest]]) -> None:
    """Refuse what is not the whole study, and say which commands run the rest."""
    units = units_of(study)
    there = {unit for _, manifest in manifests for unit in (*manifest.done, *manifest.failed)}
    missing = [k for k, unit in enumerate(units) if unit not in there]
    if not missing:
        return
    manifest = next((m for _, m in manifests if m.block is not None), manifests[0][1])
    count = manifest.block.count if manifest.block else 1
    blocks = [Block(index, count) for index in sorted({place(k, count) for k in missing})]
    names = ", ".join(units[k].name for k in missing[:_NAMED])
    names += " …" if len(missing) > _NAMED else ""
    commands = "\n".join(f"  {_command(manifest, block)}" for block in blocks)
    raise StudyFault(
        Text(
            f"缺少 {len(units)} 个单元中的 {len(missing)} 个（{names}）。请先运行：\n{commands}",
            f"{counted(len(missing), 'unit')} of {len(units)} missing ({names}). Run first:\n"
            f"{commands}",
        )
    )


def _command(manifest: Manifest, block: Block | None) -> str:
    file = typed(Path(manifest.file).name or "FILE")
    more = f" --block {block}" if block is not None and block.count > 1 else ""
    return f"teacherflow run {file}{more}"


def _inputs(folder: Path, manifest: Manifest) -> Inputs:
    with storing(folder):
        files = {name: (folder / INPUTS / name).read_bytes() for name in manifest.inputs}
    return Inputs(manifest.file, files)


def _leave_nothing(out: Path) -> None:
    """Remove the folder that a refused call has made, if there is nothing in it but the lock."""
    if out.is_dir() and [path.name for path in out.iterdir()] == [".lock"]:
        durable.remove(out)


def _damaged(folder: Path, manifest: Manifest, table: str) -> StudyFault:
    command = _command(manifest, manifest.block)
    return StudyFault(
        Text(
            f"{folder} 中的结果表 {table} 缺失或损坏。请在该处重新执行同一条命令（{command} …），"
            "缺损的结果会重新计算。",
            f"The table {table} in {folder} is missing or damaged. Give its command again "
            f"({command} …): it is made anew.",
        )
    )


def _disagreeing(first: Path, second: Path, unit: Unit) -> StudyFault:
    return StudyFault(
        Text(
            f"{first} 与 {second} 都有单元 {unit.name}，但结果不同。同一版本、同一类处理器"
            "不应如此（不同处理器的末位小数可能不同）：请用 --fresh 重新运行其中之一。",
            f"{first} and {second} both hold unit {unit.name}, with different results. Equal "
            "versions on one kind of processor do not do that (another kind gives other last "
            "digits): run one of them again with --fresh.",
        )
    )
