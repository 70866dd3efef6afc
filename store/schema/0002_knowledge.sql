-- Who made a version of the FAQ and why; the fitted models, by the digest of what they were fitted on; what customers and operators have taught.
ALTER TABLE faq_versions ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE faq_versions ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE faq_versions ADD COLUMN size BIGINT NOT NULL DEFAULT 0;

CREATE TABLE faq_fits (hash TEXT PRIMARY KEY, fit TEXT NOT NULL, at BIGINT NOT NULL);

CREATE TABLE lessons (
  id TEXT PRIMARY KEY, entry TEXT NOT NULL, lang TEXT NOT NULL, text TEXT NOT NULL, same TEXT NOT NULL, source TEXT NOT NULL,
  conversation TEXT NOT NULL, seq BIGINT NOT NULL, contact TEXT NOT NULL, channel TEXT NOT NULL, state TEXT NOT NULL,
  at BIGINT NOT NULL, decided_by TEXT NOT NULL, decided_at BIGINT NOT NULL);
CREATE UNIQUE INDEX lessons_once ON lessons (entry, lang, same, contact);
CREATE INDEX lessons_state ON lessons (state, at);
CREATE INDEX lessons_conversation ON lessons (conversation);
