"""JSON Schema for front matter, by the jsonschema library."""

from __future__ import annotations

import datetime
import math
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from blint.bounded import load_json, text_of
from blint.errors import BlintError
from blint.files.paths import shown
from blint.post.front_matter.values import BadDate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from blint.checks.options import File
    from blint.files.disk import Files


_MOST = 200  # violations in one post


@lru_cache(maxsize=16)
def _validator(path: str, source: bytes) -> Any:
    import jsonschema
    from referencing import Registry
    from referencing.exceptions import NoSuchResource

    def refuse(uri: str) -> Any:
        raise NoSuchResource(uri)  # a schema never makes blint open a connection

    name = shown(path)
    try:
        schema = load_json(str(source, "utf-8"))
        cls = jsonschema.validators.validator_for(schema, jsonschema.Draft202012Validator)
        cls.check_schema(schema)
    except jsonschema.SchemaError as error:
        raise BlintError(f"{name}: not a JSON Schema: {_shortened(error.message)}") from error
    except Exception as error:  # the library raises whatever its parts do
        raise BlintError(f"{name}: not a JSON Schema: {_shortened(str(error))}") from error
    registry: Registry[Any] = Registry(retrieve=refuse)  # type: ignore[call-arg]
    return cls(schema, registry=registry, format_checker=cls.FORMAT_CHECKER)


def violations(
    schema: File, files: Files, data: dict[str, object]
) -> Iterator[tuple[list[Any], str]]:
    """Where the data breaks the schema in a file: steps into the data, and why.

    Dates are judged as ISO 8601 texts, as JSON would carry them. Raises BlintError when the
    schema cannot be used.
    """
    from referencing.exceptions import Unresolvable

    path = schema.path
    try:
        source = files.named(path, schema.boundary)
    except (OSError, ValueError) as problem:  # ValueError: a NUL in the path
        absent = isinstance(problem, FileNotFoundError)
        reason = getattr(problem, "strerror", None) or problem
        why = "no such schema file" if absent else f"schema not read: {reason}"
        raise BlintError(f"{shown(path)}: {why}") from problem
    validator = _validator(path, source)
    try:
        first = islice(validator.iter_errors(_plain(data)), _MOST)
        for error in sorted(first, key=lambda e: text_of([*e.path])):
            yield list(error.absolute_path), _shortened(error.message)
    except Unresolvable as error:
        raise BlintError(
            f"{shown(path)}: $ref cannot be resolved: {_shortened(str(error))}"
        ) from error
    except RecursionError:  # a $ref that leads back to itself, or nested data
        raise
    except Exception as error:  # noqa: BLE001 - the library raises whatever its parts do
        yield [], f"cannot be judged: {_shortened(str(error))}"


class _Text(str):
    """A text that is short where the library writes it into a message, of which it may make one for
    each of a hundred thousand parts of a schema."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(str(self[:200]))


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON has no such number
    if isinstance(value, str):
        return _Text(value)
    if value is None or isinstance(value, (int, float)):
        return value
    return value.text if isinstance(value, BadDate) else text_of(value)


def _shortened(message: str) -> str:
    return message if len(message) <= 200 else message[:199] + "…"
