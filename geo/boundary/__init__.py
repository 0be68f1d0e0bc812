"""Edits of live grid boundaries that leave the coverage exact."""
