"""For which kinds of arguments kernels are compiled: a list in ``signatures.json``.

A kernel is called with one kind of arguments everywhere (a test holds it to that), but numba finds
out only when it is called. With the list, kernels can be compiled before, by several processes
(`teacherflow.study.compiling`). Nothing depends on it but time: a kernel that is not listed, or
listed wrongly, compiles when it is called.

In the list an array is its element type with its dimensions (``int64[2]``; ``A`` behind it if it is
not contiguous, ``R`` if it may not be written), a tuple a list, and a named tuple an object of its
class and the list of its fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from numba import types

LIST = Path(__file__).with_name("signatures.json")
_ARRAY = re.compile(r"(\w+)\[(\d)\]([AF]?)(R?)")

type Kind = str | list[Kind] | dict[str, list[Kind]]
"""A type of an argument, as it stands in the list."""


def listed() -> dict[str, list[Kind]]:
    """Return the kinds of arguments by the full name of the kernel."""
    found: dict[str, list[Kind]] = json.loads(LIST.read_text("utf-8"))
    return found


def write(kinds: Mapping[str, Sequence[Kind]]) -> None:
    """Write the list, a kernel a line."""
    lines = (f"{json.dumps(name)}: {json.dumps(kinds[name])}" for name in sorted(kinds))
    LIST.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def kernel_of(name: str) -> Any:
    """Return the kernel with a full name."""
    module, _, function = name.rpartition(".")
    return getattr(import_module(module), function)


def kind_of(argument: types.Type) -> Kind:
    """Return how the list writes a type of numba.

    Raises
    ------
    TypeError
        If kernels do not take such arguments.

    Examples
    --------
    >>> kind_of(types.UniTuple(types.Array(types.int64, 2, "A"), 2))
    ['int64[2]A', 'int64[2]A']
    """
    if isinstance(argument, types.Array):
        layout = "" if argument.layout == "C" else argument.layout
        return f"{argument.dtype}[{argument.ndim}]{layout}{'' if argument.mutable else 'R'}"
    if isinstance(argument, types.BaseTuple):
        fields = [kind_of(field) for field in argument]
        named = getattr(argument, "instance_class", tuple)
        return fields if named is tuple else {f"{named.__module__}.{named.__qualname__}": fields}
    if isinstance(argument, types.Number | types.Boolean):
        return str(argument)
    raise TypeError(f"kernels take numbers, arrays and tuples of them; this is {argument}")


def type_of(kind: Kind) -> types.Type:
    """Return the type of numba that the list writes as ``kind``."""
    if isinstance(kind, dict):
        ((name, fields),) = kind.items()
        return types.BaseTuple.from_types([type_of(field) for field in fields], kernel_of(name))
    if isinstance(kind, list):
        return types.BaseTuple.from_types([type_of(field) for field in kind])
    array = _ARRAY.fullmatch(kind)
    if array is None:
        return _scalar(kind)
    element, dimensions, layout, fixed = array.groups()
    return types.Array(_scalar(element), int(dimensions), layout or "C", readonly=bool(fixed))


def _scalar(name: str) -> types.Type:
    return types.boolean if name == "bool" else getattr(types, name)


def in_use(modules: Mapping[str, Any]) -> Iterator[tuple[str, list[Kind]]]:
    """Yield the kernels that have been compiled, once for each kind of arguments."""
    from numba.core.registry import CPUDispatcher

    for name, module in sorted(modules.items()):
        if not name.startswith("teacherflow.") or module is None:
            continue
        for value in vars(module).values():
            if isinstance(value, CPUDispatcher) and value.py_func.__module__ == name:
                for signature in value.signatures:
                    kinds = [kind_of(argument) for argument in signature]
                    yield f"{name}.{value.py_func.__name__}", kinds
