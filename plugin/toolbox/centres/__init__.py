"""Tools of the group Centres."""
