"""All policies a study may name: the built-in ones and those of installed packages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import EntryPoint
from typing import Any

from teacherflow.faults import InputError, unknown
from teacherflow.installed import published
from teacherflow.policies.adaptive import AdaptiveForms
from teacherflow.policies.appointment import CompetitiveHiring
from teacherflow.policies.backbones import BackboneTargets, PartTimeResearchers
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.basic_pay import PayFloor, PerformancePolicy
from teacherflow.policies.entry import GreenChannel, LicenceExam, ProvincialExam
from teacherflow.policies.exchange import MandatoryRotation
from teacherflow.policies.forms import FillIn, NoviceService, SupportTeach, VoluntarySupport
from teacherflow.policies.growth import Outreach, SchoolCulture, Studios, StudyVisits, Training
from teacherflow.policies.honours import Honours, TitleTilt
from teacherflow.policies.housing import Housing
from teacherflow.policies.layout import SchoolLayout
from teacherflow.policies.leaders import LeaderRotation, LeaderTwoWay, OpenSelection
from teacherflow.policies.market import BorrowingLimit, HiringPlan, InfoPool, TransferChannels
from teacherflow.policies.outside import OutsideAid
from teacherflow.policies.pairs import MutualDispatch, Pairing
from teacherflow.policies.parameter import Value
from teacherflow.policies.pay import (
    Amenities,
    ExchangeAllowance,
    HomeroomPay,
    TownAllowance,
)
from teacherflow.policies.posts import POSTS
from teacherflow.policies.provision import (
    AppraisalReform,
    ItinerantLessons,
    PrivateSupplement,
    RemoteClass,
    WeakSchoolInvestment,
)
from teacherflow.policies.reserve import AttachedResearchers, ReservePool, Shadowing
from teacherflow.policies.retirement import DelayedRetirement, RelaxedRetirement
from teacherflow.policies.routes import BondedStudents, SpecialPosts
from teacherflow.policies.rural_honours import RuralHonours
from teacherflow.policies.scoped_forms import ClusterRotation, GroupExchange
from teacherflow.policies.silver import SilverTeachers
from teacherflow.policies.stages import CrossStage, OtherStages
from teacherflow.policies.subsidy import RuralSubsidy
from teacherflow.policies.supervision import Supervision
from teacherflow.policies.titles import TitlePrerequisite
from teacherflow.terms.catalogue import FELT, PHASES, readers
from teacherflow.text import Language, Text

GROUP = "teacherflow.policies"
NAME = re.compile(r"[a-z][a-z0-9_]*")

BUILT_IN: tuple[type[PolicyModel], ...] = (
    AdaptiveForms,
    Amenities,
    AppraisalReform,
    AttachedResearchers,
    BackboneTargets,
    BondedStudents,
    BorrowingLimit,
    ClusterRotation,
    CompetitiveHiring,
    CrossStage,
    DelayedRetirement,
    ExchangeAllowance,
    FillIn,
    GreenChannel,
    GroupExchange,
    HiringPlan,
    HomeroomPay,
    Honours,
    Housing,
    InfoPool,
    ItinerantLessons,
    LeaderRotation,
    LeaderTwoWay,
    LicenceExam,
    MandatoryRotation,
    MutualDispatch,
    NoviceService,
    OpenSelection,
    OtherStages,
    Outreach,
    OutsideAid,
    Pairing,
    PartTimeResearchers,
    PayFloor,
    PerformancePolicy,
    PrivateSupplement,
    ProvincialExam,
    RelaxedRetirement,
    RemoteClass,
    ReservePool,
    RuralHonours,
    RuralSubsidy,
    SchoolCulture,
    SchoolLayout,
    Shadowing,
    SilverTeachers,
    SpecialPosts,
    Studios,
    StudyVisits,
    Supervision,
    SupportTeach,
    TitlePrerequisite,
    TitleTilt,
    TownAllowance,
    Training,
    TransferChannels,
    VoluntarySupport,
    WeakSchoolInvestment,
    *POSTS,
)


def policies() -> dict[str, type[PolicyModel]]:
    """Return every policy by name, in the order of names.

    Raises
    ------
    InputError
        If an installed package publishes something that is not a policy, or a name twice.
    """
    found = {policy.name: policy for policy in BUILT_IN}
    for point in published(GROUP):
        policy = _load(point)
        if found.setdefault(policy.name, policy) is not policy:
            raise _broken(
                point, f"the name {policy.name!r} is taken", f"名称 {policy.name} 已被占用"
            )
    return dict(sorted(found.items()))


def no_policy(
    name: str, known: Mapping[str, type[PolicyModel]], others: Iterable[str] = ()
) -> Text:
    """Say that there is no policy of that name, nor among names of ``others``; the nearest few."""
    begun = re.match(r"(\w+)(:| ?\{)", name)
    if begun is not None and begun[1] in known:
        return Text(
            f"政策名之后须写冒号，再空一格：{begun[1]}: …",
            f"behind the policy a colon and a space are missing: {begun[1]}: …",
        )
    return unknown(
        Text("政策", "policy"),
        name,
        {*known, *others},
        titles={one.name: one.title for one in known.values()},
        catalogue=Text("全部政策见 teacherflow policies", "teacherflow policies lists all"),
    )


def policy(name: str) -> type[PolicyModel]:
    """Return one policy.

    Raises
    ------
    InputError
        If there is none of that name; says the nearest one.
    """
    known = policies()
    if name not in known:
        raise InputError(no_policy(name, known))
    return known[name]


def phases_of(policy: type[PolicyModel]) -> tuple[str, ...]:
    """Return the phases that read what the policy may claim, in the order of the year."""
    order = readers()
    reading = {phase for term in policy.touches for phase in order.get(term, ())}
    return tuple(phase for phase in PHASES if phase in reading)


def acts_in(policy: type[PolicyModel]) -> tuple[str, ...]:
    """Return the phases in which the policy settles something itself.

    The other phases that read what it claims only weigh the pay that it offers, as every choice
    of a place does (`feels_pay`).
    """
    order = readers()
    acting = {p for term in policy.touches for p in FELT.get(term.name, order.get(term, ()))}
    return tuple(phase for phase in PHASES if phase in acting)


def feels_pay(policy: type[PolicyModel]) -> bool:
    """Tell whether the policy changes pay that every choice of a place weighs."""
    return any(term.name in FELT for term in policy.touches)


def describe(policy: type[PolicyModel]) -> dict[str, Any]:
    """Return what is known about a policy as plain data."""
    return {
        "name": policy.name,
        "title": policy.title._asdict(),
        "summary": policy.summary._asdict(),
        "family": {"name": policy.family.value, **policy.family.words._asdict()},
        "mechanisms": list(policy.mechanisms),
        "phases": list(phases_of(policy)),
        "acts_in": list(acts_in(policy)),
        "feels_pay": feels_pay(policy),
        "terms": [term.name for term in policy.touches],
        "from": policy.first_year(),
        "presets": {
            name: {
                "title": preset.title._asdict(),
                "values": dict(preset.values),
                "source": preset.citation.en,
                "kind": preset.kind.value,
            }
            for name, preset in policy.presets.items()
        },
        "parameters": list(_parameters(policy)),
    }


def snippet(policy: type[PolicyModel], language: Language | None = None) -> str:
    """Return the policy with its defaults as a study file spells it, ready to paste.

    Remarks are in one language, or in both as in the study files that come with the package.

    Dates that are not set and parameters that have no effect beside the defaults are comments, so
    that what is pasted passes without a warning.
    """
    lines = [f"- {policy.name}:"]
    if policy.presets:
        lines.append(f"    # preset: {' | '.join(policy.presets)}")
    lines.append(_from(policy.first_year(), language))
    idle = policy.model_validate({}).idle()
    groups: dict[tuple[str, bool], list[str]] = {}
    for name, parameter in policy.parameters().items():
        group, dot, leaf = name.rpartition(".")
        if dot:
            leaves = groups.setdefault((group, name in idle), [])
            leaves.append(f"{leaf}: {_yaml(parameter.default)}")
            continue
        meaning = parameter.meaning(parameter.default)
        note = f"  # {_remark(meaning, language)}" if meaning else ""
        lines.append(f"    {_muted(name in idle)}{name}: {_yaml(parameter.default)}{note}")
    for (group, muted), leaves in groups.items():
        lines.append(f"    {_muted(muted)}{group}: {{{', '.join(leaves)}}}")
    return "\n".join(lines)


def _from(year: int | None, language: Language | None) -> str:
    if year is not None:
        return f"    from: {year}"
    words = Text("起始学年；不写则一直有效", "first year; without it: always in force")
    return f"    # from: 2025  ({_remark(words, language)})"


def _remark(words: Text, language: Language | None) -> str:
    return " ".join(words) if language is None else words.to(language)


def _muted(idle: bool) -> str:
    return "# " if idle else ""


def _yaml(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _parameters(policy: type[PolicyModel]) -> Iterator[dict[str, Any]]:
    for name, parameter in policy.parameters().items():
        about = parameter.about
        bounds = [None if abs(edge) == float("inf") else edge for edge in (about.low, about.high)]
        yield {
            "name": name,
            "title": about.title._asdict(),
            "unit": about.unit,
            "type": parameter.kind,
            "default": parameter.default,
            "range": _allowed(parameter.kind, parameter.choices, bounds),
            "uncertainty": None if about.uncertainty is None else list(about.uncertainty),
            "source": about.source,
            "kind": about.kind.value,
        }


def _allowed(kind: str, choices: tuple[str, ...], bounds: list[float | None]) -> list[Any]:
    if kind == "string":
        return list(choices)
    return [False, True] if kind == "boolean" else bounds


def _load(point: EntryPoint) -> type[PolicyModel]:
    try:
        policy = point.load()
    except Exception as error:  # a third party's code: whatever it raises is its fault
        reason = f"{type(error).__name__}: {error}"
        raise _broken(point, f"cannot be imported ({reason})", f"无法导入（{reason}）") from error
    if not (isinstance(policy, type) and issubclass(policy, PolicyModel)):
        raise _broken(point, "is not a PolicyModel", "不是 PolicyModel")
    if not NAME.fullmatch(getattr(policy, "name", "")):
        raise _broken(point, "needs a name like rural_subsidy", "名称应形如 rural_subsidy")
    policy.parameters()  # a parameter without source fails here, not in the middle of a study
    return policy


def _broken(point: EntryPoint, en: str, zh: str) -> InputError:
    package = point.dist.name if point.dist else "?"
    return InputError(
        Text(
            f"软件包 {package} 的政策 {point.name}（{point.value}）{zh}",
            f"the policy {point.name} ({point.value}) of the package {package} {en}",
        )
    )
