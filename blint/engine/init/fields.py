"""What the front matter of a blog's posts has in common: fields that nearly all have, and values
that come again and again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from blint.errors import closest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_DEEPEST = 3  # steps of a dotted path
_MOST_OF_A_POST = 200  # fields that are looked at
_MOST = 2000  # different ones
_MOST_VALUES = 100  # of one: no list of allowed values is as long
_LONGEST = 40  # characters of a value or a key
_MOST_REQUIRED = 15
# What a blog has few of at first and more of every year; and texts, which are free.
_FREE = frozenset(
    "title subtitle description summary excerpt slug author authors by editor name github twitter"
    " email date updated lang id uuid permalink url link".split()
)


class Field:
    """What is known of a field: the number of ``posts`` that fill it in, and of those where it is
    a flag; its short texts, and the number of other values."""

    def __init__(self) -> None:
        self.posts = 0
        self.flags = 0
        self.words: Counter[str] = Counter()
        self.others = 0

    def add(self, values: list[object]) -> None:
        """Take in the values that a post has, one or the items of a list."""
        self.posts += 1
        self.flags += all(isinstance(value, bool) for value in values)
        for value in values:
            known = isinstance(value, str) and value in self.words
            if known or (_is_word(value) and len(self.words) < _MOST_VALUES):
                self.words[str(value)] += 1
            else:
                self.others += 1


class Fields(dict[str, Field]):
    """The fields of posts by dotted path (``author.github``, ``co_authors[].github``)."""

    def add(self, data: Mapping[str, object]) -> None:
        """Take in the front matter of a post."""
        for number, (path, values) in enumerate(_filled("", data)):
            if number == _MOST_OF_A_POST:
                return
            if path in self or len(self) < _MOST:
                self.setdefault(path, Field()).add(values)


def _filled(above: str, data: Mapping[str, object]) -> Iterator[tuple[str, list[object]]]:
    """The fields that hold something, with their values; those of a list of mappings where each of
    them holds it."""
    for key, value in data.items():
        if not _is_key(key) or not _is_full(value):
            continue
        path = f"{above}{key}"
        yield path, value if isinstance(value, list) else [value]
        if path.count(".") + 1 >= _DEEPEST:
            continue
        if isinstance(value, dict):
            yield from _filled(f"{path}.", value)
        elif isinstance(value, list) and all(isinstance(item, dict) for item in value):
            for name in filter(_is_key, value[0]):
                inner = [item.get(name) for item in value]
                if all(map(_is_full, inner)):
                    yield f"{path}[].{name}", inner


def _is_full(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value not in ([], {})


def _is_key(key: object) -> bool:
    """Whether a key can be a step of a dotted path, and is one that somebody wrote."""
    return _is_word(key) and not set(str(key)) & set(".[]")


def _is_word(value: object) -> bool:
    """Whether a value is a short text that may be one of a few: no address and no path."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST:
        return False
    return value.isprintable() and value.strip() == value and "/" not in value


def required(fields: Fields, posts: int) -> list[str]:
    """The fields that at least nine of ten posts have; not flags, which are needed by nobody, nor
    those that others stand in."""
    found = [
        path
        for path, field in fields.items()
        if field.posts * 10 >= posts * 9 and field.flags * 2 < field.posts
    ]
    tops = list(dict.fromkeys(map(_top, found)))
    found.sort(key=lambda path: tops.index(_top(path)))
    above = {path.rpartition(".")[0].removesuffix("[]") for path in found if "." in path}
    return [path for path in found if path not in above][:_MOST_REQUIRED]


def _top(path: str) -> str:
    return path.partition(".")[0].removesuffix("[]")


class Closed(NamedTuple):
    """A field with few values: these, the most frequent first; how many ``posts`` have one; and
    those that look like slips, each with what is meant and how often it is there."""

    values: list[str]
    posts: int
    slips: Mapping[str, tuple[str, int]]


_OFTEN = 3  # a value that so many posts have is no slip
_MOST_ALLOWED = 10
_TIMES_A_VALUE = 5  # on average, at least


def closed(path: str, field: Field) -> Closed | None:
    """What a field may hold, where its values are few and come again and again."""
    steps = path.replace("[]", "").lower().split(".")
    if not _FREE.isdisjoint(steps) or len(field.words) < 2 or field.others * 20 > field.posts:
        return None
    often = [word for word, times in field.words.items() if times >= _OFTEN]
    slips = _slips(field.words, often)
    values = [word for word, _ in field.words.most_common() if word not in slips]
    times = sum(field.words[word] for word in values)
    rare = len(values) - len(often)
    if not often or len(values) > _MOST_ALLOWED or rare * 2 > len(often):
        return None
    if times < _TIMES_A_VALUE * max(len(values), 2) or (len(values) < 2 and not slips):
        return None
    return Closed(values, field.posts, slips)


def _slips(words: Counter[str], often: Iterable[str]) -> dict[str, tuple[str, int]]:
    """The rare values that are a slip away from frequent ones."""
    by_letters = {word.casefold(): word for word in often}
    found = {}
    for word, times in words.items():
        if times < _OFTEN:
            folded = word.casefold()
            near = folded if folded in by_letters else closest(folded, by_letters, 0.83)
            if near and times * 5 <= words[by_letters[near]]:
                found[word] = (by_letters[near], times)
    return found
