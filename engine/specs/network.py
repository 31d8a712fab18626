"""Specifications of networks: layers that fit the data, activation, output and initial weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from engine.datasets import Outline
from engine.knobs import SEED, Scale
from engine.networks import initializers
from engine.networks.activations import ACTIVATIONS
from engine.networks.losses import OUTPUTS
from engine.networks.network import Network
from engine.specs.settings import Several, Structure, fields_of, read
from engine.specs.spec import LIMITS
from engine.validation import SpecError


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFields:
    """What all runs train: layers, activation, output and first weights."""

    layers: Annotated[
        tuple[int, ...],
        Scale("log", 1, LIMITS.units, (1, 32), None, "integer"),
        Several(2, LIMITS.layers, "layers"),
        "The units of each layer, inputs and outputs included.",
    ]
    activation: Annotated[str, ACTIVATIONS, "Of the hidden layers."] = "relu"
    output: Annotated[
        str | None,
        OUTPUTS,
        "Of the last layer, which the loss goes with; it follows from the data.",
    ] = None
    initializer: Annotated[
        object,
        Structure({"anyOf": [{"type": "string"}, {"type": "object"}]}, optional=True, default="he"),
        "How the first weights are drawn: a name, or a name with its knobs.",
    ]
    seed: Annotated[
        tuple[int, ...],
        SEED,
        Several(1, LIMITS.seeds, "seeds", alone=True),
        "Of the first weights; with several, every run trains from each.",
    ] = (0,)


def read_network(
    value: object, outline: Outline
) -> tuple[Network, Mapping[str, Any], tuple[int, ...]]:
    """The network, its initializer and seeds; it has to fit what the data are about."""
    fields = fields_of(NetworkFields, value, "network")
    initializer = initializers.check(fields.get("initializer", "he"), "network.initializer")
    found = NetworkFields(**read(NetworkFields, fields, "network"), initializer=initializer)
    fitting = next(output.name for output in OUTPUTS.values() if output.task == outline.task)
    output, layers = found.output or fitting, found.layers
    units = check_output(output, outline)
    for index, wanted, noun in (
        (0, len(outline.features), "features"),
        (len(layers) - 1, units, "outputs"),
    ):
        if layers[index] != wanted:
            fault = f"must be {wanted}, as many as the data have {noun}, not {layers[index]}"
            raise SpecError(f"network.layers[{index}]", fault)
    network = Network(layers, found.activation, output)
    if network.size > LIMITS.parameters:
        fault = f"{network.size:,} parameters; the limit is {LIMITS.parameters:,}"
        raise SpecError("network.layers", f"{fault}. Take fewer units or layers")
    return network, initializer, found.seed


def check_output(output: str, outline: Outline) -> int:
    """How many outputs the data call for. Raises SpecError where the output cannot tell them."""
    task = OUTPUTS[output].task
    if task != outline.task:
        fits = next(name for name, found in OUTPUTS.items() if found.task == outline.task)
        raise SpecError("network.output", f"{output!r} does not fit the data; use {fits!r}")
    return outline.outputs
