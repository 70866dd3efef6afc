package knowledge

import (
	"fmt"
	"strings"
)

// Kinds maps the kind of a version to its English note. {name} is a parameter.
var Kinds = map[string]string{
	"saved":         "{entry} ({lang})",
	"deleted":       "− {entry} ({lang})",
	"undone":        "back to version {version}",
	"learned":       "phrasing of {entry} ({lang}): {text}",
	"imported":      "import of {file}",
	"imported_over": "import of {file} over the edits up to version {version}",
}

// Did returns the version with its kind, one of Kinds. The params alternate names and values.
func (v Version) Did(kind string, params ...any) Version {
	v.Kind, v.Params = kind, map[string]string{}
	var fill []string

	for i := 0; i+1 < len(params); i += 2 {
		name, value := params[i].(string), fmt.Sprint(params[i+1])
		v.Params[name] = value
		fill = append(fill, "{"+name+"}", value)
	}
	v.Note = strings.NewReplacer(fill...).Replace(Kinds[kind])

	return v
}
