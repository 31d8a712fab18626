"""Specifications of trainings: runs on one network and data set, under the same conditions.

Every run sees the same initial weights, the same mini-batches in the same order and the same
dropout masks.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product
from math import ceil, prod
from typing import Annotated, Any

from engine import datasets
from engine.datasets import Data, Scaling
from engine.datasets.definition import MOST
from engine.knobs import LAST_SEED, SEED, Scale
from engine.networks.network import Network
from engine.optimizers import OPTIMIZERS
from engine.registry import Registry
from engine.specs.interventions import Interventions, read_interventions
from engine.specs.network import NetworkFields, read_network
from engine.specs.readers import Runs, read_runs
from engine.specs.settings import Rule, Structure, Values, declared, fields_of, read
from engine.specs.spec import LIMITS, Entry, RunSpec, Spec
from engine.validation import SpecError

# A step's cost next to the multiplications in it, both in a lane's single steps.
PRODUCTS_PER_STEP = 50


@dataclass(frozen=True, slots=True)
class Divisor:
    """What the m in λ/(2m) is the size of, for instance each mini-batch."""

    name: str


DIVISORS: Registry[Divisor] = Registry("divisor of L2")
DIVISORS.add(Divisor("data"))
DIVISORS.add(Divisor("batch"))

DatasetChoice = Annotated[
    Mapping[str, Any],
    Structure({"anyOf": [{"type": "string"}, {"type": "object"}]}),
    "What is learned from: a name, or a name with its knobs.",
]
Normalize = Annotated[
    bool, "Mean 0 and standard deviation 1, by the statistics of the training data alone."
]


def too_many(size: int, before: Values) -> str:
    """What is wrong with a batch of so many examples."""
    return (
        f"{size:,} are more than the {before['samples']:,} examples there are; "
        "at most all of them make a batch"
    )


WITHIN_EXAMPLES = Rule(
    "examples",
    "At most as many as there are examples.",
    lambda before: int(before["samples"]),
    too_many,
    fits=True,
)
WITHIN_EPOCHS = Rule(
    "epochs",
    "At most as many as there are epochs.",
    lambda before: int(before["epochs"]),
    fits=True,
)
# Every epoch is shuffled from a seed of its own, counted up from this one.
ROOM_FOR_SEEDS = Rule(
    "later_seeds",
    "With the number of epochs added, it is still a seed.",
    lambda before: LAST_SEED - int(before["epochs"]),
)


@dataclass(frozen=True, kw_only=True)
class TrainingSpec(Spec):
    """Runs on one network and data set with the same weights, mini-batches and masks.

    The history has a row for each step and a column for each entry: the cost of the step's
    mini-batch before its update. Beside it are, for the start and each evaluated epoch, the
    parameters of every entry and then the seconds since the start.
    """

    dataset: DatasetChoice
    normalize: Normalize = False
    network: Annotated[Network, Structure(parts=NetworkFields), "What all runs train."]
    initializer: Mapping[str, Any]
    seeds: tuple[int, ...]
    l2: Annotated[
        float,
        Scale("linear", 0.0, 1e6, (0.0, 2.0)),
        "λ of the penalty λ/(2m) Σ‖W‖² in the cost; biases pay nothing.",
    ] = 0.0
    l2_over: Annotated[
        str,
        DIVISORS,
        "Whose size is the m of L2: all training data, so that the batch does not change what is "
        "minimized, or, as courses have it, each mini-batch.",
    ] = "data"
    keep_prob: Annotated[
        float,
        Scale("linear", 0.01, 1.0, (0.3, 1.0)),
        "Share of the hidden units that dropout keeps in each step; 1 is no dropout. "
        "The same masks for all runs.",
    ] = 1.0
    dropout_seed: Annotated[int, SEED, "Which units dropout drops; the same for all runs."] = 0
    clip_norm: Annotated[
        float | None,
        Scale("log", 1e-12, 1e12, (0.01, 100.0), 1.0),
        "The whole gradient of each run is shortened to this norm where it is longer.",
    ] = None
    batch_size: Annotated[
        int,
        Scale("log", 1, MOST, (1, 300), None, "integer"),
        WITHIN_EXAMPLES,
        "Examples in a mini-batch: 1 is stochastic descent, all of them batch descent.",
    ] = 64
    epochs: Annotated[
        int,
        Scale("log", 1, LIMITS.steps, (10, 20_000), None, "integer"),
        "How often every example is seen; the same for all runs.",
    ] = 1_000
    shuffle_seed: Annotated[
        int, SEED, ROOM_FOR_SEEDS, "In which order the examples come; the same for all runs."
    ] = 0
    evaluations: Annotated[
        int,
        Scale("log", 1, LIMITS.evaluations, (1, LIMITS.evaluations), None, "integer"),
        WITHIN_EPOCHS,
        "After how many of the epochs the networks are kept and evaluated.",
    ] = 200
    runs: Runs
    interventions: Interventions = ()

    kind = "training"
    title = "Training"
    channels = ("cost",)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The trainings, run by run and seed by seed."""
        pairs = product(enumerate(self.runs), range(len(self.seeds)))
        return tuple(Entry(index, start, run.label) for (index, run), start in pairs)

    @property
    def samples(self) -> int:
        """How many examples are learned from."""
        return int(self.dataset["samples"])

    def l2_divisor(self, examples: int) -> int:
        """The m of L2 for a mini-batch, or a part of the data, of so many examples."""
        return self.samples if self.l2_over == "data" else examples

    @property
    def batches(self) -> int:
        """How many mini-batches an epoch has; the last may be smaller."""
        return ceil(self.samples / self.batch_size)

    @property
    def steps(self) -> int:  # type: ignore[override]
        """How many updates there are."""
        return self.epochs * self.batches

    @property
    def shape(self) -> tuple[int, int, int]:
        """(steps, entries, 1)."""
        return self.steps, len(self.runs) * len(self.seeds), 1

    @property
    def checkpoint_shape(self) -> tuple[int, int]:
        """(1 + evaluations, entries · parameters + 1)."""
        return 1 + self.evaluations, self.shape[1] * self.network.size + 1

    @property
    def work(self) -> int:
        """The multiplications, in single steps of a lane that take about as long."""
        return int(self.products) // PRODUCTS_PER_STEP

    @property
    def products(self) -> float:
        """Parameters × examples × entries, over all steps."""
        return float(self.network.size) * self.samples * self.epochs * self.shape[1]

    @cached_property
    def evaluated(self) -> tuple[int, ...]:
        """The epochs, counted from 0, after which the networks are kept; the last is one."""
        count = self.evaluations
        return tuple(-(-self.epochs * (k + 1) // count) - 1 for k in range(count))

    def kept(self, rows: int) -> int:
        """How many checkpoints hold once so many rows of history do."""
        return 1 + bisect_right(self.evaluated, rows // self.batches - 1)

    @cached_property
    def data(self) -> tuple[Data, Data | None]:
        """Training and test data as the network sees them."""
        train, test = data_of(tuple(self.dataset.items()))
        if not self.normalize:
            return train, test
        scaling = Scaling.of(train)
        return scaling.apply(train), test and scaling.apply(test)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, complete; without L2 it does not say what L2 would be divided by."""
        found = super().to_dict()
        if not self.l2:
            del found["l2_over"]
        return found

    def structures(self) -> dict[str, Any]:
        """Data set, network, runs and interventions in JSON."""
        return {
            "dataset": dict(self.dataset),
            "network": {
                "layers": list(self.network.layers),
                "activation": self.network.activation,
                "output": self.network.output,
                "initializer": dict(self.initializer),
                "seed": self.seeds[0] if len(self.seeds) == 1 else list(self.seeds),
            },
            "runs": [run.to_dict() for run in self.runs],
            "interventions": [turn.to_dict() for turn in self.interventions],
        }


@lru_cache(16)
def data_of(dataset: tuple[tuple[str, Any], ...]) -> tuple[Data, Data | None]:
    """The data of a checked specification."""
    return datasets.draw(dict(dataset))


def read_training(data: Mapping[str, Any]) -> TrainingSpec:
    """A training. Raises SpecError with the path of the first field that is wrong."""
    fields = fields_of(TrainingSpec, data, others=("kind",))
    dataset = datasets.check(fields["dataset"], "dataset")
    network, initializer, seeds = read_network(fields["network"], datasets.outline(dataset))
    plain = read(TrainingSpec, fields, before={"samples": dataset["samples"]})
    if not plain["l2"]:
        # Equal experiments have one form: what is not penalized is not divided.
        plain["l2_over"] = declared(TrainingSpec)["l2_over"].default
    spec = TrainingSpec(
        dataset=dataset,
        network=network,
        initializer=initializer,
        seeds=seeds,
        runs=read_first_order(read_runs(fields["runs"])),
        **plain | {"evaluations": 1},
    )
    check_size(spec)
    evaluations = with_room(plain["evaluations"], fields.get("evaluations") is not None, spec)
    spec = replace(spec, evaluations=evaluations)
    given = fields.get("interventions", [])
    return replace(spec, interventions=read_interventions(given, spec.runs, spec.steps))


def read_first_order(runs: tuple[RunSpec, ...]) -> tuple[RunSpec, ...]:
    """The runs, none of which may need the Hessian."""
    for index, run in enumerate(runs):
        if OPTIMIZERS[run.optimizer].order > 1:
            fault = f"{run.optimizer!r} needs the Hessian, which is not computed for networks"
            raise SpecError(f"runs[{index}].optimizer", f"{fault}; take one of first order")
    return runs


def with_room(count: int, given: bool, spec: TrainingSpec) -> int:
    """How many epochs are evaluated; unless they are given, as many as there is room for."""
    room = (LIMITS.numbers - spec.size) // spec.checkpoint_shape[1] + 1
    if count <= room:
        return count
    if given:
        fault = f"{count} × entries × parameters are too many numbers to keep"
        raise SpecError("evaluations", f"{fault}; there is room for {room}")
    return max(1, room)


def check_size(spec: TrainingSpec) -> None:
    """Raises SpecError where a training is too long, or too large to be kept."""
    if spec.steps > LIMITS.steps:
        fault = f"epochs × mini-batches is {spec.steps:,} steps; the limit is {LIMITS.steps:,}"
        raise SpecError("epochs", f"{fault}. Ask for fewer epochs, or larger batches")
    rows, kept = prod(spec.shape), prod(spec.checkpoint_shape)
    if spec.size > LIMITS.numbers:
        field, remedy = ("epochs", "epochs") if rows > kept else ("network.layers", "units")
        fault = f"{rows:,} costs and {kept:,} parameters to keep; the limit is {LIMITS.numbers:,}"
        raise SpecError(field, f"{fault} in all. Ask for fewer {remedy}, runs or seeds")
    held = spec.batch_size * spec.shape[1] * sum(spec.network.layers[1:])
    if held > LIMITS.numbers:
        fault = f"batch × runs × seeds × units is {held:,} numbers; the limit is {LIMITS.numbers:,}"
        raise SpecError("batch_size", f"{fault}. Ask for smaller batches, fewer runs or seeds")
    if spec.products > LIMITS.training:
        fault = (
            f"parameters × examples × epochs × entries is {spec.products:.3g}; "
            f"the limit is {LIMITS.training:.3g}"
        )
        raise SpecError("epochs", f"{fault}. Ask for fewer epochs, or a smaller network")
