"""The ops: each declared once, and only here; a module's `__all__` is what it gives to everyone else."""

from graphviz_nn.ops.activations import *
from graphviz_nn.ops.arithmetic import *
from graphviz_nn.ops.arrangement import *
from graphviz_nn.ops.arrays import *
from graphviz_nn.ops.asked import *
from graphviz_nn.ops.base import *
from graphviz_nn.ops.choices import *
from graphviz_nn.ops.comparisons import *
from graphviz_nn.ops.convolution import *
from graphviz_nn.ops.crossentropies import *
from graphviz_nn.ops.elementwise import *
from graphviz_nn.ops.functions import *
from graphviz_nn.ops.gates import *
from graphviz_nn.ops.linear import *
from graphviz_nn.ops.loss import *
from graphviz_nn.ops.losses import *
from graphviz_nn.ops.numbers import *
from graphviz_nn.ops.parts import *
from graphviz_nn.ops.penalties import *
from graphviz_nn.ops.reductions import *
from graphviz_nn.ops.registry import *
from graphviz_nn.ops.softmax import *
