"""Figures: plots as data, which a server, a page or a notebook may draw."""
