"""Asks first whether anything has changed since the last run, and only then loads the engine to do the work.

It knows what a run depends on, not how it is done: that is the pipeline's.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from diarium.disk import lock, publish
from diarium.disk.lying import Lying
from diarium.disk.repository import head
from diarium.disk.rest import Ended, Look, Rest, content_of, engine_folders, surroundings
from diarium.messages import Told, has_errors
from diarium.options import Built, Options

_LOCK = "content/addresses.lock"  # a build itself adds to it, so it is looked at afterwards as well


def build(options: Options) -> Built:
    """Compile the archive and publish it; with errors, publish nothing."""
    with lock.building(options.state):
        publish.check_output(options.output, options.root)
        publish.repair(options.output, options.state)
        lying = Lying(options.output, options.state, forget=options.clean)
        with lying.looked_at():
            rest = _rest(options)
            known = None if options.clean else rest.known(_key(options), lying)
            if known is not None:
                return Built(known.told, known.pages, failed=known.failed)
            with lying.looked_at_in_full():  # while the engine is loaded, and more
                from diarium import pipeline

                built = pipeline.build(options, lying)
        told = Told.of(built.messages)
        if options.remember and (built.failed or built.left):
            with suppress(OSError):  # the work is done; not knowing next time that nothing has changed only costs time
                rest.keep(Ended(told, built.pages, built.failed), _key(options), _words(options), built.left)
        return replace(built, messages=told)


def check(options: Options) -> Built:
    """Everything `build` would complain about; writes nothing. What the last build said is said again if it may be."""
    known = _rest(options).said(_words(options))
    if known is not None:
        failed = has_errors(known.told) or (options.strict and bool(known.told))
        return Built(known.told, known.pages, failed=failed)
    from diarium import pipeline

    return pipeline.check(options)


def _rest(options: Options) -> Rest:
    place = hashlib.blake2b(bytes(options.output), digest_size=6).hexdigest()
    return Rest(options.state, place, _look(options, options.root / _LOCK))


def _look(options: Options, lock_file: Path) -> Look:
    own = [options.root / folder for folder in ("content", "layouts", "assets")]
    return Look(dict.fromkeys([*own, *engine_folders()]), frozenset({str(lock_file)}))


def _key(options: Options) -> str:
    """All that a build depends on besides the files it reads."""
    return f"{replace(options, clean=False, jobs=None, cluster=None, remember=True)!r} {_words(options)}"


def _words(options: Options) -> str:
    """All that its messages depend on besides the files."""
    wanted = (options.today, options.base_url, options.drafts)
    recorded = hashlib.blake2b(content_of(options.root / _LOCK), digest_size=16).hexdigest()
    return f"{wanted!r} {head(options.root)} {surroundings()} {recorded}"
