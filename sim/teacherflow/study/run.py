"""Run a study into a folder: resume, extend or refuse; then merge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from teacherflow.study.blocks import Block
from teacherflow.study.executor import Executor, InProcess, Outcome, executor_for
from teacherflow.study.faults import StoreFault, StudyFault, UnitFault, place_of_error
from teacherflow.study.lock import Lock, locked
from teacherflow.study.manifest import (
    Failure,
    Manifest,
    check_versions,
)
from teacherflow.study.merge import merge, recover, tidy
from teacherflow.study.parcel import Parcel, pack, unpack
from teacherflow.study.plan import (
    Identity,
    Study,
    Task,
    Unit,
    hash_json,
    identity_of,
    tasks_of,
    units_of,
)
from teacherflow.study.reports import COMPILING, MERGING, Report, Watch, compiling_in_vain
from teacherflow.study.resume import brought_up, clear, longer, look, names_of_tables
from teacherflow.study.simulator import Simulator
from teacherflow.study.store import Receipt, done_of, write_parts
from teacherflow.study.tables import Tables, digest


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
    study: Study | str | PathLike[str],
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
    study
        What `read_study` returns, or the study file.
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
    InputError
        If a study file has mistakes.
    StudyFault
        If the folder holds another study, is in use, damaged beyond reading, or not writable; or if
        the study was changed since it was read, and its parts do not agree any more.
    """
    folder = Path(folder)
    if isinstance(study, str | PathLike):
        from teacherflow.scenario import read_study

        study = read_study(Path(study))
    _check_agreement(study)
    with locked(folder) as lock:
        if fresh:
            clear(folder, names_of_tables(model_or(simulator).schema(study), folder))
        recover(folder)
        manifest, receipts = look(study, folder, block, watch, fresh=fresh)
        tasks = _within(block, study, tasks_of(study, done_of(receipts, manifest.done)))
        if not (tasks or receipts) and manifest.tables:
            tidy(folder)
            return Finished(folder, longer(folder, manifest, study))
        check_versions(manifest.versions, folder)
        model = model_or(simulator)
        schema, inputs = model.schema(study), model.inputs(study)
        made = hash_json(manifest.versions)
        work = RunTask(study, identity_of(study), folder, model, made)
        chosen = executor or executor_for(workers, len(tasks))
        _compile(work, tasks, chosen, workers, watch)
        lock.sign()
        outcomes = _run(work, tasks, chosen, watch, lock)
        failures = {o.task.unit: o.failure for o in outcomes if o.failure is not None}
        receipts = receipts + [o.receipt for o in outcomes if o.receipt is not None]
        receipts.sort(key=lambda receipt: (receipt.folder, receipt.unit))
        watch(Report(len(tasks), len(tasks), MERGING, minor=True))
        lock.check()
        manifest = merge(
            *(folder, brought_up(manifest, study), receipts, failures, schema, inputs),
            threads=workers,
        )
        return Finished(folder, manifest, len(tasks) - len(failures), failures)


def _check_agreement(study: Study) -> None:
    """Refuse a study that was changed in Python into something that no file would give."""
    from teacherflow.scenario.changed import disagreement
    from teacherflow.scenario.study import Study as FromFile

    found = disagreement(study) if isinstance(study, FromFile) else None
    if found is not None:
        raise StudyFault(found)


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
        began = monotonic()
        for task in tasks:
            found = self._simulated(task)
            if isinstance(found, Failure):
                outcomes.append(Outcome(task, failure=found))
            else:
                finished.append((task, found))
        stored = self._stored(finished)
        seconds = (monotonic() - began) / len(tasks)
        return outcomes + [replace(one, seconds=seconds) for one in stored]

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
                    "cannot be compared with it (another kind of processor gives other last "
                    "digits); go on where it was run, or run again with --fresh",
                )
        return {name: results[name] for name in task.scenarios}


def _failure(error: Exception) -> Failure:
    if isinstance(error, UnitFault):
        return Failure(error.where, error.why)
    return Failure(place_of_error(error), f"{type(error).__name__}: {error}")


def _compile(
    work: RunTask, tasks: Sequence[Task], executor: Executor, workers: int, watch: Watch
) -> None:
    """Compile the kernels of a fresh installation by all processes; one compiles as it runs."""
    if not (tasks and executor.here and work.simulator.compiles):
        return
    from teacherflow import compiled

    if workers > 1 and compiled.CACHED and not compiled.is_warm():
        from teacherflow.study.compiling import compile_ahead

        watch(Report(0, len(tasks), COMPILING))
        compile_ahead(workers)


def _run(
    work: RunTask, tasks: Sequence[Task], executor: Executor, watch: Watch, lock: Lock
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    total, apart = len(tasks), 0

    def carry_out(by: Executor, some: Sequence[Task]) -> None:
        with closing(by.run(work, some)) as coming:  # an interrupt ends the workers now
            for outcome in coming:
                outcomes.append(outcome)
                lock.check()
                seconds = outcome.seconds
                watch(Report(len(outcomes), total, None, False, apart, by.workers, seconds))

    watch(Report(0, total))
    if tasks and executor.here and work.simulator.compiles:
        from teacherflow import compiled

        if not compiled.is_warm():
            kept = compiled.CACHED
            watch(Report(0, total, COMPILING if kept else compiling_in_vain(compiled.CACHE)))
            apart = 1
            carry_out(InProcess(), tasks[:1])
            if outcomes[0].failure is None:
                compiled.mark_warm()
            tasks = tasks[1:]
    carry_out(executor, tasks)
    return outcomes
