CREATE TABLE product (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    sku TEXT,
    item_group TEXT,
    retailer_id TEXT,
    handle TEXT,
    title_key TEXT,
    full_title_key TEXT,
    -- Of the body, so that two imports are compared without reading their bodies.
    fingerprint INTEGER NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE about (
    products INTEGER NOT NULL,
    longest_title INTEGER NOT NULL,
    imported_at INTEGER NOT NULL,
    note TEXT NOT NULL
);
