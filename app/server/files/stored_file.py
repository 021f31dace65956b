"""What is known of one file that is kept, or is being sent."""

from app.values import frozen

OVERHEAD_BYTES = 4096
"""What a file takes beside its size, be it ever so small: a block on the disk, and its row."""
THUMBNAIL_BYTES = 65_536
"""The most that a thumbnail has, and what each is counted as."""


@frozen(kw_only=True)
class StoredFile:
    """A row of the files' table; `docs/specs/filehost.md`.

    `digest` is empty until the file is complete, `thumbnail` where there is none, and `said` is the place of a message
    that names the file, once one was looked for.
    """

    id: str
    conversation: str
    uploader: str
    owner: str
    name: str
    type: str
    size: int
    created_ms: int
    touched_ms: int
    digest: str = ""
    thumbnail: str = ""
    said: int | None = None

    @property
    def is_complete(self) -> bool:
        """Whether all of it is here."""
        return bool(self.digest)

    @property
    def etag(self) -> str:
        """The SHA-256 as HTTP quotes it."""
        return f'"{self.digest}"'


@frozen(kw_only=True)
class Usage:
    """Bytes that are taken, or promised to what is being sent: by one owner, by all guests, by everybody."""

    own: int
    guests: int
    total: int
