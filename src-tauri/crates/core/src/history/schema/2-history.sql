-- What a person does with what was held, where it came from, the calls beside the turns, and the full-text index.

ALTER TABLE conversation ADD COLUMN own_title TEXT;
ALTER TABLE conversation ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN pinned_at INTEGER;
-- Hidden since; it is purged later, so that a person can take it back.
ALTER TABLE conversation ADD COLUMN deleted_at INTEGER;
-- held: with a server, here; recording, capture: read from a file.
ALTER TABLE conversation ADD COLUMN source TEXT NOT NULL DEFAULT 'held';
-- What its recording says otherwise than the row does, as JSON: the id it had, the name of its merchant.
ALTER TABLE conversation ADD COLUMN recorded TEXT;
-- A branch: of which conversation, behind how many of its turns, and how: context, reasked.
ALTER TABLE conversation ADD COLUMN branch_of TEXT;
ALTER TABLE conversation ADD COLUMN branch_after INTEGER;
ALTER TABLE conversation ADD COLUMN branch_kind TEXT;
-- Above 0 where the full-text index lacks its title, note, tags or ids as they are now. It grows with every change and
-- turns negative when the index has them, so that a change in the meantime is never taken for one that was seen.
ALTER TABLE conversation ADD COLUMN unindexed INTEGER NOT NULL DEFAULT 1;

CREATE INDEX conversation_by_time ON conversation (last_at);
CREATE INDEX conversation_unindexed ON conversation (id) WHERE unindexed > 0;
CREATE INDEX conversation_deleted ON conversation (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE tag (
    conversation_id TEXT NOT NULL REFERENCES conversation (id),
    name TEXT NOT NULL,
    PRIMARY KEY (conversation_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX tag_by_name ON tag (name);

-- 1: good, -1: bad.
ALTER TABLE turn ADD COLUMN rating INTEGER;
ALTER TABLE turn ADD COLUMN rating_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE turn ADD COLUMN rated_at INTEGER;
-- Whether the key was looked for in all of it when it was stored; where it was found stands in key_place.
ALTER TABLE turn ADD COLUMN key_checked INTEGER NOT NULL DEFAULT 0;
-- The first of its lines that the full-text index lacks, 0 being what was sent; NULL where it has them all.
ALTER TABLE turn ADD COLUMN unindexed_from INTEGER DEFAULT 0;
-- What its answer holds, as words with spaces between them; known as soon as indexing has begun.
ALTER TABLE turn ADD COLUMN has TEXT;

CREATE INDEX turn_unindexed ON turn (id) WHERE unindexed_from IS NOT NULL;
CREATE INDEX turn_rated ON turn (rating) WHERE rating IS NOT NULL;

-- Where the key stands in what a server sent, so that an export can leave it out: from which byte to which of a line,
-- or of what was sent where there is no line.
CREATE TABLE key_place (
    turn_id INTEGER NOT NULL REFERENCES turn (id),
    line_id INTEGER REFERENCES line (id),
    first INTEGER NOT NULL,
    behind INTEGER NOT NULL
) STRICT;

CREATE INDEX key_place_by_turn ON key_place (turn_id);

-- The calls that open and close a session.
CREATE TABLE session_call (
    id INTEGER PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversation (id),
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    request BLOB NOT NULL,
    sent_at INTEGER NOT NULL,
    took_us INTEGER,
    answer BLOB,
    problem TEXT
) STRICT;

CREATE INDEX session_call_by_conversation ON session_call (conversation_id);

-- Preferences that belong to the history and not to a window.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What can be found: one row for each piece of text. The id grows with the time at which it was said, so that the
-- newest is found first and a span of time is a span of ids.
CREATE TABLE piece (
    id INTEGER PRIMARY KEY,
    -- For what belongs to a conversation as a whole: its title, note, tags and ids.
    conversation_id TEXT,
    turn_id INTEGER,
    -- Absent for what was sent.
    line_id INTEGER
) STRICT;

CREATE INDEX piece_by_turn ON piece (turn_id) WHERE turn_id IS NOT NULL;
CREATE INDEX piece_by_conversation ON piece (conversation_id) WHERE conversation_id IS NOT NULL;

-- words: what people read. rest: whatever else the JSON holds. marks: kinds, merchant, conversation, for filters.
CREATE VIRTUAL TABLE found USING fts5 (
    words, rest, marks,
    content = '',
    contentless_delete = 1,
    prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 2'
);
