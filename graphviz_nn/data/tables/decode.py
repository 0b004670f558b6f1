"""The text of a file in whichever encoding it has: UTF-8, UTF-16, or a Windows code page."""

from __future__ import annotations

import codecs
import re
from collections.abc import Generator, Sequence
from pathlib import Path

from graphviz_nn.errors import FileError
from graphviz_nn.text import unturned

_MARKED = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_TRIED = ("utf-8", "cp1252", "latin-1")
_STEP = 4_000_000
_LONE_RETURN = re.compile("\\r(?!\\n)")
_HEAD = 4000
_MOST_CONTROLS, _FEW_CONTROLS = (
    0.01,
    3,
)  # the share of control characters, and the number, that a text may have
_WIDE, _NARROW = 0.4, 0.1  # shares of zero bytes on either side of a letter in UTF-16, in Western text


def text_of(path: Path, content: bytes) -> Generator[float, None, str]:
    """Decode the bytes of a file, every line ending in a line feed; yield how far it is, from 0 to 1.

    Raise FileError for what is no text.
    """
    mark = next((mark for mark in _MARKED if content.startswith(mark)), b"")
    encodings = (_MARKED[mark],) if mark else _encodings(content[:_HEAD])
    if encodings is _TRIED:
        _refuse_binary(path, content[:_HEAD])
    text = yield from _decoded(path, content[len(mark) :], encodings)
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise FileError(f"{path} is not text: a zero byte in row {row}. Save it as CSV in UTF-8.")
    text = unturned(text)
    return text if text.count("\r") == text.count("\r\n") else _LONE_RETURN.sub("\n", text)


def _encodings(head: bytes) -> Sequence[str]:
    """Return the encodings to try, told from where the first bytes have zeros."""
    half = len(head) / 2
    first, second = head[::2].count(0), head[1::2].count(0)
    if second > _WIDE * half and first < _NARROW * half:
        return ("utf-16-le",)
    if first > _WIDE * half and second < _NARROW * half:
        return ("utf-16-be",)
    return _TRIED


def _decoded(path: Path, content: bytes, encodings: Sequence[str]) -> Generator[float, None, str]:
    for encoding in encodings:
        decoder, parts = codecs.getincrementaldecoder(encoding)(), []
        try:
            for at in range(0, len(content), _STEP):
                parts.append(decoder.decode(content[at : at + _STEP]))
                yield at / len(content)
            return "".join([*parts, decoder.decode(b"", final=True)])
        except UnicodeDecodeError:
            continue
    raise FileError(
        f"{path} is not the {encodings[0].upper()} text that it says it is. Save it as CSV in UTF-8."
    )


def _refuse_binary(path: Path, head: bytes) -> None:
    """Raise FileError for bytes that are no text: too many of them are control characters."""
    controls = [byte for byte in head if byte < 9 or 13 < byte < 32]
    if len(controls) > max(_FEW_CONTROLS, _MOST_CONTROLS * len(head)):
        row = head.count(b"\n", 0, head.index(controls[0])) + 1
        raise FileError(
            f"{path} is not text: byte 0x{controls[0]:02x} in row {row}. Save it as CSV in UTF-8."
        )
