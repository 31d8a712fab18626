#!/bin/sh
# optax 0.2.8: optax.rprop returns the step that the call before computed, so its first call moves
# nothing; and where a slope changes its sign it returns 0 and forgets the step that was still to
# come. It is not Rprop one call late: with slopes 1, 1, -1, -1, -1 no shift of its path gives that of
# Riedmiller and Braun, which torch.optim.Rprop 2.13 has.
#
# Seen from 1 at rate 0.1: optax 1, 0.9, 0.9, 0.9, 0.96; torch 0.9, 0.78, 0.78, 0.84, 0.912.
# Exits 1 when any of this has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/python" -m pip install --quiet \
  optax==0.2.8 jax==0.10.2 jaxlib==0.10.2 torch==2.13.0 numpy==2.4.6
JAX_ENABLE_X64=1 JAX_PLATFORMS=cpu "$folder/bin/python" - <<'END'
import importlib.metadata

import jax.numpy as jnp
import optax
import torch

SLOPES = [1.0, 1.0, -1.0, -1.0, -1.0]

theta, optimizer, late = jnp.array([1.0]), optax.rprop(0.1), []
state = optimizer.init(theta)
for slope in SLOPES:
    update, state = optimizer.update(jnp.array([slope]), state, theta)
    theta = optax.apply_updates(theta, update)
    late.append(round(float(theta[0]), 10))

theta, usual = torch.nn.Parameter(torch.tensor([1.0], dtype=torch.float64)), []
optimizer = torch.optim.Rprop([theta], lr=0.1)
for slope in SLOPES:
    theta.grad = torch.tensor([slope], dtype=torch.float64)
    optimizer.step()
    usual.append(round(theta.item(), 10))

print(f"optax {importlib.metadata.version('optax')}: {late}; torch {torch.__version__}: {usual}")
assert late == [1.0, 0.9, 0.9, 0.9, 0.96], late
assert usual == [0.9, 0.78, 0.78, 0.84, 0.912], usual
END
