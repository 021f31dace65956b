"""What other programs wrote down of chats, read line by line."""
