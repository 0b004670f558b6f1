"""From ops to instructions, by family; one table leads to each op's."""
