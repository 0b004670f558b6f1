"""Why a number is what it is where windows slide over pictures: the patch and its kernel, the window and its winner."""

from __future__ import annotations

import numpy as np

from graphviz_nn.ops.arrays import Array
from graphviz_nn.ops.asked import Asked, Index, Lines
from graphviz_nn.ops.windows import Part, Windows

__all__ = ["convolved", "convolved_back", "pooled", "pooled_back"]


def convolved(windows: Windows, asked: Asked) -> Lines:
    """Explain Σ patch · kernel, the largest products first."""
    x, kernel = asked.xs
    example, down, across, filter_ = asked.index
    seen, part = windows.seen_at(x.shape, (down, across))
    channels = range(x.shape[3])
    pairs = [
        ((example, *cell, c), (*tap, c, filter_))
        for cell, tap in zip(_cells(seen), _cells(part), strict=True)
        for c in channels
    ]
    first, second = map(asked.pen.name, asked.inputs)
    products = np.array([x[cell] * kernel[tap] for cell, tap in pairs])
    order = _largest_first(products)

    def write(k: int) -> str:
        cell, tap = pairs[order[k]]
        return f"{asked.input(0, cell)} · {asked.input(1, tap)}"

    beyond = kernel[..., 0].size - len(pairs)
    return [
        *asked.sum(write, products[order]),
        f"patch at {_where(seen)} of example {example} of {first} · filter {filter_} of {second}, "
        "the largest products first",
        *([f"{beyond} more of the window lie beyond the edge, and count 0"] if beyond else []),
    ]


def convolved_back(windows: Windows, asked: Asked) -> Lines:
    """Explain Σ g · kernel over the windows that saw a cell, or Σ x · g over the places of a filter."""
    pairs = _of_picture(windows, asked) if asked.argument == 0 else _of_kernel(windows, asked)
    other = 1 - asked.argument
    products = np.array([asked.g[of_g] * asked.xs[other][of_other] for of_g, of_other in pairs])
    order = _largest_first(products)

    def write(k: int) -> str:
        of_g, of_other = pairs[order[k]]
        return f"{asked.gradient(of_g)} · {asked.input(other, of_other)}"

    what = "windows that saw it, in each filter" if other else "places of the filter, in all examples"
    return [*asked.sum(write, products[order]), f"over the {what}; the largest first"]


def pooled(windows: Windows, asked: Asked) -> Lines:
    """Explain the largest number of a window, the winner first."""
    (x,) = asked.xs
    example, down, across, channel = asked.index
    seen, _ = windows.seen_at(x.shape, (down, across))
    cells = [(example, *cell, channel) for cell in _cells(seen)]
    order = _largest_first(np.array([x[cell] for cell in cells]), by_size=False)
    shown = order[: asked.shown_of(len(cells))]
    listed = ", ".join(asked.input(0, cells[k]) for k in shown)
    if len(cells) > len(shown):
        rest = asked.number(x[cells[order[len(shown)]]])
        listed += f", … {len(cells) - len(shown)} more, at most {rest}"
    name = asked.pen.name(asked.inputs[0])
    window = f"the window at {_where(seen)} of example {example}, channel {channel} of {name}"
    if len(cells) == 1:
        return [f"= {listed}", f"the one cell of {window}"]
    return [f"max({listed})", f"= {asked.result}", f"{window}, its largest first"]


def pooled_back(windows: Windows, asked: Asked) -> Lines:
    """Explain the gradients of the windows in which a cell is the largest, each shared with those that tie with it."""
    (x,) = asked.xs
    example, row, column, channel = asked.index
    places = [(example, *place, channel) for place, _ in windows.over(x.shape, (row, column))]
    own = x[asked.index]
    won = [place for place in places if not own < asked.y[place]]
    if not won:
        beaten = f"{asked.input(0, asked.index)} is not the largest of its window"
        best = f", {asked.value(places[0])} is" if len(places) == 1 else ""
        return [f"= {asked.result}", f"{beaten}{best}" if places else "no window saw it"]
    winners = [_winners(windows, asked, place) for place in won]

    def write(k: int) -> str:
        return f"{asked.gradient(won[k])} / {winners[k]}" if winners[k] > 1 else asked.gradient(won[k])

    shares = np.array([asked.g[place] / n for place, n in zip(won, winners, strict=True)])
    ties = "; those that tie for it share" if max(winners) > 1 else ""
    return [*asked.sum(write, shares), f"the largest of a window takes its gradient{ties}"]


def _of_picture(windows: Windows, asked: Asked) -> list[tuple[Index, Index]]:
    """Return the cells of the gradient and of the kernel whose products go back to a cell of a picture."""
    x, kernel = asked.xs
    example, row, column, channel = asked.index
    over = windows.over(x.shape, (row, column))
    filters = range(kernel.shape[3])
    return [((example, *place, f), (*tap, channel, f)) for place, tap in over for f in filters]


def _of_kernel(windows: Windows, asked: Asked) -> list[tuple[Index, Index]]:
    """Return the cells of the gradient and of the pictures whose products go back to a number of the kernel."""
    x = asked.xs[0]
    high, wide, channel, filter_ = asked.index
    (_, top, _), (_, left, _) = windows.along(x.shape)
    down, across = windows.strides
    found: list[tuple[Index, Index]] = []
    for example, i, j in np.ndindex(asked.y.shape[:3]):
        row, column = i * down - top + high, j * across - left + wide
        if row in range(x.shape[1]) and column in range(x.shape[2]):
            found.append(((example, i, j, filter_), (example, row, column, channel)))
    return found


def _winners(windows: Windows, asked: Asked, place: Index) -> int:
    """Return how many cells tie for the largest of a window."""
    (x,) = asked.xs
    example, down, across, channel = place
    seen, _ = windows.seen_at(x.shape, (down, across))
    return int(np.sum(~(x[(example, *seen, channel)] < asked.y[place])))


def _cells(part: Part) -> list[tuple[int, int]]:
    rows, columns = (range(side.start, side.stop) for side in part)
    return [(row, column) for row in rows for column in columns]


def _largest_first(values: Array, *, by_size: bool = True) -> list[int]:
    """Return the order of numbers, the largest first, by their size or as they are; NaN before all."""
    keys = np.abs(values) if by_size else values
    order: list[int] = np.argsort(np.where(np.isnan(keys), -np.inf, -keys), kind="stable").tolist()
    return order


def _where(part: Part) -> str:
    """Return where a part of a picture lies: `rows 2–4, columns 0–2`."""
    (top, bottom), (left, right) = ((side.start, side.stop - 1) for side in part)
    return f"{_span('row', top, bottom)}, {_span('column', left, right)}"


def _span(what: str, first: int, last: int) -> str:
    return f"{what} {first}" if first == last else f"{what}s {first}–{last}"
