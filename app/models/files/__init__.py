"""Files that people send each other by the server's file host: upload, download, pictures (docs/specs/filehost.md)."""
