"""Result files: one module a format, one protocol, always written whole or not at all."""
