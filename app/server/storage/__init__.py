"""Where messages and rooms outlive the process: one SQLite file, one writing thread, one reading thread."""
