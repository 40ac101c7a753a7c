"""What does each part do for the whole?"""
