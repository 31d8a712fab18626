"""Figures on pages: the engine's plots as data become SVG and HTML that need no script."""

from app.figures.drawing import drawn

__all__ = ["drawn"]
