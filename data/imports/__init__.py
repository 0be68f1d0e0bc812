"""Files into tables: one register per file."""
