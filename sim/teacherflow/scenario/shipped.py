"""The studies that come with the package."""

from __future__ import annotations

from pathlib import Path

import teacherflow
from teacherflow.faults import Faults, InputError, unknown
from teacherflow.text import Text

STARTER = "demo"
"""The commented study that `teacherflow new` copies."""


def folder() -> Path:
    """Return the folder of the shipped studies: inside the package, or in a checkout beside it."""
    package = Path(teacherflow.__file__).parent
    inside = package / "_scenarios"
    return inside if inside.is_dir() else package.parents[1] / "scenarios"


def names() -> list[str]:
    """Return the names of the shipped studies."""
    return sorted(path.stem for path in folder().glob("*.yaml"))


def study_path(given: Path | str) -> Path:
    """Return the file of a study: a path, or the bare name of a shipped study.

    Raises
    ------
    InputError
        If there is no such file; names the shipped studies.
    """
    path = Path(given)
    try:
        if path.is_file():
            return path
    except OSError as error:  # a folder that may not be read, a name that is too long
        reason = error.strerror or str(error)
        raise InputError(
            Text(f"无法读取 {given}：{reason}", f"cannot read {given}: {reason}")
        ) from error
    if path.name == str(given) and path.stem in names() and path.suffix in {"", ".yaml"}:
        return folder() / f"{path.stem}.yaml"
    bare = _with_yaml(path)
    if bare is not None:
        raise InputError(
            Text(
                f"没有研究文件 {given}；是否想写 {bare}？",
                f"no study file {given}; did you mean {bare}?",
            )
        )
    listed = ", ".join(names()) or "-"
    where = Text(
        f"随软件提供：{listed}；teacherflow new 可新建一份",
        f"shipped: {listed}; teacherflow new writes one of your own",
    )
    if path.is_dir():
        raise InputError(
            Text(
                f"{given} 是文件夹，不是研究文件（{where.zh}）",
                f"{given} is a folder, not a study file ({where.en})",
            )
        )
    kind = Text("研究文件", "study file")
    raise InputError(unknown(kind, given, names(), titles=_titles(), catalogue=where))


def _with_yaml(path: Path) -> Path | None:
    """Return the study that a name without its ending, or with another one, means."""
    if not path.name or path.suffix == ".yaml":
        return None
    found = (path.with_name(f"{path.name}.yaml"), path.with_suffix(".yaml"))
    return next((file for file in found if file.is_file()), None)


def _titles() -> dict[str, Text]:
    """Return the titles of the shipped studies by name."""
    from teacherflow.yaml_tree import Fields, Scalar, read

    found = {}
    for name in names():
        tree = read(folder() / f"{name}.yaml", Faults())
        title = tree.get("title") if isinstance(tree, Fields) else None
        if isinstance(title, Fields):
            zh, en = title.get("zh"), title.get("en")
            if isinstance(zh, Scalar) and isinstance(en, Scalar):
                found[name] = Text(str(zh.value), str(en.value))
    return found
