"""Reading configuration that is written in Python, without running it."""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING, Any

from blint.bounded import LARGEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blint.files.disk import Files


def assignments(path: str, files: Files) -> dict[str, Any]:
    """What the lines of a Python file assign that are literals, or made of earlier ones; a name
    that is given something else is left out. Nothing is executed."""
    text = files.text(path) if path else ""
    try:
        with warnings.catch_warnings():  # of escapes that Python will not know for ever
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    names: dict[str, Any] = {}
    for line in tree.body:
        if isinstance(line, ast.Assign):
            targets, value = line.targets, _value(line.value, names)
        elif isinstance(line, ast.AugAssign):
            whole = ast.BinOp(ast.Name(getattr(line.target, "id", "")), line.op, line.value)
            targets, value = [line.target], _value(whole, names)
        elif isinstance(line, ast.AnnAssign) and line.value:
            targets, value = [line.target], _value(line.value, names)
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Name):
                names[target.id] = value
    return {name: value for name, value in names.items() if value is not _UNKNOWN}


_UNKNOWN = object()
_LONGEST = 500  # characters or items of a sum; a file has room for 30,000 sums


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The value of a literal, of a name assigned before, or of a sum of these."""
    try:
        if isinstance(node, ast.Name):
            return names.get(node.id, _UNKNOWN)
        if isinstance(node, (ast.Tuple, ast.List)):
            items = [_value(item, names) for item in node.elts]
            kept = [item for item in items if item is not _UNKNOWN]
            return tuple(kept) if isinstance(node, ast.Tuple) else kept
        if isinstance(node, ast.Dict):
            pairs = [
                (_value(key, names), _value(value, names))
                for key, value in zip(node.keys, node.values, strict=True)
                if key is not None
            ]
            plain = (str, int, float)
            return {
                key: value
                for key, value in pairs
                if isinstance(key, plain) and value is not _UNKNOWN
            }
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = _value(node.left, names), _value(node.right, names)
            fits = type(left) is type(right) and isinstance(left, (str, list, tuple))
            return left + right if fits and len(left) + len(right) < _LONGEST else _UNKNOWN
        value = ast.literal_eval(node)
    except (ValueError, TypeError, RecursionError, MemoryError):
        return _UNKNOWN
    if isinstance(value, int):  # or a flag
        return value if abs(value) <= LARGEST else _UNKNOWN
    return value if value is None or isinstance(value, (str, float)) else _UNKNOWN
