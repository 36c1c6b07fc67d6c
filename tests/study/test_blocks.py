"""A study in blocks, each in a folder of its own, and the blocks put together."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crashes.power import Blackout, plug
from study.fake import FAKE, FakeStudy, bytes_of
from teacherflow.study import durable
from teacherflow.study.blocks import Block, parse_block
from teacherflow.study.faults import StudyFault
from teacherflow.study.join import join
from teacherflow.study.lock import locked
from teacherflow.study.manifest import read_json
from teacherflow.study.plan import Unit
from teacherflow.study.reports import Report
from teacherflow.study.run import Finished, run_study

STUDY = FakeStudy(replications=4)


@pytest.fixture(autouse=True)
def power_returns() -> Iterator[None]:
    yield
    durable.HOOK = None


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("undisturbed")
    run_study(STUDY, folder, FAKE)
    return bytes_of(folder)


@pytest.fixture(scope="module")
def thirds(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    root = tmp_path_factory.mktemp("thirds")
    return [run_block(root / str(i), i, 3) for i in (1, 2, 3)]


@pytest.fixture
def blocks(thirds: list[Path], tmp_path: Path) -> list[Path]:
    return [shutil.copytree(folder, tmp_path / f"block {folder.name}") for folder in thirds]


def run_block(folder: Path, i: int, count: int, study: FakeStudy = STUDY) -> Path:
    run_study(study, folder, FAKE, block=Block(i, count))
    return folder


def merged(folders: list[Path], out: Path, study: FakeStudy = STUDY) -> Finished:
    return join(folders, out, FAKE, lambda folder, manifest: study)


# --- the partition


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 11])
def test_blocks_are_a_balanced_partition(count: int) -> None:
    units = [Unit("a", 0, k) for k in range(23)]
    parts = [Block(i, count).units(units) for i in range(1, count + 1)]
    assert sorted(unit for part in parts for unit in part) == units
    sizes = [len(part) for part in parts]
    assert max(sizes) - min(sizes) <= 1


def test_a_unit_keeps_its_block_when_replications_are_added() -> None:
    few, many = ([Unit("a", 0, k) for k in range(n)] for n in (10, 25))
    for i in range(1, 5):
        assert Block(i, 4).units(few) == Block(i, 4).units(many)[: len(Block(i, 4).units(few))]


def test_no_block_has_one_county_in_all_replications() -> None:
    units = [Unit(county, 0, k) for k in range(4) for county in "abcd"]
    for i in range(1, 5):
        assert len({unit.county for unit in Block(i, 4).units(units)}) == 4


@pytest.mark.parametrize("text", ["1", "0/3", "4/3", "1/0", "-1/3", "a/b", "1/2/3", "", "１/３"])
def test_what_is_no_block_is_told(text: str) -> None:
    with pytest.raises(StudyFault, match="must be i/N") as fault:
        parse_block(text)
    assert fault.value.code == 2
    assert "i/N" in fault.value.text.zh


# --- one block


def test_a_block_runs_its_units_and_says_which_it_is(thirds: list[Path]) -> None:
    units: list[tuple[int, int]] = []
    for i, folder in enumerate(thirds, 1):
        manifest = read_json(folder)
        assert manifest["block"] == {"index": i, "count": 3}
        units += [(unit["replication"], unit["draw"]) for unit in manifest["units"]]
    assert sorted(units) == [(k, draw) for k in range(4) for draw in range(2)]


def test_a_block_is_resumed_by_the_same_command(thirds: list[Path], tmp_path: Path) -> None:
    def press(report: Report) -> None:
        if report.done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_study(STUDY, tmp_path, FAKE, block=Block(1, 3), watch=press)
    finished = run_study(STUDY, tmp_path, FAKE, block=Block(1, 3))
    assert finished.ran == len(read_json(thirds[0])["units"]) - 1
    assert bytes_of(tmp_path) == bytes_of(thirds[0])


@pytest.mark.parametrize("other", [None, Block(2, 3), Block(1, 4)])
def test_a_block_does_not_go_into_the_folder_of_another(
    other: Block | None, blocks: list[Path]
) -> None:
    before = bytes_of(blocks[0])
    with pytest.raises(StudyFault, match="holds block 1 of 3") as fault:
        run_study(STUDY, blocks[0], FAKE, block=other)
    assert "第 1 块" in fault.value.text.zh
    assert bytes_of(blocks[0]) == before


def test_more_replications_extend_a_block(tmp_path: Path, thirds: list[Path]) -> None:
    run_block(tmp_path, 2, 3, STUDY.but(replications=2))
    run_block(tmp_path, 2, 3)
    assert bytes_of(tmp_path) == bytes_of(thirds[1])


# --- merge


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_blocks_together_are_the_whole_study(
    order: tuple[int, ...], blocks: list[Path], tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    before = [bytes_of(folder) for folder in blocks]
    finished = merged([blocks[k] for k in order], tmp_path / "out")
    assert finished.ran == 8
    assert bytes_of(tmp_path / "out") == undisturbed
    assert [bytes_of(folder) for folder in blocks] == before
    assert run_study(STUDY, tmp_path / "out", FAKE).ran == 0


def test_blocks_that_overlap_count_once(
    blocks: list[Path], tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    half = run_block(tmp_path / "half", 1, 2)
    merged([blocks[0], half, *blocks[1:], blocks[0]], tmp_path / "out")
    assert bytes_of(tmp_path / "out") == undisturbed


def test_a_second_merge_does_nothing(
    blocks: list[Path], tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    merged(blocks, out)
    untouched = {path: path.stat().st_mtime_ns for path in out.glob("*.*")}
    assert merged(blocks, out).ran == 0
    assert {path: path.stat().st_mtime_ns for path in out.glob("*.*")} == untouched
    (out / "moves.parquet").write_bytes(b"torn")
    merged(blocks, out)
    assert bytes_of(out) == undisturbed


def test_missing_units_are_named_with_their_commands(blocks: list[Path], tmp_path: Path) -> None:
    with pytest.raises(StudyFault, match="of 8 missing") as fault:
        merged([blocks[1]], tmp_path / "out")
    for text in (fault.value.text.zh, fault.value.text.en):
        assert "--block 1/3" in text
        assert "--block 3/3" in text
        assert "--block 2/3" not in text
        assert "织金_d0000_r00000" in text
    assert not (tmp_path / "out").exists()


def test_an_unfinished_block_is_named(blocks: list[Path], tmp_path: Path) -> None:
    def press(report: Report) -> None:
        if report.done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_study(STUDY, tmp_path / "cut", FAKE, block=Block(3, 3), watch=press)
    with pytest.raises(StudyFault, match=r"cut is not finished.*--block 3/3"):
        merged([*blocks[:2], tmp_path / "cut"], tmp_path / "out")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"seed": 2}, "seed: 1 → 2"),
        ({"replications": 5}, "replications: 4 → 5"),
        ({"scenarios": {"status_quo": {}, "轮岗": {"x": 2}}}, "x: 1 → 2"),
    ],
)
def test_another_study_is_refused(
    change: dict[str, Any], word: str, blocks: list[Path], tmp_path: Path
) -> None:
    other = run_block(tmp_path / "other", 3, 3, STUDY.but(**change))
    with pytest.raises(StudyFault, match=word):
        merged([*blocks[:2], other], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_other_versions_are_refused(blocks: list[Path], tmp_path: Path) -> None:
    path = blocks[1] / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"numpy": "', '"numpy": "0.'), "utf-8")
    with pytest.raises(StudyFault, match=r"different versions \(numpy"):
        merged(blocks, tmp_path / "out")


def test_units_that_disagree_are_refused(blocks: list[Path], tmp_path: Path) -> None:
    wrong = run_block(tmp_path / "wrong", 1, 2, STUDY.but(shift=1.0))
    with pytest.raises(StudyFault, match="both hold unit 织金_d0000_r00000"):
        merged([*blocks, wrong], tmp_path / "out")


@pytest.mark.parametrize("harm", ["torn", "gone"])
def test_a_damaged_table_is_named_and_can_be_made_again(
    harm: str, blocks: list[Path], tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    table = blocks[1] / "moves.parquet"
    table.unlink() if harm == "gone" else table.write_bytes(table.read_bytes()[:-9])
    with pytest.raises(StudyFault, match=r"moves\.parquet in .*block 2.*--block 2/3"):
        merged(blocks, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    run_block(blocks[1], 2, 3)
    merged(blocks, tmp_path / "out")
    assert bytes_of(tmp_path / "out") == undisturbed


def test_a_failed_unit_stays_failed_until_its_block_is_run_again(
    blocks: list[Path], tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    broken = STUDY.but(fails=(3,))
    whole = tmp_path / "whole"
    run_study(broken, whole, FAKE)
    parts = [run_block(tmp_path / f"b{i}", i, 3, broken) for i in (1, 2, 3)]
    finished = merged(parts, tmp_path / "out")
    assert {unit.replication for unit in finished.failures} == {3}
    assert bytes_of(tmp_path / "out") == bytes_of(whole)
    merged(blocks, tmp_path / "out")  # where they were run again
    assert bytes_of(tmp_path / "out") == undisturbed


@pytest.mark.parametrize("busy", ["block", "out"])
def test_a_folder_in_use_is_refused(busy: str, blocks: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    with (
        locked(blocks[2] if busy == "block" else out),
        pytest.raises(StudyFault, match="Another teacherflow"),
    ):
        merged(blocks, out)


def test_a_folder_that_is_whole_already_needs_no_merging(tmp_path: Path) -> None:
    whole, study = tmp_path / "whole", FakeStudy(replications=1)
    run_study(study, whole, FAKE)
    before = bytes_of(whole)
    for out in (tmp_path / "other", whole):
        with pytest.raises(StudyFault, match="nothing needs merging"):
            merged([whole], out, study)
    assert bytes_of(whole) == before
    assert not (tmp_path / "other").exists()


def test_a_block_cannot_take_the_whole(blocks: list[Path]) -> None:
    before = bytes_of(blocks[0])
    with pytest.raises(StudyFault, match="cannot take the whole"):
        merged(blocks[1:], blocks[0])
    assert bytes_of(blocks[0]) == before


def test_strange_tables_and_absent_folders_are_told(blocks: list[Path], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.parquet").write_bytes(b"PAR1")
    with pytest.raises(StudyFault, match=r"mine\.parquet"):
        merged(blocks, tmp_path / "out")
    with pytest.raises(StudyFault, match=r"no folder .*nowhere"):
        merged([*blocks, tmp_path / "nowhere"], tmp_path / "other")
    (tmp_path / "empty").mkdir()
    with pytest.raises(StudyFault, match="holds no results"):
        merged([*blocks, tmp_path / "empty"], tmp_path / "other")


def test_a_merge_survives_a_crash_anywhere(
    blocks: list[Path], tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    counted = plug(0)
    merged(blocks, tmp_path / "count")
    count = len(counted.operations)
    assert count > 15
    for n in range(1, count + 1):
        out = tmp_path / f"out {n}"
        plug(n)
        with pytest.raises(Blackout):
            merged(blocks, out)
        durable.HOOK = None
        merged(blocks, out)
        assert bytes_of(out) == undisturbed, f"died at operation {n}"
        assert not (out / ".new").exists()
