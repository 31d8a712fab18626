"""Suggestions for names that nobody knows: what a word most probably means, or nothing.

A wrong suggestion is worse than none, for who follows it gets another experiment. So a word is
taken for a slip of the keyboard only where it is long enough for that, and for another word only
where the two mean the same.
"""

from collections.abc import Collection

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


def suggestion(word: str, known: Collection[str]) -> str | None:
    """The known name that `word` most probably means; None where nothing is clear."""
    plain = word.lower()
    for name in known:
        if plain == name.lower():
            return name
    for synonym in SYNONYMS.get(plain.replace("-", "_").replace(" ", "_"), ()):
        if synonym in known:
            return synonym
    slips = {name: distance(plain, name.lower()) for name in known if len(name) > 1}
    allowed = 0 if len(plain) < 3 else 1 if len(plain) < 6 else 2
    nearest = min(slips.values(), default=allowed + 1)
    if nearest > allowed:
        return None
    near = [name for name, slip in slips.items() if slip == nearest]
    # Who drops or adds a letter at the end still means the name in front of it.
    begun = [n for n in near if n.lower().startswith(plain) or plain.startswith(n.lower())]
    candidates = begun or near
    return candidates[0] if len(candidates) == 1 else None


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
