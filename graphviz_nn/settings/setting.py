"""What is said of a setting where its field is declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from graphviz_nn.settings.scale import Scale

MOST_WHOLE = 2**63 - 1


class Option(NamedTuple):
    """One of the values that a setting can have.

    Attributes:
        key: the value.
        text: what a list calls it.
        tip: one sentence that explains it.
        keras: what a script calls it, where that is not the key.

    """

    key: str
    text: str
    tip: str
    keras: str = ""


@dataclass(frozen=True)
class Setting:
    """A setting of a frozen struct: `momentum: Annotated[float, Setting("Momentum", …, least=0, below=1)] = 0.0`.

    Limits or not, a number is finite, and a whole number is at most 2**63 - 1. Where the least is 0, −0 is refused.

    Attributes:
        label: what stands beside the field in the window.
        tip: one sentence that explains it, without its limits: these are told by `Field.range`.
        least, most: the ends of its range, themselves allowed.
        above, below: the ends of its range, themselves not allowed.
        slider: what the places of its slider mean; None where it is typed only.
        unit: what a whole number counts, as in "updates".
        options: what can be chosen; a setting whose type is a union of structs has theirs.
        called: what messages call it, where that is not the label.
        plural: whether they call it by a plural, as "strides": messages say what they are, not what it is.
        keras: what a script calls it, where that is not the field's name.
        empty: what an empty field means, where None is allowed.
        needs: the field of the same struct without which it has no effect.
        finer: whether it is rarely changed, and folded away with others of its like.

    """

    label: str
    tip: str
    least: float | None = None
    most: float | None = None
    above: float | None = None
    below: float | None = None
    slider: Scale | None = None
    unit: str = ""
    options: tuple[Option, ...] = ()
    called: str = ""
    plural: bool = False
    keras: str = ""
    empty: str = ""
    needs: str = ""
    finer: bool = False
