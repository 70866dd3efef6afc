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

-- How questions turned out: p is millionths; scope 1 = some entry answers it, -1 = none does, 0 = not said; verdict 1 = the answer was right, -1 = wrong.
CREATE TABLE judged (
  id TEXT PRIMARY KEY, contact TEXT NOT NULL, channel TEXT NOT NULL, operator BIGINT NOT NULL, p BIGINT NOT NULL, verdict BIGINT NOT NULL,
  scope BIGINT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX judged_at ON judged (at);

-- Vectors of texts by the digest of model and text: base64 of little-endian float32.
CREATE TABLE vectors (hash TEXT PRIMARY KEY, vector TEXT NOT NULL, at BIGINT NOT NULL);
