"""A recorded program computes what the plain function computes, bit for bit."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lanes import Array
from engine.program import record

Step = Callable[..., Sequence[Any]]


def adam_like(theta: Any, grad: Any, m: Any, v: Any, t: Any, lr: Any, beta: Any) -> Sequence[Any]:
    m = beta * m + (1 - beta) * grad
    v = beta * v + (1 - beta) * grad**2
    return theta - lr * (m / (1 - np.power(beta, t))) / (np.sqrt(v) + 1e-8), m, v


def swap(theta: Any, grad: Any, m: Any, v: Any, t: Any, lr: Any, beta: Any) -> Sequence[Any]:
    return theta + 1.0, v, m


def keeps_the_gradient(
    theta: Any, grad: Any, m: Any, v: Any, t: Any, lr: Any, beta: Any
) -> Sequence[Any]:
    sign = np.sign(grad * m)
    scale = np.where(sign > 0, 1.2, np.where(sign < 0, 0.5, 1.0))
    v = np.where(t == 1, lr, v * scale)
    return theta - np.sign(grad) * v, grad, v


def reads_late(theta: Any, grad: Any, m: Any, v: Any, t: Any, lr: Any, beta: Any) -> Sequence[Any]:
    new = theta - lr * grad
    return new, theta - m, np.maximum(v, np.abs(new - theta))


def rows(theta: Any, grad: Any, m: Any, v: Any, t: Any, lr: Any, beta: Any) -> Sequence[Any]:
    turned = np.stack([grad[1], -grad[0]])
    return theta + lr * turned, m * beta + turned, theta


FUNCTIONS = [adam_like, swap, keeps_the_gradient, reads_late, rows]


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("per_lane", [False, True])
@given(lanes=st.integers(1, 9), seed=st.integers(0, 99))
def test_a_program_gives_the_numbers_of_the_function(
    function: Step, per_lane: bool, lanes: int, seed: int
) -> None:
    draw = np.random.RandomState(seed)
    state = [np.abs(draw.randn(2, lanes)) for _ in range(4)]
    shape = (lanes,) if per_lane else ()
    knobs = [np.array(draw.uniform(0.1, 0.9, shape)) for _ in range(2)]
    t = np.zeros(())
    theta, grad, m, v = (array.copy() for array in state)
    program = record(function, [theta, grad, m, v, t], [theta, m, v], constants=knobs)
    plain = [array.copy() for array in state]
    for _ in range(5):
        grad[...] = plain[1] = draw.randn(2, lanes)
        t += 1
        program.run()
        plain[0], plain[2], plain[3] = function(*plain, t.copy(), *knobs)
        for mine, expected in zip((theta, m, v), (plain[0], plain[2], plain[3]), strict=True):
            np.testing.assert_array_equal(mine, np.broadcast_to(expected, mine.shape))


def test_constant_work_is_done_by_refresh_alone() -> None:
    x, knob, out = np.ones(3), np.array(2.0), np.empty(3)
    program = record(lambda x, knob: [x * np.sqrt(1 + knob)], [x], [out], constants=[knob])
    assert (len(program.calls), len(program.settled)) == (1, 2)
    knob[...] = 8.0
    program.run()
    np.testing.assert_array_equal(out, np.sqrt(3.0))
    program.refresh()
    program.run()
    np.testing.assert_array_equal(out, 3.0)


def test_equal_calls_are_made_once_and_unused_ones_never() -> None:
    def function(x: Any) -> list[Any]:
        np.exp(x)
        return [np.sin(x) * np.sin(x) + np.sin(x)]

    x = np.linspace(0, 1, 4)
    assert len(record(function, [x], [np.empty(4)]).calls) == 3


def test_buffers_are_reused() -> None:
    def long_sum(x: Any) -> list[Any]:
        total = x
        for k in range(1, 40):
            total = total + np.sin(x * float(k))
        return [total]

    x: Array = np.linspace(0, 1, 5)
    program = record(long_sum, [x], [np.empty(5)])
    used = {id(call.args[-1]) for call in program.calls}
    assert len(used) <= 4


@pytest.mark.parametrize(
    "function",
    [
        lambda x: [np.where(x > 0, True, x) * 2.0],
        lambda x: [np.where(np.array([True, False, True]), x, 0.0)],
        lambda x: [np.stack([x > 0, x])[1] * 2.0],
    ],
)
def test_truth_values_and_numbers_mix_as_in_numpy(function: Step) -> None:
    x, out = np.array([-1.5, 0.0, 2.5]), np.empty(3)
    record(function, [x], [out]).run()
    np.testing.assert_array_equal(out, function(x)[0])


def test_a_constant_result_fills_its_output() -> None:
    x, value, slope = np.ones(3), np.empty(3), np.empty(3)
    record(lambda x: (3.0 * x, 3.0), [x], [value, slope]).run()
    np.testing.assert_array_equal(slope, 3.0)


def test_an_input_may_be_a_result() -> None:
    x, y = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    record(lambda x, y: (y, x), [x, y], [x, y]).run()
    np.testing.assert_array_equal([x, y], [[3, 4], [1, 2]])


@pytest.mark.parametrize(
    "function",
    [
        lambda x: [x if x > 0 else -x],
        lambda x: [np.asarray(x)],
        lambda x: [np.sum(x)],
        lambda x: [np.add.reduce(x)],
    ],
)
def test_what_cannot_be_recorded_is_refused(function: Step) -> None:
    with pytest.raises(TypeError):
        record(function, [np.ones(3)], [np.empty(3)])


def test_results_and_outputs_must_match() -> None:
    with pytest.raises(ValueError, match="1 results for 2 outputs"):
        record(lambda x: [x], [np.ones(3)], [np.empty(3), np.empty(3)])
