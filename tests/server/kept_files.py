"""Files that are kept only in memory, for those who look after a server."""

from dataclasses import dataclass, field

from app.server.files.stored_file import StoredFile


@dataclass
class KeptFiles:
    """Satisfies `app.server.admin.office.Files`."""

    files: list[StoredFile] = field(default_factory=list)

    async def all(self) -> list[StoredFile]:
        return self.files

    async def remove(self, file_id: str) -> None:
        self.files = [file for file in self.files if file.id != file_id]


def a_file(number: int, *, size: int = 1000, owner: str = "bob:1", digest: str = "d") -> StoredFile:
    return StoredFile(id=f"{number:032x}", conversation="#general", uploader=owner, owner=owner, name="picture.png",
                      type="image/png", size=size, created_ms=0, touched_ms=0, digest=digest)
