"""Tools of the group Density."""
