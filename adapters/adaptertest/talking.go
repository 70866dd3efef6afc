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

func pressedOrTyped(rig *rig) {
	for customer := range 2 {
		rig.p.Say(customer, asksHours)
		message := rig.shown(customer, hours)
		if !slices.Equal(message.Buttons, []string{"Да, спасибо", "Нет", "Позвать человека"}) {
			rig.t.Fatalf("buttons %q", message.Buttons)
		}
		if customer == 0 {
			rig.p.Press(customer, message.ID, "Нет")
		} else {
			rig.p.Say(customer, "нет")
		}
		rig.stored(customer, 2)
		rig.until("the next step is shown", func() bool { return len(rig.p.Sees(customer)) == 2 })
	}
	pressed, typed := rig.p.Sees(0)[1], rig.p.Sees(1)[1]
	if pressed.Text != typed.Text || !slices.Equal(pressed.Buttons, typed.Buttons) {
		rig.t.Errorf("pressed: %q %q; typed: %q %q", pressed.Text, pressed.Buttons, typed.Text, typed.Buttons)
	}
	if a, b := rig.conversations(0)[0], rig.conversations(1)[0]; a.State != b.State {
		rig.t.Errorf("pressed: %s, typed: %s", a.State, b.State)
	}
	if e := rig.said(0)[1]; e.Press == "" || e.Text != "Нет" {
		rig.t.Errorf("the press is stored as %+v", e)
	}
}

func pressTwice(rig *rig) {
	rig.p.Say(0, asksHours)
	message := rig.shown(0, hours)
	rig.p.Press(0, message.ID, "Да, спасибо")
	rig.stored(0, 2)
	// Without the wait, the next message would belong to the same turn.
	rig.until("an answer to the press", func() bool { return len(rig.sees(0)) == 2 })
	before := rig.count(&rig.asked)
	rig.can.PressAgain()
	rig.until("the press comes again", func() bool { return rig.count(&rig.asked) > before && rig.p.Idle() })
	if n := len(rig.said(0)); n != 2 {
		rig.t.Fatalf("the press is stored again: %d messages", n)
	}
	rig.p.Say(0, "Спасибо")
	rig.stored(0, 3)
	rig.until("three answers", func() bool { return len(rig.sees(0)) == 3 })
}

func quotes(rig *rig) {
	conversation := rig.opened(0)
	asked := rig.p.Say(0, "А доставка?")
	rig.stored(0, 2)
	answer := rig.reply(conversation, handoff.Draft{Text: "Завтра", ReplyTo: rig.said(0)[1].ID})
	message := rig.shown(0, "Завтра")
	if message.Quote != asked {
		rig.t.Errorf("our answer quotes %q, want %q", message.Quote, asked)
	}
	// The message gets its native id when the part is settled, a moment after the message is shown.
	if !rig.ch.Traits().ClientsPull {
		rig.until("the part is settled", func() bool { return settled(rig.partsOf(answer)) })
	}
	rig.can.Reply(0, message.ID, "Точно?")
	rig.stored(0, 3)
	if e := rig.said(0)[2]; e.ReplyTo != answer.ID {
		rig.t.Errorf("the customer's quote is stored as %q, want %q", e.ReplyTo, answer.ID)
	}
}

func rating(rig *rig) {
	conversation := rig.opened(0)
	rig.reply(conversation, handoff.Draft{Text: "Готово"})
	rig.shown(0, "Готово")
	if _, err := rig.desk.Close(rig.t.Context(), rig.op, conversation.ID); err != nil {
		rig.t.Fatal(err)
	}
	message := rig.shown(0, rig.book.Say("ru", "csat.ask", nil))
	if !slices.Equal(message.Buttons, []string{"1", "2", "3", "4", "5"}) {
		rig.t.Fatalf("buttons %q", message.Buttons)
	}

	for i, score := range []int{4, 5, 4} {
		rig.p.Press(0, message.ID, fmt.Sprint(score))
		rig.until(fmt.Sprintf("score %d is stored", score), func() bool {
			list := rig.of(0, chat.ByCustomer, chat.Rated)
			return len(list) == i+1 && list[i].Rating.Score == score && rig.p.Idle()
		})
	}
	survey, err := rig.db.PeerSurvey(rig.t.Context(), rig.peer(0))
	if err != nil || survey == nil || survey.Score != 4 || survey.Conversation != conversation.ID {
		rig.t.Errorf("survey %+v, %v", survey, err)
	}
	rig.until("the last change is confirmed", func() bool {
		l := rig.sees(0)
		return l[len(l)-1] == rig.book.Say("ru", "csat.changed", map[string]string{"Score": "4"})
	})
	if n := len(rig.conversations(0)); n != 1 {
		rig.t.Errorf("the rating opened a conversation: %d", n)
	}
}

func echo(rig *rig) {
	conversation := rig.opened(0)
	for i := range 3 {
		rig.reply(conversation, handoff.Draft{Text: fmt.Sprintf("ответ %d", i)})
	}
	rig.shown(0, "ответ 2")
	rig.p.Say(0, "вижу")
	rig.stored(0, 2)
	rig.until("everything is acknowledged", rig.p.Idle)
	if got := textsOf(rig.said(0)); !slices.Equal(got, []string{"Позовите оператора", "вижу"}) {
		rig.t.Errorf("stored as the customer's: %q", got)
	}
}

func fileIn(rig *rig) {
	data := bytes.Repeat([]byte("чек №1\n"), 1000)
	rig.can.Send(0, "чек.txt", data)
	rig.stored(0, 1)
	entry := rig.said(0)[0]
	if len(entry.Files) != 1 || entry.Files[0].Name != "чек.txt" {
		rig.t.Fatalf("stored as %+v", entry)
	}
	if entry.Files[0].State == chat.FilePending { // fetched after the commit
		rig.until("the file is fetched", func() bool {
			list := rig.of(0, chat.BySystem, chat.Attached)
			return len(list) == 1 && list[0].Of == entry.ID
		})
	}
	upload, err := rig.db.File(rig.t.Context(), entry.Files[0].ID)
	if err != nil || upload.State != chat.FileReady {
		rig.t.Fatalf("file %+v, %v", upload, err)
	}
	if got := rig.bytes(upload.Hash); !bytes.Equal(got, data) {
		rig.t.Errorf("fetched %d bytes, want %d", len(got), len(data))
	}
	rig.until("the customer hears of it", func() bool { return len(rig.sees(0)) == 1 })
}

func (r *rig) bytes(hash string) []byte {
	r.t.Helper()
	content, err := r.blobs.Open(hash)
	if err != nil {
		r.t.Fatal(err)
	}
	defer content.Close()
	var buffer bytes.Buffer
	if _, err := buffer.ReadFrom(content); err != nil {
		r.t.Fatal(err)
	}

	return buffer.Bytes()
}

func fileOut(rig *rig) {
	conversation := rig.opened(0)
	data := []byte(strings.Repeat("%PDF-1.7 invoice\n", 500))
	hash, kind, size, err := rig.blobs.Put(bytes.NewReader(data), 1<<20)
	if err != nil {
		rig.t.Fatal(err)
	}
	upload := chat.Upload{
		File:  chat.File{ID: chat.NewID(), Name: "счёт.pdf", Size: size, Type: kind, State: chat.FileReady, Hash: hash},
		Owner: handoff.UploadOwner(rig.op.ID),
	}
	if err := rig.db.AddUpload(rig.t.Context(), upload); err != nil {
		rig.t.Fatal(err)
	}
	entry := rig.reply(conversation, handoff.Draft{Text: "Вот счёт", Files: []string{upload.ID}})
	rig.until("the file is shown", func() bool {
		return slices.ContainsFunc(rig.p.Sees(0), func(m Message) bool { return bytes.Equal(m.File, data) })
	})
	rig.shown(0, "Вот счёт")
	if rig.ch.Traits().ClientsPull {
		return
	}
	rig.until("the parts are settled", func() bool { return settled(rig.partsOf(entry)) })

	for _, p := range rig.partsOf(entry) {
		if p.State != chat.PartSent {
			rig.t.Errorf("part %+v", p)
		}
	}
}
