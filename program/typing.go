package program

import (
	"context"
	"time"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// operatorTypes shows an operator's typing to the customer when the channel supports typing.
func (p *Program) operatorTypes(conversation chat.Conversation, op chat.Operator, on bool) {
	p.Timelines.Typing(conversation, chat.Typing{By: chat.Author{Kind: chat.ByOperator, Name: op.Name}, On: on})

	for _, ch := range p.Channels {
		typist, ok := ch.(adapters.Typist)
		if !ok || ch.ID() != conversation.Peer.Channel || !on {
			continue
		}
		go func() {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			if err := typist.Typing(ctx, conversation.Peer); err != nil {
				p.Log.Debug("typing", "channel", conversation.Peer.Channel, "error", err)
			}
		}()
	}
}

// customerTypes makes the bot wait and shows the customer's typing to the consoles. customerTypes writes no row to the store.
func (p *Program) customerTypes(peer chat.Peer, on bool, text string) {
	p.Engine.Typing.Note(peer, on)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	c, err := p.DB.OpenConversation(ctx, peer)
	if err != nil || c == nil {
		return
	}
	p.Timelines.Typing(*c, chat.Typing{By: chat.Author{Kind: chat.ByCustomer}, On: on, Text: text})
}
