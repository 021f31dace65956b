"""Where messages and rooms outlive the process: one SQLite file, a thread that writes, threads that read."""
