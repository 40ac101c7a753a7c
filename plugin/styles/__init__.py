"""How results look: one visual language for every output, whichever way it was made."""
