"""`admin files`: what people have sent, how much of it there is, and taking a file away."""

from collections import Counter

from app.server.admin.export import title_of
from app.server.admin.office import Answer, Arguments, Office, Operation, Refused
from app.server.core.ordering import format_time
from app.server.files.refusals import Refused as HostRefused
from app.server.files.stored_file import StoredFile
from app.server.files.vault import is_id


async def list_files(office: Office, _arguments: Arguments) -> Answer:
    """Every file, the oldest first."""
    return [{
        "id": file.id, "name": file.name, "size_bytes": file.size, "sent": format_time(file.created_ms),
        "to": title_of(file.conversation) if not file.conversation.startswith(" ") else "", "by": _name(file.uploader),
        "state": _state(file),
    } for file in await _all(office)]


async def file_statistics(office: Office, _arguments: Arguments) -> Answer:
    """How many files there are, who has how much, and what may be kept."""
    files = await _all(office)
    by_owner: Counter[str] = Counter()
    for file in files:
        by_owner[_name(file.owner)] += file.size
    section = office.core.config.files
    return {
        "files": len(files), "size_bytes": sum(file.size for file in files),
        "incomplete": sum(not file.is_complete for file in files),
        "limit_bytes": section.total_bytes if office.is_serving else None,
        "by_owner": [{"owner": owner, "size_bytes": size} for owner, size in by_owner.most_common()],
    }


async def delete_file(office: Office, arguments: Arguments) -> Answer:
    """Take a file away; messages that name it stay."""
    file_id = arguments.text("id")
    if not is_id(file_id) or all(file.id != file_id for file in await _all(office)):
        raise Refused(f"There is no file {file_id}. “files list” shows all.")
    try:
        await office.files.remove(file_id)
    except HostRefused as refusal:
        raise Refused(str(refusal)) from refusal
    return {"message": f"The file {file_id} was deleted."}


async def _all(office: Office) -> list[StoredFile]:
    try:
        return await office.files.all()
    except HostRefused as refusal:
        raise Refused(str(refusal)) from refusal


def _name(identity: str) -> str:
    """An account's name, a guest's with a tilde; guests' common quota as it is."""
    return identity.partition(":")[0] if not identity.startswith("guests of") else identity


def _state(file: StoredFile) -> str:
    if not file.is_complete:
        return "incomplete"
    return "kept" if file.said is not None else "new"


OPERATIONS: dict[str, Operation] = {
    "files list": list_files, "files statistics": file_statistics, "files delete": delete_file,
}
