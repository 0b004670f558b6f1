"""The command `graphviz-nn`: reads the arguments, calls one command, turns errors into exit codes."""

from graphviz_nn.cli.main import main

__all__ = ["main"]
