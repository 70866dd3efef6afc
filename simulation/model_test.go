package simulation_test

import (
	"slices"
	"testing"

	"frontdesk/chat"
)

// The model: three operators claim one conversation (one of them may take over from the bot), two close it, the customer rates. Every actor
// reads, decides and writes; each of these is a step of its own only where the product does them apart. It may crash before any step and then
// begins again, as a repeated request does. All interleavings are walked.

const (
	claimers = 3
	closers  = 2
	raters   = 2 // presses of the rating prompt, 4 and 5
	actors   = claimers + closers + raters
)

// where an actor stands.
const (
	idle byte = iota
	hasRead
	done
	refused
)

// modelState is one state of the whole; it is comparable, so that a map remembers where we have been.
type modelState struct {
	state   byte // 0 bot, 1 waiting, 2 human, 3 closed
	owner   byte // 0 nobody, 1.. claimers
	fence   byte
	prompts byte // rating prompts put
	survey  byte // 0 none, 1 asked
	score   byte
	at      [actors]byte // idle, hasRead ...
	saw     [actors]byte // the state that an actor has read
	sawWho  [actors]byte
	wins    [claimers]byte // 1: this claimer has been told that the conversation is its own, under the fence kept in under
	under   [claimers]byte
	crashes byte // left
}

var people = [...]chat.OperatorID{"", "1", "2", "3"}

var states = [...]chat.State{chat.StateBot, chat.StateWaiting, chat.StateHuman, chat.StateClosed}

const (
	inBot byte = iota
	waiting
	human
	closed
)

// walk visits every state that can be reached with so many crashes; split says that reading and writing are two steps (the mutation). It
// returns how many states there are, and how many of them break which rule.
func walk(split bool, crashes byte) (visited int, broken map[string]int) {
	start := modelState{crashes: crashes}
	seen := map[modelState]struct{}{start: {}}
	queue := []modelState{start}
	broken = map[string]int{}

	for len(queue) > 0 {
		s := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if why := s.broken(); why != "" {
			broken[why]++
			continue // what follows from it is broken too
		}

		for _, n := range s.next(split) {
			if _, known := seen[n]; !known {
				seen[n] = struct{}{}
				queue = append(queue, n)
			}
		}
	}

	return len(seen), broken
}

// broken names the rule that a state breaks, "" for none.
func (s modelState) broken() string {
	owners := 0

	for i := range claimers {
		if s.wins[i] == 1 && s.under[i] == s.fence {
			owners++
		}
	}

	switch {
	case owners > 1:
		return "two owners under one fence"
	case s.prompts > 1:
		return "a second rating prompt"
	case s.state != closed && s.survey > 0:
		return "a rating prompt in an open talk"
	case s.state == human && s.owner == 0:
		return "people have it, and nobody does"
	}

	told := 0
	for i := range claimers {
		told += int(s.wins[i])
	}
	if told > 1 { // nobody gives the conversation back in this model: the second winner was told a lie
		return "two owners told"
	}

	return ""
}

// next lists what can happen. A crash forgets what was read; with crashes left, also what was written, so that the request comes again.
func (s modelState) next(split bool) (list []modelState) {
	if s.state == inBot { // the bot hands over by itself
		n := s
		n.state = waiting
		list = append(list, n)
	}

	for i := range actors {
		switch s.at[i] {
		case idle:
			n := s
			n.at[i], n.saw[i], n.sawWho[i] = hasRead, s.state, s.owner
			if !split { // reading, deciding and writing are one transaction
				n = n.write(i)
			}
			list = append(list, n)
		case hasRead:
			list = append(list, s.write(i))
		}
		if s.crashes > 0 &&
			s.at[i] != idle { // before the write nothing is lost; after it the answer is, and the request is repeated
			n := s
			n.crashes--
			n.at[i], n.saw[i], n.sawWho[i] = idle, 0, 0
			list = append(list, n)
		}
	}

	return list
}

// write decides by what the actor has read and writes the outcome, as handoff.Verbs and survey.Surveyor do.
func (s modelState) write(i int) modelState {
	saw, who := s.saw[i], s.sawWho[i]
	s.saw[i], s.sawWho[i] = 0, 0
	s.at[i] = refused

	me := byte(i + 1)
	switch {
	case i < claimers:
		if saw == human && who == me { // claiming twice is once
			s.at[i] = done
			s.wins[i], s.under[i] = 1, s.fence
		} else if saw != human && saw != closed && chat.Lawful(states[saw], chat.StateHuman) {
			s.at[i] = done
			s = s.fold(saw, human, me)
			s.wins[i], s.under[i] = 1, s.fence
		}
	case i < claimers+closers:
		// Closers are the operators 1 and 2: only the owner may close what people have, anyone what waits.
		closer := byte(i - claimers + 1)
		if saw != closed && (saw != human || who == closer) && chat.Lawful(states[saw], chat.StateClosed) {
			s.at[i] = done
			s = s.fold(saw, closed, who)
			s.survey = 1
			s.prompts++
		}
	default:
		if s.survey == 0 { // no prompt to press yet
			s.at[i] = idle
			return s
		}
		s.at[i] = done
		s.score = byte(4 + i - claimers - closers)
	}

	return s
}

// fold applies a move as the product does, whatever the conversation has become since it was read.
func (s modelState) fold(from, to, owner byte) modelState {
	c := chat.Conversation{State: states[from], Owner: people[s.owner], Fence: int64(s.fence)}
	c.Apply(&chat.Entry{Kind: chat.Moved, Move: &chat.Move{From: states[from], To: states[to], Owner: people[owner]}})
	s.state, s.owner, s.fence = byte(
		slices.Index(states[:], c.State),
	), byte(
		slices.Index(people[:], c.Owner),
	), byte(
		c.Fence,
	)

	return s
}

// TestModel walks all interleavings: the transitions as they are break no rule, and reading first and writing later breaks them, which shows
// that the walk would see it.
func TestModel(t *testing.T) {
	n, broken := walk(false, 8)
	t.Logf("compare and set: %d states, broken %v", n, broken)
	if len(broken) > 0 {
		t.Errorf("the model breaks: %v", broken)
	}
	m, broken := walk(true, 1)
	t.Logf("read, then write: %d states, broken %v", m, broken)
	if broken["two owners told"]+broken["two owners under one fence"] == 0 || broken["a second rating prompt"] == 0 {
		t.Errorf("reading first and writing later went unnoticed: %v", broken)
	}
}
