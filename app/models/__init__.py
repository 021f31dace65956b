"""What is true: sessions, chat state, settings, hosting. No toolkit, no widgets, no sentences for people."""
