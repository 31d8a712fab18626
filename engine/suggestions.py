"""Suggestions for names that nobody knows: what a word most probably means, or nothing.

A wrong suggestion is worse than none, for who follows it gets another experiment. So a word is
taken for a slip of the keyboard only where it is long enough for that, and for another word only
where the two mean the same.
"""

from collections.abc import Collection
from itertools import groupby

SYNONYMS = {
    **dict.fromkeys(
        "iterations iteration iters iter num_steps n_steps nsteps max_steps num_iterations "
        "n_iterations max_iter max_iters maxiter niter n_iter num_iters".split(),
        ("steps", "epochs"),
    ),
    **dict.fromkeys("num_epochs n_epochs nb_epoch max_epochs".split(), ("epochs", "steps")),
    "epochs": ("steps",),
    "steps": ("epochs",),
    **dict.fromkeys("learning_rate learningrate learnrate step_size stepsize eta".split(), ("lr",)),
    **dict.fromkeys("random_state random_seed rng_seed".split(), ("seed",)),
    **dict.fromkeys("start_point starting_point initial_point x0 init initial".split(), ("start",)),
    **dict.fromkeys("hyperparams hyper_parameters hparams".split(), ("hyperparameters",)),
    **dict.fromkeys("params".split(), ("parameters", "hyperparameters")),
    **dict.fromkeys("optimiser algorithm method opt".split(), ("optimizer",)),
    **dict.fromkeys("optimizers optimisers".split(), ("runs",)),
    **dict.fromkeys("function loss_function landscape objective".split(), ("surface",)),
    **dict.fromkeys("formula equation".split(), ("expression",)),
    **dict.fromkeys("data data_set".split(), ("dataset",)),
    **dict.fromkeys("n_samples num_samples".split(), ("samples",)),
    **dict.fromkeys("batchsize minibatch_size mini_batch_size".split(), ("batch_size",)),
    **dict.fromkeys("scheduler lr_schedule lr_scheduler".split(), ("schedule",)),
    **dict.fromkeys("sgd gradient_descent vanilla".split(), ("gd",)),
    **dict.fromkeys("epsilon".split(), ("eps",)),
    "banana": ("rosenbrock",),
    "heavy_ball": ("momentum",),
    "nag": ("nesterov",),
}

_HYPERPARAMETERS = frozenset(("lr", "beta", "beta1", "beta2", "eps", "rho", "weight_decay"))


def misplaced(word: str, known: Collection[str]) -> str | None:
    """Where a field belongs that was given at another level, for instance lr beside runs."""
    plain = word.lower()
    names = {plain, *SYNONYMS.get(plain, ())}
    found = next(iter(sorted(names & _HYPERPARAMETERS)), None)
    if found is None:
        return None
    if "hyperparameters" in known:
        return f'write it as "hyperparameters": {{"{found}": …}}'
    if "runs" in known or "run" in known:
        return f'it belongs to a run, as "hyperparameters": {{"{found}": …}}'
    return None


def suggestion(word: str, known: Collection[str]) -> str | None:
    """The known name that `word` most probably means; None where nothing is clear."""
    plain = word.lower()
    for name in known:
        if plain == name.lower():
            return name
    for synonym in SYNONYMS.get(plain.replace("-", "_").replace(" ", "_"), ()):
        if synonym in known:
            return synonym
    near = [name for name in known if len(name) > 1 and _is_slip(plain, name.lower())]
    least = min((distance(plain, name.lower()) for name in near), default=0)
    nearest = [name for name in near if distance(plain, name.lower()) == least]
    # A letter that is doubled says more than one that is another.
    alike = [name for name in nearest if _single(name.lower()) == _single(plain)]
    candidates = alike or nearest
    return candidates[0] if len(candidates) == 1 else None


def _is_slip(word: str, name: str) -> bool:
    """Whether `word` may be `name` with slips of the keyboard.

    Short words differ by a letter from many others that mean something: min and sin, gelu and
    relu. There a letter may only be doubled, swapped with its neighbour or left off at the end.
    """
    if _digits(word) != _digits(name):
        return False
    slips = distance(word, name)
    if slips == 1:
        swapped = sorted(word) == sorted(name)
        plural = word in (name + "s", name[:-1] if name.endswith("s") else "")
        begun = len(word) > 3 and name.startswith(word)
        longer = len(word) > 4 and word[0] == name[0]
        return swapped or plural or begun or longer or _single(word) == _single(name)
    return slips == 0 or (slips == 2 and len(word) > 5 and word[0] == name[0])


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))


def _single(word: str) -> str:
    """The word with doubled letters once."""
    return "".join(letter for letter, _ in groupby(word))


def distance(a: str, b: str) -> int:
    """How many letters were dropped, added, changed or swapped with a neighbour."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and other == a[i - 2]:
                least = min(least, older[j - 2] + 1)
            row.append(least)
    return row[-1]
