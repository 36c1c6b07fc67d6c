"""Where the figures stand among the text, and how high, so that pages are filled.

The height of every block is known before (typst measures them for the PDF, `word_sizes` reckons
them for Word); here the pages are filled with them. The order of the text, of the tables and of the
figures stays, and a figure stays below the heading and the first words of its section: only its
place among what follows there, and its height, are chosen. Where its section ends with too little
room for it, the text goes on and the figure heads the next page. Lengths are points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

SCALES: Final = (1.0, 0.95, 0.9, 0.86, 0.82, 0.78, 0.74, 0.7)
"""Heights of a figure, as shares of its full one; much smaller its letters are hard to read."""
APART: Final = 13.0
"""Space above and below a figure; brief.typ has the same."""
SLACK: Final = 4.0
"""Left free on each page: what is measured alone can be a little lower than what is set."""
SHRUNK: Final = 0.3
MOVED: Final = 0.01
OUTSIDE: Final = 0.15
"""What it costs to draw a figure at nothing, to move it past a block, and to let it leave its
section; an empty page costs 2."""
BEYOND: Final = 8
"""Most blocks of later sections before a figure."""

type Block = Mapping[str, Any]


@dataclass(frozen=True)
class Unit:
    """What no page parts, such as a heading and what follows it; a table with rows may break."""

    blocks: tuple[Block, ...]
    above: float
    height: float
    rows: tuple[float, ...] = ()
    note: float = 0.0


@dataclass(frozen=True)
class Figure:
    """A figure, its full height, that of its caption, and behind how many units it may stand.

    It stood behind ``home`` units; it may stand behind ``lead`` of them at the least, behind ``end``
    its section ends, and behind ``last`` it stands at the latest.
    """

    block: Block
    full: float
    caption: float
    home: int
    lead: int = 0
    end: int = 0
    last: int = 0


@dataclass(frozen=True)
class Way:
    """One way to set all blocks so far: its cost, how far down the page it ends, its last step."""

    cost: float = 0.0
    y: float = 0.0
    placed: Unit | Figure | None = None
    height: float = 0.0
    fresh: bool = False
    before: Way | None = None

    def steps(self) -> list[Way]:
        """Return all steps from the first one on."""
        found, at = [], self
        while at.before is not None:
            found.append(at)
            at = at.before
        return found[::-1]


def paged(
    blocks: Sequence[Block], sizes: Sequence[Block], page: float, room: float = 0.0
) -> list[dict[str, Any]]:
    """Return the blocks in the order in which they are set, figures with their ``height``.

    Parameters
    ----------
    sizes
        For every block ``height`` (of a figure the full one, and ``caption`` for the words beside
        it) and ``above``, the space before it; for what may break ``rows`` and ``note``.
    page
        Height of a page. Blocks of kind ``Break`` are added where a page ends beside a figure.
    room
        What a figure leaves free on its page, where sizes are known roughly.
    """
    units, figures = _parts(blocks, sizes)
    ways = _ways(units, figures, page - SLACK, room)
    best = min(ways.values(), key=lambda way: way.cost)
    return list(_written(best.steps(), page - SLACK - room))


def _parts(blocks: Sequence[Block], sizes: Sequence[Block]) -> tuple[list[Unit], list[Figure]]:
    """Return what is set in its order, and the figures with the places that they may take."""
    units: list[Unit] = []
    figures: list[Figure] = []
    for section in _sections(list(zip(blocks, sizes, strict=True))):
        start = len(units)
        own = _into(units, section)
        titled = section[0][0]["kind"] == "Heading"
        lead, end = min(start + 1, len(units)), len(units)
        figures += [
            replace(one, lead=lead, end=end, last=end + BEYOND)
            if titled
            else replace(one, lead=one.home, end=end, last=end)
            for one in own
        ]
    return units, [replace(one, last=min(one.last, len(units))) for one in figures]


def _sections(pairs: Sequence[tuple[Block, Block]]) -> Iterator[list[tuple[Block, Block]]]:
    """Yield the blocks of every section; those before the first heading are one without title."""
    section: list[tuple[Block, Block]] = []
    for block, size in pairs:
        if block["kind"] == "Heading" and block["level"] == 1 and section:
            yield section
            section = []
        section.append((block, size))
    if section:
        yield section


def _into(units: list[Unit], section: Sequence[tuple[Block, Block]]) -> list[Figure]:
    """Add the units of a section; return its figures."""
    figures: list[Figure] = []
    held: list[tuple[Block, Block]] = []
    for block, size in section:
        if block["kind"] == "Figure":
            figures.append(Figure(block, size["height"], size["caption"], len(units)))
            continue
        held.append((block, size))
        if block["kind"] != "Heading":
            units.append(_unit(held))
            held = []
    if held:
        units.append(_unit(held))
    return figures


def _unit(held: Sequence[tuple[Block, Block]]) -> Unit:
    """Return a block and the headings that hold on to it as one."""
    sizes = [size for _, size in held]
    height = sum(size["height"] for size in sizes) + sum(size["above"] for size in sizes[1:])
    rows, note = tuple(sizes[-1].get("rows", ())), sizes[-1].get("note", 0.0)
    return Unit(tuple(block for block, _ in held), sizes[0]["above"], height, rows, note)


def _ways(
    units: Sequence[Unit], figures: Sequence[Figure], page: float, room: float
) -> dict[int, Way]:
    """Return the cheapest ways to set everything, by where on its page each one ends."""
    spots: dict[tuple[int, int], dict[int, Way]] = {(0, 0): {0: Way()}}
    for i in range(len(units) + 1):
        for j in range(len(figures) + 1):
            figure = figures[j] if j < len(figures) else None
            for way in spots.get((i, j), {}).values():
                if i < len(units) and (figure is None or i < figure.last):
                    _keep(spots.setdefault((i + 1, j), {}), _with_unit(way, units[i], page))
                if figure is not None and figure.lead <= i:
                    for made in _with_figure(way, figure, page - room, i):
                        _keep(spots.setdefault((i, j + 1), {}), made)
    return spots[len(units), len(figures)]


def _keep(ways: dict[int, Way], way: Way) -> None:
    known = ways.get(round(way.y))
    if known is None or way.cost < known.cost:
        ways[round(way.y)] = way


def _above(way: Way, space: float) -> float:
    """Return the space before what comes next: none at the top of a page."""
    if way.y == 0.0:
        return 0.0
    return max(space, APART) if isinstance(way.placed, Figure) else space


def _blank(left: float, page: float) -> float:
    """Return the cost of a page that ends with so much of it empty."""
    share = max(left, 0.0) / page
    return share + share * share


def _with_figure(way: Way, figure: Figure, page: float, at: int) -> Iterator[Way]:
    """Yield the ways to set a figure; outside its section it stands at the head of a page."""
    outside = at > figure.end
    for scale in SCALES:
        height = figure.full * scale
        cost = way.cost + SHRUNK * (1 - scale) + MOVED * abs(at - figure.home) + OUTSIDE * outside
        end = way.y + _above(way, APART) + height + figure.caption
        if end > page:
            cost += _blank(page - way.y, page)
            yield Way(cost, height + figure.caption, figure, height, True, way)
        elif not outside:
            yield Way(cost, end, figure, height, False, way)


def _with_unit(way: Way, unit: Unit, page: float) -> Way:
    start = way.y + _above(way, unit.above)
    if start + unit.height <= page:
        return Way(way.cost, start + unit.height, unit, 0.0, False, way)
    head = unit.height - sum(unit.rows) - unit.note
    if unit.rows and start + head + sum(unit.rows[:2]) <= page:
        return Way(way.cost, _broken(unit, start, head, page), unit, 0.0, False, way)
    cost = way.cost + _blank(page - way.y, page)
    y = unit.height if unit.height <= page or not unit.rows else _broken(unit, 0.0, head, page)
    return Way(cost, min(y, page), unit, 0.0, True, way)


def _broken(unit: Unit, start: float, head: float, page: float) -> float:
    """Return where a table ends that goes on over pages; each of them has its head again."""
    y = start + head
    for row in (*unit.rows, unit.note):
        y = y + row if y + row <= page else head + row
    return y


def _written(steps: Sequence[Way], page: float) -> Iterator[dict[str, Any]]:
    """Yield the blocks; figures grow into what is left of their page."""
    for i, step in enumerate(steps):
        beside = i > 0 and isinstance(steps[i - 1].placed, Figure)
        if isinstance(step.placed, Figure):
            if step.fresh and i:
                yield {"kind": "Break"}
            yield {**step.placed.block, "height": step.height + _growth(steps, i, page)}
        elif step.placed is not None:
            if step.fresh and beside:
                yield {"kind": "Break"}
            yield from (dict(block) for block in step.placed.blocks)


def _growth(steps: Sequence[Way], at: int, page: float) -> float:
    """Return the share of a figure in what is left of a page that ends after a whole block."""
    first = max((i for i in range(at + 1) if steps[i].fresh or _turned(steps, i)), default=0)
    last = next((i for i in range(at + 1, len(steps)) if steps[i].fresh), None)
    if last is None or any(_turned(steps, i) for i in range(at + 1, last)):
        return 0.0
    figures = [one for one in steps[first:last] if isinstance(one.placed, Figure)]
    room = [one.placed.full - one.height for one in figures if isinstance(one.placed, Figure)]
    share = min(1.0, (page - steps[last - 1].y) / sum(room)) if sum(room) > 0 else 0.0
    step = steps[at]
    full = step.placed.full if isinstance(step.placed, Figure) else 0.0
    return share * (full - step.height)


def _turned(steps: Sequence[Way], at: int) -> bool:
    """Tell whether a table goes on from one page to the next."""
    return not steps[at].fresh and at > 0 and steps[at].y < steps[at - 1].y
