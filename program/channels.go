package program

import (
	"context"
	"fmt"
	"time"

	"frontdesk/adapters"
	"frontdesk/chat"
	"frontdesk/config"
)

// buildChannels makes the channels of the configuration, their senders and the file fetcher. A channel without tokens is off. The health
// report shows the channel as off.
func (p *Program) buildChannels(ctx context.Context) error {
	p.senders = map[chat.ChannelID]*adapters.Sender{}
	byID := map[chat.ChannelID]adapters.Channel{}

	for _, channel := range p.Config.Channels {
		if !channel.On() {
			p.Board.Report(adapters.Health{ID: channel.ID, Type: channel.Type, State: adapters.Off})
			continue
		}
		p.Board.Report(adapters.Health{ID: channel.ID, Type: channel.Type, State: adapters.Starting})
		ch, err := p.buildChannel(ctx, channel)
		if err != nil {
			return fmt.Errorf("channel %s: %w", channel.ID, err)
		}
		p.Channels = append(p.Channels, ch)
		byID[ch.ID()] = ch
	}

	p.fetcher = &adapters.FileFetcher{
		Store:    p.DB,
		Door:     FileDoor(p.Timelines, p.updater),
		Channels: byID,
		Put:      p.Blobs.Put,
		Log:      p.Log,
		Now:      p.Now,
	}

	return nil
}

// buildChannel makes one channel. A channel whose clients do not pull also gets a sender.
func (p *Program) buildChannel(ctx context.Context, channel config.Channel) (adapters.Channel, error) {
	kind, known := p.kind(channel.Type)
	if !known {
		return nil, fmt.Errorf("type %q is not known", channel.Type)
	}
	ch, err := kind.New(ctx, p.env(channel))
	if err != nil {
		return nil, err
	}

	out, sends := ch.(adapters.Sending)
	if sends == ch.Traits().ClientsPull {
		return nil, fmt.Errorf("type %q either sends or lets its clients pull, and not both", channel.Type)
	}
	if sends {
		s := adapters.NewSender(out, p.Faults.outbox(p.DB), p.Log)
		s.Now, s.Files, s.Settled = p.Now, p.openBlob, p.settled
		p.senders[ch.ID()] = s
	}

	return ch, nil
}

// env holds the functions and stores of the program for the use of one channel.
func (p *Program) env(channel config.Channel) adapters.Env {
	return adapters.Env{
		ID:        channel.ID,
		Settings:  channel.Settings,
		MaxFile:   channel.MaxFileMB << 20,
		PublicURL: p.Config.PublicURL,

		Accept:  p.accept,
		Receive: p.receive,
		Typing:  p.customerTypes,
		Unknown: p.unknown(channel.ID),

		Park:   p.DB.Park,
		Once:   p.DB.Once,
		Sent:   p.DB.Sent,
		Secret: p.DB.Secret,

		Say:    p.Book.Say,
		Lang:   p.Book.Lang,
		Online: p.Presence.Online,

		Store:     p.DB,
		Blobs:     p.Blobs,
		Hints:     p.Bus,
		Touched:   p.Timelines.Touched,
		Board:     p.Board,
		Log:       p.Log,
		Now:       p.Now,
		Transport: p.Faults.Transport,
	}
}

// connected lists the channels whose clients keep connections open.
func (p *Program) connected() (list []adapters.Connected) {
	for _, ch := range p.Channels {
		if c, ok := ch.(adapters.Connected); ok {
			list = append(list, c)
		}
	}

	return list
}

// ofKind lists the running channels of a type.
func (p *Program) ofKind(kind adapters.Kind) (list []adapters.Channel) {
	for _, ch := range p.Channels {
		if ch.Traits().Type == kind.Type {
			list = append(list, ch)
		}
	}

	return list
}

// receive stores one inbound message and counts the message.
func (p *Program) receive(ctx context.Context, in chat.Inbound) (chat.Stored, error) {
	began := time.Now()
	p.Faults.at("arrived")
	out, err := p.Engine.Receive(ctx, in)
	p.metrics.accepted(in, out, err, time.Since(began))

	return out, err
}

// accept is receive for channels that need only the error.
func (p *Program) accept(ctx context.Context, in chat.Inbound) error {
	_, err := p.receive(ctx, in)
	p.Faults.at("accepted")

	return err
}

// settled publishes a change in the state of a part.
func (p *Program) settled(part chat.Part) {
	p.metrics.settled(part)
	p.Timelines.Touched(part.Conversation)
}

// unknown counts the events of a platform that the adapter does not handle.
func (p *Program) unknown(id chat.ChannelID) func(kind string) {
	return func(kind string) { p.metrics.Unknown.WithLabelValues(string(id), kind).Inc() }
}
