"""What a tool is made of: its spec, its parameters and outputs, its run, and what travels with its results."""
