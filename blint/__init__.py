"""blint checks the posts of a Markdown blog before readers do.

The public names of this package are those below; every module under it is internal and may change
with any version. They are loaded when they are first asked for.

    >>> import blint
    >>> run = blint.check("posts", select="image")
    >>> for finding in run.findings:
    ...     print(finding.path, finding.place.line, finding.rule, finding.message)
"""

TYPE_CHECKING = False  # what typing.TYPE_CHECKING is to type checkers, without importing typing
if TYPE_CHECKING:
    from blint.api import check, check_text
    from blint.errors import BlintError
    from blint.model import Edit, Finding, Fix, Place, Run, Severity

__version__ = "0.1.0"
__all__ = [
    "BlintError",
    "Edit",
    "Finding",
    "Fix",
    "Place",
    "Run",
    "Severity",
    "check",
    "check_text",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    home = "api" if name.islower() else "errors" if name == "BlintError" else "model"
    value: object = getattr(importlib.import_module(f"{__name__}.{home}"), name)
    globals()[name] = value  # so that this is asked once
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
