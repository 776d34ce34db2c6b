"""The directory of offers in the console: looking entries up, writing, translating, showing and restoring them."""
