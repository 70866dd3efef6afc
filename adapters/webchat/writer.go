package webchat

import (
	"context"
	"errors"
	"reflect"

	"frontdesk/chat"
	"frontdesk/survey"
)

// Limits of the work for a busy writer.
const (
	// queueLimit is the maximum of queued frames. A slower reader is disconnected and resumes.
	queueLimit  = 512
	hintedLimit = 64  // maximum of entries from hints; the store has the rest
	readLimit   = 500 // maximum of entries in one read
)

// hint marks a conversation as changed. The call never blocks.
func (s *session) hint(hint chat.Hint) {
	if hint.Typing != nil {
		if hint.Typing.By.Kind != chat.ByCustomer {
			s.push(typing{Type: "typing", On: hint.Typing.On, Name: hint.Typing.By.Name})
		}

		return
	}
	s.changed(hint.Conversation, hint.Entries)
	s.wake()
}

// changed marks a conversation as changed and stores the entries of the hint.
func (s *session) changed(id chat.ConversationID, by []chat.Entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dirty == nil {
		s.dirty = map[chat.ConversationID]bool{}
	}
	if read := len(by) == 0 || len(s.came)+len(by) > hintedLimit; read || s.dirty[id] {
		s.dirty[id] = true
		return
	}
	s.dirty[id] = false
	s.came = append(s.came, by...)
}

// missed marks all conversations as possibly changed after lost hints.
func (s *session) missed() {
	s.mu.Lock()
	s.blind = true
	s.mu.Unlock()
	s.wake()
}

func (s *session) wake() {
	select {
	case s.poke <- struct{}{}:
	default:
	}
}

// push queues a frame. A slow reader is disconnected. The reader then resumes from its cursor without a gap.
func (s *session) push(frame any) {
	s.mu.Lock()
	full := len(s.queue) >= queueLimit
	if !full {
		s.queue = append(s.queue, frame)
	}
	s.mu.Unlock()
	if full {
		s.close()
		return
	}
	s.wake()
}

// write is the only writer of the socket. First the queued frames are written, then the changes of the store.
func (s *session) write(ctx context.Context) {
	defer s.end()

	for {
		select {
		case <-s.done:
			return
		case <-s.poke:
		}
		s.mu.Lock()
		frames := s.queue
		ids, came, blind := s.dirty, s.came, s.blind
		s.queue = nil
		s.dirty, s.came, s.blind = nil, nil, false
		s.mu.Unlock()

		for _, v := range frames {
			if v == nil || s.writeJSON(v) != nil {
				return
			}
		}
		ids, err := s.changes(ctx, ids, blind)
		if err == nil {
			err = s.catchUp(ctx, ids, came)
		}
		if err != nil { // the widget will resume
			if !errors.Is(err, errGone) {
				s.ch.Log.Warn("widget catch up", "channel", s.peer.Channel, "error", err)
			}

			return
		}
	}
}

// errGone means the socket accepts no more data.
var errGone = errors.New("the socket is gone")

// changes adds changed conversations without a hint to the hinted ones. A new conversation starts after the end of the previous one, and
// the hint of the end may be late. The rest of the older conversation must come first, because a widget resumes from the newest seen
// entry.
func (s *session) changes(
	ctx context.Context,
	ids map[chat.ConversationID]bool,
	blind bool,
) (map[chat.ConversationID]bool, error) {
	fresh := false

	for id := range ids {
		_, known := s.sent[id]
		fresh = fresh || !known
	}
	if !fresh && !blind {
		return ids, nil
	}
	list, err := s.ch.Store.PeerConversations(ctx, s.peer, historyConversations)
	if err != nil {
		return nil, err
	}
	if ids == nil {
		ids = map[chat.ConversationID]bool{}
	}

	for i, t := range list {
		if newest := i == 0; (blind || !newest) && t.LastSeq > s.sent[t.ID] {
			ids[t.ID] = true
		}
	}

	return ids, nil
}

// catchUp writes the changed entries. If the entries may change the standing of the visitor's conversation, the standing is also written.
func (s *session) catchUp(ctx context.Context, ids map[chat.ConversationID]bool, came []chat.Entry) error {
	if len(ids) == 0 {
		return nil
	}
	// So far only messages of people came, in the conversation of the last sent standing.
	mere := true

	for _, id := range sorted(ids) {
		only, err := s.catchUpOn(ctx, id, ids[id], came)
		if err != nil {
			return err
		}
		mere = mere && only && id == s.stood.Conversation
	}
	if mere && s.stood.Survey == nil && s.stood.Online == s.ch.Online() {
		return nil // messages do not change the standing
	}
	now, err := s.standing(ctx)
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(now, s.stood) {
		s.stood = now
		if s.writeJSON(sessionFrame{Type: "session", Session: now}) != nil {
			return errGone
		}
	}

	return nil
}

// catchUpOn writes the new entries of a conversation. The entries of hints are used if no entry is missing before them. Otherwise the
// entries are read from the store. If mere is true, all entries are messages of people.
func (s *session) catchUpOn(
	ctx context.Context,
	id chat.ConversationID,
	read bool,
	came []chat.Entry,
) (mere bool, err error) {
	mere = true

	for i := range came {
		entry := &came[i]
		if read || entry.Conversation != id || entry.Seq <= s.sent[id] {
			continue
		}
		if entry.Seq != s.sent[id]+1 { // another hint was lost, or is late
			read = true
			break
		}
		if err := s.entry(entry); err != nil {
			return false, err
		}
		mere = mere && isMessage(entry)
	}

	for read {
		list, err := s.ch.Store.ReadEntries(ctx, id, s.sent[id], readLimit)
		if err != nil {
			return false, err
		}

		mere = mere && len(list) > 0
		for i := range list {
			if err := s.entry(&list[i]); err != nil {
				return false, err
			}
			mere = mere && isMessage(&list[i])
		}
		read = len(list) == readLimit
	}

	return mere, nil
}

// entry writes the next entry of a conversation if visitors may see the entry.
func (s *session) entry(entry *chat.Entry) error {
	if entry.Public() && s.writeJSON(show(entry)) != nil {
		return errGone
	}
	s.note(entry.Conversation, entry.Seq)

	return nil
}

func (s *session) note(id chat.ConversationID, seq int64) {
	if s.sent == nil {
		s.sent = map[chat.ConversationID]int64{}
	}
	s.sent[id] = seq
}

// isMessage reports whether an entry is a message of a customer or an operator. A message of the bot may be the question of a survey.
func isMessage(e *chat.Entry) bool {
	return e.Kind == chat.Said && (e.Author.Kind == chat.ByCustomer || e.Author.Kind == chat.ByOperator)
}

// standing reads the state of the visitor's newest conversation.
func (s *session) standing(ctx context.Context) (*standing, error) {
	st := &standing{State: "none", Online: s.ch.Online()}
	list, err := s.ch.Store.PeerConversations(ctx, s.peer, 1)
	if err != nil || len(list) == 0 {
		return st, err
	}
	st.Conversation, st.State = list[0].ID, string(list[0].State)
	if list[0].State == chat.StateHuman {
		st.Operator = list[0].OwnerName
	}
	if list[0].State != chat.StateClosed {
		return st, nil
	}
	opened, err := s.ch.Store.PeerSurvey(ctx, s.peer)
	if err != nil || opened == nil {
		return st, err
	}
	stage := "done"

	switch now := s.ch.Now(); {
	case opened.Score == 0 && survey.WantsScore(opened, now):
		stage = "score"
	case survey.WantsComment(opened, now):
		stage = "comment"
	}
	st.Survey = &asked{ID: opened.ID, Kind: opened.Kind, Scale: survey.CSATScale, Stage: stage, Score: opened.Score}

	return st, nil
}
