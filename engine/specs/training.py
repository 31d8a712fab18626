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
from typing import Any

from engine import datasets
from engine.datasets import Data, Scaling
from engine.networks.network import Network
from engine.optimizers import OPTIMIZERS
from engine.specs.interventions import Intervention, read_interventions
from engine.specs.network import LAST_SEED, read_network
from engine.specs.readers import read_runs, require
from engine.specs.spec import LIMITS, Entry, RunSpec, Spec
from engine.validation import SpecError, excerpt, integer, number, record

BATCH = 64
EVALUATIONS = 200
# A step's cost next to the multiplications in it, both in a lane's single steps.
PRODUCTS_PER_STEP = 50
FIELDS = (
    *("kind", "dataset", "normalize", "network", "l2", "keep_prob", "dropout_seed", "clip_norm"),
    *("batch_size", "epochs", "shuffle_seed", "evaluations", "runs", "interventions"),
)


@dataclass(frozen=True)
class TrainingSpec(Spec):
    """Runs on one network and data set with the same weights, mini-batches and masks.

    The history has a row for each step and a column for each entry: the cost of the step's
    mini-batch before its update. Beside it are, for the start and each evaluated epoch, the
    parameters of every entry and then the seconds since the start.
    """

    dataset: Mapping[str, Any]
    normalize: bool
    network: Network
    initializer: Mapping[str, Any]
    seeds: tuple[int, ...]
    l2: float
    keep_prob: float
    dropout_seed: int
    clip_norm: float | None
    batch_size: int
    epochs: int
    shuffle_seed: int
    evaluations: int
    runs: tuple[RunSpec, ...]
    interventions: tuple[Intervention, ...] = ()

    kind = "training"
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
        """The JSON form, complete."""
        return {
            "kind": self.kind,
            "dataset": dict(self.dataset),
            "normalize": self.normalize,
            "network": {
                "layers": list(self.network.layers),
                "activation": self.network.activation,
                "output": self.network.output,
                "initializer": dict(self.initializer),
                "seed": self.seeds[0] if len(self.seeds) == 1 else list(self.seeds),
            },
            "l2": self.l2,
            "keep_prob": self.keep_prob,
            "dropout_seed": self.dropout_seed,
            "clip_norm": self.clip_norm,
            "batch_size": self.batch_size,
            "epochs": self.epochs,
            "shuffle_seed": self.shuffle_seed,
            "evaluations": self.evaluations,
            "runs": [run.to_dict() for run in self.runs],
            "interventions": [turn.to_dict() for turn in self.interventions],
        }


@lru_cache(16)
def data_of(dataset: tuple[tuple[str, Any], ...]) -> tuple[Data, Data | None]:
    """The data of a checked specification."""
    return datasets.draw(dict(dataset))


def read_training(data: Mapping[str, Any]) -> TrainingSpec:
    """A training. Raises SpecError with the path of the first field that is wrong."""
    fields = record(data, "", FIELDS)
    require(fields, ("dataset", "network", "runs"))
    dataset = datasets.check(fields["dataset"], "dataset")
    samples = int(dataset["samples"])
    network, initializer, seeds = read_network(fields["network"], datasets.outline(dataset))
    epochs = integer(fields.get("epochs", 1_000), "epochs", 1, LIMITS.steps)
    keep_prob = number(fields.get("keep_prob", 1.0), "keep_prob", 0.01, 1.0)
    spec = TrainingSpec(
        dataset=dataset,
        normalize=read_flag(fields, "normalize"),
        network=network,
        initializer=initializer,
        seeds=seeds,
        l2=number(fields.get("l2", 0.0), "l2", 0.0, 1e6),
        keep_prob=keep_prob,
        dropout_seed=integer(fields.get("dropout_seed", 0), "dropout_seed", 0, LAST_SEED),
        clip_norm=read_clip(fields.get("clip_norm")),
        batch_size=read_batch(fields.get("batch_size"), samples),
        epochs=epochs,
        shuffle_seed=integer(fields.get("shuffle_seed", 0), "shuffle_seed", 0, LAST_SEED - epochs),
        evaluations=1,
        runs=read_first_order(read_runs(fields["runs"])),
    )
    check_size(spec)
    spec = replace(spec, evaluations=read_evaluations(fields.get("evaluations"), spec))
    given = fields.get("interventions", [])
    return replace(spec, interventions=read_interventions(given, spec.runs, spec.steps))


def read_first_order(runs: tuple[RunSpec, ...]) -> tuple[RunSpec, ...]:
    """The runs, none of which may need the Hessian."""
    for index, run in enumerate(runs):
        if OPTIMIZERS[run.optimizer].order > 1:
            fault = f"{run.optimizer!r} needs the Hessian, which is not computed for networks"
            raise SpecError(f"runs[{index}].optimizer", f"{fault}; take one of first order")
    return runs


def read_batch(value: object, samples: int) -> int:
    """The examples in a mini-batch."""
    size = min(BATCH, samples) if value is None else integer(value, "batch_size", 1, 10**9)
    if size > samples:
        fault = f"{size:,} are more than the {samples:,} examples there are"
        raise SpecError("batch_size", f"{fault}; at most all of them make a batch")
    return size


def read_clip(value: object) -> float | None:
    """The norm to which gradients are cut, or None."""
    return None if value is None else number(value, "clip_norm", 1e-12, 1e12)


def read_flag(fields: Mapping[str, Any], name: str) -> bool:
    """True or false, by default false."""
    value = fields.get(name, False)
    if not isinstance(value, bool):
        raise SpecError(name, f"must be true or false, not {excerpt(value)}")
    return value


def read_evaluations(value: object, spec: TrainingSpec) -> int:
    """How many epochs are evaluated; unless given, as many of 200 as there is room for."""
    room = (LIMITS.numbers - spec.size) // spec.checkpoint_shape[1] + 1
    if value is None:
        return max(1, min(EVALUATIONS, spec.epochs, room))
    count = integer(value, "evaluations", 1, min(LIMITS.evaluations, spec.epochs))
    if count > room:
        fault = f"{count} × entries × parameters are too many numbers to keep"
        raise SpecError("evaluations", f"{fault}; there is room for {room}")
    return count


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
