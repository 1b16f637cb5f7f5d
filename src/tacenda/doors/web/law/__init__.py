"""What the pages about the law share: words for facts, the questions asked so far, answers as they are shown."""
