"""Makes `python -m diarium` the same as the `diarium` command; holds nothing of its own."""

import sys

from diarium.cli import main

if __name__ == "__main__":
    sys.exit(main())
