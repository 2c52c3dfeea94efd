"""Universal tests: they read the code, the templates, the routes and the schema, and grow by themselves."""
