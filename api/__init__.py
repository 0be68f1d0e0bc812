"""Everything that faces outward: HTTP, pages, command line, settings."""
