"""What is kept of files on their way, so that they go on after a restart: JSON, read with care.

An upload is kept with what its file was like: one that has changed since is not sent by halves.
"""

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.models.files.outgoing import OutgoingFile
from app.models.files.transfer import Transfer, TransferId
from app.models.profile import NetworkId

_log = logging.getLogger(__name__)
_MAX_BYTES = 1_000_000
_MOST = 200
_TEXTS = ("network", "chat", "name", "address", "begun")
_FILE_TEXTS = ("path", "name", "type")
_FILE_NUMBERS = ("size", "modified_ns", "number")


def save_transfers(transfers: Sequence[Transfer]) -> bytes:
    """The file's content."""
    return json.dumps([_saved(transfer) for transfer in transfers[:_MOST]], ensure_ascii=True, indent=1).encode()


def _saved(transfer: Transfer) -> dict[str, object]:
    saved: dict[str, object] = {name: getattr(transfer, name) for name in (*_TEXTS, "is_own_copy")}
    if transfer.file is not None:
        saved["file"] = {name: getattr(transfer.file, name) for name in (*_FILE_TEXTS, *_FILE_NUMBERS)}
    return saved


def load_transfers(path: Path) -> Sequence[Transfer]:
    """What is kept, without ids of this run; what makes no sense is left out."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            return ()
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, RecursionError) as error:
        _log.warning("files on their way can't be read: %s", error)
        return ()
    loaded = [_loaded(one) for one in found[:_MOST]] if isinstance(found, list) else []
    return [transfer for transfer in loaded if transfer is not None]


def _loaded(one: object) -> Transfer | None:
    if not isinstance(one, dict) or not all(isinstance(one.get(name), str) for name in _TEXTS):
        return None
    file = _loaded_file(one["file"]) if "file" in one else None
    if (file is None) == (not one["address"]) or not one["network"] or not one["chat"]:
        return None
    return Transfer(
        id=TransferId(0), network=NetworkId(one["network"]), chat=one["chat"], name=one["name"],
        address=one["address"], begun=one["begun"], file=file, size=file.size if file is not None else 0,
        is_own_copy=one.get("is_own_copy") is True)


def _loaded_file(one: Any) -> OutgoingFile | None:
    # Any: what a file of JSON holds is anything, and is looked at here.
    if not isinstance(one, dict):
        return None
    texts, numbers = [one.get(name) for name in _FILE_TEXTS], [one.get(name) for name in _FILE_NUMBERS]
    if not all(isinstance(text, str) and text for text in texts) or not all(type(number) is int for number in numbers):
        return None
    return OutgoingFile(path=one["path"], name=one["name"], type=one["type"], size=one["size"],
                        modified_ns=one["modified_ns"], number=one["number"])
