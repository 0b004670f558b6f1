"""From a script's model with its rows to a document that the window can open."""

from __future__ import annotations

from graphviz_nn.data import DataSpec
from graphviz_nn.data.given import SOURCE, Given
from graphviz_nn.files.document import Document, Work
from graphviz_nn.files.learnt import Learnt, tensors_of
from graphviz_nn.model import Stack
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.variants import Variant


def capture(stack: Stack, problem: Problem, title: str, learnt: Learnt | None = None) -> Document:
    """Return a document that trains a stack's problem, to the bit, from given weights, or else from its seed.

    The rows are kept in the document by value, so the targets may be any numbers that a loss takes.
    """
    data = DataSpec(source=SOURCE, given=Given.of(problem.x, problem.y))
    weights = tensors_of(stack.network, learnt) if learnt else None
    work = Work(
        title=title,
        data=data,
        subject=stack,
        training=problem.training,
        variants=(Variant(),),
        weights=weights,
    )
    return Document(work)
