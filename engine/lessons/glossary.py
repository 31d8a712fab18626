"""The glossary: the words and signs of the lessons, beside those that the field has for the same.

A course, a paper and a framework may each have a word of their own; here all are found together,
for instance slope and gradient, cost and loss, or η, α and lr.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A word as the lessons use it, its sign, what others call it, and what it is."""

    word: str
    sign: str
    others: str
    text: str

    @property
    def anchor(self) -> str:
        """The name of its place in the page."""
        return self.word.lower().replace(" ", "-").replace("é", "e")


GLOSSARY: tuple[Term, ...] = (
    Term(
        "accuracy",
        "",
        "share of correct answers; score",
        "How many of the examples a network is right for. In a regression R² stands in its place.",
    ),
    Term(
        "activation",
        "",
        "non-linearity, transfer function",
        "What a unit makes of its input, for instance ReLU, which sets what is negative to zero.",
    ),
    Term(
        "back-propagation",
        "",
        "backprop, reverse-mode differentiation, autograd",
        "All slopes of the cost in one pass back through the network.",
    ),
    Term(
        "batch",
        "",
        "full batch, the whole training set",
        "All examples at once. Frameworks often say batch for what is a mini-batch here.",
    ),
    Term(
        "bias correction",
        "m̂, v̂",
        "debiasing, zero-initialization correction",
        "Division of an average by the sum of its weights, which makes up for its start at zero.",
    ),
    Term(
        "condition number",
        "κ",
        "cond, λmax/λmin",
        "The largest curvature over the smallest: how much steeper a ravine is across than along.",
    ),
    Term(
        "cost",
        "J",
        "loss, objective, error; L, f, C",
        "What is to be made small: the mean over the examples of how wrong the model is.",
    ),
    Term(
        "curvature",
        "λ",
        "second derivative, eigenvalue of the Hessian, sharpness",
        "How fast a slope changes along a direction.",
    ),
    Term(
        "decay of a rate",
        "",
        "learning-rate schedule, annealing",
        "A learning rate that falls over steps or epochs.",
    ),
    Term(
        "decay of weights",
        "",
        "weight decay, L2 penalty, ridge; λ",
        "A pull of the weights towards zero, at every step or as a part of the cost.",
    ),
    Term(
        "divergence",
        "",
        "blow-up, instability, NaN loss",
        "Steps that lead farther and farther out, since the rate is too large for the curvature.",
    ),
    Term(
        "dropout",
        "",
        "keep probability; p is the share dropped in PyTorch, keep_prob the share kept",
        "Units that are silenced by chance, anew at each step, while a network is trained.",
    ),
    Term(
        "epoch",
        "",
        "pass, sweep through the data",
        "As many updates as it takes to see every example once.",
    ),
    Term(
        "exponentially weighted average",
        "m, v",
        "EWMA, EMA, moving average, smoothing",
        "A memory that keeps a share β of itself and takes the rest from what is new.",
    ),
    Term(
        "first moment",
        "m",
        "mean of the gradients, exp_avg, momentum buffer; v in some courses",
        "Adam’s average of the slopes: the direction of its step.",
    ),
    Term(
        "gradient",
        "g",
        "∇J, ∂J/∂θ, dW and db in some courses",
        "All slopes together, one for each parameter; it points the steepest way up.",
    ),
    Term(
        "gradient checking",
        "",
        "gradcheck, numerical gradient, finite differences",
        "A comparison of computed slopes with differences of the cost.",
    ),
    Term(
        "gradient descent",
        "",
        "GD, steepest descent; optim.SGD without momentum",
        "A step against the gradient, again and again.",
    ),
    Term(
        "Hessian",
        "H",
        "matrix of second derivatives, ∇²J",
        "How every slope changes with every parameter; its eigenvalues are the curvatures.",
    ),
    Term(
        "initial weights",
        "",
        "initialization; Xavier is Glorot, He is Kaiming",
        "Where the descent begins, drawn by chance with a standard deviation that fits the layer.",
    ),
    Term(
        "learning rate",
        "η",
        "α in many courses, lr in code, step size, γ, ε in some books",
        "What the gradient is multiplied by to make a step; rate for short.",
    ),
    Term(
        "mini-batch",
        "B",
        "batch, batch size",
        "The few examples, B of them, that one update looks at.",
    ),
    Term(
        "momentum",
        "β",
        "heavy ball, Polyak’s method; the share kept is also μ, ρ or momentum",
        "Steps along a velocity that remembers the slopes of the past.",
    ),
    Term(
        "normalization of inputs",
        "",
        "standardization, z-score, feature scaling",
        "Each feature less its mean, divided by its standard deviation.",
    ),
    Term(
        "parameters",
        "θ",
        "weights and biases, w, W, b, x",
        "What is learned: the numbers that a step changes.",
    ),
    Term(
        "ravine",
        "",
        "narrow valley, ill-conditioned problem",
        "A cost that is far steeper across than along.",
    ),
    Term(
        "run",
        "",
        "trajectory, trial, training run",
        "One optimizer with its settings, from one start.",
    ),
    Term(
        "saddle point",
        "",
        "minimax point, critical point that is no extremum",
        "No slope, but curvatures of either sign: a pass between two peaks.",
    ),
    Term(
        "second moment",
        "v",
        "s in many courses, exp_avg_sq, accumulator, uncentred variance",
        "The average of squared slopes in RMSprop and Adam: the scale of their steps.",
    ),
    Term(
        "seed",
        "",
        "random state",
        "The number from which all that is drawn by chance follows.",
    ),
    Term(
        "share kept",
        "β, β₁, β₂",
        "decay rate, smoothing factor; alpha in PyTorch’s RMSprop, rho in Keras",
        "How much of itself an average keeps at each step; about 1/(1 − β) steps count.",
    ),
    Term(
        "slope",
        "g",
        "derivative, partial derivative, component of the gradient",
        "How much the cost rises along one parameter.",
    ),
    Term(
        "small constant",
        "ε",
        "eps, epsilon, fuzz",
        "Keeps a divisor away from zero; elsewhere ε may also be the step of a gradient check.",
    ),
    Term(
        "standard deviation",
        "σ",
        "scatter, spread, noise level, RMS about the mean",
        "How far values lie from their mean: the root of their variance.",
    ),
    Term(
        "step",
        "t, k",
        "iteration, update",
        "One change of the parameters; t counts from 1, k from 0.",
    ),
    Term(
        "stochastic gradient descent",
        "",
        "SGD; in frameworks any gradient descent on mini-batches",
        "An update from one example at a time.",
    ),
    Term(
        "velocity",
        "v",
        "momentum buffer, Δ, m; vdW in some courses",
        "What momentum keeps: the slopes so far, faded by β at each step.",
    ),
    Term(
        "warm-up",
        "",
        "ramp-up, burn-in of the learning rate",
        "A rate that rises from little before it falls.",
    ),
)
