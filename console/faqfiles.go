package console

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/knowledge"
	"frontdesk/store"

	"github.com/danielgtaylor/huma/v2"
)

// importMost is the maximum size of a file of entries, in bytes.
const importMost = 64 << 20

// duplicatesMost is the maximum number of listed duplicates.
const duplicatesMost = 50

type duplicateShape struct {
	Lang     string   `json:"lang"`
	Question string   `json:"question"`
	Entries  []string `json:"entries"`
}

type importShape struct {
	Version    int64            `json:"version"`
	Added      int              `json:"added"`
	Changed    int              `json:"changed"`
	Removed    int              `json:"removed"`
	Unchanged  int              `json:"unchanged"`
	Duplicates []duplicateShape `json:"duplicates"`
}

// importFAQ imports the file of entries in the body. ?name= gives the format, mode=merge keeps entries that are not in the file, and
// dry_run=true changes no entry. A wrong file does not change any entry either. The problem's errors list every bad row.
func (s *Server) importFAQ(w http.ResponseWriter, r *http.Request, acc *store.Account) {
	if acc.Role != chat.RoleAdmin {
		s.refuse(w, r, chat.Refuse(chat.Forbidden, "admin_only"))
		return
	}
	query := r.URL.Query()
	entries, err := entriesOf(w, r, acc.Lang)
	if err != nil {
		s.refuse(w, r, err)
		return
	}

	var out importShape
	change := func(old []faq.Entry) ([]faq.Entry, error) {
		fresh := entries
		if query.Get("mode") == "merge" {
			fresh = faq.Merge(old, entries)
		}
		c := faq.Compare(old, fresh)
		out = importShape{Added: c.Added, Changed: c.Changed, Removed: c.Removed, Unchanged: c.Unchanged,
			Duplicates: duplicates(fresh)}

		return fresh, nil
	}
	if query.Get("dry_run") == "true" {
		old, number := s.Knowledge.Entries()
		_, _ = change(old)
		out.Version = number
	} else {
		version := knowledge.Version{
			Source: "console",
			Author: acc.Name,
		}.Did("imported", "file", path.Base(query.Get("name")))
		number, err := s.Knowledge.Edit(r.Context(), version, 0, change)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		out.Version = number
	}

	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out)
}

// entriesOf reads the entries of a request's file. lang is the language of entries without a language.
func entriesOf(w http.ResponseWriter, r *http.Request, lang string) ([]faq.Entry, error) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, importMost))
	if err != nil {
		return nil, chat.Refuse(chat.Invalid, "file_too_large", "max", importMost)
	}
	entries, err := faq.LoadWith(path.Base(r.URL.Query().Get("name")), data, faq.LoadOptions{Lang: lang})
	if err != nil {
		return nil, badRows(err)
	}

	return entries, nil
}

func duplicates(entries []faq.Entry) []duplicateShape {
	out := []duplicateShape{}
	for _, duplicate := range faq.Duplicates(entries) {
		if len(out) < duplicatesMost {
			out = append(out, duplicateShape{
				Lang:     duplicate.Lang,
				Question: duplicate.Text,
				Entries:  []string{duplicate.First, duplicate.Second},
			})
		}
	}

	return out
}

// badRows lists every mistake in a file.
func badRows(err error) error {
	problem := &Problem{
		ErrorModel: huma.ErrorModel{
			Status: http.StatusUnprocessableEntity,
			Title:  "The file cannot be imported",
			Detail: err.Error(),
		},
		Code: chat.Invalid,
	}

	var rows faq.Errors
	if errors.As(err, &rows) {
		problem.Detail = rows[0].Error()
		for _, row := range rows {
			problem.Errors = append(
				problem.Errors,
				&Detail{
					ErrorDetail: huma.ErrorDetail{
						Message:  row.Reason,
						Location: fmt.Sprintf("%s:%d:%d %s", row.File, row.Line, row.Column, row.Field),
					},
					Line:   row.Line,
					Column: row.Column,
					Field:  row.Field,
					Reason: row.Code,
					Params: row.Params,
				},
			)
		}
	}

	return problem
}

// exportFAQ sends the newest version as a file.
func (s *Server) exportFAQ(w http.ResponseWriter, r *http.Request, _ *store.Account) {
	format := faq.Format(r.URL.Query().Get("format"))
	if format == "" {
		format = faq.YAML
	}
	entries, _ := s.Knowledge.Entries()
	var buffer bytes.Buffer
	if err := faq.Export(&buffer, format, entries); err != nil {
		s.refuse(w, r, chat.Refuse(chat.Invalid, "export_failed", "detail", err))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="faq.`+string(format)+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(buffer.Bytes())
}
