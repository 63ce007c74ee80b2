"""Makes `python -m diarium` the same as the `diarium` command; holds nothing of its own."""

import sys

from diarium.cli import main
from diarium.disk.leaving import leave


def run() -> int:
    """The command, in a process of its own that ends with it."""
    return leave(main(), sys.stdout, sys.stderr)


if __name__ == "__main__":
    sys.exit(run())
