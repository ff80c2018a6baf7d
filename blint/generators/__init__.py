"""What blint knows of static-site generators: one module a generator."""
