"""What an expression is made of: its parts, each with the place where it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias


@dataclass(frozen=True, eq=False, slots=True)
class _Part:
    """The start and the end of its letters in the text as it is typed."""

    start: int
    end: int


@dataclass(frozen=True, eq=False, slots=True)
class Number(_Part):
    """A number, with its sign where it has one."""

    value: int | float


@dataclass(frozen=True, eq=False, slots=True)
class Name(_Part):
    """A name: of a value, of a part, of a number such as pi, or True, False and None."""

    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Word(_Part):
    """Letters in quotes, as in `padding="same"`."""

    word: str


@dataclass(frozen=True, eq=False, slots=True)
class Signed(_Part):
    """A sign before an operand: `-x`."""

    sign: str
    operand: Part


@dataclass(frozen=True, eq=False, slots=True)
class Binary(_Part):
    """A sign between two operands: `a + b`."""

    sign: str
    left: Part
    right: Part


@dataclass(frozen=True, eq=False, slots=True)
class Call(_Part):
    """A function of arguments, some by name: `sum(x, axis=0)`."""

    name: str
    arguments: tuple[Part, ...]
    named: tuple[tuple[str, Part], ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Span(_Part):
    """Indices from one to another, with a step: `1:`, `::2`."""

    start_at: Part | None
    stop_at: Part | None
    step: Part | None


@dataclass(frozen=True, eq=False, slots=True)
class Indexed(_Part):
    """Cells of a tensor: `x[0, 1:]`."""

    tensor: Part
    at: tuple[Part, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Row(_Part):
    """What stands in brackets: numbers, or rows of them."""

    items: tuple[Part, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Several(_Part):
    """What stands in parentheses with commas: `(0, 1)`, the sizes or axes that a function is given."""

    items: tuple[Part, ...]


Part: TypeAlias = Number | Name | Word | Signed | Binary | Call | Span | Indexed | Row | Several


class Formulas(NamedTuple):
    """An expression: the parts that have a name, in their order, and the one whose value is asked for.

    Attributes:
        text: as it is typed.
        named: what each name of a part stands for; the last may be the result.
        result: the part whose value is asked for.
        words: every name that it is written with.

    """

    text: str
    named: Mapping[str, Part]
    result: Part
    words: frozenset[str]

    def in_order(self) -> Iterator[tuple[str, Part]]:
        """Yield the names with their parts, and at last the result, with its name or without."""
        yield from self.named.items()
        if not any(part is self.result for part in self.named.values()):
            yield "", self.result


def operands_first(part: Part, inputs: Mapping[str, int]) -> Iterator[Part]:
    """Yield the operands of each operation before it, without recursion; `inputs` says how many a function has."""
    todo: list[tuple[Part, bool]] = [(part, False)]
    while todo:
        part, ready = todo.pop()
        operands = () if ready else operands_of(part, inputs)
        if not operands:
            yield part
        else:
            todo.append((part, True))
            todo.extend((operand, False) for operand in reversed(operands))


def operands_of(part: Part, inputs: Mapping[str, int]) -> tuple[Part, ...]:
    """Return the parts whose values a part is computed from."""
    match part:
        case Binary():
            return part.left, part.right
        case Signed():
            return (part.operand,)
        case Indexed():
            return (part.tensor,)
        case Call():
            return part.arguments[: inputs.get(part.name, len(part.arguments))]
    return ()
