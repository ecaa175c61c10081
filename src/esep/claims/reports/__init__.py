"""Reports in their forms: for a terminal, a browser, a program, an editor or a code host."""
