"""Stories: every sentence of every answer is true, and every race is worth watching."""

import numpy as np
import pytest

from engine.lanes import Status
from engine.stories import IDEAS, STORIES, Story
from tests.engine.stories.checking import (
    NUMBER,
    assert_claims,
    assert_listed,
    assert_numbers,
    assert_texts,
    sentences,
)
from tests.engine.stories.story_claims import CLAIMS, race_of

SPEEDS = {15, 30, 60, 120}
DIVERGED = {"warm_up": [0]}
LEAVES = {"stability": [0], "warm_up": [0]}

each = pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.name)


@pytest.mark.parametrize(("name", "index"), sentences(STORIES))
def test_a_claim_is_true_and_so_are_its_numbers(name: str, index: int) -> None:
    assert_numbers(STORIES[name].claims[index], CLAIMS[name][index](race_of(name)))


@each
def test_every_sentence_is_a_claim_with_a_check(story: Story) -> None:
    assert_claims(story, CLAIMS)


def test_every_check_belongs_to_a_story() -> None:
    assert CLAIMS.keys() == STORIES.keys()
    assert len(STORIES) >= 14


@each
def test_the_question_comes_without_numbers_and_the_texts_are_short(story: Story) -> None:
    assert_texts(story)


@each
def test_the_specification_is_complete_in_the_catalogue(story: Story) -> None:
    assert_listed(story)


@each
def test_a_race_has_few_runs_with_labels_of_their_own(story: Story) -> None:
    runs = race_of(story.name).spec.runs
    assert 2 <= len(runs) <= 5
    assert len({run.label for run in runs}) == len(runs)


@each
def test_a_label_tells_the_rate_that_is_used(story: Story) -> None:
    for run in race_of(story.name).spec.runs:
        settings = {f"{x:.3g}" for x in run.hyperparameters.values() if isinstance(x, float)}
        shown = NUMBER.findall(run.label)
        assert f"{run.hyperparameters['lr']:.3g}" in shown
        assert settings.issuperset(shown)


@each
def test_only_the_runs_that_are_meant_to_diverge(story: Story) -> None:
    endings = race_of(story.name).result.endings
    found = [run for run, ending in enumerate(endings) if ending.status is Status.DIVERGED]
    assert found == DIVERGED.get(story.name, [])


@each
def test_something_moves_within_three_seconds(story: Story) -> None:
    race = race_of(story.name)
    assert story.speed in SPEEDS
    assert 2 <= race.spec.steps / story.speed <= 10
    sides = np.ptp(race.surface.view, axis=1)
    staying = set(range(len(race.spec.runs))).difference(LEAVES.get(story.name, []))
    seen = [np.ptp(race.points(run)[: 3 * story.speed], axis=0) for run in staying]
    assert np.max(np.array(seen) / sides) > 0.2


@each
def test_paths_stay_inside_the_view(story: Story) -> None:
    race = race_of(story.name)
    low, high = np.array(race.surface.view).T
    for run in range(len(race.spec.runs)):
        inside = ((race.points(run) >= low) & (race.points(run) <= high)).all()
        assert inside == (run not in LEAVES.get(story.name, []))


@each
def test_a_distance_is_only_plotted_from_a_known_minimum(story: Story) -> None:
    assert story.chart != "distance" or race_of(story.name).surface.minima


def test_every_idea_begins_with_a_story_in_the_order_of_the_lesson() -> None:
    assert [name for name in STORIES if name in IDEAS] == list(IDEAS)
    assert next(iter(STORIES)) == next(iter(IDEAS))
