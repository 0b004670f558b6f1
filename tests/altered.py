"""Documents with something else in their work or their view."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from graphviz_nn.files.document import Document


def with_work(document: Document, **fields: Any) -> Document:
    """Return the document with fields of its work changed."""
    return replace(document, work=msgspec.structs.replace(document.work, **fields))


def with_view(document: Document, **fields: Any) -> Document:
    """Return the document with fields of its view changed."""
    return replace(document, view=msgspec.structs.replace(document.view, **fields))
