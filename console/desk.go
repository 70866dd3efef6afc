package console

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"frontdesk/chat"
	"frontdesk/handoff"
	"frontdesk/store"
)

type (
	transferInput struct {
		ID   chat.ConversationID `path:"id"`
		Body struct {
			Operator chat.OperatorID `json:"operator"`
			Note     string          `json:"note,omitempty" maxLength:"20000"`
			ID       string          `json:"id,omitempty" maxLength:"64" doc:"made by the client, for the note"`
		}
	}
	saidInput struct {
		ID   chat.ConversationID `path:"id"`
		Body struct {
			ID      string   `json:"id" minLength:"8" maxLength:"64" doc:"made by the client; the same one again changes nothing"`
			Text    string   `json:"text,omitempty" maxLength:"20000" doc:"Markdown"`
			Files   []string `json:"files,omitempty" maxItems:"10"`
			ReplyTo string   `json:"reply_to,omitempty" maxLength:"64"`
		}
	}
	resolveInput struct {
		ID   chat.ConversationID `path:"id"`
		Seq  int64               `path:"seq" minimum:"1"`
		Body struct {
			Action string `json:"action" enum:"again,arrived"`
		}
	}
	entryOutput struct{ Body entryShape }
	fileInput   struct {
		ID string `path:"id"`
	}
)

func (s *Server) deskRoutes() {
	type change = func(context.Context, chat.Operator, chat.ConversationID) (*chat.Conversation, error)
	verb := func(name, summary string, fn change) {
		operation(
			s,
			"POST",
			"/conversations/{id}/"+name,
			name,
			summary,
			func(ctx context.Context, in *idInput) (*detailOutput, error) {
				if _, err := fn(ctx, accountOf(ctx).Operator, in.ID); err != nil {
					return nil, err
				}

				return s.conversation(ctx, in)
			},
		)
	}
	verb("claim", "Make it mine", s.Desk.Claim)
	verb("release", "Back to the queue", s.Desk.Release)
	verb("close", "Close it and ask for a rating", s.Desk.Close)
	operation(s, "POST", "/conversations/{id}/transfer", "transfer", "Give it to a colleague", s.transfer)

	type send = func(context.Context, chat.Operator, chat.ConversationID, handoff.Draft) (*chat.Entry, error)
	said := func(name, summary string, fn send) {
		operation(
			s,
			"POST",
			"/conversations/{id}/"+name,
			name,
			summary,
			func(ctx context.Context, in *saidInput) (*entryOutput, error) {
				entry, err := fn(
					ctx,
					accountOf(ctx).Operator,
					in.ID,
					handoff.Draft{ID: in.Body.ID, Text: in.Body.Text, Files: in.Body.Files, ReplyTo: in.Body.ReplyTo},
				)
				if err != nil {
					return nil, err
				}

				return &entryOutput{Body: entryOf(entry)}, nil
			},
		)
	}
	said("replies", "Say something to the customer", s.Desk.Reply)
	said("notes", "Write something that only the team sees", s.Desk.Note)
	operation(
		s,
		"POST",
		"/conversations/{id}/entries/{seq}/delivery",
		"resolve-delivery",
		"Resolve a message with an uncertain outcome",
		s.resolve,
	)
	operation(s, "POST", "/files/{id}/retry", "retry-file", "Try to fetch a file again", s.retryFile)
}

func (s *Server) transfer(ctx context.Context, in *transferInput) (*detailOutput, error) {
	note := handoff.Draft{ID: in.Body.ID, Text: in.Body.Note}
	if note.Text != "" && note.ID == "" {
		return nil, chat.Refuse(chat.Invalid, "id_missing")
	}
	if _, err := s.Desk.Transfer(ctx, accountOf(ctx).Operator, in.ID, in.Body.Operator, note); err != nil {
		return nil, err
	}

	return s.conversation(ctx, &idInput{ID: in.ID})
}

// resolve sends uncertain or failed parts of a message again, or notes the arrival of the parts. A second call has no effect, because
// settled parts do not change.
func (s *Server) resolve(ctx context.Context, in *resolveInput) (*struct{}, error) {
	op := accountOf(ctx).Operator
	if in.Body.Action == "again" {
		return nil, s.Desk.Resend(ctx, op, in.ID, in.Seq)
	}

	return nil, s.Desk.Arrived(ctx, op, in.ID, in.Seq)
}

func (s *Server) retryFile(ctx context.Context, in *fileInput) (*struct{}, error) {
	return nil, s.Desk.RetryFile(ctx, accountOf(ctx).Operator, in.ID)
}

// upload stores a file of an operator until the operator sends the file.
func (s *Server) upload(w http.ResponseWriter, r *http.Request, acc *store.Account) {
	r.Body = http.MaxBytesReader(w, r.Body, s.MaxFile+64<<10)
	parts, err := r.MultipartReader()
	if err != nil {
		s.refuse(w, r, chat.Refuse(chat.Invalid, "file_missing"))
		return
	}

	for {
		part, err := parts.NextPart()
		if err != nil {
			s.refuse(w, r, chat.Refuse(chat.Invalid, "file_missing"))
			return
		}
		if part.FormName() != "file" {
			continue
		}
		upload, err := s.keep(r.Context(), acc, part.FileName(), part)
		if err != nil {
			s.refuse(w, r, s.uploadError(err))
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(fileShape{
			ID:    upload.ID,
			Name:  upload.Name,
			Size:  upload.Size,
			Type:  upload.Type,
			State: upload.State,
		})

		return
	}
}

func (s *Server) keep(ctx context.Context, acc *store.Account, name string, body io.Reader) (chat.Upload, error) {
	hash, kind, size, err := s.Blobs.Put(body, s.MaxFile)
	if err != nil {
		return chat.Upload{}, err
	}
	upload := chat.Upload{
		Owner: handoff.UploadOwner(acc.ID),
		File: chat.File{
			ID:    chat.NewID(),
			Name:  chat.FileName(name),
			Size:  size,
			Type:  kind,
			State: chat.FileReady,
			Hash:  hash,
		},
	}

	return upload, s.Files.AddUpload(ctx, upload)
}

// uploadError turns a failure of keep into an error for the operator.
func (s *Server) uploadError(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) || chat.KindOf(err) == chat.Invalid {
		return chat.Refuse(chat.Invalid, "file_too_large", "max", s.MaxFile)
	}

	return notStored(fmt.Errorf("upload: %w", err))
}

func (s *Server) download(w http.ResponseWriter, r *http.Request, acc *store.Account) {
	upload, err := s.Files.File(r.Context(), r.PathValue("id"))
	if err != nil {
		s.refuse(w, r, notStored(fmt.Errorf("file: %w", err)))
		return
	}
	mine := upload != nil && (upload.Entry != "" || upload.Owner == handoff.UploadOwner(acc.ID))
	if !mine || upload.State != chat.FileReady {
		s.refuse(w, r, chat.Refuse(chat.NotFound, "file_failed"))
		return
	}
	content, err := s.Blobs.Open(upload.Hash)
	if err != nil {
		s.refuse(w, r, chat.Refuse(chat.NotFound, "file_failed"))
		return
	}
	defer content.Close()
	chat.ServeHeaders(w.Header().Set, upload.File)
	http.ServeContent(w, r, "", upload.At, content)
}
