"""Pictures of losses, paths and boundaries: drawn with a painter alone, on a widget, an image or a page."""
