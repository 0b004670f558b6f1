"""The sections of the outline: each shows one part of the document, and asks for changes of it."""
