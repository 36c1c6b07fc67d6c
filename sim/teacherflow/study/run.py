"""Run a study into a folder: resume, extend or refuse; then merge."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory

from teacherflow.study import durable
from teacherflow.study.blocks import Block, check_block
from teacherflow.study.executor import Executor, InProcess, Outcome, executor_for
from teacherflow.study.faults import StoreFault, StudyFault, UnitFault, place_of_error, storing
from teacherflow.study.inputs import ASIDE, INPUTS
from teacherflow.study.lock import locked
from teacherflow.study.manifest import (
    MANIFEST,
    Failure,
    Manifest,
    begin,
    check_versions,
    read_manifest,
    write_manifest,
)
from teacherflow.study.merge import damaged_tables, merge, recover, tidy
from teacherflow.study.parcel import Parcel, pack, unpack
from teacherflow.study.plan import (
    Identity,
    Study,
    Task,
    Unit,
    check_same,
    hash_json,
    identity_of,
    tasks_of,
    units_of,
)
from teacherflow.study.simulator import Simulator
from teacherflow.study.store import PARTS, Receipt, done_of, read_parts, write_parts
from teacherflow.study.tables import Tables, digest
from teacherflow.text import Text, counted


@dataclass(frozen=True)
class Report:
    """Where a run stands, for those who watch it.

    Attributes
    ----------
    done, total : int
        Units of work finished, and wanted, in this run.
    note : Text or None
        What is going on besides.
    minor : bool
        The note matters only to who has waited already.
    apart : int
        So many of the units done took longer than the others will: they compiled the model.
    """

    done: int
    total: int
    note: Text | None = None
    minor: bool = False
    apart: int = 0


type Watch = Callable[[Report], None]

COMPILING = Text(
    "首次运行：正在编译模型（只需一次，约十至二十秒）…",
    "First run: compiling the model (once, ten to twenty seconds) …",
)
MERGING = Text("正在合并结果表…", "Merging the tables …")
REDOING = Text(
    "有结果表缺失或损坏，正在重新计算：",
    "Tables are missing or damaged and are made again: ",
)


@dataclass(frozen=True)
class Finished:
    """What a run has left in its folder.

    Attributes
    ----------
    ran : int
        Units of work that this run finished; 0 if everything was there.
    failures : dict of Unit to Failure
        Units that could not be finished.
    """

    folder: Path
    manifest: Manifest = field(repr=False)
    ran: int = 0
    failures: Mapping[Unit, Failure] = field(default_factory=dict)


def run_study(
    study: Study,
    folder: str | PathLike[str],
    simulator: Simulator | None = None,
    *,
    workers: int = 1,
    executor: Executor | None = None,
    block: Block | None = None,
    fresh: bool = False,
    watch: Watch = lambda report: None,
) -> Finished:
    """Run what is left of ``study`` into ``folder`` and merge it into the final tables.

    Parameters
    ----------
    simulator : Simulator, optional
        Turns a unit of work into tables; by default the model.
    workers : int
        Number of processes, and of cores that are used; the results do not depend on it.
    executor : Executor, optional
        Runs the units instead of processes of this machine; the results do not depend on it.
    block : Block, optional
        Run these units only, into a folder of their own that `join` puts together with others.
    fresh : bool
        Remove the results of an earlier run first, whatever study they are of.

    Raises
    ------
    StudyFault
        If the folder holds another study, is in use, damaged beyond reading, or not writable.
    """
    folder = Path(folder)
    with locked(folder):
        if fresh:
            clear(folder, _names_of_tables(study, folder, simulator))
        recover(folder)
        manifest, receipts = _look(study, folder, block, watch, fresh=fresh)
        tasks = _within(block, study, tasks_of(study, done_of(receipts, manifest.done)))
        if not (tasks or receipts) and manifest.tables:
            tidy(folder)
            return Finished(folder, _longer(folder, manifest, study))
        check_versions(manifest.versions, folder)
        model = model_or(simulator)
        schema, inputs = model.schema(study), model.inputs(study)
        made = hash_json(manifest.versions)
        work = RunTask(study, identity_of(study), folder, model, made)
        chosen = executor or executor_for(workers, len(tasks))
        _compile(work, tasks, chosen, workers, watch)
        outcomes = _run(work, tasks, chosen, watch)
        failures = {o.task.unit: o.failure for o in outcomes if o.failure is not None}
        receipts = receipts + [o.receipt for o in outcomes if o.receipt is not None]
        receipts.sort(key=lambda receipt: (receipt.folder, receipt.unit))
        watch(Report(len(tasks), len(tasks), MERGING, minor=True))
        manifest = merge(
            *(folder, _brought_up(manifest, study), receipts, failures, schema, inputs),
            threads=workers,
        )
        return Finished(folder, manifest, len(tasks) - len(failures), failures)


def _within(block: Block | None, study: Study, tasks: list[Task]) -> list[Task]:
    """Return the tasks of a block; the blocks do not depend on what is done already."""
    if block is None:
        return tasks
    units = set(block.units(units_of(study)))
    return [task for task in tasks if task.unit in units]


def model_or(simulator: Simulator | None) -> Simulator:
    """Return a simulator, by default the model."""
    if simulator is not None:
        return simulator
    from teacherflow.study.simulate import SIMULATOR  # slow to load, and often not needed

    return SIMULATOR


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


def _names_of_tables(study: Study, folder: Path, simulator: Simulator | None) -> set[str]:
    """Return the tables that a run of ``study`` writes, and those that the folder says it has."""
    wanted = set(model_or(simulator).schema(study))
    try:
        held = read_manifest(folder)
    except StudyFault:  # damaged, or of another layout: it is about to be replaced
        held = None
    return wanted | (set(held.tables) if held else set())


@dataclass(frozen=True)
class RunTask:
    """Simulates one task and stores its part; goes to workers."""

    study: Study
    identity: Identity
    folder: Path
    simulator: Simulator
    made: str = ""

    @property
    def together(self) -> int:
        """How many tasks are stored in one part at most."""
        return self.simulator.units_per_part(self.study)

    def block(self, tasks: Sequence[Task]) -> list[Outcome]:
        """Simulate tasks and store those that succeed in one part."""
        outcomes, finished = [], []
        for task in tasks:
            found = self._simulated(task)
            if isinstance(found, Failure):
                outcomes.append(Outcome(task, failure=found))
            else:
                finished.append((task, found))
        return outcomes + self._stored(finished)

    def _simulated(self, task: Task) -> dict[str, Tables] | Failure:
        try:
            results = self.simulator.simulate(self.study, task.unit, task.scenarios)
            return self._wanted(task, results)
        except StoreFault:
            raise
        except Exception as error:
            return _failure(error)

    def _stored(self, finished: Sequence[tuple[Task, dict[str, Tables]]]) -> list[Outcome]:
        if not finished:
            return []
        schema = self.simulator.schema(self.study)
        units = [(task.unit, results) for task, results in finished]
        try:
            receipts = write_parts(self.folder, self.identity, units, schema, self.made)
        except StoreFault:
            raise
        except Exception as error:
            return [Outcome(task, failure=_failure(error)) for task, _ in finished]
        return [
            Outcome(task, receipt=receipt)
            for (task, _), receipt in zip(finished, receipts, strict=True)
        ]

    def away(self, tasks: Sequence[Task]) -> list[Parcel | Outcome]:
        """Return the part as it goes to the machine with the folder, and the units that failed."""
        with TemporaryDirectory(prefix="teacherflow-") as place:
            outcomes = replace(self, folder=Path(place)).block(tasks)
            receipts = [o.receipt for o in outcomes if o.receipt is not None]
            failed = [o for o in outcomes if o.receipt is None]
            return [*failed, pack(Path(place), receipts)] if receipts else [*failed]

    def home(self, parcel: Parcel) -> list[Receipt]:
        """Store a part that was made away."""
        return unpack(self.folder, parcel)

    def _wanted(self, task: Task, results: Mapping[str, Tables]) -> dict[str, Tables]:
        """Return the results to be stored; hold the baseline against the stored one."""
        baseline = self.study.baseline
        if task.known_baseline is not None:
            again = digest(results[baseline], self.simulator.schema(self.study))
            if again != task.known_baseline:
                raise UnitFault(
                    f"scenario {baseline}",
                    "the baseline came out different from the stored one, so new scenarios "
                    "cannot be compared with it; run again with --fresh",
                )
        return {name: results[name] for name in task.scenarios}


def _failure(error: Exception) -> Failure:
    if isinstance(error, UnitFault):
        return Failure(error.where, error.why)
    return Failure(place_of_error(error), f"{type(error).__name__}: {error}")


def _look(
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


def _brought_up(manifest: Manifest, study: Study) -> Manifest:
    """Return the manifest under the study as it is now: with new scenarios and replications."""
    now = begin(study, manifest.block)
    return replace(now, done=manifest.done, failed=manifest.failed, tables=manifest.tables)


def _longer(folder: Path, manifest: Manifest, study: Study) -> Manifest:
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


def _compile(
    work: RunTask, tasks: Sequence[Task], executor: Executor, workers: int, watch: Watch
) -> None:
    """Compile the kernels of a fresh installation by all processes; one compiles as it runs."""
    if not (tasks and executor.here and work.simulator.compiles):
        return
    from teacherflow import compiled

    if workers > 1 and not compiled.is_warm():
        from teacherflow.study.compiling import compile_ahead

        watch(Report(0, len(tasks), COMPILING))
        compile_ahead(workers)


def _run(work: RunTask, tasks: Sequence[Task], executor: Executor, watch: Watch) -> list[Outcome]:
    outcomes: list[Outcome] = []
    total, apart = len(tasks), 0

    def carry_out(by: Executor, some: Sequence[Task]) -> None:
        with closing(by.run(work, some)) as coming:  # an interrupt ends the workers now
            for outcome in coming:
                outcomes.append(outcome)
                watch(Report(len(outcomes), total, apart=apart))

    watch(Report(0, total))
    if tasks and executor.here and work.simulator.compiles:
        from teacherflow import compiled

        if not compiled.is_warm():
            watch(Report(0, total, COMPILING))
            apart = 1
            carry_out(InProcess(), tasks[:1])
            if outcomes[0].failure is None:
                compiled.mark_warm()
            tasks = tasks[1:]
    carry_out(executor, tasks)
    return outcomes
