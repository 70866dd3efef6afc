package faq

import (
	"errors"
	"slices"
	"strings"
)

// csvRows reads a table. The first row names the fields, in any order. See separatorOf for the
// separator of the cells. An empty cell sets no field. A cell of phrasings or tags holds one item a
// line, or items separated by " | ". A column with the name phrasing or tag holds one item a cell and
// may occur several times. off accepts true, false, 1, 0, yes, no, да, нет, истина and ложь. Export
// writes "'" before a cell with "=", "+", "-" or "@" at the beginning, so that spreadsheets do not
// calculate the cell; csvRows removes the "'". A missing id is made by idOf.
func (l *loader) csvRows(text string) []row {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	separator, said := separatorOf(text)
	reader := &csvText{cursor: newCursor(text, position{line: 1, column: 1}), separator: separator}
	if said {
		reader.nextLine()
	}
	header, err := reader.record()
	if err != nil {
		l.broken(err)
		return nil
	}
	grid := &sheet{loader: l}
	if !grid.header(header) {
		return nil
	}
	var rows []row

	for number := 0; reader.rest() != ""; number++ {
		if number%stride == 0 {
			l.step("reading", reader.next, len(text))
		}
		at := reader.at
		cells, err := reader.record()
		if err != nil {
			if l.broken(err); reader.broken >= maxBroken {
				l.fail(reader.at, "", "csv_broken_quotes")
				break
			}
			continue
		}
		if r, ok := grid.row(at, cells); ok {
			rows = append(rows, r)
		}
	}

	return rows
}

func (l *loader) broken(err error) {
	var quote brokenQuote
	if errors.As(err, &quote) {
		l.failWith(quote.at, "", quote.reason)
	}
}

// sheet turns cells into rows.
type sheet struct {
	*loader
	columns []column
}

// column describes the cells of a column. For a list field, a cell holds one item or several items.
type column struct {
	field string // empty = every cell must be empty
	one   bool
}

// oneOf maps a column with one item a cell to the list field.
var oneOf = map[string]string{"phrasing": "phrasings", "tag": "tags"}

// header reads the first row. The result is false if the other rows cannot be read.
func (t *sheet) header(cells []cell) bool {
	seen := map[string]bool{}

	for _, title := range cells {
		name := strings.ToLower(strings.TrimSpace(title.text))

		list, one := oneOf[name]
		switch {
		case one:
			t.columns = append(t.columns, column{field: list, one: true})
		case name == "":
			t.columns = append(t.columns, column{})
		case !slices.Contains(fieldNames, name):
			t.unknown(field{name: name, at: title.at})
			t.columns = append(t.columns, column{field: "?"})
		case seen[name]:
			t.fail(title.at, name, "given_twice")
			t.columns = append(t.columns, column{field: "?"})
		default:
			t.columns = append(t.columns, column{field: name})
		}
		seen[name] = true
	}
	whole := true

	for _, name := range required {
		if !seen[name] && name != "id" && (name != "lang" || t.defaultLang == "") {
			t.fail(cells[0].at, name, "csv_no_column")
			whole = false
		}
	}

	return whole
}

// row reads one row. The result is false if all cells are empty.
func (t *sheet) row(at position, cells []cell) (row, bool) {
	parsed, empty := row{at: at}, true

	for i, content := range cells {
		text := uncalculated(content.text)
		if strings.TrimSpace(text) == "" {
			continue
		}
		empty = false
		if i >= len(t.columns) || t.columns[i].field == "" {
			t.fail(content.at, "", "csv_no_name", "text", excerpt(text))
			continue
		}
		t.put(&parsed, t.columns[i], cell{at: content.at, text: text})
	}
	if empty {
		return row{}, false
	}

	for i, col := range t.columns {
		if slices.Contains(required, col.field) && parsed.field(col.field) == nil {
			parsed.fields = append(
				parsed.fields,
				field{name: col.field, at: t.place(at, cells, i), value: value{kind: "nothing"}},
			)
		}
	}
	parsed.complete(t.defaultLang)

	return parsed, true
}

// place returns the position of a cell. A missing cell has the position of the row.
func (t *sheet) place(at position, cells []cell, number int) position {
	if number < len(cells) {
		return cells[number].at
	}

	return at
}

// put adds a cell with content.
func (t *sheet) put(parsed *row, col column, content cell) {
	switch col.field {
	case "?":
	case "phrasings", "tags":
		given := parsed.field(col.field)
		if given == nil {
			empty := value{at: content.at, kind: "list"}
			parsed.fields = append(parsed.fields, field{name: col.field, at: content.at, value: empty})
			given = &parsed.fields[len(parsed.fields)-1]
		}
		given.value.list = append(given.value.list, items(col, content)...)
	case "off":
		parsed.fields = append(parsed.fields, field{name: col.field, at: content.at, value: flagValue(content)})
	default:
		parsed.fields = append(
			parsed.fields,
			field{name: col.field, at: content.at, value: value{at: content.at, kind: "text", text: content.text}},
		)
	}
}

// itemBreak separates the items of a list in one line of a cell.
const itemBreak = " | "

func items(col column, content cell) []value {
	if col.one {
		return []value{{at: content.at, kind: "text", text: content.text}}
	}
	var list []value

	for line := range strings.SplitSeq(clean(content.text), "\n") {
		for item := range strings.SplitSeq(line, itemBreak) {
			if item = strings.TrimSpace(item); item != "" {
				list = append(list, value{at: content.at, kind: "text", text: item})
			}
		}
	}

	return list
}

// flagWords are in lower case. Spreadsheets write TRUE and ИСТИНА.
var flagWords = map[string]bool{
	"true":   true,
	"1":      true,
	"yes":    true,
	"да":     true,
	"истина": true,
	"false":  false,
	"0":      false,
	"no":     false,
	"нет":    false,
	"ложь":   false,
}

func flagValue(content cell) value {
	if on, known := flagWords[strings.ToLower(strings.TrimSpace(content.text))]; known {
		return value{at: content.at, kind: "true or false", on: on}
	}

	return value{at: content.at, kind: "text", text: content.text}
}

// calculated lists the first characters of spreadsheet formulas.
const calculated = "=+-@"

func isCalculated(s string) bool {
	s = strings.TrimLeft(s, "'")
	return s != "" && strings.IndexByte(calculated, s[0]) >= 0
}

func uncalculated(text string) string {
	if strings.HasPrefix(text, "'") && isCalculated(text) {
		return text[1:]
	}

	return text
}

// excerpt returns the start of a text, for an error.
func excerpt(text string) string {
	const longest = 40
	letters := []rune(clean(text))
	if len(letters) > longest {
		return string(letters[:longest]) + "..."
	}

	return string(letters)
}

// field returns the field with the name, or nil.
func (r *row) field(name string) *field {
	for i := range r.fields {
		if r.fields[i].name == name {
			return &r.fields[i]
		}
	}

	return nil
}

// complete adds optional fields missing from a row of a table or a Markdown file.
func (r *row) complete(lang string) {
	set := func(name, text string) {
		given := r.field(name)
		if given == nil {
			r.fields = append(r.fields, field{name: name, at: r.at})
			given = &r.fields[len(r.fields)-1]
		}
		given.value = value{at: given.at, kind: "text", text: text}
	}
	if f := r.field("lang"); lang != "" && (f == nil || f.value.kind == "nothing") {
		set("lang", lang)
	}
	if idField := r.field("id"); idField == nil || idField.value.kind == "nothing" {
		question := ""
		if q := r.field("question"); q != nil {
			question = q.value.text
		}
		r.madeID = true
		set("id", idOf(question))
	}
}
