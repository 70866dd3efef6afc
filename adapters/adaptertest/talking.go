package adaptertest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"frontdesk/chat"
	"frontdesk/handoff"
)

var talking = []scenario{
	{"an answer has buttons, and a press can be typed", always, pressedOrTyped},
	{"a press that comes twice", func(a Abilities) bool { return a.PressAgain == nil }, pressTwice},
	{"quotes both ways", func(a Abilities) bool { return a.Reply == nil }, quotes},
	{"a rating of 4, 5 and 4 is 4", always, rating},
	{"our own words never come in", always, echo},
	{"a file from the customer", func(a Abilities) bool { return a.Send == nil }, fileIn},
	{"a file to the customer", always, fileOut},
}

func pressedOrTyped(r *rig) {
	for c := range 2 {
		r.p.Say(c, asksHours)
		m := r.shown(c, hours)
		if !slices.Equal(m.Buttons, []string{"Да, спасибо", "Нет", "Позвать человека"}) {
			r.t.Fatalf("buttons %q", m.Buttons)
		}
		if c == 0 {
			r.p.Press(c, m.ID, "Нет")
		} else {
			r.p.Say(c, "нет")
		}
		r.stored(c, 2)
		r.until("the next step is shown", func() bool { return len(r.p.Sees(c)) == 2 })
	}
	pressed, typed := r.p.Sees(0)[1], r.p.Sees(1)[1]
	if pressed.Text != typed.Text || !slices.Equal(pressed.Buttons, typed.Buttons) {
		r.t.Errorf("pressed: %q %q; typed: %q %q", pressed.Text, pressed.Buttons, typed.Text, typed.Buttons)
	}
	if a, b := r.conversations(0)[0], r.conversations(1)[0]; a.State != b.State {
		r.t.Errorf("pressed: %s, typed: %s", a.State, b.State)
	}
	if e := r.said(0)[1]; e.Press == "" || e.Text != "Нет" {
		r.t.Errorf("the press is stored as %+v", e)
	}
}

func pressTwice(r *rig) {
	r.p.Say(0, asksHours)
	m := r.shown(0, hours)
	r.p.Press(0, m.ID, "Да, спасибо")
	r.stored(0, 2)
	// Without the wait, the next message would belong to the same turn.
	r.until("an answer to the press", func() bool { return len(r.sees(0)) == 2 })
	before := r.count(&r.asked)
	r.can.PressAgain()
	r.until("the press comes again", func() bool { return r.count(&r.asked) > before && r.p.Idle() })
	if n := len(r.said(0)); n != 2 {
		r.t.Fatalf("the press is stored again: %d messages", n)
	}
	r.p.Say(0, "Спасибо")
	r.stored(0, 3)
	r.until("three answers", func() bool { return len(r.sees(0)) == 3 })
}

func quotes(r *rig) {
	c := r.opened(0)
	asked := r.p.Say(0, "А доставка?")
	r.stored(0, 2)
	answer := r.reply(c, handoff.Draft{Text: "Завтра", ReplyTo: r.said(0)[1].ID})
	m := r.shown(0, "Завтра")
	if m.Quote != asked {
		r.t.Errorf("our answer quotes %q, want %q", m.Quote, asked)
	}
	// The message gets its native id when the part is settled, a moment after the message is shown.
	if !r.ch.Traits().ClientsPull {
		r.until("the part is settled", func() bool { return settled(r.partsOf(answer)) })
	}
	r.can.Reply(0, m.ID, "Точно?")
	r.stored(0, 3)
	if e := r.said(0)[2]; e.ReplyTo != answer.ID {
		r.t.Errorf("the customer's quote is stored as %q, want %q", e.ReplyTo, answer.ID)
	}
}

func rating(r *rig) {
	c := r.opened(0)
	r.reply(c, handoff.Draft{Text: "Готово"})
	r.shown(0, "Готово")
	if _, err := r.desk.Close(r.t.Context(), r.op, c.ID); err != nil {
		r.t.Fatal(err)
	}
	m := r.shown(0, r.book.Say("ru", "csat.ask", nil))
	if !slices.Equal(m.Buttons, []string{"1", "2", "3", "4", "5"}) {
		r.t.Fatalf("buttons %q", m.Buttons)
	}

	for i, score := range []int{4, 5, 4} {
		r.p.Press(0, m.ID, fmt.Sprint(score))
		r.until(fmt.Sprintf("score %d is stored", score), func() bool {
			list := r.of(0, chat.ByCustomer, chat.Rated)
			return len(list) == i+1 && list[i].Rating.Score == score && r.p.Idle()
		})
	}
	s, err := r.db.PeerSurvey(r.t.Context(), r.peer(0))
	if err != nil || s == nil || s.Score != 4 || s.Conversation != c.ID {
		r.t.Errorf("survey %+v, %v", s, err)
	}
	r.until("the last change is confirmed", func() bool {
		l := r.sees(0)
		return l[len(l)-1] == r.book.Say("ru", "csat.changed", map[string]string{"Score": "4"})
	})
	if n := len(r.conversations(0)); n != 1 {
		r.t.Errorf("the rating opened a conversation: %d", n)
	}
}

func echo(r *rig) {
	c := r.opened(0)
	for i := range 3 {
		r.reply(c, handoff.Draft{Text: fmt.Sprintf("ответ %d", i)})
	}
	r.shown(0, "ответ 2")
	r.p.Say(0, "вижу")
	r.stored(0, 2)
	r.until("everything is acknowledged", r.p.Idle)
	if got := textsOf(r.said(0)); !slices.Equal(got, []string{"Позовите оператора", "вижу"}) {
		r.t.Errorf("stored as the customer's: %q", got)
	}
}

func fileIn(r *rig) {
	data := bytes.Repeat([]byte("чек №1\n"), 1000)
	r.can.Send(0, "чек.txt", data)
	r.stored(0, 1)
	e := r.said(0)[0]
	if len(e.Files) != 1 || e.Files[0].Name != "чек.txt" {
		r.t.Fatalf("stored as %+v", e)
	}
	if e.Files[0].State == chat.FilePending { // fetched after the commit
		r.until("the file is fetched", func() bool {
			list := r.of(0, chat.BySystem, chat.Attached)
			return len(list) == 1 && list[0].Of == e.ID
		})
	}
	u, err := r.db.File(r.t.Context(), e.Files[0].ID)
	if err != nil || u.State != chat.FileReady {
		r.t.Fatalf("file %+v, %v", u, err)
	}
	if got := r.bytes(u.Hash); !bytes.Equal(got, data) {
		r.t.Errorf("fetched %d bytes, want %d", len(got), len(data))
	}
	r.until("the customer hears of it", func() bool { return len(r.sees(0)) == 1 })
}

func (r *rig) bytes(hash string) []byte {
	r.t.Helper()
	f, err := r.blobs.Open(hash)
	if err != nil {
		r.t.Fatal(err)
	}
	defer f.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(f); err != nil {
		r.t.Fatal(err)
	}

	return b.Bytes()
}

func fileOut(r *rig) {
	c := r.opened(0)
	data := []byte(strings.Repeat("%PDF-1.7 invoice\n", 500))
	hash, kind, size, err := r.blobs.Put(bytes.NewReader(data), 1<<20)
	if err != nil {
		r.t.Fatal(err)
	}
	u := chat.Upload{
		File:  chat.File{ID: chat.NewID(), Name: "счёт.pdf", Size: size, Type: kind, State: chat.FileReady, Hash: hash},
		Owner: handoff.UploadOwner(r.op.ID),
	}
	if err := r.db.AddUpload(r.t.Context(), u); err != nil {
		r.t.Fatal(err)
	}
	e := r.reply(c, handoff.Draft{Text: "Вот счёт", Files: []string{u.ID}})
	r.until("the file is shown", func() bool {
		return slices.ContainsFunc(r.p.Sees(0), func(m Message) bool { return bytes.Equal(m.File, data) })
	})
	r.shown(0, "Вот счёт")
	if r.ch.Traits().ClientsPull {
		return
	}
	r.until("the parts are settled", func() bool { return settled(r.partsOf(e)) })

	for _, p := range r.partsOf(e) {
		if p.State != chat.PartSent {
			r.t.Errorf("part %+v", p)
		}
	}
}
