"""Which parts of the linked archive something was made from: noted while it is made, compared before it is made again.

The archive is seen through mappings that write down what is asked of them. A piece is a name and a key; its digest is
that of the value as it is now. Nothing here knows what is made, nor decides whether it is.
"""

from __future__ import annotations

import weakref
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, ItemsView, Iterable, Iterator, Mapping, ValuesView
from contextlib import contextmanager
from hashlib import blake2b
from itertools import chain
from types import MethodType
from typing import Any, Protocol, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
T = TypeVar("T")

Piece = tuple[str, Hashable]  # the mapping's name, and the key
Followed = tuple[Piece, ...]

# No key of ours is like these: asked for all keys in their order, and for everything.
_KEYS, _ALL = "\0keys", "\0all"
PLAIN = "archive"  # the name of what is no mapping
ENGINE = "engine"  # and of what makes it all: another one may work things out from others

# What follows from a document alone, by its address; and what follows from all texts that name something.
_OF_ONE = ("documents", "texts", "outlines", "checksums", "addresses")
_TEXTS, _MENTIONS = "texts", "mentions"
_SETTINGS = (PLAIN, "config")


class Former(Protocol):
    """What pieces were like in another archive, and what they followed from."""

    @property
    def pieces(self) -> Iterable[Piece]: ...

    @property
    def uncounted(self) -> Collection[Piece]:
        """Those of which nobody knows what they followed from."""
        ...

    @property
    def outside(self) -> Mapping[str, bytes]:
        """By name, a digest of all that came from elsewhere."""
        ...

    def digest(self, piece: Piece) -> bytes | None: ...

    def knows(self, name: str, keys: Iterable[Hashable]) -> bool:
        """Whether each of these is a piece of that name."""
        ...

    @property
    def roots(self) -> Iterable[Piece]:
        """Those that follow from no others that anybody knows of."""
        ...

    def following(self, origins: Iterable[Piece]) -> Collection[Piece]: ...

    def named(self, name: str) -> Iterable[Piece]: ...


class Noted:
    """Who bears this reads the archive through what is noted: another one of it makes nothing different."""


class Reads:
    """What is being read, and what every piece that was ever read is like now."""

    def __init__(self) -> None:
        self.noted: dict[Piece, None] | None = None
        self._followed: dict[str, Mapping[Any, Any]] = {}
        self._told: dict[str, Callable[[Any], Any]] = {}  # by name, who tells what a key holds
        self._digests: dict[Piece, bytes] = {}
        self._former: Former | None = None  # all but the doubtful pieces of it are taken to be what they were
        self._doubtful: set[Piece] = set()
        self._compared: set[Piece] = set()  # those of them of which it is known whether they are
        self._moved: set[Piece] = set()  # and are not
        self.taken_up = False
        """Whether the archive differs from that of the last build in what follows from some documents alone."""
        self._worked_out: set[str] = set()
        self._outside: set[str] = set()
        self._same: dict[Any, Any] = {}  # what pieces follow from, as others have told it: each thing is held once
        self.follows: dict[Piece, Followed] | None = None
        """What that which is worked out follows from, beside what stays; nobody keeps count where there is nothing."""
        self.named_in: Callable[[str], Iterable[tuple[Hashable, int]]] = lambda _address: ()
        """What the text of a document names."""
        self.unmet: Callable[[str], Mapping[Any, Any] | None] = lambda _name: None
        """What is meant by a name that nobody has used yet."""

    @contextmanager
    def noting(self) -> Iterator[dict[Piece, None]]:
        """Everything that is read in the meantime."""
        before, self.noted = self.noted, {}
        try:
            yield self.noted
        finally:
            self.noted = before

    def follow(
        self, name: str, entries: Mapping[K, V], missing: V | None = None, *, outside: bool = False
    ) -> Mapping[K, V]:
        """The same mapping, and what is read of it noted; `missing` stands for what is not in it.

        What comes from `outside` the archive may change whether or not anything in it does.
        """
        if outside:
            self._outside.add(name)
        if isinstance(entries, defaultdict):  # looking must add nothing
            entries = dict(entries)
        self._followed[name] = entries
        self._told[name] = getattr(entries, "told", entries.__getitem__)  # some have a shorter word for what they hold
        return _Followed(self, name, entries, missing)

    def work_out(self, name: str, make: Callable[[K], V], keys: Collection[K] = ()) -> Mapping[K, V]:
        """What follows from the archive, made when first asked for; what it was made from is its own affair.

        Whoever works it out is not held by that: an archive that is no longer shown must go by itself.
        """
        entries = _WorkedOut(self, name, _loosely(make) if isinstance(make, MethodType) else make, keys)
        self._worked_out.add(name)
        return self.follow(name, entries)

    def count(self) -> None:
        """Keep count from now on of what that follows from which is worked out."""
        self.follows = {}

    def believe(self, former: Former, documents: Collection[str]) -> None:
        """What pieces were like in an archive that differs from this one in what follows from these documents alone."""
        self.count()
        of_those = {(name, address) for address in documents for name in _OF_ONE}
        doubtful = {*former.uncounted, *of_those, *former.following(of_those)}
        named = {(_MENTIONS, ref) for address in documents for ref, _ in self.named_in(address)}
        compared = named.union(piece for piece in doubtful if piece[0] == _MENTIONS)
        for name, digest in self.outside.items():
            if former.outside.get(name) != digest:
                compared.update(former.named(name))
        self._compare(compared, former)
        self._doubtful |= doubtful
        self.taken_up = True

    def compare(self, former: Former) -> None:
        """What pieces were like in another archive, of which it is not known in what this one differs.

        All that follows from nothing else is held against what it was; what is worked out is taken to be what it was
        where nothing that it was worked out from is another.
        """
        self.count()
        if not former.outside:
            return
        engine = former.outside.get(ENGINE) == self.outside.get(ENGINE)
        if not engine or self.digest_of(_SETTINGS) != former.digest(_SETTINGS):  # asked for once, then kept in mind
            self._doubtful, self._former = set(former.pieces), former
            return
        roots = {*former.roots, *former.named(_MENTIONS)}
        later = {piece for piece in roots if piece[0] not in self._followed}  # nobody can tell them yet
        self._compare(roots - later, former)
        self._doubtful |= later.union(former.following(later))

    def _compare(self, pieces: set[Piece], former: Former) -> None:
        self._compared = pieces
        self._moved = {piece for piece in pieces if self.digest_of(piece) != former.digest(piece)}
        self._doubtful = pieces.union(former.following(self._moved))
        self._former = former

    @property
    def outside(self) -> dict[str, bytes]:
        """By name, a digest of all that comes from elsewhere than the archive."""
        return {name: self.digest_of((name, _ALL)) for name in sorted(self._outside)}

    @property
    def others(self) -> set[Piece] | None:
        """The pieces that are not what they were; nothing where any may be another."""
        former = self._former
        if former is None:
            return None
        doubtful = self._doubtful - self._compared
        all_of = [piece for piece in doubtful if piece[1] == _ALL]
        found = {piece for piece in doubtful.difference(all_of) if self.digest_of(piece) != former.digest(piece)}
        found |= self._moved
        names = {name for name, _ in found}
        for piece in all_of:  # there may be many, so nobody looks at each where none of them is another
            name = piece[0]
            alike = name in self._followed and name not in names and former.knows(name, self._followed[name])
            if not alike and self.digest_of(piece) != former.digest(piece):
                found.add(piece)
        return found

    @property
    def told(self) -> dict[Piece, tuple[bytes, Followed | None]]:
        """The digests of all pieces that somebody has asked for or that may be others, and what they follow from."""
        for piece in self._doubtful - self._digests.keys():
            self.digest_of(piece)
        found = {piece: self._origins(piece) for piece in self._digests}
        for origin in set(chain.from_iterable(filter(None, found.values()))) - found.keys():
            self.digest_of(origin)
            found[origin] = self._origins(origin)
        return {piece: (self.digest_of(piece), origins) for piece, origins in found.items()}

    def _origins(self, piece: Piece) -> Followed | None:
        """What a piece follows from, beside what stays; nothing where nobody has kept count."""
        name, key = piece
        counted = (self.follows or {}).get(piece)
        if counted is not None or name in self._worked_out:  # who made it may have been another process
            return counted
        if name == _MENTIONS:
            return None if key in (_KEYS, _ALL) else tuple([(_TEXTS, address) for address in self._mentioning(key)])
        if name in _OF_ONE and key == _ALL:
            return None
        return () if name in self._followed else None

    def _mentioning(self, key: Hashable) -> Iterable[str]:
        """The documents that mention something."""
        return dict.fromkeys(mention.document for mention in self._followed[_MENTIONS].get(key, ()))

    def made(self, piece: Piece, noted: Iterable[Piece]) -> None:
        """Keep count of what was read to work out a piece, unless that is too much to be worth it."""
        if self.follows is None:
            return
        found: dict[Piece, None] = {}
        for read in noted:
            name, key = read
            if name in self._worked_out:
                if read not in self.follows:
                    return
                found |= dict.fromkeys(self.follows[read])
            elif (name in _OF_ONE and key == _ALL) or (name == _MENTIONS and key in (_KEYS, _ALL)):
                return
            else:
                found[read] = None
        self.follows[piece] = tuple(found)

    def digest(self, pieces: Iterable[Piece]) -> bytes:
        """Of all these pieces as they are now."""
        return blake2b(b"".join(map(self.digest_of, pieces)), digest_size=16).digest()

    def learn(self, digests: Mapping[Piece, bytes], follows: Mapping[Piece, Followed]) -> None:
        """What pieces are like now and what they follow from, from whoever has told it of the same archive."""
        if self._former is not None:  # what is believed is known already
            known, doubtful = self._former.digest, self._doubtful
            digests = {piece: told for piece, told in digests.items() if piece in doubtful or known(piece) is None}
        self._digests |= digests
        if self.follows is not None:
            same = self._same.setdefault
            for piece, origins in follows.items():
                held = tuple([same(one, one) for one in origins])
                self.follows[piece] = same(held, held)

    def value(self, piece: Piece) -> object:
        """What a piece of the archive is now."""
        name, key = piece
        told = self._told.get(name) or self._meant(name)
        if told is None:
            return "nobody knows it"
        if key == _KEYS:
            return list(self._followed[name])
        if key == _ALL:
            return [(one, self.digest_of((name, one))) for one in self._followed[name]]
        try:
            return told(key)
        except LookupError:
            return "it is not there"

    def _meant(self, name: str) -> Callable[[Any], Any] | None:
        """Who tells the pieces of this name; whoever is asked for it first follows it by that."""
        return self._told.get(name) if self.unmet(name) is not None else None

    def digest_of(self, piece: Piece) -> bytes:
        found = self._digests.get(piece)
        if found is None and self._former is not None and piece not in self._doubtful:
            found = self._former.digest(piece)
        if found is None:
            text = repr(self.value(piece))
            found = self._digests[piece] = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()
        return found


def _loosely(make: MethodType) -> Callable[[Any], Any]:
    method = weakref.WeakMethod(make)

    def work_out(key: object) -> object:
        found = method()
        assert found is not None, "whoever asks holds the one who knows"
        return found(key)

    return work_out


class _Followed(Mapping[K, V]):
    __slots__ = ("_entries", "_missing", "_name", "_reads")

    def __init__(self, reads: Reads, name: str, entries: Mapping[K, V], missing: V | None) -> None:
        self._reads, self._name, self._entries, self._missing = reads, name, entries, missing

    def _note(self, key: Hashable) -> None:
        if self._reads.noted is not None:
            self._reads.noted[self._name, key] = None

    def __getitem__(self, key: K) -> V:
        noted = self._reads.noted
        if noted is not None:
            noted[self._name, key] = None
        try:
            return self._entries[key]
        except KeyError:
            if self._missing is None:
                raise
            return self._missing

    def __contains__(self, key: object) -> bool:
        self._note(key)
        return key in self._entries

    def __iter__(self) -> Iterator[K]:
        self._note(_KEYS)
        return iter(self._entries)

    def __len__(self) -> int:
        self._note(_KEYS)
        return len(self._entries)

    def values(self) -> ValuesView[V]:
        self._note(_ALL)
        return self._entries.values()

    def items(self) -> ItemsView[K, V]:
        self._note(_ALL)
        return self._entries.items()


class _WorkedOut(Mapping[K, V]):
    def __init__(self, reads: Reads, name: str, make: Callable[[K], V], keys: Collection[K]) -> None:
        self._reads, self._name, self._make, self._keys = weakref.ref(reads), name, make, keys
        self._made: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        try:
            return self._made[key]
        except KeyError:
            pass  # it is made below, where what goes wrong is told by itself
        reads = self._reads()
        assert reads is not None, "whoever asks holds it"
        counts = reads.follows is not None
        noted, reads.noted = reads.noted, ({} if counts else None)
        try:
            made = self._made[key] = self._make(key)
            if counts:
                reads.made((self._name, key), reads.noted or ())
        finally:
            reads.noted = noted
        return made

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
