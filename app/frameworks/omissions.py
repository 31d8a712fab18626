"""Omissions: what a constructor call says nothing of, for instance the schedule or the noise."""

from collections.abc import Iterator, Sequence

from engine.optimizers.equivalents import Equivalent
from engine.specs import Intervention, TrainingSpec
from engine.specs.descent import DescentSpec

PRECISION = "the engine's numbers are float64"
MOST_SHOWN = 3
L2 = "L2 λ"
# Those of torch.optim whose weight_decay is added to the slope, as L2 is.
COUPLED = {
    f"torch.optim.{name}" for name in "SGD Adagrad RMSprop Adadelta Adam NAdam Adamax RAdam".split()
}


def omissions(spec: DescentSpec | TrainingSpec, index: int) -> list[str]:
    """What of a run, and of the conditions it is under, its constructor does not hold."""
    return [*of_run(spec, index), *of_conditions(spec)]


def of_run(spec: DescentSpec | TrainingSpec, index: int) -> Iterator[str]:
    """The run's schedule and the knobs turned on its way."""
    schedule = spec.runs[index].schedule
    if schedule["name"] != "constant":
        yield f"its {schedule['name'].replace('_', ' ')} schedule by {schedule['per']}"
    turns = [turn for turn in spec.interventions if turn.run == index]
    if turns:
        shown = ", ".join(turned(turn) for turn in turns[:MOST_SHOWN])
        more = f" and {len(turns) - MOST_SHOWN} more" if len(turns) > MOST_SHOWN else ""
        yield f"its interventions ({shown}{more})"


def turned(turn: Intervention) -> str:
    """An intervention in brief."""
    knobs = ", ".join(f"{name} = {value}" for name, value in turn.hyperparameters.items())
    return f"{knobs} at step {turn.step}"


def of_conditions(spec: DescentSpec | TrainingSpec) -> Iterator[str]:
    """What holds for all runs and changes their numbers, but is no matter of an optimizer."""
    if isinstance(spec, DescentSpec):
        if spec.gradient_noise:
            yield f"gradient noise {spec.gradient_noise} (seed {spec.seed})"
        if spec.grad_tolerance is not None:
            yield f"the stop at gradient norm {spec.grad_tolerance}"
        if spec.cost_tolerance is not None:
            yield f"the stop at cost {spec.cost_tolerance}"
        return
    if spec.l2:
        yield f"{L2} = {spec.l2} over the size of the {spec.l2_over}"
    if spec.clip_norm is not None:
        yield f"gradients cut to norm {spec.clip_norm}"
    if spec.keep_prob < 1:
        yield f"dropout with keep_prob {spec.keep_prob}"


def rate_moves(spec: DescentSpec | TrainingSpec, index: int) -> bool:
    """Whether the run's rate changes on the way."""
    return spec.runs[index].schedule["name"] != "constant" or any(
        turn.run == index and "lr" in turn.hyperparameters for turn in spec.interventions
    )


def with_decay(spec: TrainingSpec, call: str) -> str | None:
    """A constructor with L2 as PyTorch's weight_decay, where that computes the same; else None.

    Clipping sees the penalty's slope here and not there, and a last mini-batch that is smaller has
    a larger share of it where it is divided by the batch.
    """
    uneven = spec.l2_over == "batch" and spec.samples % spec.batch_size
    name = call.partition("(")[0]
    if not spec.l2 or spec.clip_norm is not None or uneven or name not in COUPLED:
        return None
    decay = f"{spec.l2} / {spec.l2_divisor(spec.batch_size)}"
    groups = f'[{{"params": weights, "weight_decay": {decay}}}, {{"params": biases}}]'
    return call.replace("(params,", f"({groups},", 1)


def commented(
    spec: DescentSpec | TrainingSpec, index: int, call: Equivalent, missing: Sequence[str]
) -> str | None:
    """A constructor with what differs and what it leaves out, or None where there is none."""
    constructor = call.constructor
    if constructor is None:
        return None
    told = call.comments
    if isinstance(spec, TrainingSpec) and (decayed := with_decay(spec, constructor)):
        constructor, missing = decayed, [each for each in missing if not each.startswith(L2)]
    if call.moving and rate_moves(spec, index):
        told.append(call.moving)
    if missing:
        told.append(f"not included: {'; '.join(missing)}")
    return f"{constructor}  # {'; '.join([*told, PRECISION])}"
