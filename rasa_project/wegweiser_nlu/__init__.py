"""What Rasa needs of Wegweiser NRW: training data from the content folder, text folding, the topic classifier."""
