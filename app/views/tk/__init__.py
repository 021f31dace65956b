"""The main look, in Tkinter."""
