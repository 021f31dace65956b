"""The embedded host: an IRC server of its own process. Knows `app.protocol` and nothing else of ours."""
