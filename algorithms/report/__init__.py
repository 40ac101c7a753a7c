"""How does the plan read? Sentences, charts and one page."""
