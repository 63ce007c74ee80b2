"""Asks first whether anything has changed since the last run, and only then loads the engine to do the work.

It knows what a run depends on, not how it is done: that is the pipeline's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from diarium.disk import lock, publish
from diarium.disk.repository import head
from diarium.disk.rest import Look, Rest, content_of, engine_folders, surroundings
from diarium.options import Built, Options

_LOCK = "content/addresses.lock"  # a build itself adds to it, so it is looked at afterwards as well


def build(options: Options) -> Built:
    """Compile the archive and publish it; with errors, publish nothing."""
    with lock.building(options.state):
        publish.check_output(options.output, options.root)
        publish.repair(options.output, options.state)

        def work() -> Built:
            from diarium import pipeline

            return pipeline.build(options)

        return _unless_known(options, "build", work)


def check(options: Options) -> Built:
    """Everything `build` would complain about, layouts included; writes nothing of the site."""

    def work() -> Built:
        from diarium import pipeline

        return pipeline.check(options)

    return _unless_known(options, "check", work)


def _unless_known(options: Options, name: str, work: Callable[[], Built]) -> Built:
    place = hashlib.blake2b(bytes(options.output), digest_size=6).hexdigest()
    lock_file = options.root / _LOCK
    rest = Rest(options.state, f"{name}-{place}", _key(options), _look(options, lock_file))
    known = None if options.clean else rest.known(options.output if name == "build" else None)
    if known is not None:
        return Built(known.messages, known.pages, failed=known.failed)
    built = work()
    if options.remember:
        published = options.output if name == "build" and not built.failed else None
        with suppress(OSError):  # the work is done; not knowing next time that nothing has changed only costs time
            rest.keep(replace(built, changed=(), removed=(), notes=(), phases=()), published, _key(options))
    return built


def _look(options: Options, lock_file: Path) -> Look:
    own = [options.root / folder for folder in ("content", "layouts", "assets")]
    return Look(dict.fromkeys([*own, *engine_folders()]), frozenset({str(lock_file)}))


def _key(options: Options) -> str:
    """All that a run depends on besides the files it reads."""
    wanted = replace(options, clean=False, jobs=None, remember=True)
    said = f"{wanted!r} {head(options.root)} {surroundings()}"
    return hashlib.blake2b(said.encode() + content_of(options.root / _LOCK), digest_size=16).hexdigest()
