"""Where on a drawing there is room for what is said over it: the formula on an edge.

All in the units of the drawing; a label that keeps its size on the screen is larger here the smaller the zoom is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.areas import caption_of
from graphviz_nn.scene.board import Board
from graphviz_nn.scene.bounds import SAMPLES, Boxes, boxes
from graphviz_nn.scene.layout import Box, Point

CARD = 2.0  # how near a label may come to a card
AROUND = np.linspace(-2.0, 2.0, 9)  # where a label is tried, in its own widths and, twice as far, heights
# How bad it is to cover a whole card, to cover an edge, to leave the view, to stand its own height away from its edge.
COVERS, HIDES, LEAVES, AWAY = 300.0, 3.0, 20.0, 0.7
TOUCHES = 8.0  # to cover anything of a card
THIN = 1.5  # half the width of a line to a label


@dataclass(frozen=True)
class Label:
    """Where a label stands, and the point of the edge that it belongs to, if it does not stand on that."""

    box: Box
    anchor: Point | None


@lru_cache(maxsize=8)
def label_place(board: Board, route: int, size: Point, view: Box) -> Label:
    """Return where a label of a size says what flows through a route: on it, or beside it with a line that leads there.

    It covers no card and no other edge, if there is such a place.
    """
    own = board.bounds.samples[board.bounds.owners == route].reshape(-1, 2)
    centres = _tries(board, route, own, size)
    own = own[
        : max(len(own) // 2, 1)
    ]  # nearer to where a gradient goes: at the op, other edges end beside it
    rects = _rects(centres, size)
    nearest = np.hypot(*(centres[:, None] - own[None, :]).transpose(2, 0, 1))
    on_edge = np.any(_inside(rects, own), axis=1)
    covered = _parts(board).covered(rects)
    cost = COVERS * covered + TOUCHES * (covered > 0)
    cost += HIDES * _edges_hidden(board, route, rects)
    cost += LEAVES * ~_within(rects, view)
    anchors = own[np.argmin(nearest, axis=1)]
    leads = HIDES * _edges_hidden(board, route, _leads(anchors, rects))
    cost += np.where(on_edge, 0.0, leads + AWAY * (1.0 + nearest.min(axis=1) / size[1]))
    best = int(np.argmin(cost))
    (left, top), (x, y) = rects[best, :2].tolist(), anchors[best].tolist()
    return Label(Box(left, top, *size), None if on_edge[best] else (x, y))


def _tries(board: Board, route: int, own: FloatArray, size: Point) -> FloatArray:
    """Return where to try a label: on its edge, around the middle of that, above and below the two cards."""
    middle = own[len(own) // 2]
    across, down = np.meshgrid(AROUND * size[0] * 0.75, AROUND * size[1] * 2)
    around = middle + np.stack([across.ravel(), down.ravel()], axis=1)
    contents, layout = board.contents.routes[route], board.layout
    assert layout is not None
    ends = [layout.cards[card].box for card in (contents.source, contents.target)]
    beside = [
        (x, y)
        for box in ends
        for x in (middle[0], box.centre[0])
        for y in (box.top - 0.9 * size[1], box.bottom + 0.9 * size[1])
    ]
    return np.concatenate([own[len(own) // 8 :: max(len(own) // 8, 1)], around, np.array(beside)])


def _rects(centres: FloatArray, size: Point) -> FloatArray:
    half = np.array(size) / 2
    return np.concatenate([centres - half, centres + half], axis=1)


def _inside(rects: FloatArray, points: FloatArray) -> NDArray[np.bool_]:
    """Return which points lie in which rectangle, of shape (rectangles, points)."""
    x, y = points[:, 0], points[:, 1]
    left, top, right, bottom = rects.T[:, :, None]
    return np.asarray((left <= x) & (x <= right) & (top <= y) & (y <= bottom))


def _within(rects: FloatArray, view: Box) -> NDArray[np.bool_]:
    low, high = (rects[:, :2] >= (view.left, view.top)), (rects[:, 2:] <= (view.right, view.bottom))
    return np.asarray(low.all(axis=1) & high.all(axis=1))


@lru_cache(maxsize=2)
def _parts(board: Board) -> Boxes:
    """Return what a label should not cover: cards, sentences of frames, tags."""
    layout = board.layout
    assert layout is not None
    cards = [card.box.grown(CARD) for card in layout.cards]
    return boxes([*cards, *map(caption_of, layout.frames), *(tag.box for tag in layout.tags)])


def _leads(anchors: FloatArray, rects: FloatArray) -> FloatArray:
    """Return the boxes of the lines from labels to the points of their edge."""
    ends = np.clip(anchors, rects[:, :2], rects[:, 2:])
    return np.concatenate([np.minimum(anchors, ends) - THIN, np.maximum(anchors, ends) + THIN], axis=1)


def _edges_hidden(board: Board, route: int, rects: FloatArray) -> FloatArray:
    """Return how many edges other than one each rectangle covers."""
    bounds = board.bounds
    low, high = rects[:, :2].min(axis=0), rects[:, 2:].max(axis=0)
    near = np.array(bounds.curves.touching(Box(*low, *(high - low))), dtype=np.intp)
    curves = near[bounds.owners[near] != route]
    sides = bounds.curves.sides[curves]
    touch = np.all(sides[:, :2] <= rects[:, None, 2:], axis=2) & np.all(
        sides[:, 2:] >= rects[:, None, :2], axis=2
    )
    inside = _inside(rects, bounds.samples[curves].reshape(-1, 2)).reshape(len(rects), len(curves), SAMPLES)
    is_level = sides[:, 3] - sides[:, 1] < THIN
    hidden = touch & (is_level | np.any(inside, axis=2))
    owners = bounds.owners[curves]
    return np.array([len(set(owners[row].tolist())) for row in hidden], dtype=np.float64)
