-- Questions as they were put to the FAQ: near and far are the probabilities, in millionths, that no entry answers because none is there for it, or because it is about
-- something else altogether. What was noted of them together is of no use any more.
DELETE FROM asked;
ALTER TABLE asked RENAME COLUMN none TO near;
ALTER TABLE asked ADD COLUMN far BIGINT NOT NULL DEFAULT 0;
