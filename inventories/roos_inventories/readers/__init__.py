"""One reader a format: a path goes in, a :class:`roos.System` comes out."""
