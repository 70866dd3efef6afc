-- Named timers instead of one time a conversation. kind and subject say what a timer belongs to; due is unix milliseconds; basis is elapsed (moves with a clock that
-- goes back) or wall (never moves); about names the thing that the timer was set for. conversations.wake_at stays for one schema and is read no more.
CREATE TABLE IF NOT EXISTS timers (
  kind TEXT NOT NULL, subject TEXT NOT NULL, name TEXT NOT NULL, due BIGINT NOT NULL, basis TEXT NOT NULL, about TEXT NOT NULL,
  PRIMARY KEY (kind, subject, name));
CREATE INDEX IF NOT EXISTS timers_due ON timers (due);
DROP INDEX IF EXISTS conversations_wake;
INSERT INTO timers (kind, subject, name, due, basis, about)
  SELECT 'conversation', id, 'wake', wake_at, 'elapsed', '' FROM conversations WHERE wake_at > 0 ON CONFLICT DO NOTHING;
