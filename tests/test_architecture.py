"""The plan of the house, kept by machine: who may import whom, who may touch files, what layouts can reach."""

import ast
import os
import re
import subprocess
import sys
from dataclasses import fields
from functools import lru_cache
from typing import get_args

import pytest
from conftest import REPOSITORY
from jinja2 import DictLoader, Environment, meta, nodes

from diarium.pages.render import PageFace
from diarium.pages.views import View

PACKAGE = REPOSITORY / "diarium"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Rooms from the top of the house down; a room may use what stands on a lower line, and itself. `disk` and `reading`
# share a line, as do `desk` and `pages`: neither of the two may use the other, with the exceptions below.
FLOORS = (
    ("__main__",),
    ("cli",),
    ("arguments",),
    (
        "preview",
        "preview_apart",
        "preview_behind",
        "preview_glance",
        "preview_handler",
        "preview_pause",
        "preview_server",
        "preview_table",
        "preview_watch",
    ),
    ("building",),
    ("pipeline",),
    ("relinking",),
    ("gathering", "indexing", "opendata", "takeaway", "veiling"),
    ("recorded",),
    ("printing",),
    ("desk", "pages"),
    ("archive",),
    ("config",),
    ("reading", "disk"),
    ("schema", "spelling"),
    ("options",),
    ("model", "uncollected"),
    ("messages",),
    ("codes",),
)
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
TOUCHES_FILES = {
    "disk",
    "desk",
    "cli",
    "preview",
    "preview_apart",
    "preview_behind",
    "preview_glance",
    "preview_handler",
    "preview_pause",
    "preview_server",
    "preview_table",
    "preview_watch",
}
OUTSIDE = TOUCHES_FILES - {"desk"}  # rooms that may ask the machine for the time or the environment

# What the plan would forbid and has a reason. Whoever adds a line here gives it in docs/architecture.md as well.
EXCEPTIONS = {
    # the preview's own rooms lie on one floor, in this order
    ("preview", "preview_handler"),
    ("preview", "preview_server"),
    ("preview", "preview_watch"),
    ("preview_apart", "preview_pause"),
    ("preview_apart", "preview_server"),
    ("preview_apart", "preview_table"),
    ("preview_behind", "preview_pause"),
    ("preview_behind", "preview_server"),
    ("preview_handler", "preview_server"),
    ("preview_table", "preview_glance"),
    ("preview_table", "preview_server"),
    # `explain` asks the very build it explains; `import` and `check --fix` read the archive as a build does
    ("desk", "gathering"),
    ("desk", "pipeline"),
    ("desk", "pages"),
}
# Inside a floor, `disk` is the narrowest: it knows messages and the few types of the model, never what a file means.
DISK_KNOWS = {"disk", "model", "messages", "codes"}

FILE_CALLS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "mkdir", "touch", "rmdir"}
LOOKS = {"exists", "is_file", "is_dir", "iterdir", "glob", "rglob", "stat", "lstat", "cwd", "home", "expanduser"}
FILE_MODULES = {"os", "shutil", "subprocess", "tempfile", "glob", "socket", "sqlite3", "mmap", "urllib.request"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("date", "today"),
    ("datetime", "utcnow"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "monotonic"),
    ("time", "perf_counter"),
    ("time", "localtime"),
    ("time", "strftime"),
    ("locale", "setlocale"),
    ("random", "random"),
    ("uuid", "uuid4"),
}
CALENDAR_AND_CHANCE = {"random", "secrets", "uuid", "locale", "time"}


def name(path):
    return path.relative_to(REPOSITORY).as_posix()


def room_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@lru_cache(maxsize=1)
def trees():
    return [(path, ast.parse(path.read_text("utf-8"))) for path in MODULES]


def imports(tree):
    """Every module that is imported anywhere in a file, inside functions too: (line, dotted name)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full here"
            module = node.module or ""
            inside = module == "diarium" or (PACKAGE.parent / module.replace(".", "/")).is_dir()
            for alias in node.names:
                yield node.lineno, f"{module}.{alias.name}" if inside else module


def calls(tree):
    """Every call in a file: (line, what it is called on or "", the name that is called)."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            yield node.lineno, "", node.func.id
        elif isinstance(node.func, ast.Attribute):
            holder = node.func.value
            inner = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "…")
            yield node.lineno, inner, node.func.attr


# ---------------------------------------------------------------- who imports whom


def test_every_room_of_the_package_stands_on_a_floor():
    rooms = {room_of(path) for path in MODULES} - {"__init__", "builtin"}
    assert rooms <= LEVEL.keys(), "a new room gets a line in FLOORS, and in docs/architecture.md"
    assert LEVEL.keys() <= rooms, "a room that is gone leaves FLOORS too"


def test_imports_go_down_only():
    wrong = []
    for path, tree in trees():
        here = room_of(path)
        for line, module in imports(tree):
            package, _, rest = module.partition(".")
            there = rest.split(".")[0]
            if package != "diarium" or here == "__init__" or there not in LEVEL or there == here:
                continue
            if LEVEL[there] <= LEVEL[here] and (here, there) not in EXCEPTIONS:
                wrong.append(f"{name(path)}:{line}: {here} imports {there}")
    assert not wrong


def test_no_exception_outlives_its_reason():
    used = set()
    for path, tree in trees():
        used |= {(room_of(path), module.split(".")[1]) for _, module in imports(tree) if module.startswith("diarium.")}
    assert used >= EXCEPTIONS


def test_the_rooms_that_touch_files_do_not_know_what_a_document_is():
    wrong = []
    for path, tree in trees():
        if room_of(path) == "disk":
            for line, module in imports(tree):
                if module.startswith("diarium.") and module.split(".")[1] not in DISK_KNOWS:
                    wrong.append(f"{name(path)}:{line}: {module}")
    assert not wrong


def test_modules_import_one_another_in_no_circle():
    known = {name(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in MODULES}
    uses = {
        module: {
            target
            for _, imported in imports(ast.parse(path.read_text("utf-8")))
            for target in (imported, imported.rpartition(".")[0])
            if target in known and target != module and not target.endswith("__init__") and "." in target
        }
        for module, path in known.items()
    }
    done, way = set(), []

    def visit(module):
        assert module not in way, " → ".join([*way[way.index(module) :], module])
        if module in done:
            return
        way.append(module)
        for target in sorted(uses[module]):
            visit(target)
        way.pop()
        done.add(module)

    for module in sorted(known):
        visit(module)


# ---------------------------------------------------------------- files, clock, environment


def test_only_the_rooms_that_own_files_open_them():
    wrong = []
    for path, tree in trees():
        if room_of(path) in TOUCHES_FILES:
            continue
        for line, module in imports(tree):
            if any(module == forbidden or module.startswith(f"{forbidden}.") for forbidden in FILE_MODULES):
                wrong.append(f"{name(path)}:{line}: imports {module}")
        for line, holder, called in calls(tree):
            if called in FILE_CALLS or (called in LOOKS and holder in ("Path", "path", "root", "folder", "file")):
                wrong.append(f"{name(path)}:{line}: {holder}.{called}()")
    assert not wrong


def test_only_the_command_line_prints():
    wrong = []
    for path, tree in trees():
        if room_of(path) in ("cli", "__main__"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "input"):
                wrong.append(f"{name(path)}:{node.lineno}: {node.func.id}()")
            is_stream = isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr", "stdin", "exit")
            if is_stream and getattr(node.value, "id", "") == "sys":
                wrong.append(f"{name(path)}:{node.lineno}: sys.{node.attr}")
    assert not wrong


def test_no_room_that_makes_pages_knows_what_time_it_is():
    """The command line gives the day; files have times of their own; nobody rolls dice."""
    wrong = []
    for path, tree in trees():
        here = room_of(path)
        wrong += [
            f"{name(path)}:{line}: {holder}.{called}()"
            for line, holder, called in calls(tree)
            if (holder, called) in CLOCKS and here not in OUTSIDE
        ]
        wrong += [
            f"{name(path)}:{line}: imports {module}"
            for line, module in imports(tree)
            if module in CALENDAR_AND_CHANCE and here not in OUTSIDE
        ]
    assert not wrong


def test_no_room_that_makes_pages_asks_the_environment():
    wrong = []
    for path, tree in trees():
        if room_of(path) in OUTSIDE:
            continue
        wrong += [
            f"{name(path)}:{node.lineno}: {ast.unparse(node)}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv", "getlogin")
        ]
    assert not wrong


def test_nobody_reads_yaml_in_the_way_that_guesses_types():
    wrong = [
        f"{name(path)}:{line}: {holder}.{called}"
        for path, tree in trees()
        for line, holder, called in calls(tree)
        if holder == "yaml" and called in ("load", "safe_load", "full_load", "load_all", "safe_load_all")
    ]
    assert not wrong


# ---------------------------------------------------------------- names and words


def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "tools", "shared", "base", "core"}
    found = [name(path) for path in MODULES if path.stem in drawers or path.parent.name in drawers]
    assert not found


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_says_what_it_is_for_and_what_it_never_does(path):
    said = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert said, "a module opens with two sentences: what it is for, and what it never does"
    if path.name in ("__init__.py", "__main__.py") and path.parent == PACKAGE:
        return  # the package's own two, which hold no work
    plain = " ".join(said.split())
    assert plain.count(". ") + plain.count("; ") + plain.endswith(".") >= 2, f"one statement only: {plain}"
    limits = r"\b(never|nothing|none|nobody|no|not|nor|neither|only|elsewhere)\b|stands (in|on)"
    assert re.search(limits, plain, re.IGNORECASE), f"it does not say what it never does: {plain}"


def test_no_room_outgrows_its_walls():
    """Beyond this a module has two jobs. A table of codes and a coast are as long as there is to say."""
    data = {"codes.py", "coast.py"}
    long = {name(p): n for p in MODULES if (n := len(p.read_text("utf-8").splitlines())) > 450 and p.name not in data}
    assert not long


# ---------------------------------------------------------------- layouts

LAYOUTS = {path.name: path.read_text("utf-8") for path in sorted((REPOSITORY / "layouts").glob("*"))}
NAMES_OF_FORMATS = {"Markdown", "JSON", "CSL", "CSV", "RIS", "BibTeX", "Atom", "SHA", "SQLite"}  # the same everywhere


def imported_anywhere(environment):
    """Names under which layouts know one another's macros."""
    trees = [environment.parse(text) for text in LAYOUTS.values()]
    whole = {node.target for tree in trees for node in tree.find_all(nodes.Import)}
    single = {name for tree in trees for node in tree.find_all(nodes.FromImport) for name in node.names}
    return whole | {name if isinstance(name, str) else name[1] for name in single}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_reaches_nothing_but_the_page_and_the_site(layout):
    environment = Environment(loader=DictLoader(LAYOUTS))
    environment.globals.clear()
    tree = environment.parse(LAYOUTS[layout])
    # Blocks and included layouts see what a layout imports, which the analysis of each by itself does not know.
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}
    assert meta.find_undeclared_variables(tree) - imported_anywhere(environment) - own <= {"page", "site"}
    assert set(meta.find_referenced_templates(tree)) <= LAYOUTS.keys(), "a layout names others as they are called"


def test_no_layout_switches_escaping_off():
    marks = ("|safe", "| safe", "autoescape", "Markup")
    assert not [layout for layout, text in LAYOUTS.items() if any(mark in text for mark in marks)]


def test_no_layout_holds_words_of_the_interface():
    """What readers see comes from the table of words, or two of the three languages would miss it."""
    found = []
    for layout, text in LAYOUTS.items():
        bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
        bare = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1>|<[^>]*>|\w+=\"[^\"]*\"", " ", bare, flags=re.DOTALL)
        words = set(re.findall(r"[^\W\d_]{2,}", bare)) - NAMES_OF_FORMATS
        found += [f"{layout}: {word}" for word in sorted(words)]
    assert not found


# ---------------------------------------------------------------- the tools


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)],
    ids=["ruff-check", "ruff-format", "mypy"],
)
def test_the_code_is_tidy(command):
    environment = {**os.environ, "NO_COLOR": "1"}
    given = [sys.executable, "-m", *command]
    done = subprocess.run(given, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_part_of_a_view_hides_behind_what_every_page_has():
    for view in get_args(View):
        parts = {field.name for field in fields(view)}
        assert not parts & set(dir(PageFace)), view.__name__
