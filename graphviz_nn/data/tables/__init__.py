"""Tables: files of any usual kind as named columns of numbers and texts."""

from graphviz_nn.data.tables.layout import Told
from graphviz_nn.data.tables.read import SUFFIXES, read_table, reading
from graphviz_nn.data.tables.table import Column, Table

__all__ = ["SUFFIXES", "Column", "Table", "Told", "read_table", "reading"]
