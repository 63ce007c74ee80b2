"""`docs/robustness.md` names a test for everything the archive survives, and each of them is there."""

import ast
import re

from conftest import REPOSITORY

ROWS = re.findall(r"^\| (\d+) \|.*\|(.*)\|$", (REPOSITORY / "docs/robustness.md").read_text("utf-8"), re.MULTILINE)


def functions_of(name):
    tree = ast.parse((REPOSITORY / "tests" / name).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_row_names_tests_that_are_there():
    assert [int(number) for number, _ in ROWS] == list(range(1, 39))
    for number, named in ROWS:
        found = re.findall(r"`([a-z_]+\.py)::(test_\w+)`", named)
        assert found, number
        for file, test in found:
            assert test in functions_of(file), f"{number}: {file}::{test}"
