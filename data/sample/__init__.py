"""The generator of the made-up sample county."""
