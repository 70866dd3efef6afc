-- What a version of the FAQ did, for clients to tell in their own language: a kind and its parameters (JSON). Rows from before have none; their note says it.
ALTER TABLE faq_versions ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE faq_versions ADD COLUMN params TEXT NOT NULL DEFAULT '';
