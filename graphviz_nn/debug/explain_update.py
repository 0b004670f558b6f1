"""Why a parameter is what it is after the update: the optimiser's rule, in the numbers of one cell."""

from __future__ import annotations

import re
from collections.abc import Mapping

from graphviz_nn.debug.explanation import Cell
from graphviz_nn.debug.scribe import Scribe
from graphviz_nn.ops import FloatArray, Index
from graphviz_nn.optim import Optimiser

_NAME = re.compile(r"\b[^\W\d]\w*\b")


def update_lines(scribe: Scribe, node: int, index: Index) -> list[str]:
    """Return the rule's assignments with the numbers of one cell, in their order."""
    record = scribe.record
    name, rule = record.graph.nodes[node].name, record.optimiser
    change = record.changes[name]
    if rule is None:
        return [
            f"from {scribe.number(change.before[index], 'parameter')} to {scribe.number(change.after[index])}"
        ]
    marks = _before(scribe, rule, name, index)
    results = _after(scribe, rule, name, index)
    lines = [f"length of the whole gradient: {marks['length']}"] if rule.clip_norm is not None else []
    for line in rule.lines:
        target, text = line.split(" ← ")
        numbers = _NAME.sub(lambda found: marks.get(found[0], found[0]), text)
        decays = line == rule.decay_line
        marks[target] = scribe.number(change.decayed[index], "parameter") if decays else results[target]
        lines += [line, f"{target} = {numbers} = {marks[target]}"]
    added = scribe.number(change.delta[index])
    return [*lines, f"Δ = {results['w']} − {scribe.number(change.before[index], 'parameter')} = {added}"]


def _before(scribe: Scribe, rule: Optimiser, name: str, index: Index) -> dict[str, str]:
    """Return a mark for each name in the rule's lines, as it is before the first of them."""
    record = scribe.record
    change = record.changes[name]
    return {
        **_memory(scribe, rule, change.memory_before, index),
        "w": scribe.number(change.before[index], "parameter", Cell(name, "value", index)),
        "g": scribe.number(change.gradient[index], "gradient", Cell(name, "gradient", index)),
        "length": scribe.number(record.gradient_length, "gradient"),
        "t": scribe.number(record.update),
        **{letter: scribe.number(value) for letter, value in rule.factors(record.update).items()},
    }


def _after(scribe: Scribe, rule: Optimiser, name: str, index: Index) -> dict[str, str]:
    """Return a mark for what each name that the lines assign to holds in the end."""
    record = scribe.record
    change = record.changes[name]
    return {
        **_memory(scribe, rule, change.memory_after, index),
        "w": scribe.number(change.after[index], "parameter", Cell(name, "value", index)),
        "g": scribe.number(change.clipped[index], "gradient"),
        "rate": scribe.number(rule.rate(record.update)),
        "correction": scribe.number(rule.correction(record.update)),
    }


def _memory(
    scribe: Scribe, rule: Optimiser, memory: Mapping[str, FloatArray], index: Index
) -> dict[str, str]:
    named = zip(rule.memory_letters, rule.memory_names, strict=True)
    return {letter: scribe.number(memory[name][index]) for letter, name in named}
