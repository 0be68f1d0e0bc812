"""Address text to places of a division tree, its landmarks and its households."""
