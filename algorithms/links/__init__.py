"""How do the parts depend on each other?"""
