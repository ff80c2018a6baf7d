"""Reading configuration that is written in Python, without running it."""

from __future__ import annotations

import ast
import os
import warnings
from typing import TYPE_CHECKING, Any

from blint.bounded import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from blint.files.disk import Files


class _Unread:
    """What stands for a value, or a part of one, that only running the file would tell."""

    def __repr__(self) -> str:
        return "UNREAD"


UNREAD = _Unread()
_LONGEST = 500  # characters or items of a sum; a file has room for 30,000 sums
_MAX_IMPORTED = 8  # files; of more, nothing is known


class Settings(dict[str, Any]):
    """What the lines of a configuration assign, by name. A value that is no data, or a part of one,
    is UNREAD: it is there, and is not known."""

    anything = False  # whether a name that is not here may be set all the same

    def unread(self, *names: str) -> bool:
        """Whether one of these settings, or a part of it, is given and cannot be read."""
        return any(_partly(self[name]) if name in self else self.anything for name in names)

    def data(self, name: str, default: Any = None) -> Any:
        """The value of a setting with what could not be read of it left out; the default for one
        that is not given."""
        value = self.get(name, default)
        return default if value is UNREAD else _without_unread(value)


def _partly(value: Any) -> bool:
    """Whether a value, or something in it, could not be read."""
    if isinstance(value, (list, tuple)):
        return any(map(_partly, value))
    return any(map(_partly, value.values())) if isinstance(value, dict) else value is UNREAD


def _without_unread(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_unread(item) for key, item in value.items() if item is not UNREAD}
    if isinstance(value, (list, tuple)):
        return type(value)(_without_unread(item) for item in value if item is not UNREAD)
    return value


def assignments(path: str, files: Files) -> Settings:
    """What a Python file assigns, and the files beside it that it imports everything from. Read are
    literals and what is made of earlier ones; nothing is executed."""
    found = Settings()
    if path:
        _read_file(path, found, files, [path])
    return found


def _read_file(path: str, names: Settings, files: Files, read: list[str]) -> None:
    try:
        with warnings.catch_warnings():  # of escapes that Python will not know for ever
            warnings.simplefilter("ignore")
            tree = ast.parse(files.text(path))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        names.anything = True
        return
    for line in tree.body:
        for module in _imported_whole(line):
            beside = os.path.join(os.path.dirname(path), f"{module}.py")
            if len(read) == _MAX_IMPORTED:
                names.clear()
                names.anything = True
                return
            if os.path.basename(beside) in files.names(os.path.dirname(beside)):
                if beside not in read:
                    read.append(beside)
                    _read_file(beside, names, files, read)
            elif isinstance(line, ast.ImportFrom):  # in a ``try`` it may be absent
                read.append(beside)
                names.update(dict.fromkeys(names, UNREAD))
                names.anything = True
        _read_line(line, names)


def _imported_whole(line: ast.stmt) -> Iterator[str]:
    """The modules that a line imports everything from."""
    if not isinstance(line, (ast.ImportFrom, ast.If, ast.Try, ast.With)):
        return
    for node in ast.walk(line):
        if isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names):
            yield (node.module or "").replace(".", os.sep)


def _read_line(line: ast.stmt, names: Settings) -> None:
    """Take in what a line of the file assigns or changes."""
    targets: list[ast.expr] = []
    value: ast.expr | None = None
    if isinstance(line, ast.Assign):
        targets, value = line.targets, line.value
    elif isinstance(line, ast.AnnAssign):
        targets, value = [line.target], line.value
    elif isinstance(line, ast.AugAssign):
        targets, value = [line.target], _sum(line.target, line.op, line.value)
    elif isinstance(line, ast.Expr) and (added := _added(line.value)):
        targets, value = [added.left], added
    if value is not None and all(isinstance(target, ast.Name) for target in targets):
        given = _value(value, names)
        names.update({target.id: given for target in targets if isinstance(target, ast.Name)})
    elif not isinstance(line, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        names.update(dict.fromkeys(_changed(line, names), UNREAD))


def _sum(left: ast.expr, operator: ast.operator, right: ast.expr) -> ast.BinOp:
    name = left.id if isinstance(left, ast.Name) else ""
    return ast.BinOp(ast.Name(name), operator, right)


def _added(node: ast.expr) -> ast.BinOp | None:
    """``X.append(y)`` and ``X.extend(y)`` as a sum."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    name, method = node.func.value, node.func.attr
    if not isinstance(name, ast.Name) or len(node.args) != 1:
        return None
    more = {"append": ast.List([node.args[0]]), "extend": node.args[0]}.get(method)
    return ast.BinOp(name, ast.Add(), more) if more else None


def _changed(line: ast.stmt, names: Settings) -> Iterator[str]:
    """The names that a line may give a value: assigned in a branch or a loop; and those whose list
    or mapping it may change: with an index, by a method, or by a function it is handed to."""
    for node in ast.walk(line):
        used: list[ast.expr] = []
        if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            yield node.id
        elif isinstance(node, (ast.Attribute, ast.Subscript)):
            used = [node.value]
        elif isinstance(node, ast.Call):
            used = node.args
        for one in used:
            if isinstance(one, ast.Name) and isinstance(names.get(one.id), (list, dict)):
                yield one.id


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The value of a literal, of a name assigned before, or of a sum of these."""
    try:
        if isinstance(node, ast.Name):
            return names.get(node.id, UNREAD)
        if isinstance(node, (ast.Tuple, ast.List)):
            items = [_item(item, names) for item in node.elts]
            return tuple(items) if isinstance(node, ast.Tuple) else items
        if isinstance(node, ast.Dict):
            pairs = [
                (_value(key, names) if key else UNREAD, _item(value, names))
                for key, value in zip(node.keys, node.values, strict=True)
            ]
            plain = (str, int, float)
            known = all(isinstance(key, plain) for key, _ in pairs)
            found = {key: value for key, value in pairs if isinstance(key, plain)}
            return found if known else {**found, "": UNREAD}
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return _added_up(_value(node.left, names), _value(node.right, names))
        value = ast.literal_eval(node)
    except (ValueError, TypeError, RecursionError, MemoryError):
        return UNREAD
    if isinstance(value, int):  # or a flag
        return value if abs(value) <= LARGEST else UNREAD
    return value if value is None or isinstance(value, (str, float)) else UNREAD


def _item(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The value of something in a list. A list in it has to be written there, lest lists in lists
    grow without end."""
    value = _value(node, names)
    return UNREAD if isinstance(node, ast.Name) and isinstance(value, _HOLDERS) else value


_HOLDERS = (list, tuple, dict)


def _added_up(left: Any, right: Any) -> Any:
    """The sum of two texts, lists or tuples; of a list and what cannot be read, the list and that
    there is more."""
    if isinstance(left, (list, tuple)) and right is UNREAD:
        right = type(left)((UNREAD,))
    elif isinstance(right, (list, tuple)) and left is UNREAD:
        left = type(right)((UNREAD,))
    elif isinstance(left, list) and isinstance(right, tuple):  # as += and extend take it
        right = list(right)
    if isinstance(left, str) and isinstance(right, str):
        return left + right if len(left) + len(right) < _LONGEST else UNREAD
    fits = type(left) is type(right) and isinstance(left, (list, tuple))
    return left + right if fits and _is_small(left, right) else UNREAD


def _is_small(*values: Any) -> bool:
    """Whether values hold no more than a few hundred others, in all."""
    found = list(values)
    for number, value in enumerate(found):  # which grows
        if number > _LONGEST:
            return False
        if isinstance(value, _HOLDERS):
            found += list(value.values() if isinstance(value, dict) else value)[:_LONGEST]
    return True
