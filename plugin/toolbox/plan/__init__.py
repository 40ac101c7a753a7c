"""Tools of the group Plan."""
