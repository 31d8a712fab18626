"""Models: the numerics that several topics share, for instance a heavy ball in a ravine."""
