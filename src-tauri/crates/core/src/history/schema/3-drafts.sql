-- What a person has begun to write in a conversation, as the window understands it.
CREATE TABLE draft (
    conversation_id TEXT PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
    content TEXT NOT NULL
) STRICT, WITHOUT ROWID;
