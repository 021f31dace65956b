"""`python -m tests.fuzz [SECONDS [TARGET …]]` fuzzes each target for so long, one after the other.

What fails is left in the corpus as `found-…`: mend it, and give the file the name of what it shows.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.targets import TARGETS

_SECONDS = 60


def main(arguments: list[str]) -> int:
    """How many targets failed."""
    seconds = int(arguments[0]) if arguments else _SECONDS
    names = arguments[1:] or list(TARGETS)
    unknown = [name for name in names if name not in TARGETS]
    if unknown:
        print(f"There is no target {', '.join(unknown)}. Known: {', '.join(TARGETS)}.")
        return 2
    failed = [name for name in names if not _goes_well(name, seconds)]
    print(f"Failed: {', '.join(failed)}" if failed else "Nothing was found.")
    return len(failed)


def _goes_well(name: str, seconds: int) -> bool:
    with TemporaryDirectory() as folder:
        print(f"{name}, {seconds} s", flush=True)
        # A process of its own, since the fuzzer ends it; without -O, since faults are found by assertions.
        ended = subprocess.run([sys.executable, "-m", "tests.fuzz.one", name, str(seconds), folder],
                               cwd=Path(__file__).parents[2], check=False)
    return ended.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
