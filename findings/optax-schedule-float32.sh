#!/bin/sh
# optax 0.2.8 on jax 0.10.2: a schedule is given its step as an int32 array, and int32 / 20 is float32
# even with JAX_ENABLE_X64=1. So optax.exponential_decay and any schedule of one's own that divides k
# by a whole number yield a rate in single precision under double precision everywhere else, while
# optax.cosine_decay_schedule of the same step is float64. 1.0 * k, or k / 20.0 on a float k, mends it.
#
# Seen at k = 3: exponential_decay float32, 4e-9 off; cosine_decay_schedule float64; k / 20 float32.
# Exits 1 when any of this has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/python" -m pip install --quiet optax==0.2.8 jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6
JAX_ENABLE_X64=1 JAX_PLATFORMS=cpu "$folder/bin/python" - <<'END'
import importlib.metadata

import jax.numpy as jnp
import optax

steps = []


def schedule(k):
    steps.append(k)
    return 0.1 * (1 - k / 20)


theta = jnp.array([1.0])
assert theta.dtype == "float64"
optimizer = optax.sgd(schedule)
state = optimizer.init(theta)
for _ in range(4):
    _, state = optimizer.update(theta, state)
k = steps[-1]
rate = optax.exponential_decay(0.1, 20, 0.9)(k)
other = optax.cosine_decay_schedule(0.1, 20)(k)
gap = abs(float(rate) - 0.1 * 0.9 ** (3 / 20))
print(
    f"optax {importlib.metadata.version('optax')}: k = {k} is {k.dtype}, k / 20 {(k / 20).dtype}, "
    f"exponential_decay {rate.dtype}, {gap:.0e} off; cosine_decay_schedule {other.dtype}"
)
assert (k.dtype, (k / 20).dtype) == ("int32", "float32")
assert (rate.dtype, other.dtype) == ("float32", "float64")
assert 1e-10 < gap < 1e-7
assert (1.0 * k / 20).dtype == "float64"
END
