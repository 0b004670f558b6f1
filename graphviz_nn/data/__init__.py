"""Data sets: built in or from a table, as the arrays that a model trains on and is tested on."""

from graphviz_nn.data.dataset import Dataset
from graphviz_nn.data.load import SOURCES, load
from graphviz_nn.data.spec import DataSpec
from graphviz_nn.data.synthetic import SYNTHETIC
from graphviz_nn.data.tables import Column, Table, Told, read_table, reading

__all__ = [
    "SOURCES",
    "SYNTHETIC",
    "Column",
    "DataSpec",
    "Dataset",
    "Table",
    "Told",
    "load",
    "read_table",
    "reading",
]
