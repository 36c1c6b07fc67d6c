"""teacherflow: an agent-based simulator of teacher-flow policy in Chinese counties.

What programs call stands here: a study is read (`read_study`), run into a folder (`run_study`) and
its tables are opened (`open_study`); or a county is lived year by year (`load_county`, then
`County.generated`, `County.step` and `County.fork`). `PolicyModel` is the base of policies.
`InputError` tells what is wrong with a file, `StudyFault` with a folder of results.
`teacherflow_analysis` asks results questions.

The names are loaded when they are first used, so that ``import teacherflow`` is quick.

>>> import teacherflow
>>> teacherflow.Text("县", "county").en
'county'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from teacherflow.county import County as County
    from teacherflow.faults import InputError as InputError
    from teacherflow.policies.base import PolicyModel as PolicyModel
    from teacherflow.population.data import load_county as load_county
    from teacherflow.population.generate import generate as generate
    from teacherflow.scenario.resolve import read_study as read_study
    from teacherflow.scenario.study import Study as Study
    from teacherflow.study.faults import StudyFault as StudyFault
    from teacherflow.study.open import open_study as open_study
    from teacherflow.study.run import run_study as run_study
    from teacherflow.text import Text as Text

_PLACES = {
    "County": "teacherflow.county",
    "InputError": "teacherflow.faults",
    "PolicyModel": "teacherflow.policies.base",
    "Study": "teacherflow.scenario.study",
    "StudyFault": "teacherflow.study.faults",
    "Text": "teacherflow.text",
    "generate": "teacherflow.population.generate",
    "load_county": "teacherflow.population.data",
    "open_study": "teacherflow.study.open",
    "read_study": "teacherflow.scenario.resolve",
    "run_study": "teacherflow.study.run",
}

__all__ = [*_PLACES, "__version__"]


if not TYPE_CHECKING:  # to who checks types, any name would seem to be there

    def __getattr__(name: str) -> Any:
        """Load a public name on first use."""
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
