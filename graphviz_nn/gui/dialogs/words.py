"""What the letters and the words on the screen mean."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from graphviz_nn.gui.dialogs.sheet import BOLD, SheetDialog


class Word(NamedTuple):
    """A letter, or a word, and what it means."""

    text: str
    meaning: str


LETTERS = (
    Word(
        "x",
        "the inputs of a mini-batch: a row for each example, a column for each feature. In the formula of an op: "
        "what goes into it.",
    ),
    Word("W, kernel", "the weights of a layer: a row for each input, a column for each neuron."),
    Word("b, bias", "one number for each neuron, added to its sum."),
    Word(
        "y",
        "on a card and in a table: the targets, what the network should say. In the formula of an op: what comes "
        "out of it.",
    ),
    Word("p, t", "in the formula of a loss: the prediction, and the target that it is held against."),
    Word("L", "the loss, the one number that training makes small."),
    Word("g", "in the formula of an op: the gradient that has arrived at it, ∂L/∂y."),
    Word("∂L/∂w", "the gradient of w: how much the loss grows for each little bit that w grows."),
    Word("Δ", "what an update adds to a parameter."),
    Word("ε", "the learning rate, which scales each update."),
    Word("β, v", "the momentum, and the velocity: what is kept of earlier updates."),
    Word(
        "[3, 0]",
        "row 3, column 0 of a tensor. Rows and columns of tensors are counted from 0, as in Python; "
        "points, epochs and updates from 1.",
    ),
)
WORDS = (
    Word("node", "a place in the graph: an input, a parameter, a constant, or the result of an op."),
    Word("gradient, adjoint", "two names of one thing: the trace, or Wengert list, says adjoint."),
    Word(
        "contribution", "what one edge adds to a gradient: a node that is used twice gets two, and their sum."
    ),
    Word(
        "update",
        "one step of all parameters, after one mini-batch; an epoch is as many as it takes to see each "
        "example once.",
    ),
    Word("plane", "two directions through the space of all weights, over which the loss is drawn."),
    Word(
        "PCA", "principal component analysis: the two directions in which the paths of the runs spread most."
    ),
    Word(
        "off this plane",
        "how far the weights lie from the plane that is drawn: the loss there is another one.",
    ),
    Word("variant", "a run with settings that differ from the others in what its name says."),
    Word("held out", "rows that training never sees, to judge what was learnt."),
)


class WordsDialog(SheetDialog):
    """A sheet of letters, and one of words."""

    def __init__(self, parent: QWidget) -> None:
        line = parent.fontMetrics().lineSpacing()
        sheet = _part("Letters", LETTERS, line) + _part("Words", WORDS, line)
        super().__init__("Letters and words", sheet, parent)


def _part(heading: str, words: tuple[Word, ...], line: int) -> str:
    rows = "".join(
        f"<tr><td width='{8 * line}' style='{BOLD}'>{escape(word.text)}</td><td>{escape(word.meaning)}</td></tr>"
        for word in words
    )
    return f"<p style='{BOLD}'>{heading}</p><table cellpadding='3'>{rows}</table>"
