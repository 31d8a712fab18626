"""Check the exported code by running it: every constructor, whole program and lesson in PyTorch.

`make frameworks` installs the frameworks beside the project and runs this. Each framework computes
on its own gradients; the worst deviations from the engine are printed, and what is refused, or
deviates without a comment that says so, is an error.
"""

import sys
import warnings

from tests.frameworks import constructors, lessons, programs, trainings


def main() -> int:
    """Print what was found; returns the exit code."""
    warnings.simplefilter("ignore")
    faults = [
        *constructors.check(),
        *programs.check(),
        *trainings.check(),
        *lessons.check(),
    ]
    for fault in faults:
        print(f"FAULT {fault}")
    print(f"{len(faults)} faults")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
