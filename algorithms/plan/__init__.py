"""What do we adopt and publish?"""
