"""Reference tables that come with the program, typed from public knowledge."""
