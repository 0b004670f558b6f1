"""Why a parameter is what it is after the update: the optimiser's rule, in the numbers of one cell."""

from __future__ import annotations

import re

from graphviz_nn.analysis.explanation import Cell
from graphviz_nn.analysis.scribe import Index, Scribe

_ASSIGNMENT = re.compile(r"(\w+) ← (.*)")


def update_lines(scribe: Scribe, place: int, index: Index) -> list[str]:
    """Return the rule's assignments with the numbers of one cell, in their order."""
    record = scribe.record
    node, rule = record.graph.nodes[place], record.optimiser
    change = record.changes[node.name]
    if rule is None:
        return [
            f"from {scribe.number(change.before[index], 'parameter')} to {scribe.number(change.after[index])}"
        ]
    remembered = dict(zip(rule.memory_letters, rule.memory_names, strict=True))
    new = {letter: change.memory_after[name][index] for letter, name in remembered.items()}
    new["w"] = change.after[index]
    marks = {letter: scribe.number(change.memory_before[name][index]) for letter, name in remembered.items()}
    marks["w"] = scribe.value(place, index)
    marks["g"] = scribe.number(change.gradient[index], "gradient", Cell(node.name, "gradient", index))
    lines = []
    for line in rule.lines:
        assignment = _ASSIGNMENT.fullmatch(line)
        assert assignment is not None
        target, text = assignment.groups()
        numbers = re.sub(r"\b[^\W\d]\b", lambda letter: marks[letter[0]], text)
        marks[target] = (
            scribe.number(new["w"], "parameter", Cell(node.name, "value", index))
            if target == "w"
            else scribe.number(new[target])
        )
        lines += [line, f"{target} = {numbers} = {marks[target]}"]
    return lines
