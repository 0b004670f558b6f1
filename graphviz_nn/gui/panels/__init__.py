"""The panels around the graph, in the order in which they are docked."""

from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.panels.boundary import BoundaryPanel
from graphviz_nn.gui.panels.inspector import InspectorPanel
from graphviz_nn.gui.panels.lesson import LessonPanel
from graphviz_nn.gui.panels.loss_curve import LossCurvePanel
from graphviz_nn.gui.panels.outline import OutlinePanel
from graphviz_nn.gui.panels.run_map import RunMapPanel
from graphviz_nn.gui.panels.surface import SurfacePanel
from graphviz_nn.gui.panels.trace import TracePanel

PANELS: tuple[type[Panel], ...] = (
    LessonPanel,
    OutlinePanel,
    SurfacePanel,
    LossCurvePanel,
    BoundaryPanel,
    RunMapPanel,
    InspectorPanel,
    TracePanel,
)
