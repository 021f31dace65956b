"""Fuzzes one target in this process: with Atheris where it is installed, else with `mutation`.

`python -m tests.fuzz.one TARGET SECONDS FOLDER`; what reached something new is left in the folder.
"""

import hashlib
import importlib.util
import sys
from pathlib import Path

from tests.fuzz.corpus_files import CORPUS, PROJECT, inputs_of, keep
from tests.fuzz.mutation import SIZE_MAX, explore


def main(name: str, seconds: int, folder: Path) -> int:
    """0 when nothing was found."""
    if importlib.util.find_spec("atheris") is not None:
        return _by_atheris(name, seconds, folder)
    from tests.fuzz.targets import TARGETS

    count, kept, failed = explore(TARGETS[name], list(inputs_of(name).values()), seconds, path=str(PROJECT / "app"))
    for data in kept:
        (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    print(f"{name}: {count} runs, {len(kept)} reached something new")
    if failed is None:
        return 0
    path = keep(name, f"found-{hashlib.sha256(failed).hexdigest()[:8]}", failed)
    print(f"{name}: {path} fails:")
    TARGETS[name](failed)
    return 1


def _by_atheris(name: str, seconds: int, folder: Path) -> int:
    """Atheris ends the process by itself."""
    import atheris

    with atheris.instrument_imports(include=["app"]):
        from tests.fuzz.targets import TARGETS

    atheris.Setup([sys.argv[0], str(folder), str(CORPUS / name), f"-max_total_time={seconds}", f"-max_len={SIZE_MAX}",
                   f"-artifact_prefix={CORPUS / name}/found-", "-timeout=20", "-print_final_stats=1", "-verbosity=1",
                   "-reload=0"], TARGETS[name])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
