"""Instructions as a value: their words, and what Python does at the CALLs among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from graphviz_nn.engine.codes import Mode
from graphviz_nn.engine.layout import Place
from graphviz_nn.engine.types import Arena, IntArray
from graphviz_nn.ops import Op


class Share(NamedTuple):
    """Where an op adds what it sends to one of its inputs, and how."""

    argument: int
    to: Place
    mode: Mode


@dataclass(frozen=True)
class PythonCall:
    """An op of a program that Python computes, by its own NumPy: its value, or what it sends back.

    Attributes:
        op: the op.
        xs: where the values of its inputs lie.
        y: where its value lies.
        g: where the gradient that has arrived lies; None where the value is to be computed.
        shares: what it sends back.

    """

    op: Op
    xs: tuple[Place, ...]
    y: Place
    g: Place | None = None
    shares: tuple[Share, ...] = ()

    def __call__(self, arena: Arena) -> None:
        """Do it, in an arena; numbers out of range become infinities and NaN, silently."""
        xs, y = [x.view(arena) for x in self.xs], self.y.view(arena)
        with np.errstate(all="ignore"):
            if self.g is None:
                y[...] = self.op.forward(*xs)
                return
            sent = self.op.backward(self.g.view(arena), y, *xs)
            for argument, to, mode in self.shares:
                gradient = to.view(arena)
                gradient[...] = gradient + sent[argument] if mode == Mode.ACCUMULATE else sent[argument]


@dataclass(frozen=True, eq=False)
class Code:
    """Instructions, end to end.

    Attributes:
        words: each is its opcode, its length, its fields, and perhaps more: see `instructions`.
        calls: what Python does at each CALL, by the number of its first word.

    """

    words: IntArray
    calls: Mapping[int, PythonCall]

    @cached_property
    def stops(self) -> IntArray:
        """The first words of the CALLs, in their order."""
        return np.array(sorted(self.calls), dtype=np.int64)

    def __len__(self) -> int:
        return len(self.words)

    def __add__(self, other: Code) -> Code:
        moved = {len(self) + word: call for word, call in other.calls.items()}
        return Code(np.concatenate([self.words, other.words]), {**self.calls, **moved})

    def __iter__(self) -> Iterator[tuple[int, list[int]]]:
        """Yield each instruction: the number of its first word, and its words."""
        words, word = self.words.tolist(), 0
        while word < len(words):
            end = word + words[word + 1]
            yield word, words[word:end]
            word = end
