-- Which of two readings of a conversation is the later one: it grows with every change, whoever makes it. Until now
-- last_at told that too, so that a conversation that was merely closed went to the top of every list.
ALTER TABLE conversation ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- That the full-text index has caught up, which alone lowers unindexed, is no change that anybody sees.
CREATE TRIGGER conversation_changed AFTER UPDATE ON conversation
WHEN new.revision = old.revision AND new.unindexed >= old.unindexed
BEGIN
    UPDATE conversation SET revision = revision + 1 WHERE id = new.id;
END;

-- For the branches of a conversation.
CREATE INDEX conversation_by_origin ON conversation (branch_of) WHERE branch_of IS NOT NULL;
