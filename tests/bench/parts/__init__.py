"""The measured parts. Each is a module or folder of its name; `part_list` lists them."""
