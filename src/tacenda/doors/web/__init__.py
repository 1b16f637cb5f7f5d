"""Pages for people with a browser: the frame every page stands in, the registry that names them, and the pages."""
