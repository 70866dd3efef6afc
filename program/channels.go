package program

import (
	"context"
	"fmt"
	"time"

	"frontdesk/adapters"
	"frontdesk/adapters/slack"
	"frontdesk/adapters/telegram"
	"frontdesk/adapters/webchat"
	"frontdesk/chat"
	"frontdesk/config"
)

// buildChannels makes the channels of the configuration, their senders and the file fetcher. A channel without tokens is off, and shown so.
func (p *Program) buildChannels(ctx context.Context) error {
	p.web, p.senders = &webchat.Routes{}, map[chat.ChannelID]*adapters.Sender{}
	byID := map[chat.ChannelID]adapters.Channel{}
	for _, c := range p.Config.Channels {
		if !c.On() {
			p.Board.Report(adapters.Health{ID: c.ID, Type: c.Type, State: adapters.Off})
			continue
		}
		p.Board.Report(adapters.Health{ID: c.ID, Type: c.Type, State: adapters.Starting})
		ch, err := p.buildChannel(ctx, c)
		if err != nil {
			return fmt.Errorf("channel %s: %w", c.ID, err)
		}
		p.Channels = append(p.Channels, ch)
		byID[ch.ID()] = ch
		if !ch.Traits().Pulled {
			s := adapters.NewSender(ch, p.Faults.outbox(p.DB), p.Log)
			s.Now, s.Files, s.Settled = p.Now, p.openBlob, p.settled
			p.senders[ch.ID()] = s
		}
	}
	p.fetcher = &adapters.FileFetcher{Store: p.DB, Channels: byID, Put: p.Blobs.Put, Bus: p.Bus, Log: p.Log, Now: p.Now}
	return nil
}

func (p *Program) buildChannel(ctx context.Context, c config.Channel) (adapters.Channel, error) {
	switch c.Type {
	case "webchat":
		secret, err := p.DB.Secret(ctx, "visitor")
		if err != nil {
			return nil, err
		}
		ch := webchat.New(webchat.Config{ID: c.ID, Origins: c.Origins, MaxFile: c.MaxFileMB << 20, PerSecond: c.MessagesPerSecond, Secret: secret},
			webchat.Deps{Words: p.words, Typing: p.customerTypes, Store: p.DB, Blobs: p.Blobs, Bus: p.Bus,
				Say: func(lang, key string) string { return p.Book.Say(lang, key, nil) }, Lang: p.Book.Lang, Online: p.Presence.Online, Board: p.Board, Log: p.Log, Now: p.Now})
		p.web.Channels = append(p.web.Channels, ch)
		return ch, nil
	case "telegram":
		return telegram.New(telegram.Config{ID: c.ID, Token: c.Token, APIURL: c.APIURL, Mode: c.Mode, Secret: c.Secret, Proxy: c.Proxy, PublicURL: p.Config.PublicURL, MaxFile: c.MaxFileMB << 20},
			telegram.Deps{Accept: p.accept, Park: p.DB.Park, Board: p.Board, Say: func(lang, key string) string { return p.Book.Say(lang, key, nil) },
				Typing: p.customerTypes, Unknown: p.unknown(c.ID), Log: p.Log, Now: p.Now, Transport: p.Faults.Transport})
	case "slack":
		return slack.New(slack.Config{ID: c.ID, BotToken: c.BotToken, AppToken: c.AppToken, SigningSecret: c.SigningSecret, APIURL: c.APIURL, Mode: c.Mode, MaxFile: c.MaxFileMB << 20},
			slack.Deps{Accept: p.accept, Park: p.DB.Park, Board: p.Board, Say: p.Book.Say, Sent: p.DB.Sent, Once: p.once, Unknown: p.unknown(c.ID), Log: p.Log, Now: p.Now, Transport: p.Faults.Transport})
	}
	return nil, fmt.Errorf("type %q is not known", c.Type)
}

// words stores one inbound thing and counts it.
func (p *Program) words(ctx context.Context, in chat.Inbound) (chat.Stored, error) {
	began := time.Now()
	p.Faults.at("arrived")
	out, err := p.Engine.Words(ctx, in)
	p.metrics.accepted(in, out, err, time.Since(began))
	return out, err
}

// accept is words for channels that need no more than the error.
func (p *Program) accept(ctx context.Context, in chat.Inbound) error {
	_, err := p.words(ctx, in)
	p.Faults.at("accepted")
	return err
}

// settled spreads that a part has changed its state.
func (p *Program) settled(part chat.Part) {
	p.metrics.settled(part)
	p.Bus.Publish(chat.Hint{Conversation: part.Conversation})
}

// unknown counts platform events that nothing is done with.
func (p *Program) unknown(id chat.ChannelID) func(kind string) {
	return func(kind string) { p.metrics.Unknown.WithLabelValues(string(id), kind).Inc() }
}

// once records keys in a transaction of its own and says whether all of them were new.
func (p *Program) once(ctx context.Context, keys ...string) (first bool, err error) {
	err = p.DB.Update(ctx, func(tx chat.Tx) (err error) {
		first, err = tx.FirstSeen(keys...)
		return err
	})
	return first, err
}
