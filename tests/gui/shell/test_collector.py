import gc
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.shell.collector import Collector
from graphviz_nn.session import Session
from graphviz_nn.session.pipeline import ENGINE
from graphviz_nn.session.state import Activity


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def collector(qtbot: QtBot, session: Session) -> Iterator[Collector]:
    made = Collector(session)
    yield made
    made.stop()
    gc.unfreeze()
    gc.enable()


def test_it_collects_what_nothing_else_would(collector: Collector) -> None:
    assert not gc.isenabled()
    collector.collect()
    assert gc.get_count()[0] < 200


def test_what_the_compiler_made_is_never_gone_through(session: Session, collector: Collector) -> None:
    session.update(activities=(Activity(ENGINE, "Compiling"),))
    young: list[list[int]] = [[] for _ in range(5000)]
    collector.collect()
    assert gc.get_count()[0] > len(young) // 2
    session.update(activities=())
    collector.collect()
    assert gc.get_freeze_count() > len(young)
    assert gc.get_count()[0] < 200
