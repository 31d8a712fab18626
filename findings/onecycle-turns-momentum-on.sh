#!/bin/sh
# PyTorch 2.13.0: OneCycleLR on torch.optim.SGD without momentum turns momentum on. Constructing the
# scheduler sets it to 0.95, and it then runs to 0.85 and back; the optimizer keeps a momentum buffer
# though nobody asked for one. On x²/2 from 1 with a peak rate of 0.1, ten steps end at -0.1515
# instead of 0.6225. cycle_momentum=False leaves it off.
#
# Seen: momentum 0 before, 0.95 after the scheduler is constructed, 0.85 at the peak of the rate.
# Exits 1 when any of this has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/python" -m pip install --quiet torch==2.13.0 numpy==2.4.6
"$folder/bin/python" - <<'END'
import torch


def run(**options):
    theta = torch.nn.Parameter(torch.tensor([1.0], dtype=torch.float64))
    optimizer = torch.optim.SGD([theta], lr=0.1)
    momenta = [optimizer.param_groups[0]["momentum"]]
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=0.1, total_steps=10, **options
    )
    for _ in range(10):
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.zero_grad()
        (theta**2 / 2).sum().backward()
        optimizer.step()
        if len(momenta) < 11:
            schedule.step()
    return momenta, theta.item()


momenta, end = run()
print(f"torch {torch.__version__}: momentum {[round(each, 3) for each in momenta]}, ends at {end:.4f}")
assert momenta[:2] == [0, 0.95] and min(momenta[1:]) == 0.85, momenta
plain, plain_end = run(cycle_momentum=False)
print(f"with cycle_momentum=False: momentum {set(plain)}, ends at {plain_end:.4f}")
assert set(plain) == {0}
assert round(end, 4) == -0.1515 and round(plain_end, 4) == 0.6225
END
