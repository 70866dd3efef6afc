package main

import (
	"context"
	"fmt"

	"frontdesk/chat"
	"frontdesk/console"
	"frontdesk/program"
	"frontdesk/store"
)

type operatorAddCommand struct {
	configFlag
	Login    string `arg:"" help:"To sign in with."`
	Name     string `help:"As colleagues and customers see it."`
	Admin    bool   `help:"May add and disable operators."`
	Password string `help:"Without it one is made and printed." env:"FRONTDESK_OPERATOR_PASSWORD"`
}

func (c operatorAddCommand) Run() error {
	conf, err := c.load()
	if err != nil {
		return err
	}
	ctx := context.Background()
	db, err := program.OpenStore(ctx, conf)
	if err != nil {
		return err
	}
	defer db.Close()
	if c.Password == "" {
		if c.Password, err = console.NewPassword(); err != nil {
			return err
		}
		fmt.Printf("password of %s: %s\n", c.Login, c.Password)
	}

	hash, err := console.HashPassword(c.Password)
	if err != nil {
		return err
	}
	known, err := db.AccountByLogin(ctx, c.Login)
	if err != nil {
		return err
	}

	if known != nil {
		known.Password, known.Disabled = hash, false
		return db.SetPassword(ctx, *known)
	}
	account := store.Account{
		Operator: chat.Operator{
			ID:    chat.OperatorID(chat.NewID()),
			Login: c.Login,
			Name:  c.Name,
			Role:  chat.RoleOperator,
			Lang:  conf.Language,
		},
		Password: hash,
	}

	if account.Name == "" {
		account.Name = c.Login
	}
	if c.Admin {
		account.Role = chat.RoleAdmin
	}

	return db.AddOperator(ctx, account)
}
