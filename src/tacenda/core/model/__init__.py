"""One noun a module: frozen values, their lawful moves, and how they are read and written."""
