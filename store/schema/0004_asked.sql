-- Questions as they were put to the FAQ: none is the probability, in millionths, that no entry answers. The newest are kept.
CREATE TABLE asked (id TEXT PRIMARY KEY, contact TEXT NOT NULL, none BIGINT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX asked_at ON asked (at);
