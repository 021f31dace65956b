"""A batch that a client has opened: its lines are collected until it is closed (IRCv3 client-batch, multiline)."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class ClientBatch:
    """What has come so far. `lines` are texts, each with whether it goes on where the one before ended.

    Of a spoiled one the FAIL was sent already: what still comes of it is thrown away.
    """

    reference: str
    kind: str
    target: str
    tags: Mapping[str, str]
    label: str
    opened_at: float
    verb: str = ""
    lines: list[tuple[str, bool]] = field(default_factory=list)
    size: int = 0
    is_spoiled: bool = False
