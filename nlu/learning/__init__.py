"""One kind of model for intents, needs, dangers and languages: linear, over letters and concepts. Learnt in Rasa's
environment, which has scikit-learn; used in both with nothing but numpy."""
