"""Every kind of layer, declared once; to add one, write its file, import it here and enter it in `AnyLayer`."""

from typing import TypeAlias, get_args

from graphviz_nn.model.layers.activation import Activation
from graphviz_nn.model.layers.base import Layer, Mode, Parameter, State
from graphviz_nn.model.layers.batch_normalization import BatchNormalization
from graphviz_nn.model.layers.dense import Dense
from graphviz_nn.model.layers.dropout import Dropout

AnyLayer: TypeAlias = Dense | Activation | Dropout | BatchNormalization

LAYERS: tuple[type[AnyLayer], ...] = get_args(AnyLayer)

__all__ = ["LAYERS", "AnyLayer", "Dense", "Layer", "Mode", "Parameter", "State"]
