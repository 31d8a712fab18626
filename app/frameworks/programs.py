"""Programs: one run of a descent as a whole program in a framework, to be run as it stands.

It has the surface, the start, the optimizer, the schedule and the rates turned on the way. What it
cannot have, such as the noise that the engine draws, its first line says.
"""

import numpy as np

from app.frameworks.formulas import Library, cost
from app.frameworks.multipliers import multiplier
from app.frameworks.omissions import of_conditions, turned
from engine import schedules
from engine.optimizers.equivalents import RATE, Equivalent, Framework
from engine.specs.descent import DescentSpec

HEADS = {
    "pytorch": "import torch\n\ntorch.set_default_dtype(torch.float64)\n",
    "keras": (
        "import os\n\n"
        'os.environ["KERAS_BACKEND"] = "torch"\n\nimport keras\nimport torch\n\n'
        'torch.set_default_dtype(torch.float64)\nkeras.config.set_floatx("float64")\n'
    ),
    "optax": (
        "import jax\nimport jax.numpy as jnp\nimport optax\n\n"
        'jax.config.update("jax_enable_x64", True)\n'
    ),
}
LIBRARIES: dict[Framework, Library] = {"pytorch": "torch", "keras": "torch", "optax": "jnp"}

PYTORCH = """\
theta = torch.nn.Parameter(torch.tensor({start}))
params = [theta]
optimizer = {call}
{scheduler}for _ in range({steps}):
    optimizer.zero_grad()
    cost(*theta).sum().backward()
    optimizer.step()
{advance}print(theta.tolist())
"""
KERAS = """\
theta = keras.Variable({start}, dtype="float64")
optimizer = {call}
optimizer.build([theta])
{scheduler}for k in range({steps}):
{advance}    (gradient,) = torch.autograd.grad(cost(*theta.value).sum(), theta.value)
    optimizer.apply([gradient], [theta])
print(theta.numpy().tolist())
"""
OPTAX = """\
theta = jnp.array({start})
optimizer = {call}
state = optimizer.init(theta)
gradient = jax.jit(jax.grad(lambda theta: cost(*theta).sum()))
for _ in range({steps}):
    update, state = optimizer.update(gradient(theta), state, theta)
    theta = optax.apply_updates(theta, update)
print(theta.tolist())
"""
# Keras's SGD has the rate in its velocity: there a new rate would leave the past at the old one.
CARRIED = """\
    if k and multiplier(k - 1):
        velocity = optimizer.momentums[0]
        velocity.assign(velocity * (multiplier(k) / multiplier(k - 1)))
"""


def program(spec: DescentSpec, index: int, framework: Framework, call: Equivalent) -> str | None:
    """The run as a program, None where the framework lacks its optimizer or a function."""
    surface = cost(spec.surface.formula, LIBRARIES[framework])
    if call.constructor is None or surface is None:
        return None
    rate = factor(spec, index, call)
    told = [*([call.note] if call.note else []), *missing(spec, index)]
    if framework == "keras" and call.moving and rests(spec, index):
        told.append("where the rate is 0, Keras forgets the velocity that the engine keeps")
    head = "".join(f"# {line}\n" for line in told)
    points = [list(point) for point in spec.starts]
    start = points[0] if len(points) == 1 else [list(axis) for axis in zip(*points, strict=True)]
    write = {"pytorch": in_torch, "keras": in_keras, "optax": in_optax}[framework]
    parts = [surface, *([rate] if rate else []), write(call, bool(rate), start, spec.steps)]
    text = "\n\n".join([HEADS[framework], *parts])
    imported = "import math\n" + "\n" * (framework != "keras") if "math." in text else ""
    return head + imported + text


def missing(spec: DescentSpec, index: int) -> list[str]:
    """What the program leaves out, in a line if anything."""
    turns = [
        turned(turn)
        for turn in spec.interventions
        if turn.run == index and turn.hyperparameters.keys() != {"lr"}
    ]
    found = [*(f"the intervention {turn}" for turn in turns), *of_conditions(spec)]
    return [f"not included: {'; '.join(found)}"] if found else []


def rests(spec: DescentSpec, index: int) -> bool:
    """Whether the schedule holds the rate at 0 before the last step."""
    multipliers = schedules.multiplier(spec.runs[index].schedule)(np.arange(spec.steps - 1.0))
    return bool((multipliers == 0).any())


def factor(spec: DescentSpec, index: int, call: Equivalent) -> str:
    """The function that multiplies the rate, nothing where the rate stays."""
    run = spec.runs[index]
    lr = run.hyperparameters["lr"]
    turns = [
        (turn.step, turn.hyperparameters["lr"])
        for turn in spec.interventions
        if turn.run == index and turn.hyperparameters.keys() == {"lr"}
    ]
    if run.schedule["name"] == "constant" and not turns and not call.factor:
        return ""
    text = multiplier(run.schedule)
    if not turns and not call.factor:
        return text
    text = text.replace("def multiplier(", "def schedule(")
    factors = ["schedule(k)", *([call.factor] if call.factor else [])]
    lines = ""
    if turns:
        lines = f"    lr = next((lr for step, lr in {turns[::-1]} if k >= step), {lr})\n"
        factors.insert(0, f"lr / {lr}")
    return f"{text}\n\ndef multiplier(k):\n{lines}    return {' * '.join(factors)}\n"


def in_torch(call: Equivalent, moves: bool, start: object, steps: int) -> str:
    """PyTorch's loop."""
    scheduler = "scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, multiplier)\n"
    return PYTORCH.format(
        start=start,
        steps=steps,
        call=call.constructor,
        scheduler=scheduler * moves,
        advance="    scheduler.step()\n" * moves,
    )


def in_keras(call: Equivalent, moves: bool, start: object, steps: int) -> str:
    """Keras's loop, on PyTorch's gradients."""
    advance = "    optimizer.learning_rate = base * multiplier(k)\n"
    return KERAS.format(
        start=start,
        steps=steps,
        call=call.constructor,
        scheduler="base = float(optimizer.learning_rate)\n" * moves,
        advance=(advance + (CARRIED if call.moving else "")) * moves,
    )


def in_optax(call: Equivalent, moves: bool, start: object, steps: int) -> str:
    """The loop with optax, outside of jit, where a schedule may be plain Python."""
    template = str(call.call)
    scheduled = f"lambda k: {call.rate} * multiplier(int(k))"
    if "optax.rprop" in template:
        scheduled = f"{call.rate} * multiplier(0)"
    constructor = template.replace(RATE, scheduled if moves else call.rate)
    return OPTAX.format(start=start, steps=steps, call=constructor)
