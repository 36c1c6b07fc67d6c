"""The frame of the command line: verbs, languages, exit codes, lazy imports."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from cli.calling import call
from teacherflow.faults import InputError
from teacherflow.text import Text
from teacherflow_analysis.cli import app, language, main
from teacherflow_analysis.cli.verbs import VERBS, Verb

HEAVY = ("numpy", "mesa", "numba", "pandas", "pydantic", "matplotlib", "duckdb", "ruamel")


def test_help_lists_what_is_built_and_imports_nothing_heavy() -> None:
    done = call("--help", LANG="en_US.UTF-8")
    assert done.returncode == 0
    for verb in VERBS:
        assert (f" {verb.name} " in done.stdout) == verb.built
    script = (
        "import sys; from teacherflow_analysis.cli import main; main(['--help']); "
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )

    quiet = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert quiet.stderr.strip() == "[]"


def test_no_arguments_is_help() -> None:
    assert call().stdout == call("--help").stdout


@pytest.mark.parametrize(
    ("arguments", "environment", "chinese"),
    [
        (("--lang", "zh"), {"LANG": "en_US.UTF-8"}, True),
        (("--lang=en",), {"LANG": "zh_CN.UTF-8"}, False),
        ((), {"LANG": "zh_CN.UTF-8"}, True),
        ((), {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, True),
        ((), {"TEACHERFLOW_LANG": "en", "LANG": "zh_CN.UTF-8"}, False),
        ((), {"TEACHERFLOW_LANG": "zh", "LANG": "C"}, True),
        ((), {"TEACHERFLOW_LANG": "fr", "LANG": "zh_TW.UTF-8"}, True),
        ((), {"LANGUAGE": "zh_CN:en", "LANG": "en_US.UTF-8"}, True),
        ((), {"LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, False),
        ((), {"LANGUAGE": "zh_CN", "LC_ALL": "C.UTF-8"}, False),
        ((), {"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, True),
        ((), {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, False),
        ((), {}, False),
    ],
)
def test_the_language(
    arguments: tuple[str, ...], environment: dict[str, str], chinese: bool
) -> None:
    rest = language.choose(["validate", *arguments, "a.yaml"], environment)
    assert rest == ["validate", "a.yaml"]
    assert language.say("中", "en") == ("中" if chinese else "en")
    language.use("en")


def test_help_is_bilingual() -> None:
    assert "检查研究文件" in call("validate", "--help", "--lang", "zh").stdout
    assert "Check a study file" in call("--lang", "en", "validate", "--help").stdout


def test_what_follows_two_dashes_is_left_alone() -> None:
    assert language.choose(["show", "--", "--lang", "xx"], {}) == ["show", "--", "--lang", "xx"]


@pytest.mark.parametrize("arguments", [["--lang"], ["--lang", "fr"], ["phases", "--lang="]])
def test_an_unknown_language_is_wrong_input(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert "zh" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["frobnicate"], ["validate"], ["validate", "a", "b"], ["phases", "--colour"]]
)
def test_wrong_usage_is_exit_2(arguments: list[str]) -> None:
    done = call(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_near_miss_is_named() -> None:
    assert "validate" in call("vaildate", "x.yaml").stderr


def test_who_interrupts_a_command_again_as_it_ends_sees_no_clearing_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(sys, "argv", ["teacherflow", "--version"])
    try:
        assert main() == 0
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
        signal.signal(signal.SIGINT, before)
        assert main(["--version"]) == 0  # in a notebook or a test the process goes on
        assert signal.getsignal(signal.SIGINT) == before
    finally:
        signal.signal(signal.SIGINT, before)


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    import teacherflow

    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == teacherflow.__version__


def raising(error: BaseException) -> Verb:
    """Return a verb that raises, in a module of its own."""
    module = type(sys)("teacherflow_analysis.cli.raising")

    def fail() -> None:
        raise error

    module.fail = fail  # type: ignore[attr-defined]
    module.__spec__ = type("Spec", (), {})()  # type: ignore[assignment]
    sys.modules[module.__name__] = module
    return Verb("fail", "raising:fail", "失败", "Fail")


class Told(Exception):  # noqa: N818
    def __init__(self, code: int) -> None:
        self.text, self.code = Text("坏了", "broken"), code


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (InputError(Text("不对", "that is wrong")), 2, "that is wrong"),
        (Told(1), 1, "broken"),
        (Told(2), 2, "broken"),
        (KeyboardInterrupt(), 130, "interrupted; give the same command again"),
    ],
)
def test_faults_become_exit_codes(
    error: BaseException,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(app, "VERBS", (*VERBS, raising(error)))
    monkeypatch.setenv("TEACHERFLOW_LANG", "en")
    assert main(["fail"]) == code
    assert words in capsys.readouterr().err


def test_a_mistake_of_the_program_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "VERBS", (raising(ZeroDivisionError("a bug")),))
    with pytest.raises(ZeroDivisionError):
        main(["fail"])


@pytest.mark.parametrize("told", [["schema"], ["policies", "--json"]])
def test_a_reader_that_stops_early_is_no_fault(told: list[str]) -> None:
    """``teacherflow schema | head -1``: the pipe breaks, nobody is told."""

    script = f"from teacherflow_analysis.cli import main; raise SystemExit(main({told}))"
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(1)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0
    assert errors == b""


def test_a_module_imported_before_the_call_speaks_the_language_of_the_call() -> None:
    script = (
        "from teacherflow_analysis.cli import compare, main\n"
        "raise SystemExit(main(['--lang', 'zh', 'compare', '--help']))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True
    )
    assert "运行结果的文件夹" in told.stdout
    assert "Folder of results" not in told.stdout


def test_json_is_all_that_goes_to_standard_output() -> None:
    for arguments in (["policies"], ["phases"], ["validate", "demo"], ["show", "demo"]):
        done = call(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        json.loads(done.stdout)
