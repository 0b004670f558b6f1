"""Whether there is a screen for a window: found out by knocking, since Qt aborts the program where none answers."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLibraryInfo

_open: list[Callable[[], None]] = []  # how to close the connection to an X server: no more than one


def missing_display() -> str:
    """Return why Qt can open no window, as a part of a sentence, or "" if it can; `hang_up` once it has."""
    if sys.platform in ("win32", "darwin"):
        return ""
    faults = []
    for platform in _platforms():
        try:
            _KNOCKS.get(platform, _trust)()
        except OSError as fault:
            faults.append(str(fault))
        else:
            return ""
    return ", and ".join(faults)


def hang_up() -> None:
    """Leave the screen that was found."""
    while _open:
        _open.pop()()


def _platforms() -> list[str]:
    """Return the platforms that Qt would try, one after the other."""
    chosen = os.environ.get("QT_QPA_PLATFORM")
    if chosen:
        return [name.partition(":")[0].removesuffix("-egl") for name in chosen.split(";")]
    is_wayland = "WAYLAND_DISPLAY" in os.environ or os.environ.get("XDG_SESSION_TYPE") == "wayland"
    return ["wayland", "xcb"] if is_wayland else ["xcb"]


def _knock_at_x() -> None:
    """Raise OSError, which says why, unless an X server lets Qt in.

    The connection stays: a server whose last client leaves starts anew, or ends, and would refuse Qt meanwhile.
    """
    display = os.environ.get("DISPLAY")
    if not display:
        raise OSError("DISPLAY is not set")
    xcb = _plugin("xcb")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    close = partial(xcb.xcb_disconnect, connection)
    if xcb.xcb_connection_has_error(connection):
        close()
        raise OSError(f"no X server answers at DISPLAY={display}")
    hang_up()
    _open.append(close)


def _knock_at_wayland() -> None:
    """Raise OSError, which says why, unless a Wayland compositor answers."""
    _plugin("wayland")
    if "WAYLAND_SOCKET" in os.environ:  # already connected, and only once
        return
    name = os.environ.get("WAYLAND_DISPLAY") or "wayland-0"
    try:
        with socket.socket(socket.AF_UNIX) as knock:
            knock.connect(str(Path("/", os.environ.get("XDG_RUNTIME_DIR", ""), name)))
    except OSError as fault:
        raise OSError(f"no compositor answers at WAYLAND_DISPLAY={name}") from fault


def _trust() -> None:
    """Let Qt have the platform that someone chose and that needs no server, such as `offscreen`."""


def _plugin(platform: str) -> ctypes.CDLL:
    """Return Qt's own way to a platform; raise OSError, which names it, where a library is missing that it needs."""
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    return ctypes.CDLL(str(plugins / "platforms" / f"libq{platform}.so"))


_KNOCKS = {"xcb": _knock_at_x, "wayland": _knock_at_wayland}
