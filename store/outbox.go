package store

import (
	"context"

	"frontdesk/chat"
)

// Enqueue stores a delivery as one unsplit part. An existing delivery stays unchanged. A new delivery is queued behind the unsent
// deliveries of the peer, also when the clock has gone back.
func (tx *Tx) Enqueue(delivery chat.Delivery) error {
	return tx.exec(
		`INSERT INTO parts (conversation, seq, channel, address, part, parts, state, attempts, resent, due, fence,
 policy, native, reason, payload, created_at, changed_at)
 VALUES ($1, $2, $3, $4, 0, 0, 'queued', 0, 0, 0, $5, $6, '', '', '', (SELECT max(t.at)
 FROM (SELECT CAST($7 AS BIGINT) AS at UNION ALL
  SELECT max(created_at) FROM parts WHERE channel = $3 AND address = $4 AND state IN ('queued', 'sending')) t), $7)
 ON CONFLICT DO NOTHING`,
		delivery.Conversation,
		delivery.Seq,
		delivery.Peer.Channel,
		delivery.Peer.Address,
		delivery.Fence,
		delivery.Policy,
		tx.now.UnixMilli(),
	)
}

// CancelQueued cancels the queued parts with the fence of the bot's turn. A part that is being sent is not tried a second time: Claim
// refuses such a part because no conversation has the fence -1.
func (tx *Tx) CancelQueued(id chat.ConversationID, reason string) error {
	if err := tx.exec(`UPDATE parts SET state = 'cancelled', reason = $2, changed_at = $3 WHERE conversation = $1
 AND state = 'queued' AND fence > 0`, id, reason, tx.now.UnixMilli()); err != nil {
		return err
	}

	return tx.exec(`UPDATE parts SET fence = -1 WHERE conversation = $1 AND state = 'sending' AND fence > 0`, id)
}

const partColumns = `p.conversation, p.seq, p.channel, p.address, p.part, p.parts, p.state, p.attempts, p.resent,
 p.due, p.fence, p.policy, p.native, p.reason, p.payload, p.created_at, p.changed_at`

func scanPart(row scanner) (chat.Part, error) {
	var part chat.Part
	var due, created, changed int64
	err := row.Scan(
		&part.Conversation,
		&part.Seq,
		&part.Peer.Channel,
		&part.Peer.Address,
		&part.Number,
		&part.Of,
		&part.State,
		&part.Attempts,
		&part.Resent,
		&due,
		&part.Fence,
		&part.Policy,
		&part.Native,
		&part.Reason,
		&part.Payload,
		&created,
		&changed,
	)
	part.Due, part.CreatedAt, part.ChangedAt = chat.FromMillis(due), chat.FromMillis(created), chat.FromMillis(changed)

	return part, err
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
		func(row scanner) error {
			var waiting chat.PeerDue
			var due int64
			err := row.Scan(&waiting.Address, &due)
			waiting.Due = chat.FromMillis(due)
			list = append(list, waiting)

			return err
		},
	)

	return list, err
}

// Oldest returns the oldest unsettled part of a peer and the entry of the part, nil if there is none.
func (db *DB) Oldest(ctx context.Context, peer chat.Peer) (*chat.Part, *chat.Entry, error) {
	var part *chat.Part
	err := db.rows(
		ctx,
		`SELECT `+partColumns+` FROM parts p WHERE channel = $1 AND address = $2 AND state IN ('queued', 'sending')
 ORDER BY created_at, conversation, seq, part LIMIT 1`,
		[]any{peer.Channel, peer.Address},
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

func (db *DB) entryAt(ctx context.Context, id chat.ConversationID, seq int64) (*chat.Entry, error) {
	var found *chat.Entry
	err := db.rows(
		ctx,
		`SELECT `+entryColumns+` FROM entries e WHERE e.conversation = $1 AND e.seq = $2`,
		[]any{id, seq},
		func(s scanner) error {
			found = new(chat.Entry)
			return scanEntry(s, found)
		},
	)

	return found, err
}

// Split stores the parts of a delivery before the first platform call of the delivery. The payloads have the channel's own format. There
// is at least one payload.
func (db *DB) Split(ctx context.Context, part chat.Part, payloads []string) error {
	return db.update(ctx, func(tx *Tx) error {
		for i, payload := range payloads {
			if i == 0 {
				if err := tx.exec(`UPDATE parts SET parts = $5, payload = $6 WHERE conversation = $1 AND seq = $2
 AND channel = $3 AND address = $4 AND part = 0 AND parts = 0`,
					part.Conversation, part.Seq, part.Peer.Channel, part.Peer.Address,
					len(payloads), payload); err != nil {
					return err
				}
				continue
			}
			if err := tx.exec(`INSERT INTO parts (conversation, seq, channel, address, part, parts, state, attempts,
 resent, due, fence, policy, native, reason, payload, created_at, changed_at)
 VALUES ($1, $2, $3, $4, $5, $6, 'queued', 0, 0, 0, $7, $8, '', '', $9, $10, $11)
 ON CONFLICT DO NOTHING`, part.Conversation, part.Seq, part.Peer.Channel, part.Peer.Address, i, len(payloads),
				part.Fence, part.Policy, payload, chat.Millis(part.CreatedAt), tx.now.UnixMilli()); err != nil {
				return err
			}
		}

		return nil
	})
}

const partKey = ` WHERE conversation = $1 AND seq = $2 AND channel = $3 AND address = $4 AND part = $5`

// Claim marks a queued part as being sent and counts the attempt, in one statement with the check of the fence. False means the part was
// not claimed: either the part is not queued any more, or the conversation has another fence. In the second case Claim cancels the part.
func (db *DB) Claim(ctx context.Context, part chat.Part) (claimed bool, err error) {
	err = db.update(ctx, func(tx *Tx) error {
		count, err := tx.affect(
			`UPDATE parts SET state = 'sending', attempts = attempts + 1, changed_at = $6`+partKey+`
 AND state = 'queued'
 AND (fence = 0 OR fence = (SELECT fence FROM conversations WHERE id = $1))`,
			part.Conversation,
			part.Seq,
			part.Peer.Channel,
			part.Peer.Address,
			part.Number,
			tx.now.UnixMilli(),
		)
		if claimed = count == 1; err != nil || claimed {
			return err
		}

		return tx.exec(
			`UPDATE parts SET state = 'cancelled', reason = CASE WHEN (SELECT state FROM conversations
 WHERE id = $1) = 'closed' THEN 'reopen' ELSE 'takeover' END, changed_at = $6`+partKey+` AND state = 'queued'`,
			part.Conversation,
			part.Seq,
			part.Peer.Channel,
			part.Peer.Address,
			part.Number,
			tx.now.UnixMilli(),
		)
	})

	return claimed, err
}

// Settle stores the outcome of a part: State, Native, Reason, Due and Resent.
func (db *DB) Settle(ctx context.Context, part chat.Part) error {
	return db.update(ctx, func(tx *Tx) error {
		return tx.exec(
			`UPDATE parts SET state = $6, native = $7, reason = $8, due = $9, resent = $10, changed_at = $11`+partKey,
			part.Conversation,
			part.Seq,
			part.Peer.Channel,
			part.Peer.Address,
			part.Number,
			part.State,
			part.Native,
			part.Reason,
			chat.Millis(part.Due),
			part.Resent,
			tx.now.UnixMilli(),
		)
	})
}

// FailPeer settles every queued part of a peer as failed, with one reason, because the customer has blocked the bot.
func (db *DB) FailPeer(ctx context.Context, peer chat.Peer, reason string) error {
	return db.update(ctx, func(tx *Tx) error {
		return tx.exec(
			`UPDATE parts SET state = 'failed', reason = $3, changed_at = $4 WHERE channel = $1 AND address = $2
 AND state = 'queued'`,
			peer.Channel,
			peer.Address,
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
		func(row scanner) error {
			var ch chat.ChannelID
			var st chat.PartState
			var count int64
			err := row.Scan(&ch, &st, &count)
			if counts[ch] == nil {
				counts[ch] = map[chat.PartState]int64{}
			}
			counts[ch][st] = count

			return err
		},
	)

	return counts, err
}

// NativeOf returns the platform's ids of an entry at a peer, in order of the parts. Unsent parts have no id.
func (db *DB) NativeOf(ctx context.Context, entry string, peer chat.Peer) (ids []string, err error) {
	err = db.rows(ctx, `SELECT p.native FROM parts p JOIN entries e ON e.conversation = p.conversation AND e.seq = p.seq
 WHERE e.id = $1 AND p.channel = $2 AND p.address = $3 AND p.native <> ''
 ORDER BY p.part`, []any{entry, peer.Channel, peer.Address}, func(row scanner) error {
		var id string
		err := row.Scan(&id)
		ids = append(ids, id)

		return err
	})

	return ids, err
}

// NativeOfInbound returns the platform's id of a customer's own entry, "" if there is none.
func (db *DB) NativeOfInbound(ctx context.Context, entry string) (string, error) {
	var found string
	err := db.rows(ctx, `SELECT `+entryColumns+` FROM entries e WHERE e.id = $1`, []any{
		entry,
	}, func(row scanner) error {
		var e chat.Entry
		err := scanEntry(row, &e)
		found = e.Native

		return err
	})

	return found, err
}

// Sent reports whether a platform's message was sent to the peer by Frontdesk.
func (db *DB) Sent(ctx context.Context, peer chat.Peer, native string) (bool, error) {
	var count int64
	_, err := db.row(
		ctx,
		`SELECT count(*) FROM parts WHERE channel = $1 AND address = $2 AND native = $3 AND native <> ''`,
		[]any{peer.Channel, peer.Address, native},
		&count,
	)

	return count > 0, err
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
