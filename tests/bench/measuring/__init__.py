"""How it is measured: plan and runs, figures and targets; the machine, and whether it was ours."""
