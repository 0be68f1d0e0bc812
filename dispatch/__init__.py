"""Pure rules of placing, assigning and following issues; imports geo only."""
