-- One text for SQLite and PostgreSQL. Ids are UUIDv7 text made in Go, times unix milliseconds (0 = none), JSON and digests are text.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE contacts (id TEXT PRIMARY KEY, profile TEXT NOT NULL, created_at BIGINT NOT NULL);
CREATE TABLE senders (
  channel TEXT NOT NULL, person TEXT NOT NULL, contact TEXT NOT NULL, profile TEXT NOT NULL,
  PRIMARY KEY (channel, person));

CREATE TABLE conversations (
  id TEXT PRIMARY KEY, channel TEXT NOT NULL, address TEXT NOT NULL, contact TEXT NOT NULL, follows TEXT NOT NULL,
  state TEXT NOT NULL, owner TEXT NOT NULL, owner_name TEXT NOT NULL, fence BIGINT NOT NULL, reason TEXT NOT NULL,
  lang TEXT NOT NULL, lang_pinned BIGINT NOT NULL, last_seq BIGINT NOT NULL, public_seq BIGINT NOT NULL, head TEXT NOT NULL,
  opened_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, waiting_from BIGINT NOT NULL, closed_at BIGINT NOT NULL,
  memory TEXT NOT NULL, last TEXT NOT NULL, wake_at BIGINT NOT NULL);
CREATE UNIQUE INDEX conversations_open ON conversations (channel, address) WHERE state <> 'closed';
CREATE INDEX conversations_peer ON conversations (channel, address, id);
CREATE INDEX conversations_wake ON conversations (wake_at) WHERE wake_at > 0;
CREATE INDEX conversations_state ON conversations (state, updated_at);
CREATE INDEX conversations_updated ON conversations (updated_at);
CREATE INDEX conversations_contact ON conversations (contact, id);

CREATE TABLE entries (
  conversation TEXT NOT NULL, seq BIGINT NOT NULL, prev BIGINT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,
  author_kind TEXT NOT NULL, author_id TEXT NOT NULL, author_name TEXT NOT NULL, visibility TEXT NOT NULL,
  text TEXT NOT NULL, data TEXT NOT NULL, native TEXT NOT NULL, client TEXT NOT NULL,
  sent_at BIGINT NOT NULL, at BIGINT NOT NULL, salt TEXT NOT NULL, digest TEXT NOT NULL, chain TEXT NOT NULL,
  PRIMARY KEY (conversation, seq));
CREATE UNIQUE INDEX entries_id ON entries (id);
CREATE UNIQUE INDEX entries_client ON entries (client) WHERE client <> '';
CREATE INDEX entries_native ON entries (native) WHERE native <> '';

CREATE TABLE seen (key TEXT PRIMARY KEY, at BIGINT NOT NULL);
CREATE INDEX seen_at ON seen (at);

-- A delivery is the rows of one (conversation, seq, channel, address); parts = 0 until it is split.
CREATE TABLE parts (
  conversation TEXT NOT NULL, seq BIGINT NOT NULL, channel TEXT NOT NULL, address TEXT NOT NULL, part BIGINT NOT NULL,
  parts BIGINT NOT NULL, state TEXT NOT NULL, attempts BIGINT NOT NULL, resent BIGINT NOT NULL, due BIGINT NOT NULL,
  fence BIGINT NOT NULL, policy TEXT NOT NULL, native TEXT NOT NULL, reason TEXT NOT NULL, payload TEXT NOT NULL,
  created_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
  PRIMARY KEY (conversation, seq, channel, address, part));
CREATE INDEX parts_open ON parts (channel, address, created_at, conversation, seq, part) WHERE state IN ('queued', 'sending');
CREATE INDEX parts_native ON parts (channel, address, native) WHERE native <> '';

CREATE TABLE surveys (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, conversation TEXT NOT NULL, channel TEXT NOT NULL, address TEXT NOT NULL, contact TEXT NOT NULL,
  snapshot TEXT NOT NULL, asked_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, score BIGINT NOT NULL, scored_at BIGINT NOT NULL,
  comment TEXT NOT NULL, comment_until BIGINT NOT NULL, commented_at BIGINT NOT NULL, late BIGINT NOT NULL);
CREATE UNIQUE INDEX surveys_conversation ON surveys (conversation, kind);
CREATE INDEX surveys_peer ON surveys (channel, address, asked_at);
CREATE INDEX surveys_asked ON surveys (asked_at);

CREATE TABLE files (
  id TEXT PRIMARY KEY, hash TEXT NOT NULL, name TEXT NOT NULL, size BIGINT NOT NULL, type TEXT NOT NULL, state TEXT NOT NULL,
  reason TEXT NOT NULL, native TEXT NOT NULL, channel TEXT NOT NULL, owner TEXT NOT NULL, entry TEXT NOT NULL,
  conversation TEXT NOT NULL, attempts BIGINT NOT NULL, due BIGINT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX files_due ON files (due) WHERE due > 0;

CREATE TABLE operators (
  id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL, lang TEXT NOT NULL,
  password TEXT NOT NULL, disabled BIGINT NOT NULL, created_at BIGINT NOT NULL);
CREATE TABLE sessions (token TEXT PRIMARY KEY, operator TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL);
CREATE INDEX sessions_operator ON sessions (operator);
CREATE TABLE api_keys (hash TEXT PRIMARY KEY, operator TEXT NOT NULL, name TEXT NOT NULL, created_at BIGINT NOT NULL);
-- What web widgets have shown: written apart from conversations, which are a fold of their entries.
CREATE TABLE reached (conversation TEXT PRIMARY KEY, seq BIGINT NOT NULL);

CREATE TABLE parked (id TEXT PRIMARY KEY, channel TEXT NOT NULL, key TEXT NOT NULL, raw TEXT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL);
CREATE TABLE faq_versions (version BIGINT PRIMARY KEY, source TEXT NOT NULL, hash TEXT NOT NULL, entries TEXT NOT NULL, at BIGINT NOT NULL);
CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until BIGINT NOT NULL);
