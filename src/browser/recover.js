// Plain script, loaded before the module: saves what is in storage after a panic.
