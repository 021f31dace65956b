"""What is known of a file in a message, besides its name."""

from app.models.files.thumbnails import SmallPicture
from app.values import frozen


@frozen(kw_only=True)
class Facts:
    """What is known of a file of the host. Its `type` is the host's word."""

    size: int
    type: str
    picture: SmallPicture | None = None
