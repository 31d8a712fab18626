"""Specifications of networks: layers that fit the data, activation, output and initial weights."""

from collections.abc import Mapping
from typing import Any

from engine.datasets import Outline
from engine.networks import initializers
from engine.networks.activations import ACTIVATIONS
from engine.networks.losses import OUTPUTS
from engine.networks.network import Network
from engine.specs.readers import read_named, require
from engine.specs.spec import LIMITS
from engine.validation import SpecError, integer, items, record

LAST_SEED = 2**32 - 1


def read_network(
    value: object, outline: Outline
) -> tuple[Network, Mapping[str, Any], tuple[int, ...]]:
    """The network, its initializer and seeds; it has to fit what the data are about."""
    known = ("layers", "activation", "output", "initializer", "seed")
    fields = record(value, "network", known)
    require(fields, ("layers",), "network")
    output = next(name for name, found in OUTPUTS.items() if found.task == outline.task)
    if fields.get("output") is not None:
        output = read_named(OUTPUTS, fields["output"], "network.output")
    layers = read_layers(fields["layers"])
    units = check_output(output, outline)
    for index, wanted, noun in (
        (0, len(outline.features), "features"),
        (len(layers) - 1, units, "outputs"),
    ):
        if layers[index] != wanted:
            fault = f"must be {wanted}, as many as the data have {noun}, not {layers[index]}"
            raise SpecError(f"network.layers[{index}]", fault)
    activation = read_named(ACTIVATIONS, fields.get("activation", "relu"), "network.activation")
    network = Network(layers, activation, output)
    if network.size > LIMITS.parameters:
        fault = f"{network.size:,} parameters; the limit is {LIMITS.parameters:,}"
        raise SpecError("network.layers", f"{fault}. Take fewer units or layers")
    initializer = initializers.check(fields.get("initializer", "he"), "network.initializer")
    return network, initializer, read_seeds(fields.get("seed", 0))


def read_layers(value: object) -> tuple[int, ...]:
    """The units of each layer, inputs and outputs included."""
    listed = items(value, "network.layers", 2, LIMITS.layers, "layers")
    return tuple(
        integer(units, f"network.layers[{index}]", 1, LIMITS.units)
        for index, units in enumerate(listed)
    )


def check_output(output: str, outline: Outline) -> int:
    """How many outputs the data call for. Raises SpecError where the output cannot tell them."""
    task = OUTPUTS[output].task
    if task != outline.task:
        fits = next(name for name, found in OUTPUTS.items() if found.task == outline.task)
        raise SpecError("network.output", f"{output!r} does not fit the data; use {fits!r}")
    return outline.outputs


def read_seeds(value: object) -> tuple[int, ...]:
    """The seed of the initial weights, or several: every run then trains from each."""
    if not isinstance(value, list | tuple):
        return (integer(value, "network.seed", 0, LAST_SEED),)
    listed = items(value, "network.seed", 1, LIMITS.seeds, "seeds")
    return tuple(
        integer(seed, f"network.seed[{index}]", 0, LAST_SEED) for index, seed in enumerate(listed)
    )
