"""What exists for people here: offers and how-to articles, whom they suit and why (Open Referral HSDS 3)."""
