"""Where on cards and frames their words, signs and numbers are."""

from __future__ import annotations

from graphviz_nn.scene.layout import Box, Card, Frame

CHEVRON = 16.0  # room for the sign that opens and folds, before the theme's scale
SHAPE = 0.42  # of the width of a card's words: the room for its shape
DELTA = 12.0  # room for the sign of a change


def head_of(card: Card) -> Box:
    """Return where on a card its words are."""
    side = card.value.left - card.box.left
    return Box(card.value.left, card.box.top, card.box.width - 2 * side, card.value.top - card.box.top)


def shape_of(card: Card) -> Box:
    """Return where on a card its shape is, or what covers that."""
    head = head_of(card)
    return Box(head.left + (1 - SHAPE) * head.width, head.top, SHAPE * head.width, head.height)


def change_area(card: Card) -> Box:
    """Return where on a card the change of an updated parameter is."""
    area = card.gradient
    return Box(area.left + DELTA, area.top, area.width - DELTA, area.height)


def caption_of(frame: Frame) -> Box:
    """Return where the sentence of a frame is."""
    return Box(frame.box.left, frame.box.top, frame.box.width, frame.head + 4)


def sign_of(part: Card | Frame) -> Box:
    """Return where a folded card can be clicked on to open it, or a frame to fold it."""
    head = part.value.top - part.box.top if isinstance(part, Card) else part.head + 4
    return Box(part.box.left, part.box.top, 2 * CHEVRON, head)
