"""One file a page: parse, open a desk, call one act, render or answer 303."""
