"""The server's rules, sans I/O: bytes in, bytes out; clocks, ids, disk and sockets are the shell's."""
