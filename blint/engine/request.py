"""What is asked of a run."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Literal

    from blint.workspace.config import Config


class Request(NamedTuple):
    """What the command line asks of a run. Empty values mean: as configured."""

    paths: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = ""
    language: str = ""
    config_file: str = ""
    config_lines: tuple[str, ...] = ()
    config: "Config | None" = None  # in force instead of what would be found
    given: Mapping[str, bytes] = {}  # absolute path to its bytes
    cached: bool = True  # whether answers of earlier runs may be taken, and are kept for later ones
    jobs: int = 0  # the most processes at work; 0 for as many as there are processors
    fix: "Literal['', 'safe', 'all']" = ""  # which findings are mended
    write: bool = True  # whether mended posts are written, or only shown
    baseline: str = ""  # a file of accepted findings
    baselined: bool = True  # whether accepted findings count as such
    since: str = ""  # a commit: then only what was changed or brought since it left is reported
    untracked: bool = True  # whether files that git does not track are part of the change
