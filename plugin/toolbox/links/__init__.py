"""Tools of the group Links."""
