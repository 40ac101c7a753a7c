"""Where are the centres, and how sure are we of their edges?"""
