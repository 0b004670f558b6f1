"""How large neurons are in a place, and how far apart: with room for their numbers as long as these can be read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graphviz_nn.scene.layout.fit import Room

# Heights of the figures, largest first: before the theme's scale, and the least ones after it.
FIGURES, LEAST_FIGURES = (15.0, 13.0, 11.5), 11.0
LINE = 1.35  # the height of a line of figures, in theirs
OUT, OVER = 0.62, 0.2  # how much of such a line stands out of its circle, below and above it
LONGEST, SHORT = 16, 8  # characters of the numbers under a circle; and where columns are narrow
SUM = 1.15  # the width of a difference of numbers, in those
ADVANCE = 0.6  # the width of a figure, in its heights
GAP = 7.0  # between what belongs to two circles
LEAST, AMPLE = 1.15, 1.9  # radii in heights of figures: from which there are any, and from which larger ones
TIGHT = 1.6  # the same, from which a second line leaves something of the circle
LARGEST = 46.0  # of radii, before the scale
BARE = 11.0  # the least radius of one without
WIDEST = 3.0  # of a column's distance to the next, in the least one; if that is more than the next
STEEPEST = 1.05  # a column's distance to the next, in heights of the tallest
CAPTION = 20.0  # the height of a line of words, before the scale
LETTER = 7.4  # the width of a letter of words, before the scale
MOST_WORDS = 15  # letters over the loss that there is room for
FEW_WORDS = 11  # the same where columns are narrow
MOST_NAMES = 11  # and left of the inputs
NARROW = 4.0  # a column's distance to the next where there is little room, in radii
TALLEST = 3.4  # a circle's distance to the one below it there


@dataclass(frozen=True)
class Spacing:
    """Sizes in the drawing's units, which are pixels as long as all fits.

    Attributes:
        radius: of a circle.
        pitch: from one to the next below it.
        column: from one column to the next.
        figure: how tall the figures of its numbers are; 0 where there is no room for any.
        text: how much larger than usual words are.
        names, words: the room for the names left of the inputs, and for what stands over the loss.
        is_narrow: whether columns have no room for captions, nor for more than one number under a circle.

    """

    radius: float
    pitch: float
    column: float
    figure: float
    text: float
    names: float
    words: float
    is_narrow: bool = False

    @property
    def is_tight(self) -> bool:
        """Whether there is no room for a line of numbers over a circle."""
        return self.radius < TIGHT * self.figure

    @property
    def line(self) -> float:
        """The height of a line of numbers."""
        return LINE * self.figure

    @property
    def caption(self) -> float:
        """The height of a line of words."""
        return CAPTION * self.text

    @property
    def reach(self) -> float:
        """How far to its sides what belongs to a circle stands out at most: its numbers, or the words over the loss."""
        return max(self.radius, self.plate * SUM / 2, self.words / 2)

    @property
    def plate(self) -> float:
        """The width of the longest line of numbers under a circle."""
        return ADVANCE * (SHORT if self.is_narrow else LONGEST) * self.figure


def spaced(room: Room, rows: float, columns: int, lines: int, *, names: int, words: int) -> Spacing:
    """Return the sizes for columns of so many rows of circles at most, below captions of so many lines.

    `names` are the letters of the longest name of an input, `words` those of the longest line over the loss.
    """
    text, (wide, high) = room.text, room.size
    pitch = (high - (lines + 1) * CAPTION * text) / max(rows, 1.0)
    letter = LETTER * text
    beside, over = (min(names, MOST_NAMES) + 1) * letter, min(words, MOST_WORDS) * letter
    if wide / columns < ADVANCE * LONGEST * LEAST_FIGURES + 3 * GAP:
        return _narrow(room, pitch, columns, beside, min(over, FEW_WORDS * letter))
    figure = _figure(pitch, wide / columns, text)
    radius = max(min(_radius(pitch, figure), LARGEST * text), BARE)
    needed = 2 * radius + (OUT + OVER) * LINE * figure + GAP
    pitch = max(min(pitch, needed + 4 * GAP), needed)
    made = Spacing(radius, pitch, 0.0, figure, text, beside, over)
    shrunk = max(
        (pitch * rows + (lines + 1) * CAPTION * text) / high, 1.0
    )  # a drawing too high is made smaller
    inner = shrunk * wide - made.names - radius - made.reach
    least = max(made.plate + 3 * GAP, 4 * radius)
    most = max(STEEPEST * pitch * rows, WIDEST * least)
    return replace(made, column=min(max(inner / max(columns - 1, 1), least), most))


def _narrow(room: Room, pitch: float, columns: int, names: float, words: float) -> Spacing:
    """Return the sizes where columns are narrow: circles fill the width, and stand as far apart as the height lets."""
    figure = LEAST_FIGURES if _radius(pitch, LEAST_FIGURES) >= LEAST * LEAST_FIGURES else 0.0
    made = Spacing(0.0, 0.0, 0.0, figure, room.text, names, words, is_narrow=True)
    wide = room.size[0] - made.names - words / 2 - 2 * GAP
    radius = min(_radius(pitch, figure), wide / (NARROW * (columns - 1) + 1), LARGEST * room.text)
    if figure and radius < LEAST * figure:
        figure = 0.0
    radius = max(radius, BARE)
    needed = 2 * radius + (OUT + OVER) * LINE * figure + GAP
    made = replace(made, radius=radius, figure=figure, pitch=max(min(pitch, TALLEST * radius), needed))
    inner = room.size[0] - made.names - radius - made.reach
    return replace(made, column=max(inner / max(columns - 1, 1), 2 * radius + 2 * GAP))


def _figure(pitch: float, column: float, text: float) -> float:
    """Return the largest height of figures for which there is room; 0 where there is for none."""
    sizes = sorted((figure * text for figure in FIGURES), reverse=True)
    for size in sizes:
        if _radius(pitch, size) >= AMPLE * size and ADVANCE * LONGEST * size + 3 * GAP <= column:
            return size
    return LEAST_FIGURES if _radius(pitch, LEAST_FIGURES) >= LEAST * LEAST_FIGURES else 0.0


def _radius(pitch: float, figure: float) -> float:
    """Return how large circles can be that stand so far apart, with figures of a height at them."""
    return (pitch - GAP - (OUT + OVER) * LINE * figure) / 2
