"""All operations by name, and carrying one out: whatever comes, there is an answer."""

import logging

from app.server.admin import accounts, bans, channels, host_files, keeping, restarting, retention
from app.server.admin.office import Answer, Arguments, Office, Operation, Refused

logger = logging.getLogger(__name__)

OPERATIONS: dict[str, Operation] = {
    **accounts.OPERATIONS, **channels.OPERATIONS, **bans.OPERATIONS, **keeping.OPERATIONS, **retention.OPERATIONS,
    **restarting.OPERATIONS, **host_files.OPERATIONS,
}


async def perform(office: Office, name: object, arguments: object) -> dict[str, Answer | str]:
    """Carry out an operation: `done` and what it says, or `refused` and a plain sentence why."""
    operation = OPERATIONS.get(name) if isinstance(name, str) else None
    if operation is None or not isinstance(arguments, dict):
        return {"refused": "The server doesn't know that. Is it of another version?"}
    try:
        return {"done": await operation(office, Arguments(arguments))}
    except Refused as refusal:
        return {"refused": str(refusal)}
    except Exception:
        logger.exception("%s could not be carried out", name)
        return {"refused": "The server made a mistake; it has been noted in its log."}
