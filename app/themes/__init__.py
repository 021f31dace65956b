"""Colours by role: tokens, derived palettes, validation. No toolkit."""
