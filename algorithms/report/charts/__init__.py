"""What does the plan look like in charts? One file a chart: its numbers, its drawing, and what it shows in words."""
