"""What the columns of a table are and what they are for: a guess that gives its reasons, and can be overruled."""

from graphviz_nn.data.guess.found import KINDS, LEARNT_FROM, Guess, Part, Role, Task
from graphviz_nn.data.guess.guess import guess

__all__ = ["KINDS", "LEARNT_FROM", "Guess", "Part", "Role", "Task", "guess"]
