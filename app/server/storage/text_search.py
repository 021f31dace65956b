"""Full-text search in the messages."""

import sqlite3

from app.server.core.history import SearchQuery, StoredMessage


def search(connection: sqlite3.Connection, query: SearchQuery) -> list[StoredMessage]:
    """Messages that hold all the words, oldest first."""
    return []
