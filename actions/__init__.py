"""The dialogue's hands: one file per topic. Actions turn what was heard into facts, and results into message keys."""
