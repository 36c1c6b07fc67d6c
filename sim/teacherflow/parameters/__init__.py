"""All parameters of the model, one family a file; defaults carry source and kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from teacherflow.parameters.about import About, described
from teacherflow.parameters.appoint import Appoint
from teacherflow.parameters.exchange import Exchange
from teacherflow.parameters.indicators import Indicators
from teacherflow.parameters.layout import Layout
from teacherflow.parameters.leave import Leave
from teacherflow.parameters.population import Population
from teacherflow.parameters.posts import Posts
from teacherflow.parameters.recruit import Recruit
from teacherflow.parameters.teach import Teach
from teacherflow.parameters.titles import Titles
from teacherflow.parameters.transfer import Transfer
from teacherflow.parameters.utility import Utility


class Parameters(NamedTuple):
    """One value of every parameter of the model."""

    utility: Utility = Utility()
    population: Population = Population()
    layout: Layout = Layout()
    posts: Posts = Posts()
    leave: Leave = Leave()
    titles: Titles = Titles()
    transfer: Transfer = Transfer()
    recruit: Recruit = Recruit()
    exchange: Exchange = Exchange()
    appoint: Appoint = Appoint()
    teach: Teach = Teach()
    indicators: Indicators = Indicators()

    def changed(self, values: Mapping[str, float]) -> Parameters:
        """Return a copy with ``{"family.field": value}`` replaced.

        Raises
        ------
        KeyError
            If a name is unknown.
        """
        families = {name: dict[str, float]() for name in self._fields}
        for path, value in values.items():
            family, _, name = path.partition(".")
            if family not in families or name not in getattr(self, family)._fields:
                raise KeyError(path)
            families[family][name] = float(value)
        replaced = {f: getattr(self, f)._replace(**v) for f, v in families.items() if v}
        return self._replace(**replaced)


def catalogue() -> Iterator[tuple[str, About, float]]:
    """Yield (``family.field``, About, default) for every parameter of the model."""
    for family, values in zip(Parameters._fields, Parameters(), strict=True):
        for name, known, default in described(type(values)):
            yield f"{family}.{name}", known, default
