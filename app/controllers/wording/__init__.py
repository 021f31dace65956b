"""Every sentence a person reads, by subject, in the voice of docs/ux.md, 12.

Say what happened, what the app does about it, what people can do. No exclamation marks, no jargon.
"""
