"""Parameters of a test that are called by what they are about."""

import pytest


def cases(**named):
    """Parameters by name: the name, with spaces for underscores, is what a failing test is called."""
    return [pytest.param(*values, id=name.replace("_", " ")) for name, values in named.items()]
