"""Optimizers, by family: descent, adaptive rates, Adam and its kin, signs, curvature."""

# The catalogue lists the families in this order.
from engine.optimizers import descent, adaptive, adam, adam_scales, sign, curvature  # isort: skip
from engine.optimizers.definition import OPTIMIZERS, Optimizer, optimizer
from engine.optimizers.equivalents import FRAMEWORKS

__all__ = [
    "FRAMEWORKS",
    "OPTIMIZERS",
    "Optimizer",
    "adam",
    "adam_scales",
    "adaptive",
    "curvature",
    "descent",
    "optimizer",
    "sign",
]
