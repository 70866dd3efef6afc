package program

import (
	"slices"

	"frontdesk/adapters"
	"frontdesk/adapters/slack"
	"frontdesk/adapters/telegram"
	"frontdesk/adapters/webchat"
	"frontdesk/chat"
)

// Kinds are the types of channels in the product. A new type is a folder in adapters and an entry in this list.
func Kinds() []adapters.Kind { return []adapters.Kind{webchat.Kind, telegram.Kind, slack.Kind} }

// kind finds a type of channels by the type's name.
func (p *Program) kind(name string) (adapters.Kind, bool) {
	at := slices.IndexFunc(p.Kinds, func(k adapters.Kind) bool { return k.Type == name })
	if at < 0 {
		return adapters.Kind{}, false
	}

	return p.Kinds[at], true
}

// having lists the configured channels whose kind has a trait. Channels without tokens are listed, too.
func (p *Program) having(trait func(adapters.Traits) bool) (list []chat.ChannelID) {
	for _, c := range p.Config.Channels {
		if k, known := p.kind(c.Type); known && trait(k.Traits) {
			list = append(list, c.ID)
		}
	}

	return list
}
