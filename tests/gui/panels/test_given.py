"""A script's rows in the window: whatever their targets are, the panels show them."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from graphviz_nn.files.capture import capture
from graphviz_nn.gui.panels.boundary import BoundaryPanel
from graphviz_nn.gui.panels.loss_curve import LossCurvePanel
from graphviz_nn.gui.panels.outline import OutlinePanel
from graphviz_nn.session import Session, commands
from tests.files.test_capture import TARGETS, script
from tests.gui.panels.conftest import Show


@pytest.mark.parametrize("name", TARGETS)
def test_every_kind_of_target_is_shown(name: str, shown: Show) -> None:
    y, classes = TARGETS[name]
    session = Session()
    commands.open_document(session, capture(*script(y), "mine"))
    assert session.state.message is None
    assert (session.state.agreement is None) == bool(classes)
    for kind in (BoundaryPanel, LossCurvePanel, OutlinePanel):
        assert not shown(kind, session).grab().isNull()
    told = " ".join(label.text() for label in shown(OutlinePanel, session).findChildren(QLabel))
    assert "37 rows · 2 features" in told
    before = session.state.work.subject
    commands.set_data(session, held_out=0.2)
    assert session.state.work.subject == before
