"""Stories of trainings: every sentence of every answer is true, its numbers are computed."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from engine import specs
from engine.lanes import Array, Status
from engine.networks.activations import ACTIVATIONS
from engine.stories.trainings import TRAININGS, TrainingStory
from engine.training.results import TrainingResult
from engine.training.run import train
from tests.engine.stories.checking import (
    assert_claims,
    assert_listed,
    assert_numbers,
    assert_texts,
    sentences,
)

Check = Callable[[TrainingResult], Iterable[float]]

each = pytest.mark.parametrize("story", TRAININGS.values(), ids=lambda story: story.name)


@cache
def result_of(name: str) -> TrainingResult:
    return train(TRAININGS[name].spec)


def changed(name: str, **changes: Any) -> TrainingResult:
    """The same training but for some fields."""
    return train({**TRAININGS[name].spec, **changes})


def training_percent(result: TrainingResult) -> Array:
    """The percentage of training examples told right in the end, by entry."""
    return np.asarray(100 * result.accuracies[0][-1])


def held_out_percent(result: TrainingResult, row: int = -1) -> Array:
    """The same of test examples, by default in the end."""
    accuracies = result.accuracies[1]
    assert accuracies is not None
    return np.asarray(100 * accuracies[row])


def moons_first(result: TrainingResult) -> Iterable[float]:
    gd, momentum, adam = training_percent(result)
    assert gd == momentum
    return result.spec.epochs, adam, gd


def first_steps(result: TrainingResult) -> Iterable[float]:
    kept = changed("two_moons", epochs=1, batch_size=300).parameters
    gd, _, adam = np.linalg.norm(kept[1] - kept[0], axis=1)
    return (adam / gd,)


def twins(result: TrainingResult) -> Iterable[float]:
    return (np.abs(np.diff(result.epoch_cost[:, :2])).max(),)


def swings(result: TrainingResult) -> Iterable[float]:
    spec = result.spec
    last = result.history.reshape(spec.epochs, spec.batches, -1)[:, -1, 0]
    rises = (np.diff(last) > 0).sum(), (np.diff(result.epoch_cost[:, 0]) > 0).sum()
    return rises[0], spec.epochs - 1, rises[1]


def last_batch(result: TrainingResult) -> Iterable[float]:
    spec = result.spec
    return spec.samples - spec.batch_size * (spec.batches - 1), spec.samples


def advice(result: TrainingResult) -> Iterable[float]:
    assert TRAININGS["last_batch"].view_state == {"last": True}
    return ()


@cache
def batches() -> list[TrainingResult]:
    """Batches of one, the story's own, and of all."""
    one, whole = (changed("batch_sizes", **pin) for pin in TRAININGS["batch_sizes"].pins)
    return [one, result_of("batch_sizes"), whole]


def examples_spent(result: TrainingResult) -> Iterable[float]:
    one, some, every = batches()
    costs = [float(each.epoch_cost[-1, 0]) for each in (one, some, every)]
    sizes = some.spec.batch_size, every.spec.batch_size
    assert one.spec.batch_size == 1
    return result.spec.samples * result.spec.epochs, *costs[:2], sizes[0], costs[2], sizes[1]


def steps_taken(result: TrainingResult) -> Iterable[float]:
    return [each.spec.steps for each in batches()]


def other_coins(result: TrainingResult) -> Iterable[float]:
    assert TRAININGS["batch_sizes"].view_state == {"axis": "examples"}
    return ()


def larger_rate(result: TrainingResult) -> Iterable[float]:
    small, large, _ = (run.hyperparameters["lr"] for run in result.spec.runs)
    return large, small, training_percent(result)[1], training_percent(result)[0]


def decayed(result: TrainingResult) -> Iterable[float]:
    schedule = result.spec.runs[2].schedule
    fall = 1 + schedule["rate"] * ((result.spec.epochs - 1) // schedule["every"])
    return fall, training_percent(result)[2]


def belongs_to_the_rate(result: TrainingResult) -> Iterable[float]:
    small, large, decaying = training_percent(result)
    assert large - small > 20
    assert decaying - large < 1
    return ()


def nothing_learned(result: TrainingResult) -> Iterable[float]:
    assert np.allclose(result.epoch_cost, np.log(2), atol=1e-12)
    assert (held_out_percent(result) == 50).all()
    return result.epoch_cost[-1, 0], 2, training_percent(result)[0]


def no_weight_moves(result: TrainingResult) -> Iterable[float]:
    weights = result.parameters[:, :, result.spec.network.is_weight]
    return result.spec.epochs, np.abs(weights).max()


def random_weights_differ(result: TrainingResult) -> Iterable[float]:
    network = {**TRAININGS["all_zeros"].spec["network"], "initializer": "he"}
    he = changed("all_zeros", network=network)
    assert (training_percent(he) > 55).all()
    return ()


@cache
def from_he() -> TrainingResult:
    network = {**TRAININGS["too_large"].spec["network"], "initializer": "he"}
    return changed("too_large", network=network)


def first_cost(result: TrainingResult) -> Iterable[float]:
    return result.epoch_cost[0, 0], from_he().epoch_cost[0, 0]


def unlearned(result: TrainingResult) -> Iterable[float]:
    return result.spec.epochs, held_out_percent(result)[1], held_out_percent(from_he())[1]


def medians(result: TrainingResult) -> Iterable[float]:
    momentum, rmsprop, adam = np.median(training_percent(result).reshape(3, -1), axis=1)
    return len(result.spec.seeds), rmsprop, adam, momentum


def exceptions(result: TrainingResult) -> Iterable[float]:
    _, rmsprop, adam = training_percent(result).reshape(3, -1)
    return ((adam > rmsprop).sum(),)


def dead_layer(result: TrainingResult) -> Iterable[float]:
    ends = training_percent(result).reshape(3, -1)
    (seed,) = np.flatnonzero((ends == 50).all(axis=0))
    theta = result.parameters[-1].reshape(3, len(result.spec.seeds), -1)[:, seed]
    assert result.spec.network.forward(theta, result.spec.data[0].X)[1].max() == 0
    return (ends[0, seed],)


def learned_by_heart(result: TrainingResult) -> Iterable[float]:
    assert training_percent(result)[1] == 100
    assert result.spec.data[1] is not None
    return result.spec.samples, held_out_percent(result)[1], result.spec.data[1].size


def at_its_best(result: TrainingResult) -> Iterable[float]:
    accuracies = result.accuracies[1]
    assert accuracies is not None
    row = int(accuracies[:, 1].argmax())
    return result.spec.evaluated[row - 1] + 1, held_out_percent(result, row)[1]


def slow_run(result: TrainingResult) -> Iterable[float]:
    return training_percent(result)[0], held_out_percent(result)[0]


def faded(result: TrainingResult) -> Iterable[float]:
    network, train_data = result.spec.network, result.spec.data[0]
    slopes = network.gradient(result.parameters[0, 0], train_data.X, train_data.y)
    first, *_, last = (float(np.linalg.norm(part)) for part in network.split(slopes))
    return 1, last / first, len(network.shapes)


def steepest(result: TrainingResult) -> Iterable[float]:
    value = ACTIVATIONS[result.spec.network.activation].value(np.linspace(-9, 9, 10_001))
    return (ACTIVATIONS[result.spec.network.activation].slope(value).max(),)


def divided_out(result: TrainingResult) -> Iterable[float]:
    gd, adam = result.epoch_cost[99]
    return 100, adam, gd


CLAIMS: Mapping[str, list[Check]] = {
    "two_moons": [moons_first, first_steps, twins],
    "last_batch": [swings, last_batch, advice],
    "batch_sizes": [examples_spent, steps_taken, other_coins],
    "decay_or_rate": [larger_rate, decayed, belongs_to_the_rate],
    "all_zeros": [nothing_learned, no_weight_moves, random_weights_differ],
    "too_large": [first_cost, unlearned],
    "one_seed": [medians, exceptions, dead_layer],
    "too_well": [learned_by_heart, at_its_best, slow_run],
    "fading_slopes": [faded, steepest, divided_out],
}


@pytest.mark.parametrize(("name", "index"), sentences(TRAININGS))
def test_a_claim_is_true_and_so_are_its_numbers(name: str, index: int) -> None:
    assert_numbers(TRAININGS[name].claims[index], CLAIMS[name][index](result_of(name)))


@each
def test_every_sentence_is_a_claim_with_a_check(story: TrainingStory) -> None:
    assert_claims(story, CLAIMS)
    assert CLAIMS.keys() == TRAININGS.keys()


@each
def test_the_question_comes_without_numbers_and_the_texts_are_short(story: TrainingStory) -> None:
    assert_texts(story)


@each
def test_the_specification_is_complete_in_the_catalogue(story: TrainingStory) -> None:
    listed = assert_listed(story)
    assert listed["sight"] == dict(story.view_state)
    for pin in listed["pins"]:
        assert (
            specs.from_dict({**listed["spec"], **pin}).digest != specs.from_dict(story.spec).digest
        )


@each
def test_nobody_diverges_and_it_takes_a_while_to_watch(story: TrainingStory) -> None:
    result = result_of(story.name)
    assert not any(ending.status is Status.DIVERGED for ending in result.endings)
    assert 5 <= result.spec.epochs / story.speed <= 20
