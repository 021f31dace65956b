"""The view of a headless run: JSON lines on a stream, lines from another, and a dispatcher without a toolkit."""
