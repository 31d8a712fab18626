"""Shared memory: an experiment's numbers that a worker writes and the server reads, without a name.

It has no entry in any folder, so nothing is left behind however the processes end; it is freed with
the last array over it. The first bytes are a flag by which the server asks the worker to stop.
"""

import mmap
import os
import tempfile

import numpy as np

from engine.specs import Spec

# The flag has a cache line of its own, and the numbers after it stay aligned.
FLAG_BYTES = 64


def allocate(numbers: int) -> int:
    """A file descriptor of fresh memory for that many float64; the caller closes it."""
    size = FLAG_BYTES + 8 * numbers
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("descentlab")
    else:
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    try:
        os.ftruncate(descriptor, size)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


class SharedHistory:
    """The memory behind a descriptor, as arrays and a flag."""

    def __init__(self, descriptor: int, spec: Spec) -> None:
        """Map the memory; the descriptor may be closed afterwards."""
        self._memory = mmap.mmap(descriptor, FLAG_BYTES + 8 * spec.size)
        numbers = np.frombuffer(self._memory, np.float64, offset=FLAG_BYTES)
        self.history, self.checkpoints = spec.split(numbers)

    @property
    def stopped(self) -> bool:
        """Whether the worker should stop."""
        return self._memory[0] != 0

    def stop(self) -> None:
        """Ask the worker to stop."""
        self._memory[0] = 1
