"""What changes predictions: predictors are shuffled, set to values, compared with outcomes."""
