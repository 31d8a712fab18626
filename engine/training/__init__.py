"""Trainings: several optimizers on one network and data set, and what can be seen of them."""
