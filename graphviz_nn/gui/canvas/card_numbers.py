"""The numbers on cards: heat maps and figures of value, gradient and change, or the words in their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import Phase
from graphviz_nn.debug.tape import Tape
from graphviz_nn.gui.canvas.cards import NAME, WORDS_FROM, Canvas, rect_of
from graphviz_nn.gui.canvas.look import READABLE
from graphviz_nn.gui.canvas.tiles import Kind
from graphviz_nn.gui.look.theme import mix
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene import words
from graphviz_nn.scene.areas import DELTA, change_area
from graphviz_nn.scene.figures import Figures
from graphviz_nn.scene.layout import Box, Card
from graphviz_nn.scene.scene import Scene
from graphviz_nn.scene.table import table_of

WIDEST_DELTA = 1.5 * DELTA  # it may stand out of its room a little
_AROUND = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, eq=False)
class Numbers:
    """What a card shows at a position; what has not arrived is None."""

    value: FloatArray | None
    gradient: FloatArray | None
    change: FloatArray | None

    def is_other(self, than: Numbers | None) -> bool:
        """Whether any of these is another array."""
        return than is None or not (
            self.value is than.value and self.gradient is than.gradient and self.change is than.change
        )


class Writing:
    """Keeps account of the numbers that stand on a kept picture, so that a step writes anew only what it changed."""

    def __init__(self) -> None:
        self._moments: Tape | None = None
        self._written: dict[int, Numbers] = {}

    def due(self, scene: Scene, places: Iterable[int]) -> list[int]:
        """Return those of the places whose numbers must be written, and count them as written."""
        if scene.tape is not self._moments:
            self._moments, self._written = scene.tape, {}
        now = {place: numbers_of(scene, place) for place in places}
        due = [place for place, numbers in now.items() if numbers.is_other(self._written.get(place))]
        self._written.update(now)
        return due


def numbers_of(scene: Scene, place: int) -> Numbers:
    """Return what a card shows."""
    tape, node, at = scene.tape, scene.faces[place].node, scene.position
    return Numbers(tape.value(node, at), tape.gradient(node, at), tape.change(node, at))


def paint_settled(canvas: Canvas, scene: Scene, places: Iterable[int]) -> None:
    """Write the numbers of cards on their plain ground, over those that stood there before."""
    ground, edge = canvas.look.color("surface"), 1 / canvas.camera.zoom
    for place in places:
        card = scene.layout.cards[place]
        for area in (card.value, card.gradient):
            canvas.painter.fillRect(rect_of(area.grown(edge)), ground)
        paint_numbers(canvas, scene, place, ground)


def paint_numbers(canvas: Canvas, scene: Scene, place: int, ground: QColor, fade: float = 1.0) -> None:
    """Draw the numbers of a card, or the words in their place; `fade` is how much of the newest has appeared."""
    card, node = scene.layout.cards[place], scene.faces[place].node
    tape, newest = scene.tape, scene.phase if place == scene.current else None
    numbers, paint = numbers_of(scene, place), partial(_paint_heat, canvas, is_kernel=scene.is_kernel(node))
    shown = fade if newest in (Phase.FORWARD, Phase.LOSS) else 1.0
    limit = scene.value_limit(node)
    paint(card.value, numbers.value, "value", limit, ground, shown)
    if numbers.change is not None:
        _paint_delta(canvas, card.gradient)
        shown = fade if newest is Phase.UPDATE else 1.0
        area, limit = change_area(card), scene.change_limit(node)
        paint(area, numbers.change, "value", limit, ground, shown)
    elif numbers.gradient is None:
        _paint_absence(canvas, card.gradient, *words.gradient_state(tape.has_gradient(node)))
    else:
        limit = scene.gradient_limit(node)
        shown = fade if newest is Phase.BACKWARD else 1.0
        paint(card.gradient, numbers.gradient, "gradient", limit, ground, shown)


def paint_chosen_cell(canvas: Canvas, scene: Scene) -> None:
    """Draw the frame of the selected number, where its card shows it."""
    place, cell = scene.chosen, scene.cell
    if place is None or cell is None:
        return
    node, card = scene.faces[place].node, scene.layout.cards[place]
    if scene.graph.nodes[node].name != cell.node:
        return
    table = table_of(scene.tape.record.values[node], is_kernel=scene.is_kernel(node))
    found = table.cell_of(cell.index) if table else None
    if table is None or found is None:
        return
    rows, columns = table.numbers.shape
    canvas.painter.setPen(canvas.line(canvas.look.color("focus"), 2.0))
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    for area in _areas_of(scene, card, node, cell):
        wide, high = area.width / columns, area.height / rows
        chosen = Box(area.left + found[1] * wide, area.top + found[0] * high, wide, high)
        canvas.painter.drawRect(rect_of(chosen))


def _areas_of(scene: Scene, card: Card, node: int, cell: Cell) -> tuple[Box, ...]:
    """Return where a card shows a number: an updated one with its change, for one explains the other."""
    if scene.tape.change(node, scene.position) is not None:
        return card.value, change_area(card)
    return (card.value if cell.of == "value" else card.gradient,)


def _paint_heat(
    canvas: Canvas,
    area: Box,
    array: FloatArray | None,
    kind: Kind,
    limit: float,
    ground: QColor,
    opacity: float,
    *,
    is_kernel: bool,
) -> None:
    """Draw the picture of an array in whole device pixels; where there is none, an empty place."""
    painter, camera = canvas.painter, canvas.camera
    if array is None or opacity < 1:
        _paint_absence(canvas, area)
    if array is None:
        return
    tile = canvas.tiles.get(array, kind, limit, area, camera, ground, is_kernel=is_kernel)
    if tile is None:
        _paint_absence(canvas, area, "empty")
        return
    painter.setOpacity(opacity)
    painter.resetTransform()
    painter.drawImage(camera.snapped(area), tile.picture)
    painter.setTransform(camera.transform)
    if camera.zoom >= WORDS_FROM / 2:
        # Zeros have the colour of the card: the outline says that they are there.
        painter.setPen(canvas.line(canvas.look.color("line")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect_of(area))
    if tile.written is not None:
        _paint_figures(canvas, area, tile.written, tile.inks)
    painter.setOpacity(1.0)


def _paint_figures(canvas: Canvas, area: Box, written: Figures, inks: Sequence[QColor]) -> None:
    """Write the numbers on their cells."""
    painter = canvas.painter
    painter.setFont(canvas.look.sized("mono_small", written.size))
    wide, high = area.width / written.columns, area.height / written.rows
    for place, (text, ink) in enumerate(zip(written.texts, inks, strict=True)):
        row, column = divmod(place, written.columns)
        painter.setPen(ink)
        cell = QRectF(area.left + column * wide, area.top + row * high, wide, high)
        painter.drawText(cell, _CENTRE, text)


def _paint_absence(canvas: Canvas, area: Box, text: str = "", fewer: str = "") -> None:
    """Draw an empty place, with the reason in it, or in fewer words where these are too wide."""
    painter, look, zoom = canvas.painter, canvas.look, canvas.camera.zoom
    painter.fillRect(rect_of(area), look.color("sunk"))
    if text and zoom >= WORDS_FROM:
        font = look.readable("small", zoom, *NAME)
        fits = look.width(text, font) <= area.width
        painter.setFont(font)
        painter.setPen(mix(look.color("muted"), look.color("sunk"), 0.15))
        short = text if fits or not fewer else look.elided(fewer, font, area.width)
        painter.drawText(rect_of(area), _CENTRE, short)


def _paint_delta(canvas: Canvas, area: Box) -> None:
    """Draw the sign in front of a change."""
    painter, look = canvas.painter, canvas.look
    if canvas.camera.zoom >= WORDS_FROM:
        painter.setFont(
            look.sized("small_bold", min(max(DELTA, READABLE / canvas.camera.zoom), WIDEST_DELTA))
        )
        painter.setPen(look.color("parameter"))
        painter.drawText(QRectF(area.left, area.top, DELTA, area.height), _AROUND, "Δ")
