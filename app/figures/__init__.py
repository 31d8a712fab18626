"""Figures on pages: the engine's plots as data become SVG and HTML that need no script."""

from app.figures.drawing import draw_figure

__all__ = ["draw_figure"]
