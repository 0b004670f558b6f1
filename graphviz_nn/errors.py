"""The exceptions of graphviz_nn: each message names the thing, the value and the cure."""

from __future__ import annotations

from functools import partial
from typing import Any

from graphviz_nn.text import one_line, shortened

MOST_LETTERS = 1_200  # of a message: a screen of a terminal


class GnnError(Exception):
    """Base of every error that a user can cause and can mend; the command line turns it into exit code 2.

    What a message cites may come from a file of anyone: it is one line that can be read whatever stands there, its
    beginning and its end where it is long.
    """

    def __init__(self, message: str) -> None:
        super().__init__(shortened(one_line(message), MOST_LETTERS))


class ExpressionError(GnnError, ValueError):
    """An expression that is not of the grammar, or that names something forbidden or unknown.

    Attributes:
        cures: what to write instead, each of which can be read; the message names them too.

    """

    def __init__(self, message: str, *, cures: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.cures = cures


class ShapeError(GnnError, ValueError):
    """Shapes that do not fit together; the message shows every shape involved."""


class SettingError(GnnError, ValueError):
    """A setting out of its range: a learning rate below zero, a layer with no units, an unknown activation."""


class DataError(GnnError, ValueError):
    """Data that cannot be learnt from: text where a number belongs, no rows, a constant target."""


class DocumentError(GnnError, ValueError):
    """A document or lesson that cannot be read: cut short, of a newer version, not JSON."""


class FileError(GnnError, OSError):
    """A file that cannot be read or written, with the reason of the operating system in plain words."""


class DivergenceError(GnnError, ArithmeticError):
    """A training whose numbers left the finite range.

    Attributes:
        update: the number of the update, from 1, whose forward or backward pass was not finite.
        node: the name of the first node whose value or gradient was not finite.
        cure: what to do about it, as a clause.
        at_start: whether it was so before any update was taken, so that no learning rate has a part in it.

    """

    def __init__(self, message: str, *, update: int, node: str, cure: str, at_start: bool = False) -> None:
        super().__init__(message)
        self.update = update
        self.node = node
        self.cure = cure
        self.at_start = at_start

    def __reduce__(self) -> tuple[Any, ...]:
        """Come whole out of another process, which makes an error anew from its message alone."""
        again = partial(
            type(self), update=self.update, node=self.node, cure=self.cure, at_start=self.at_start
        )
        return again, self.args


class ClusterError(GnnError, RuntimeError):
    """A cluster of machines that can't be worked with: none at the address, no worker, another version, lost."""


class DisplayError(GnnError, RuntimeError):
    """No screen to open a window on."""
