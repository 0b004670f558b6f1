"""Why a network does not learn: what one update shows of it, in a sentence each, causes without their consequences."""

from __future__ import annotations

from collections.abc import Iterator

from graphviz_nn.debug.fading import exploding, vanishing
from graphviz_nn.debug.faults import dead, saturated, symmetric
from graphviz_nn.debug.finding import Finding
from graphviz_nn.debug.meaning import meaningless
from graphviz_nn.debug.moment import Moment
from graphviz_nn.debug.not_finite import first_gradient, first_value
from graphviz_nn.debug.record import Record
from graphviz_nn.debug.steadier import steadier
from graphviz_nn.errors import DivergenceError
from graphviz_nn.training.divergence import cure
from graphviz_nn.training.scale import far_targets, goal_of, is_missed

LEARNT = 1e-3  # a loss below this leaves little to learn: small gradients are right then


def diagnose(record: Record) -> tuple[Finding, ...]:
    """Return what a whole update shows, the gravest first; where numbers are not finite, only that.

    A consequence is left out where its cause is told: targets that are far away drive units into their flat ends and
    let gradients explode, and in front of a layer that is off no gradient arrives.
    """
    bad = tuple(_not_finite(record))
    if bad or record.optimiser is None:  # an expression has no layers to find fault with
        return bad
    off, same = tuple(dead(record)), tuple(symmetric(record))
    far = tuple(_far(record))
    if far:
        return (*far, *(off if record.update == 1 else ()), *same)
    flat, faint = tuple(saturated(record)), tuple[Finding, ...]()
    if _loss(record) < LEARNT:
        flat = ()
    else:
        faint = tuple(vanishing(record, flat))
    return (*flat, *off, *faint, *exploding(record), *same)


def findings_at(moment: Moment) -> tuple[Finding, ...]:
    """Return what keeps a network from learning: in what is asked of it, and in an update of its run."""
    problem = moment.problem
    return (*meaningless(problem.network, problem.y), *diagnose(moment.record))


def divergence_text(error: DivergenceError) -> str:
    """Return in one sentence where a training stopped, and the cure."""
    when = "Stopped before any update" if error.at_start else f"Diverged at update {error.update:,}"
    return f"{when}: {error.node} is not finite; {error.cure}."


def _not_finite(record: Record) -> Iterator[Finding]:
    cell, way = first_value(record), "forward"
    if cell is None:
        cell, way = first_gradient(record), "backward"
    if cell is None:
        return
    graph = record.graph
    what_to_do = "change the numbers that it is computed from"
    if record.optimiser is not None:
        node = graph.nodes[graph.index[cell.node]] if way == "forward" else None
        what_to_do = cure(graph, record.values, node, record.update, is_fed=bool(record.rows))
    steady = steadier(graph, graph.index[cell.node])
    if steady and way == "forward":
        what_to_do = f"write {steady}, which comes to the same and does not overflow"
    text = f"{cell.node} is not finite, the first on the way {way}: {what_to_do}"
    yield Finding("not finite", cell.node, text)


def _far(record: Record) -> Iterator[Finding]:
    """Yield the finding on targets that the predictions are far from, since they are numbers of another size."""
    goal, what_to_do = goal_of(record.graph), far_targets(record.graph, record.values)
    if goal is None or not what_to_do or not record.rows or not is_missed(goal, record.values):
        return
    name = record.graph.nodes[goal.prediction].name
    yield Finding("far", name, f"{name} is far from its targets: {what_to_do}")


def _loss(record: Record) -> float:
    return float(record.values[record.graph.index[record.graph.output]])
