"""Finding what was said: what people ask for, and how texts are made ready to be found."""
