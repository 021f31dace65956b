"""`admin restart`: the server begins anew in its process, once it is known that it would start."""

import asyncio

from app.server.admin.office import Answer, Arguments, Office, Operation, Refused
from app.server.core.farewell import REASON_MAX, SECONDS_MAX


async def restart(office: Office, arguments: Arguments) -> Answer:
    """Restart the server that runs, in so many seconds. Raises Refused."""
    seconds, reason = arguments.number("seconds"), arguments.text("reason")
    departing = office.core.outside.departing
    if departing is None:
        raise Refused("No server runs in that folder.")
    if seconds > SECONDS_MAX or len(reason.encode()) > REASON_MAX:
        raise Refused(f"Within a day, please, and with a reason of at most {REASON_MAX} letters.")
    answered: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    departing.restart(seconds, reason, answered.set_result)
    if trouble := await answered:
        raise Refused(trouble)
    return {"message": f"The server restarts in {seconds} seconds." if seconds else "The server restarts."}


OPERATIONS: dict[str, Operation] = {"restart": restart}
