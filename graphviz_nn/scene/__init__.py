"""Drawings without Qt: layouts, words, tables and pictures as values."""
