package console

import (
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"frontdesk/chat"
)

const schemaPrefix = "#/components/schemas/"

// Document makes the OpenAPI document of the operator API without a running server.
func Document() (*huma.OpenAPI, error) {
	server, err := New(Deps{Now: time.Now})
	if err != nil {
		return nil, err
	}

	return server.api.OpenAPI(), nil
}

// enumeration is the schema of a text type with known values.
type enumeration struct {
	name       string
	from, with reflect.Type
	values     []any
}

// enums are the text types of package chat in the answers of the API. Package chat cannot describe the schemas, because package chat does
// not import package huma.
var enums = []enumeration{
	enum("ConversationState", chat.StateBot, chat.StateWaiting, chat.StateHuman, chat.StateClosed),
	enum("Role", chat.RoleOperator, chat.RoleAdmin),
	enum("AuthorKind", chat.ByCustomer, chat.ByBot, chat.ByOperator, chat.BySystem),
	enum("Visibility", chat.Public, chat.Team),
	enum("FileState", chat.FilePending, chat.FileReady, chat.FileFailed),
	enum(
		"DeliveryState",
		chat.PartQueued,
		chat.PartSending,
		chat.PartSent,
		chat.PartFailed,
		chat.PartCancelled,
		chat.PartUncertain,
	),
	enum("SuggestionSource", chat.SuggestedByMenu, chat.SuggestedByHelped, chat.SuggestedByOperator),
}

func enum[T ~string](name string, values ...T) enumeration {
	described := enumeration{name: name, from: reflect.TypeFor[T](), with: reflect.TypeFor[enumOf[T]]()}
	for _, v := range values {
		described.values = append(described.values, string(v))
	}

	return described
}

// enumOf stands for T in schemas.
type enumOf[T ~string] string

// Schema refers to the named schema of the values.
func (enumOf[T]) Schema(huma.Registry) *huma.Schema {
	for _, e := range enums {
		if e.from == reflect.TypeFor[T]() {
			return &huma.Schema{Ref: schemaPrefix + e.name}
		}
	}

	return &huma.Schema{Type: huma.TypeString}
}

// addEnums gives each text type a named schema. The call comes before the routes.
func addEnums(registry huma.Registry) {
	for _, e := range enums {
		schema := &huma.Schema{Type: huma.TypeString, Enum: e.values}
		schema.PrecomputeMessages()
		registry.Map()[e.name] = schema
		registry.RegisterTypeAlias(e.from, e.with)
	}
}

// addNulls marks the fields with a pointer to a struct, because package huma cannot say that such a field may be null. The call comes
// after the routes.
func addNulls(registry huma.Registry) {
	for name, schema := range registry.Map() {
		shape := registry.TypeFromRef(schemaPrefix + name)
		if shape == nil || shape.Kind() != reflect.Struct {
			continue
		}

		for _, field := range reflect.VisibleFields(shape) {
			key := field.Tag.Get("json")
			property := schema.Properties[key]
			if property != nil && field.Type.Kind() == reflect.Pointer && property.Ref != "" {
				null := &huma.Schema{Type: "null"}
				schema.Properties[key] = &huma.Schema{AnyOf: []*huma.Schema{{Ref: property.Ref}, null},
					Description: property.Description}
			}
		}
	}
}

// frames has the fields of every frame of the live socket after the type.
var frames = []struct {
	kind     string
	always   []string
	nonEmpty []string // left out when empty or false
}{
	{kind: "hello", always: []string{"operator"}},
	{kind: "conversation", always: []string{"id", "seq"}},
	{kind: "typing", always: []string{"conversation", "who"}, nonEmpty: []string{"name", "on"}},
	{kind: "channels"},
	{kind: "presence"},
	{kind: "pong"},
}

// addLiveFrame describes the frames of the live socket. OpenAPI has no place for the messages of a socket, so no operation refers to the
// schema.
func addLiveFrame(registry huma.Registry) {
	all := huma.SchemaFromType(registry, reflect.TypeFor[hintFrame]()).Properties
	list := &huma.Schema{Description: "A frame from the server on the live socket. A frame is only a hint: the " +
		"console reads the rest by the API."}

	for _, frame := range frames {
		schema := &huma.Schema{
			Type:       huma.TypeObject,
			Properties: map[string]*huma.Schema{"type": {Type: huma.TypeString, Enum: []any{frame.kind}}},
			Required:   append([]string{"type"}, frame.always...),
		}
		for _, name := range append(append([]string{}, frame.always...), frame.nonEmpty...) {
			schema.Properties[name] = all[name]
		}
		list.OneOf = append(list.OneOf, schema)
	}
	registry.Map()["LiveFrame"] = list
}
