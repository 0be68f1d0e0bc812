"""One command group per file, loaded when called."""
