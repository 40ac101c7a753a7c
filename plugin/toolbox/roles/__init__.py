"""Tools of the group Roles."""
