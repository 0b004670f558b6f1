"""The canvas: scenes drawn at three depths, on the screen and into files."""
