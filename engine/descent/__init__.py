"""Descents: the runs of an experiment on one surface, from the same starts, step by step."""
