"""Writes that hold a decision: load, decide, keep."""
