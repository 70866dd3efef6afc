package console

import (
	"context"
	"net/http"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

type (
	operatorBody struct {
		Body struct {
			Operator operatorShape `json:"operator"`
		}
	}
	signedIn struct {
		SetCookie http.Cookie `header:"Set-Cookie"`
		Body      struct {
			Operator operatorShape `json:"operator"`
		}
	}
	signedOut struct {
		SetCookie http.Cookie `header:"Set-Cookie"`
	}
	signInInput struct {
		Body struct {
			Login    string `json:"login" maxLength:"100"`
			Password string `json:"password" maxLength:"200"`
		}
	}
	langInput struct {
		Body struct {
			Lang string `json:"lang" enum:"ru,en"`
		}
	}
	newOperatorInput struct {
		Body struct {
			Login    string    `json:"login" minLength:"2" maxLength:"60" pattern:"^[a-zA-Z0-9._@-]+$"`
			Name     string    `json:"name" minLength:"1" maxLength:"100"`
			Role     chat.Role `json:"role"`
			Password string    `json:"password" minLength:"8" maxLength:"200"`
		}
	}
	changeOperatorInput struct {
		ID   chat.OperatorID `path:"id"`
		Body struct {
			Disabled *bool `json:"disabled,omitempty"`
		}
	}
	operatorOutput  struct{ Body operatorShape }
	operatorsOutput struct {
		Body struct {
			Items []operatorShape `json:"items"`
		}
	}
)

func (s *Server) sessionRoutes() {
	operation(s, "POST", "/session", "sign-in", "Sign in", s.signIn)
	operation(s, "GET", "/session", "session", "Who am I", s.session)
	operation(s, "DELETE", "/session", "sign-out", "Sign out", s.signOut)
	operation(s, "PATCH", "/session", "change-session", "Change my language", s.changeSession)
	operation(s, "GET", "/operators", "operators", "All operators", s.operators)
	operation(s, "POST", "/operators", "add-operator", "Add an operator (admin)", s.addOperator)
	operation(
		s,
		"PATCH",
		"/operators/{id}",
		"change-operator",
		"Disable or enable an operator (admin)",
		s.changeOperator,
	)
}

func requestOf(ctx context.Context) *http.Request {
	r, _ := ctx.Value(requestKey{}).(*http.Request)
	return r
}

func (s *Server) signIn(ctx context.Context, in *signInInput) (*signedIn, error) {
	request := requestOf(ctx)
	acc, token, err := s.gate.signIn(ctx, in.Body.Login, in.Body.Password, clientIP(request))
	if err != nil {
		return nil, err
	}
	if err := s.gate.signOut(request); err != nil { // an earlier operator in the same browser
		return nil, err
	}
	out := &signedIn{SetCookie: *cookie(token, s.Secure, s.Now().Add(sessionLasts))}
	out.Body.Operator = s.operator(*acc)

	return out, nil
}

func (s *Server) session(ctx context.Context, _ *struct{}) (*operatorBody, error) {
	out := &operatorBody{}
	out.Body.Operator = s.operator(*accountOf(ctx))

	return out, nil
}

func (s *Server) signOut(ctx context.Context, _ *struct{}) (*signedOut, error) {
	if err := s.gate.signOut(requestOf(ctx)); err != nil {
		return nil, err
	}
	s.live.recheck()

	return &signedOut{SetCookie: *cookie("", s.Secure, time.Unix(0, 0))}, nil
}

func (s *Server) changeSession(ctx context.Context, in *langInput) (*operatorBody, error) {
	acc := *accountOf(ctx)
	acc.Lang = in.Body.Lang
	if err := s.Accounts.SaveOperator(ctx, acc); err != nil {
		return nil, err
	}
	out := &operatorBody{}
	out.Body.Operator = s.operator(acc)

	return out, nil
}

func (s *Server) operators(ctx context.Context, _ *struct{}) (*operatorsOutput, error) {
	list, err := s.Accounts.Operators(ctx)
	if err != nil {
		return nil, err
	}
	out := &operatorsOutput{}

	out.Body.Items = []operatorShape{}
	for _, a := range list {
		out.Body.Items = append(out.Body.Items, s.operator(a))
	}

	return out, nil
}

func admin(ctx context.Context) error {
	if accountOf(ctx).Role != chat.RoleAdmin {
		return chat.Refuse(chat.Forbidden, "admin_only")
	}

	return nil
}

func (s *Server) addOperator(ctx context.Context, in *newOperatorInput) (*operatorOutput, error) {
	if err := admin(ctx); err != nil {
		return nil, err
	}
	hash, err := HashPassword(in.Body.Password)
	if err != nil {
		return nil, err
	}

	acc := store.Account{
		Operator: chat.Operator{
			ID:    chat.OperatorID(chat.NewID()),
			Login: strings.ToLower(in.Body.Login),
			Name:  strings.TrimSpace(in.Body.Name),
			Role:  in.Body.Role,
			Lang:  accountOf(ctx).Lang,
		},
		Password: hash,
	}

	if acc.Name == "" {
		return nil, chat.Refuse(chat.Invalid, "name_blank")
	}
	if err := s.Accounts.AddOperator(ctx, acc); err != nil {
		return nil, err
	}

	return &operatorOutput{Body: s.operator(acc)}, nil
}

func (s *Server) changeOperator(ctx context.Context, in *changeOperatorInput) (*operatorOutput, error) {
	if err := admin(ctx); err != nil {
		return nil, err
	}
	acc, err := s.Accounts.AccountByID(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if acc == nil {
		return nil, chat.Refuse(chat.NotFound, "no_operator")
	}
	if in.Body.Disabled != nil {
		if *in.Body.Disabled && acc.ID == accountOf(ctx).ID {
			return nil, chat.Refuse(chat.Invalid, "lock_out")
		}
		acc.Disabled = *in.Body.Disabled
	}
	if err := s.Accounts.SaveOperator(ctx, *acc); err != nil {
		return nil, err
	}
	s.live.recheck()

	return &operatorOutput{Body: s.operator(*acc)}, nil
}
