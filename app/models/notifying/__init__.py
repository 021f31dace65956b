"""Notifications of the computer's own kind: made by programs every system has, without a package."""
