"""Topics: the experiments of the lessons, which is what a contributor adds."""
