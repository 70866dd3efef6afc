package simulation_test

import (
	"slices"
	"testing"

	"frontdesk/chat"
)

// The model: three operators claim one conversation, and one of the operators may take over from the bot. Two operators close the
// conversation, and the customer rates. Every actor reads, decides and writes. Reading and writing are separate steps only when the
// product separates the steps. An actor may crash before any step and then begins again, as a repeated request does. All interleavings
// are walked.

const (
	claimers = 3
	closers  = 2
	raters   = 2 // presses of the rating prompt, 4 and 5
	actors   = claimers + closers + raters
)

// The places of an actor.
const (
	idle byte = iota
	hasRead
	done
	refused
)

// modelState is one state of the whole model. A modelState is comparable, so that a map can hold the visited states.
type modelState struct {
	state   byte // 0 bot, 1 waiting, 2 human, 3 closed
	owner   byte // 0 none, 1.. claimers
	fence   byte
	prompts byte // rating prompts so far
	survey  byte // 0 none, 1 asked
	score   byte
	at      [actors]byte // idle, hasRead ...
	saw     [actors]byte // the state at the actor's read
	sawWho  [actors]byte
	// wins is 1 when the claimer was told about its ownership. under keeps the fence of the claim.
	wins    [claimers]byte
	under   [claimers]byte
	crashes byte // remaining crashes
}

var people = [...]chat.OperatorID{"", "1", "2", "3"}

var states = [...]chat.State{chat.StateBot, chat.StateWaiting, chat.StateHuman, chat.StateClosed}

const (
	inBot byte = iota
	waiting
	human
	closed
)

// walk visits every reachable state for a number of crashes. split makes reading and writing two steps (the mutation). walk returns the
// number of states, and the number of broken states for each rule.
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
			continue // later states are broken too
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

// broken names the broken rule of a state, "" for none.
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
	if told > 1 { // no actor releases the conversation in this model, so the answer to the second winner was wrong
		return "two owners told"
	}

	return ""
}

// next lists the possible next states. While crashes are left, an actor may crash. A crash before the write forgets the read state. A crash
// after the write also forgets the answer, so that the request comes again.
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
		// Before the write a crash loses no data. After the write a crash loses the answer, and the request is repeated.
		if s.crashes > 0 && s.at[i] != idle {
			n := s
			n.crashes--
			n.at[i], n.saw[i], n.sawWho[i] = idle, 0, 0
			list = append(list, n)
		}
	}

	return list
}

// write decides by the actor's read state and writes the outcome, as handoff.Verbs and survey.Surveyor do.
func (s modelState) write(i int) modelState {
	saw, who := s.saw[i], s.sawWho[i]
	s.saw[i], s.sawWho[i] = 0, 0
	s.at[i] = refused

	me := byte(i + 1)
	switch {
	case i < claimers:
		if saw == human && who == me { // a second claim has no effect
			s.at[i] = done
			s.wins[i], s.under[i] = 1, s.fence
		} else if saw != human && saw != closed && chat.Lawful(states[saw], chat.StateHuman) {
			s.at[i] = done
			s = s.fold(saw, human, me)
			s.wins[i], s.under[i] = 1, s.fence
		}
	case i < claimers+closers:
		// Closers are the operators 1 and 2. Only the owner may close a conversation with an owner. Any operator may close a waiting
		// conversation.
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

// fold applies a move in the same way as the product, regardless of changes after the read.
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

// TestModel walks all interleavings. The transitions of the product break no rule. With separate reading and writing the rules break. The
// second result shows that the walk finds such mistakes.
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
