"""How fast blint is beside its peers: ``python benchmarks --help``."""


class Unable(Exception):
    """The measurement cannot be done; the text says why."""
