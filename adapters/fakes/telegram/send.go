package telegram

import (
	"bytes"
	"image"
	_ "image/gif" // photos are checked by decoding their header
	_ "image/jpeg"
	_ "image/png"
	"math"
	"strconv"
	"strings"
)

func (b *Bot) sendMessage(c *call) (any, *apiError) {
	return b.send(c, func(m *Shown) *apiError {
		var e *apiError
		m.Text, m.Entities, e = c.text()

		return e
	})
}

// text reads and checks the text of a message.
func (c *call) text() (string, []Entity, *apiError) {
	if c.str("text") == "" {
		return "", nil, bad("message text is empty")
	}

	text, list, failure := c.formatted("text", "entities")
	switch {
	case failure != nil:
		return "", nil, failure
	case text == "":
		return "", nil, bad("text must be non-empty")
	case utf16Len(text) > maxText:
		return "", nil, bad("message is too long")
	}

	return text, list, nil
}

func (c *call) caption(m *Shown) *apiError {
	var e *apiError
	m.Caption, m.CaptionEntities, e = c.formatted("caption", "caption_entities")
	if e == nil && utf16Len(m.Caption) > maxCaption {
		e = bad("message caption is too long")
	}

	return e
}

func (b *Bot) sendPhoto(c *call) (any, *apiError) {
	return b.send(c, func(m *Shown) *apiError {
		file, failure := b.incoming(c, "photo")
		if failure != nil {
			return failure
		}
		if len(file.data) > maxPhoto {
			return bad("too big for a photo")
		}
		size, ok := dimensions(file.data)
		if !ok {
			return bad("IMAGE_PROCESS_FAILED")
		}
		b.keep(file)
		m.File, m.FileName, m.Photo = file.id, file.name, file.photo(size)

		return c.caption(m)
	})
}

func dimensions(data []byte) (image.Config, bool) {
	cfg, _, err := image.DecodeConfig(bytes.NewReader(data))
	return cfg, err == nil
}

func (b *Bot) sendDocument(c *call) (any, *apiError) {
	return b.send(c, func(m *Shown) *apiError {
		file, failure := b.incoming(c, "document")
		if failure != nil {
			return failure
		}
		b.keep(file)
		m.File, m.FileName, m.Document = file.id, file.name, file.document()

		return c.caption(m)
	})
}

func (b *Bot) sendVoice(c *call) (any, *apiError) {
	return b.send(c, func(m *Shown) *apiError {
		file, failure := b.incoming(c, "voice")
		if failure != nil {
			return failure
		}
		b.keep(file)
		m.File, m.FileName, m.Voice = file.id, file.name, file.voice(int(c.integer("duration")))

		return c.caption(m)
	})
}

func (b *Bot) sendLocation(c *call) (any, *apiError) {
	return b.send(c, func(m *Shown) *apiError {
		lat, err1 := strconv.ParseFloat(c.str("latitude"), 64)
		lon, err2 := strconv.ParseFloat(c.str("longitude"), 64)
		if err1 != nil || err2 != nil || math.Abs(lat) > 90 || math.Abs(lon) > 180 {
			return bad("wrong HTTP URL or location specified")
		}
		m.Location = &Location{Longitude: lon, Latitude: lat}

		return nil
	})
}

// forwardMessage copies a message of one chat to another.
func (b *Bot) forwardMessage(c *call) (any, *apiError) {
	return b.send(c, func(m *Shown) *apiError {
		from := b.chats[c.integer("from_chat_id")]
		if from == nil {
			return bad("chat not found")
		}
		src, ok := from.find(int(c.integer("message_id")))
		if !ok || src.Deleted {
			return bad("message to forward not found")
		}
		keep := *m
		*m = src
		m.FromBot, m.From = true, keep.From
		m.Date, m.Chat = keep.Date, keep.Chat
		m.ReplyMarkup, m.ReplyToMessage = nil, nil
		m.EditDate, m.Versions = 0, nil

		return nil
	})
}

var chatActions = set("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
	"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note")

func (b *Bot) sendChatAction(c *call) (any, *apiError) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, e := b.target(c); e != nil {
		return nil, e
	}
	if !chatActions[strings.ToLower(c.str("action"))] {
		return nil, bad("wrong parameter action in request")
	}

	return true, nil
}
