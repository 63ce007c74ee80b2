"""Commands and options to calls, messages to the terminal, outcomes to exit status.

It holds no rule of the archive: what a command does is one call into the room that does it.
"""

from __future__ import annotations

import argparse
import datetime
import os
import signal
import sys
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from diarium.arguments import NEW_OPTIONS, USAGE, parser, with_command
from diarium.messages import WHOLE, Message, SearchFailed, Stop, errors_in, gist, render

if TYPE_CHECKING:
    from diarium.options import Built, Options

DONE, CONTENT, TOOL, DISK, BUSY, INTERRUPTED = 0, 1, 3, 4, 75, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status and lets no traceback reach a user."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal in another encoding must not end a build
            stream.reconfigure(errors="backslashreplace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        wanted = parser(os.environ.get("DIARIUM_PROG") or "diarium").parse_args(with_command(given))
    except SystemExit as stop:
        return USAGE if stop.code else DONE
    try:
        return _run(wanted)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Stop as stop:
        print(f"diarium: {stop}", file=sys.stderr)
        return stop.status
    except OSError as broken:
        where = f": {broken.filename}" if broken.filename else ""
        print(f"diarium: {broken.strerror or broken}{where}. The published site is as it was.", file=sys.stderr)
        return DISK
    except Exception as bug:  # noqa: BLE001 - a bug of ours is told as one; the traceback is for whoever asks
        print(f"diarium: this is a fault in Diarium, not in your files: {type(bug).__name__}: {bug}", file=sys.stderr)
        if wanted.verbose:
            import traceback

            traceback.print_exc()
        else:
            print("Run it again with -v and send what it prints to the makers.", file=sys.stderr)
        return USAGE


# ---------------------------------------------------------------- the commands


def _run(wanted: argparse.Namespace) -> int:
    command: Callable[[argparse.Namespace], int] = {
        "build": _build,
        "check": _check,
        "serve": _serve,
        "explain": _explain,
        "init": _init,
        "new": _new,
        "import": _import,
        "merge": _merge,
        "verify": _verify,
        "bag": _bag,
    }[wanted.command]
    return command(wanted)


def _options(wanted: argparse.Namespace) -> Options:
    from diarium.options import Options

    root = (wanted.root or Path.cwd()).resolve()
    if not root.is_dir():
        raise Stop(f"there is no folder {wanted.root}", USAGE)
    # The one clock: it decides what is due and what lies in the future, and never reaches a page.
    today = wanted.today or datetime.date.today().isoformat()  # noqa: DTZ011 - the editor's own day
    if wanted.base_url is not None:
        from diarium.reading.targets import can_be_published_at  # most builds are given none

        if not can_be_published_at(base := wanted.base_url):
            raise Stop(f"--base-url wants an address such as https://example.org/archive/, not '{base}'", USAGE)
    return Options(
        root=root,
        output=Path(os.path.abspath(wanted.output)) if wanted.output else root / "site",
        today=today,
        base_url=wanted.base_url,
        drafts=wanted.drafts,
        strict=wanted.strict,
        clean=wanted.clean,
        jobs=wanted.jobs,
        cluster=wanted.cluster,
        search=not wanted.no_search,
        record=wanted.command == "build",
        remember=wanted.command in ("build", "serve"),
    )


def _build(wanted: argparse.Namespace) -> int:
    options = _options(wanted)
    built, seconds = _built(options)
    _tell(built.messages, wanted)
    for note in built.notes if not wanted.quiet else ():
        print(f"diarium: {note}", file=sys.stderr)
    for phase, spent in built.phases if wanted.profile else ():
        print(f"{spent:9.3f} s  {phase}", file=sys.stderr)
    print(_summary(built, options, seconds))
    return CONTENT if built.failed else DONE


def _built(options: Options) -> tuple[Built, float]:
    from diarium.building import build
    from diarium.disk.lock import Locked
    from diarium.disk.publish import NotOurs

    start = time.perf_counter()
    try:
        built = build(options)
    except Locked as busy:
        raise Stop(str(busy), BUSY) from None
    except NotOurs as refusal:
        raise Stop(str(refusal), DISK) from None
    except SearchFailed as failure:
        raise Stop(f"{failure}. The published site is as it was.", DISK if failure.full_disk else TOOL) from None
    return built, time.perf_counter() - start


def _check(wanted: argparse.Namespace) -> int:
    from diarium.building import check

    options = _options(wanted)
    if wanted.fix:
        _fix(options, wanted)
    elif wanted.yes or wanted.dry_run:
        raise Stop("--yes and --dry-run belong to --fix", USAGE)
    built = check(options)
    _tell(built.messages, wanted)
    told = _change_report(options, wanted)
    if told:
        print(told)
    # a report is all there is on its stream, and a list of messages for programs on the other
    if not told or wanted.format not in (*WHOLE, "json"):
        print(_sum(built.messages) or "No errors, no warnings", file=sys.stderr if told else sys.stdout)
    return CONTENT if built.failed else DONE


def _fix(options: Options, wanted: argparse.Namespace) -> None:
    """Shows what can be mended for certain, then writes it: on a terminal only if the editor agrees."""
    from diarium.desk.fixing import certain_changes, write

    changes = certain_changes(options)
    for change in changes:
        for line in change.diff():
            print(line)
    files = _plural(len(changes), "file")
    if not changes:
        print("Nothing to mend that is certain")
    elif wanted.dry_run:
        print(f"Nothing written; {files} would change")
    elif wanted.yes or not (sys.stdin.isatty() and sys.stdout.isatty()) or _agreed(f"Write this to {files}?"):
        written = write(options, changes)
        print(f"Mended {_plural(len(written), 'file')}")
        for change in changes:
            if change.path not in written:
                print(f"diarium: {change.path} was changed meanwhile and is left as it is", file=sys.stderr)
    else:
        print("Nothing written")
    sys.stdout.flush()


def _agreed(question: str) -> bool:
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "j", "ja")


def _change_report(options: Options, wanted: argparse.Namespace) -> str:
    if wanted.since is None:
        if wanted.report:
            raise Stop("--report tells of a change, so it wants --since REV too", USAGE)
        return ""
    from diarium.desk.changes.reporting import report
    from diarium.disk.repository import NoRevision

    try:
        return report(options, wanted.since, wanted.report or ("json" if wanted.format == "json" else "text"))
    except NoRevision as refusal:
        raise Stop(str(refusal), USAGE) from None


def _serve(wanted: argparse.Namespace) -> int:
    from diarium.disk.layouts import built_in
    from diarium.options import Built
    from diarium.preview import Outcome, serve
    from diarium.preview_apart import understanding_of
    from diarium.preview_behind import Behind, Ended
    from diarium.preview_server import Understood

    options = _options(wanted)
    understanding = understanding_of(options)
    told: set[Message] = set()

    def look(open_pages: Sequence[str]) -> Outcome:
        _say("Building")  # a task of an editor forgets the messages of the build before
        start = time.perf_counter()
        found = understanding.again(open_pages)
        told.clear()
        told.update(found.messages)
        _tell(found.messages, wanted)
        ready = "" if found.table is None else f"Ready: {_plural(len(found.table), 'page')}"
        outcome = outcome_of(found, f"{ready} in {time.perf_counter() - start:.2f} s")
        _say(outcome.summary)
        return outcome

    def outcome_of(found: Understood, ready: str = "") -> Outcome:
        lines = gist(found.messages)
        if found.table is None:
            return Outcome(False, lines, _summary(Built(found.messages, failed=True), options, 0))
        return Outcome(True, lines, f"{ready} · {_sum(found.messages)}" if found.messages else ready, found.table)

    def glance(changed: Collection[str], open_pages: Sequence[str]) -> Outcome | None:
        inside = os.path.realpath(options.root) + os.sep
        paths = [path.removeprefix(inside).replace(os.sep, "/") for path in changed]
        return None if (found := understanding.glance(paths, open_pages)) is None else outcome_of(found)

    def ended(behind: Ended) -> Outcome | None:
        if behind.built is None:
            _say(f"diarium: {behind.trouble}")
            return None if behind.passing else Outcome(False, (behind.trouble,), behind.trouble)
        _tell([message for message in behind.built.messages if message not in told], wanted)
        summary = _summary(behind.built, options, behind.seconds)
        _say(summary)
        changed = bool(behind.built.changed or behind.built.removed)
        lines = gist(behind.built.messages)
        return Outcome(not behind.built.failed, lines, summary, changed=changed)

    own = [options.root / folder for folder in ("content", "layouts", "assets")]
    watched = list(dict.fromkeys([*own, built_in("layouts"), built_in("assets")]))
    sys.setswitchinterval(_TURN_SECONDS)
    for name in ("SIGTERM", "SIGHUP"):  # a terminal that is closed, too, takes the build behind along
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        behind = Behind(options, ended)
        return serve(look, options.output, watched, wanted.port, wanted.open, say=_say, behind=behind, glance=glance, overtake=understanding.overtake)  # fmt: skip
    finally:
        understanding.end()


_TURN_SECONDS = 0.001  # so often whoever answers pages gets a turn while the archive is looked at


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _explain(wanted: argparse.Namespace) -> int:
    from diarium.desk.explain import explain

    found = explain(_options(wanted), wanted.what)
    if found.messages:
        _tell(found.messages, wanted)
        raise Stop("an archive with errors has no pages; mend them first", CONTENT)
    if found.value is None:
        raise Stop(f"nothing in this archive has the address or the file '{wanted.what}'", CONTENT)
    for line in found.value:
        print(line)
    return DONE


def _verify(wanted: argparse.Namespace) -> int:
    from diarium.disk.fixity import NoManifest, differences, differences_at

    where = wanted.where or str((wanted.root or Path.cwd()) / "site")
    try:
        found = differences_at(where) if where.startswith(("http://", "https://")) else differences(Path(where))
    except NoManifest as refusal:
        raise Stop(str(refusal), USAGE) from None
    for line in found.lines():
        print(line)
    if not wanted.quiet:
        wrong = len(found.changed) + len(found.missing)
        more = f", {len(found.added)} more" if found.added else ""
        print(f"{_plural(found.total - wrong, 'file')} of {found.total} as published{more}")
    return CONTENT if found else DONE


def _bag(wanted: argparse.Namespace) -> int:
    from diarium.desk.handover import hand_over
    from diarium.disk.bag import NotWhole
    from diarium.disk.fixity import NoManifest

    root = (wanted.root or Path.cwd()).resolve()
    folder = Path(os.path.abspath(wanted.folder))
    if folder.exists():
        raise Stop(f"{wanted.folder} is there already; name a folder that is not", USAGE)
    site = wanted.site or root / "site"
    try:
        count = hand_over(root, site, folder)
    except NoManifest as refusal:
        raise Stop(str(refusal), USAGE) from None
    except NotWhole as refusal:
        for line in refusal.found.lines():
            print(line, file=sys.stderr)
        raise Stop(f"{site} is not as it was published; build it again first", CONTENT) from None
    print(_shown(folder))
    if not wanted.quiet:
        _say(f"{_plural(count, 'file')} in the bag")
    return DONE


def _init(wanted: argparse.Namespace) -> int:
    from diarium.desk.scaffold import Occupied, new_archive, renewed_tools

    try:
        made = (renewed_tools if wanted.tools else new_archive)(Path(os.path.abspath(wanted.folder)))
    except Occupied as occupied:
        raise Stop(str(occupied), USAGE) from None
    for path in made:
        print(path)
    return DONE


def _desk_options(wanted: argparse.Namespace) -> Options:
    """The archive that `new` and `import` read: as it stands, leaving nothing behind."""
    from diarium.options import Options

    root = (wanted.root or Path.cwd()).resolve()
    if not root.is_dir():
        raise Stop(f"there is no folder {wanted.root}", USAGE)
    if not (root / "content").is_dir():
        raise Stop(f"{root} has no folder content/, so it is no archive; begin one with: diarium init DIR", USAGE)
    today = wanted.today or datetime.date.today().isoformat()  # noqa: DTZ011 - the editor's own day
    return Options(root=root, output=root / "site", today=today, remember=False)


def _shown(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _import(wanted: argparse.Namespace) -> int:
    from diarium.desk.intake.importing import import_file, knowledge
    from diarium.desk.intake.originals import Refused, ToolMissing

    if wanted.output and len(wanted.files) > 1:
        raise Stop("--output names one file, but several originals are given", USAGE)
    options = _desk_options(wanted)
    known = knowledge(options)
    output = Path(os.path.abspath(wanted.output)) if wanted.output else None
    status = DONE
    for source in wanted.files:
        try:
            made = import_file(source, options, known, output, wanted.keep_original)
        except ToolMissing as missing:
            raise Stop(str(missing), TOOL) from None
        except Refused as refusal:
            print(f"diarium: {refusal}", file=sys.stderr)
            status = USAGE
        else:
            print(_shown(made), flush=True)
    return status


def _merge(wanted: argparse.Namespace) -> int:
    from diarium.desk.merging import NotMerged, merge

    try:
        done = merge(_desk_options(wanted), wanted.keep, wanted.other, wanted.kind)
    except NotMerged as refusal:
        _tell(refusal.messages, wanted)
        raise Stop(str(refusal), CONTENT if refusal.messages else USAGE) from None
    for path in done.written:
        print(path)
    for path in done.removed:
        print(f"{path} (deleted)")
    _say(f"diarium: '{done.gone.name}' is now a name of '{done.kept.name}', at /{done.kept.ref.path}")
    return DONE


def _new(wanted: argparse.Namespace) -> int:
    from diarium.desk.scaffold import NotYet, Occupied, new_document

    options = _desk_options(wanted)
    given = {field: getattr(wanted, name) for name, field in NEW_OPTIONS.items() if getattr(wanted, name)}
    given.update({"type": wanted.type, **({"title": wanted.title} if wanted.title else {})})
    ask = _asked if sys.stdin.isatty() and sys.stderr.isatty() else None
    output = Path(os.path.abspath(wanted.output)) if wanted.output else None
    try:
        made = new_document(options, given, ask, output)
    except (NotYet, Occupied) as refusal:
        raise Stop(str(refusal), USAGE) from None
    print(_shown(made))
    return DONE


def _asked(question: str, suggestion: str) -> str:
    """One line from the terminal; an empty one takes what is suggested."""
    print(f"{question}{f' [{suggestion}]' if suggestion else ''}: ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise Stop("nothing was made: the answers ended", USAGE)
    return line.strip() or suggestion


# ---------------------------------------------------------------- telling


def _tell(messages: Sequence[Message], wanted: argparse.Namespace) -> None:
    if not messages and wanted.format not in WHOLE:
        return
    for shown in render(messages, wanted.format, _colored(sys.stderr, wanted.color)):
        print(shown, file=sys.stderr)


def _colored(stream: TextIO, wish: str) -> bool:
    if wish != "auto":
        return wish == "always"
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()


def _sum(messages: Sequence[Message]) -> str:
    errors = errors_in(messages)
    warnings = len(messages) - errors
    said = [_plural(errors, "error")] if errors else []
    return ", ".join([*said, _plural(warnings, "warning")] if warnings else said)


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _summary(built: Built, options: Options, seconds: float) -> str:
    if built.failed:
        return f"Nothing published: {_sum(built.messages)}"
    where = os.path.relpath(options.output)
    shown = where if not where.startswith("..") else str(options.output)
    changed = sum(path.endswith(".html") for path in built.changed)
    line = f"Built {_plural(built.pages, 'page')} ({changed} changed) in {seconds:.1f} s → {shown}/"
    return f"{line} · {_sum(built.messages)}" if built.messages else line
