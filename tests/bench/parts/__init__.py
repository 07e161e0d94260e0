"""What is measured. Each part is a module or a folder of its name; `part_list` lists them."""
