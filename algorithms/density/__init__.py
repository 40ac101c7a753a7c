"""How much activity is where?"""
