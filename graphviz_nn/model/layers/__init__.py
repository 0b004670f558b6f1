"""Every kind of layer, declared once; to add one, write its file, import it here and enter it in `AnyLayer`."""

from typing import TypeAlias, get_args

from graphviz_nn.errors import SettingError
from graphviz_nn.model.layers.activation import Activation
from graphviz_nn.model.layers.base import MODES, Layer, Mode, Parameter, State
from graphviz_nn.model.layers.batch_normalization import BatchNormalization
from graphviz_nn.model.layers.conv2d import Conv2D
from graphviz_nn.model.layers.dense import Dense
from graphviz_nn.model.layers.dropout import Dropout
from graphviz_nn.model.layers.flatten import Flatten
from graphviz_nn.model.layers.gaussian_noise import GaussianNoise
from graphviz_nn.model.layers.layer_normalization import LayerNormalization
from graphviz_nn.model.layers.max_pooling2d import MaxPooling2D
from graphviz_nn.text import cited

AnyLayer: TypeAlias = (
    Dense
    | Conv2D
    | MaxPooling2D
    | Flatten
    | Activation
    | Dropout
    | GaussianNoise
    | BatchNormalization
    | LayerNormalization
)

LAYERS: tuple[type[AnyLayer], ...] = get_args(AnyLayer)


def kind_of(tag: str) -> type[AnyLayer]:
    """Return the layer of a tag, as `dense`; raise SettingError, with those there are, for another."""
    kinds: dict[str, type[AnyLayer]] = {str(kind.__struct_config__.tag): kind for kind in LAYERS}
    if tag not in kinds:
        raise SettingError(f"The kind of layer {cited(tag)} is unknown. Choose one of {', '.join(kinds)}.")
    return kinds[tag]


__all__ = ["LAYERS", "MODES", "AnyLayer", "Dense", "Layer", "Mode", "Parameter", "State", "kind_of"]
