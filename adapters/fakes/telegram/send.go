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

func (b *Bot) sendMessage(request *call) (any, *apiError) {
	return b.send(request, func(m *Shown) *apiError {
		var e *apiError
		m.Text, m.Entities, e = request.text()

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

func (c *call) caption(shown *Shown) *apiError {
	var refused *apiError
	shown.Caption, shown.CaptionEntities, refused = c.formatted("caption", "caption_entities")
	if refused == nil && utf16Len(shown.Caption) > maxCaption {
		refused = bad("message caption is too long")
	}

	return refused
}

func (b *Bot) sendPhoto(request *call) (any, *apiError) {
	return b.send(request, func(shown *Shown) *apiError {
		file, failure := b.incoming(request, "photo")
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
		shown.File, shown.FileName, shown.Photo = file.id, file.name, file.photo(size)

		return request.caption(shown)
	})
}

func dimensions(data []byte) (image.Config, bool) {
	cfg, _, err := image.DecodeConfig(bytes.NewReader(data))
	return cfg, err == nil
}

func (b *Bot) sendDocument(request *call) (any, *apiError) {
	return b.send(request, func(shown *Shown) *apiError {
		file, failure := b.incoming(request, "document")
		if failure != nil {
			return failure
		}
		b.keep(file)
		shown.File, shown.FileName, shown.Document = file.id, file.name, file.document()

		return request.caption(shown)
	})
}

func (b *Bot) sendVoice(request *call) (any, *apiError) {
	return b.send(request, func(shown *Shown) *apiError {
		file, failure := b.incoming(request, "voice")
		if failure != nil {
			return failure
		}
		b.keep(file)
		shown.File, shown.FileName, shown.Voice = file.id, file.name, file.voice(int(request.integer("duration")))

		return request.caption(shown)
	})
}

func (b *Bot) sendLocation(request *call) (any, *apiError) {
	return b.send(request, func(shown *Shown) *apiError {
		lat, err1 := strconv.ParseFloat(request.str("latitude"), 64)
		lon, err2 := strconv.ParseFloat(request.str("longitude"), 64)
		if err1 != nil || err2 != nil || math.Abs(lat) > 90 || math.Abs(lon) > 180 {
			return bad("wrong HTTP URL or location specified")
		}
		shown.Location = &Location{Longitude: lon, Latitude: lat}

		return nil
	})
}

// forwardMessage copies a message of one chat to another.
func (b *Bot) forwardMessage(request *call) (any, *apiError) {
	return b.send(request, func(shown *Shown) *apiError {
		from := b.chats[request.integer("from_chat_id")]
		if from == nil {
			return bad("chat not found")
		}
		src, ok := from.find(int(request.integer("message_id")))
		if !ok || src.Deleted {
			return bad("message to forward not found")
		}
		keep := *shown
		*shown = src
		shown.FromBot, shown.From = true, keep.From
		shown.Date, shown.Chat = keep.Date, keep.Chat
		shown.ReplyMarkup, shown.ReplyToMessage = nil, nil
		shown.EditDate, shown.Versions = 0, nil

		return nil
	})
}

var chatActions = set("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
	"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note")

func (b *Bot) sendChatAction(request *call) (any, *apiError) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, e := b.target(request); e != nil {
		return nil, e
	}
	if !chatActions[strings.ToLower(request.str("action"))] {
		return nil, bad("wrong parameter action in request")
	}

	return true, nil
}
