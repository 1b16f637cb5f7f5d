"""The talk about privacy: its texts, what a page of it shows, and the words for what is due. Used by the client's pages and the staff's."""
