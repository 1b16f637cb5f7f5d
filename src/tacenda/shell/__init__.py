"""The floor of effects: rows, keys in use, shares, files. Rooms stand side by side and none calls another."""
