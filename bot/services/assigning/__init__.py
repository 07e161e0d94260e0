"""What trainers give: planned in a few taps, tried out, told, reminded of, changed, taken back."""
