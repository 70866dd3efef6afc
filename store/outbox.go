package store

import (
	"context"

	"frontdesk/chat"
)

// Enqueue stores a delivery as one unsplit part. An existing delivery stays unchanged. A new delivery is queued behind the unsent
// deliveries of the peer, also when the clock has gone back.
func (tx *Tx) Enqueue(d chat.Delivery) error {
	return tx.exec(
		`INSERT INTO parts (conversation, seq, channel, address, part, parts, state, attempts, resent, due, fence,
 policy, native, reason, payload, created_at, changed_at)
 VALUES ($1, $2, $3, $4, 0, 0, 'queued', 0, 0, 0, $5, $6, '', '', '', (SELECT max(t.at)
 FROM (SELECT CAST($7 AS BIGINT) AS at UNION ALL
  SELECT max(created_at) FROM parts WHERE channel = $3 AND address = $4 AND state IN ('queued', 'sending')) t), $7)
 ON CONFLICT DO NOTHING`,
		d.Conversation,
		d.Seq,
		d.Peer.Channel,
		d.Peer.Address,
		d.Fence,
		d.Policy,
		tx.now.UnixMilli(),
	)
}

// CancelQueued cancels the queued parts with the fence of the bot's turn. A part that is being sent is not tried a second time: Claim
// refuses such a part because no conversation has the fence -1.
func (tx *Tx) CancelQueued(c chat.ConversationID, reason string) error {
	if err := tx.exec(`UPDATE parts SET state = 'cancelled', reason = $2, changed_at = $3 WHERE conversation = $1
 AND state = 'queued' AND fence > 0`, c, reason, tx.now.UnixMilli()); err != nil {
		return err
	}

	return tx.exec(`UPDATE parts SET fence = -1 WHERE conversation = $1 AND state = 'sending' AND fence > 0`, c)
}

const partColumns = `p.conversation, p.seq, p.channel, p.address, p.part, p.parts, p.state, p.attempts, p.resent,
 p.due, p.fence, p.policy, p.native, p.reason, p.payload, p.created_at, p.changed_at`

func scanPart(s scanner) (chat.Part, error) {
	var p chat.Part
	var due, created, changed int64
	err := s.Scan(
		&p.Conversation,
		&p.Seq,
		&p.Peer.Channel,
		&p.Peer.Address,
		&p.Number,
		&p.Of,
		&p.State,
		&p.Attempts,
		&p.Resent,
		&due,
		&p.Fence,
		&p.Policy,
		&p.Native,
		&p.Reason,
		&p.Payload,
		&created,
		&changed,
	)
	p.Due, p.CreatedAt, p.ChangedAt = chat.FromMillis(due), chat.FromMillis(created), chat.FromMillis(changed)

	return p, err
}

// PeersWaiting lists the addresses of a channel with unsettled parts. Due is the time of the next attempt for the oldest part.
func (db *DB) PeersWaiting(ctx context.Context, ch chat.ChannelID, limit int) (list []chat.PeerDue, err error) {
	err = db.rows(
		ctx,
		`SELECT address, min(due) FROM parts WHERE channel = $1 AND state IN ('queued', 'sending') GROUP BY address
 ORDER BY min(created_at) LIMIT `+most(
			2,
		),
		[]any{ch, limit},
		func(s scanner) error {
			var d chat.PeerDue
			var due int64
			err := s.Scan(&d.Address, &due)
			d.Due = chat.FromMillis(due)
			list = append(list, d)

			return err
		},
	)

	return list, err
}

// Oldest returns the oldest unsettled part of a peer and the entry of the part, nil if there is none.
func (db *DB) Oldest(ctx context.Context, p chat.Peer) (*chat.Part, *chat.Entry, error) {
	var part *chat.Part
	err := db.rows(
		ctx,
		`SELECT `+partColumns+` FROM parts p WHERE channel = $1 AND address = $2 AND state IN ('queued', 'sending')
 ORDER BY created_at, conversation, seq, part LIMIT 1`,
		[]any{p.Channel, p.Address},
		func(s scanner) error {
			v, err := scanPart(s)
			part = &v

			return err
		},
	)
	if err != nil || part == nil {
		return nil, nil, err
	}
	e, err := db.entryAt(ctx, part.Conversation, part.Seq)

	return part, e, err
}

func (db *DB) entryAt(ctx context.Context, c chat.ConversationID, seq int64) (*chat.Entry, error) {
	var found *chat.Entry
	err := db.rows(
		ctx,
		`SELECT `+entryColumns+` FROM entries e WHERE e.conversation = $1 AND e.seq = $2`,
		[]any{c, seq},
		func(s scanner) error {
			found = new(chat.Entry)
			return scanEntry(s, found)
		},
	)

	return found, err
}

// Split stores the parts of a delivery before the first platform call of the delivery. The payloads have the channel's own format. There
// is at least one payload.
func (db *DB) Split(ctx context.Context, p chat.Part, payloads []string) error {
	return db.update(ctx, func(tx *Tx) error {
		for i, payload := range payloads {
			if i == 0 {
				if err := tx.exec(`UPDATE parts SET parts = $5, payload = $6 WHERE conversation = $1 AND seq = $2
 AND channel = $3 AND address = $4 AND part = 0 AND parts = 0`,
					p.Conversation, p.Seq, p.Peer.Channel, p.Peer.Address, len(payloads), payload); err != nil {
					return err
				}
				continue
			}
			if err := tx.exec(`INSERT INTO parts (conversation, seq, channel, address, part, parts, state, attempts,
 resent, due, fence, policy, native, reason, payload, created_at, changed_at)
 VALUES ($1, $2, $3, $4, $5, $6, 'queued', 0, 0, 0, $7, $8, '', '', $9, $10, $11)
 ON CONFLICT DO NOTHING`, p.Conversation, p.Seq, p.Peer.Channel, p.Peer.Address, i, len(payloads),
				p.Fence, p.Policy, payload, chat.Millis(p.CreatedAt), tx.now.UnixMilli()); err != nil {
				return err
			}
		}

		return nil
	})
}

const partKey = ` WHERE conversation = $1 AND seq = $2 AND channel = $3 AND address = $4 AND part = $5`

// Claim marks a queued part as being sent and counts the attempt, in one statement with the check of the fence. False means the part was
// not claimed: either the part is not queued any more, or the conversation has another fence. In the second case Claim cancels the part.
func (db *DB) Claim(ctx context.Context, p chat.Part) (claimed bool, err error) {
	err = db.update(ctx, func(tx *Tx) error {
		n, err := tx.affect(
			`UPDATE parts SET state = 'sending', attempts = attempts + 1, changed_at = $6`+partKey+`
 AND state = 'queued'
 AND (fence = 0 OR fence = (SELECT fence FROM conversations WHERE id = $1))`,
			p.Conversation,
			p.Seq,
			p.Peer.Channel,
			p.Peer.Address,
			p.Number,
			tx.now.UnixMilli(),
		)
		if claimed = n == 1; err != nil || claimed {
			return err
		}

		return tx.exec(
			`UPDATE parts SET state = 'cancelled', reason = CASE WHEN (SELECT state FROM conversations
 WHERE id = $1) = 'closed' THEN 'reopen' ELSE 'takeover' END, changed_at = $6`+partKey+` AND state = 'queued'`,
			p.Conversation,
			p.Seq,
			p.Peer.Channel,
			p.Peer.Address,
			p.Number,
			tx.now.UnixMilli(),
		)
	})

	return claimed, err
}

// Settle stores the outcome of a part: State, Native, Reason, Due and Resent.
func (db *DB) Settle(ctx context.Context, p chat.Part) error {
	return db.update(ctx, func(tx *Tx) error {
		return tx.exec(
			`UPDATE parts SET state = $6, native = $7, reason = $8, due = $9, resent = $10, changed_at = $11`+partKey,
			p.Conversation,
			p.Seq,
			p.Peer.Channel,
			p.Peer.Address,
			p.Number,
			p.State,
			p.Native,
			p.Reason,
			chat.Millis(p.Due),
			p.Resent,
			tx.now.UnixMilli(),
		)
	})
}

// FailPeer settles every queued part of a peer as failed, with one reason, because the customer has blocked the bot.
func (db *DB) FailPeer(ctx context.Context, p chat.Peer, reason string) error {
	return db.update(ctx, func(tx *Tx) error {
		return tx.exec(
			`UPDATE parts SET state = 'failed', reason = $3, changed_at = $4 WHERE channel = $1 AND address = $2
 AND state = 'queued'`,
			p.Channel,
			p.Address,
			reason,
			tx.now.UnixMilli(),
		)
	})
}

// Interrupted lists the parts of a channel that are being sent. After a crash, the outcome of such parts is unknown.
func (db *DB) Interrupted(ctx context.Context, ch chat.ChannelID) (list []chat.Part, err error) {
	err = db.rows(
		ctx,
		`SELECT `+partColumns+` FROM parts p WHERE channel = $1 AND state = 'sending'`,
		[]any{ch},
		func(s scanner) error {
			v, err := scanPart(s)
			list = append(list, v)

			return err
		},
	)

	return list, err
}

// PartStates counts parts by channel and state, for the metrics.
func (db *DB) PartStates(ctx context.Context) (counts map[chat.ChannelID]map[chat.PartState]int64, err error) {
	counts = map[chat.ChannelID]map[chat.PartState]int64{}
	err = db.rows(
		ctx,
		`SELECT channel, state, count(*) FROM parts GROUP BY channel, state`,
		nil,
		func(s scanner) error {
			var ch chat.ChannelID
			var st chat.PartState
			var n int64
			err := s.Scan(&ch, &st, &n)
			if counts[ch] == nil {
				counts[ch] = map[chat.PartState]int64{}
			}
			counts[ch][st] = n

			return err
		},
	)

	return counts, err
}

// NativeOf returns the platform's ids of an entry at a peer, in order of the parts. Unsent parts have no id.
func (db *DB) NativeOf(ctx context.Context, entry string, p chat.Peer) (ids []string, err error) {
	err = db.rows(ctx, `SELECT p.native FROM parts p JOIN entries e ON e.conversation = p.conversation AND e.seq = p.seq
 WHERE e.id = $1 AND p.channel = $2 AND p.address = $3 AND p.native <> ''
 ORDER BY p.part`, []any{entry, p.Channel, p.Address}, func(s scanner) error {
		var id string
		err := s.Scan(&id)
		ids = append(ids, id)

		return err
	})

	return ids, err
}

// NativeOfInbound returns the platform's id of a customer's own entry, "" if there is none.
func (db *DB) NativeOfInbound(ctx context.Context, entry string) (string, error) {
	var found string
	err := db.rows(ctx, `SELECT `+entryColumns+` FROM entries e WHERE e.id = $1`, []any{entry}, func(s scanner) error {
		var e chat.Entry
		err := scanEntry(s, &e)
		found = e.Native

		return err
	})

	return found, err
}

// Sent reports whether a platform's message was sent to the peer by Frontdesk.
func (db *DB) Sent(ctx context.Context, p chat.Peer, native string) (bool, error) {
	var n int64
	_, err := db.row(
		ctx,
		`SELECT count(*) FROM parts WHERE channel = $1 AND address = $2 AND native = $3 AND native <> ''`,
		[]any{p.Channel, p.Address, native},
		&n,
	)

	return n > 0, err
}

// Resend queues the uncertain or failed parts of an entry once more, without the bot's fence, and returns the number of parts.
func (tx *Tx) Resend(id chat.ConversationID, seq int64) (int64, error) {
	return tx.affect(
		`UPDATE parts SET state = 'queued', resent = resent + 1, attempts = 0, due = 0, fence = 0, reason = '',
 changed_at = $3
 WHERE conversation = $1 AND seq = $2 AND state IN ('uncertain', 'failed')`,
		id,
		seq,
		tx.now.UnixMilli(),
	)
}

// Arrived settles the uncertain parts of an entry as sent and returns the number of parts.
func (tx *Tx) Arrived(id chat.ConversationID, seq int64) (int64, error) {
	return tx.affect(
		`UPDATE parts SET state = 'sent', reason = '', changed_at = $3 WHERE conversation = $1 AND seq = $2
 AND state = 'uncertain'`,
		id,
		seq,
		tx.now.UnixMilli(),
	)
}
