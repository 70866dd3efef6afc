package console

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// plainRoute is a route outside package huma: its body is a file or a socket. The OpenAPI document describes it all the same.
type plainRoute struct {
	op      huma.Operation
	handler http.Handler
}

// plain registers a route outside package huma and describes the route in the OpenAPI document.
func (s *Server) plain(handler http.Handler, op huma.Operation) {
	op.Path = "/api/v1" + op.Path
	op.Responses["default"] = s.answer("The request was refused", "application/problem+json", Problem{})
	s.api.OpenAPI().AddOperation(&op)
	s.plainRoutes = append(s.plainRoutes, plainRoute{op, handler})
}

// answer describes one answer of a plain route. A nil shape means bytes.
func (s *Server) answer(text, mediaType string, shape any) *huma.Response {
	schema := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	if shape != nil {
		schema = s.api.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(shape), true, "")
	}

	return &huma.Response{Description: text, Content: map[string]*huma.MediaType{mediaType: {Schema: schema}}}
}

// parameter describes a parameter of a plain route. With values, the parameter is one of the values.
func parameter(in, name, text string, values ...any) *huma.Param {
	schema := &huma.Schema{Type: huma.TypeString, Enum: values}
	return &huma.Param{In: in, Name: name, Description: text, Required: in == "path", Schema: schema}
}

func (s *Server) fileRoutes() {
	file := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	s.plain(http.HandlerFunc(s.live.serve), huma.Operation{
		OperationID: "live",
		Method:      http.MethodGet,
		Path:        "/live",
		Summary:     "Open the socket of live updates (docs/console-api.md)",
		Responses:   map[string]*huma.Response{"101": {Description: "The connection is a WebSocket from here on"}},
	})
	s.plain(s.signed(s.upload), huma.Operation{
		OperationID: "upload-file",
		Method:      http.MethodPost,
		Path:        "/files",
		Summary:     "Store a file for a later reply",
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"multipart/form-data": {Schema: &huma.Schema{
				Type:       huma.TypeObject,
				Required:   []string{"file"},
				Properties: map[string]*huma.Schema{"file": file},
			}},
		}},
		Responses: map[string]*huma.Response{"200": s.answer("The stored file", "application/json", fileShape{})},
	})
	s.plain(s.signed(s.download), huma.Operation{
		OperationID: "download-file",
		Method:      http.MethodGet,
		Path:        "/files/{id}",
		Summary:     "Read a file of a conversation",
		Parameters:  []*huma.Param{parameter("path", "id", "The id of the file")},
		Responses: map[string]*huma.Response{"200": s.answer("The bytes of the file", "application/octet-stream",
			nil)},
	})
	s.plain(s.signed(s.importFAQ), huma.Operation{
		OperationID: "import-faq",
		Method:      http.MethodPost,
		Path:        "/faq/import",
		Summary:     "Import a file of FAQ entries",
		Parameters: []*huma.Param{
			parameter("query", "name", "The name of the file; its extension gives the format"),
			parameter("query", "mode", "merge keeps entries that are not in the file", "merge", "replace"),
			parameter("query", "dry_run", "true compares and changes no entry", "true", "false"),
		},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/octet-stream": {Schema: file},
		}},
		Responses: map[string]*huma.Response{"200": s.answer("The change", "application/json", importShape{})},
	})
	s.plain(s.signed(s.exportFAQ), huma.Operation{
		OperationID: "export-faq",
		Method:      http.MethodGet,
		Path:        "/faq/export",
		Summary:     "Export the FAQ as a file",
		Parameters: []*huma.Param{parameter("query", "format", "The format of the file", "yaml", "csv", "json",
			"jsonl", "md")},
		Responses: map[string]*huma.Response{"200": s.answer("The file", "application/octet-stream", nil)},
	})
}
