"""Who gets a place: pure values in, a plan with the reason of every line out.

`propose` makes the plan and `compare` sets two side by side. `proof` shows that no better one exists.
"""
