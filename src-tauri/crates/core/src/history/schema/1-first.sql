-- Times of the clock are milliseconds since 1970, UTC; durations are microseconds.

CREATE TABLE merchant (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    base_url TEXT NOT NULL,
    business_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    colour TEXT NOT NULL,
    simulated INTEGER NOT NULL,
    key_origin TEXT,
    key_since INTEGER,
    created_at INTEGER NOT NULL,
    -- A removed merchant stays for the sake of its conversations.
    removed_at INTEGER
) STRICT;

CREATE UNIQUE INDEX merchant_name ON merchant (name COLLATE NOCASE) WHERE removed_at IS NULL;

CREATE TABLE conversation (
    id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL REFERENCES merchant (id),
    title TEXT NOT NULL,
    customer_key TEXT NOT NULL,
    -- Where and as whom the session was opened: the merchant may have been edited since.
    base_url TEXT NOT NULL,
    business_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    session_id TEXT,
    state TEXT NOT NULL,
    problem TEXT,
    simulated INTEGER NOT NULL,
    -- The process that holds the session; its lock file says whether it is alive.
    owner TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT;

CREATE INDEX conversation_by_merchant ON conversation (merchant_id, last_at);
CREATE INDEX conversation_open ON conversation (owner) WHERE state NOT IN ('closed', 'failed', 'not_closed');

CREATE TABLE turn (
    id INTEGER PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversation (id),
    ordinal INTEGER NOT NULL,
    url TEXT NOT NULL,
    request BLOB NOT NULL,
    sent_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    problem TEXT,
    connect_us INTEGER,
    head_us INTEGER,
    first_byte_us INTEGER,
    first_event_us INTEGER,
    end_us INTEGER,
    lines INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    retry_of INTEGER,
    UNIQUE (conversation_id, ordinal)
) STRICT;

-- Every line of the wire, as it came.
CREATE TABLE line (
    id INTEGER PRIMARY KEY,
    turn_id INTEGER NOT NULL REFERENCES turn (id),
    seq INTEGER NOT NULL,
    offset_us INTEGER NOT NULL,
    -- 0: ended by a line feed; 1: by the end of the answer; 2: cut at the bound.
    ending INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

CREATE INDEX line_by_turn ON line (turn_id);
