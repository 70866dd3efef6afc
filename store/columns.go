package store

import (
	"strconv"
	"strings"
	"sync"
)

// column is one column of a row with the value to write. Rows are written by lists of columns, so that a name and the value always stay
// together.
type column struct {
	name  string
	value any
}

// writeTexts keeps the statements made from column lists, by table and set of columns. The text of a statement must be the same at each
// run, so that the statement is prepared once.
var writeTexts sync.Map

// insert writes a row. A row with an existing key is an error.
func (tx *Tx) insert(table string, list []column) error {
	_, err := tx.insertRow(table, "", list)
	return err
}

// insertNew writes a row and returns the number of written rows: 0 if the key, or a unique index, has the value already.
func (tx *Tx) insertNew(table string, list []column) (int64, error) {
	return tx.insertRow(table, " ON CONFLICT DO NOTHING", list)
}

func (tx *Tx) insertRow(table, conflict string, list []column) (int64, error) {
	key := "insert " + table + conflict
	text, ok := writeTexts.Load(key)
	if !ok {
		names, marks := make([]string, len(list)), make([]string, len(list))
		for i, c := range list {
			names[i], marks[i] = c.name, "$"+strconv.Itoa(i+1)
		}
		text = "INSERT INTO " + table + " (" + strings.Join(
			names,
			", ",
		) + ") VALUES (" + strings.Join(
			marks,
			", ",
		) + ")" + conflict
		writeTexts.Store(key, text)
	}

	return tx.affect(text.(string), values(list)...)
}

// update writes columns of the row with the key in the first column, and returns the number of changed rows. The argument what names the
// set of columns: each set of a table has a name of its own.
func (tx *Tx) update(table, what string, list []column) (int64, error) {
	key := "update " + table + " " + what
	text, ok := writeTexts.Load(key)
	if !ok {
		sets := make([]string, 0, len(list)-1)
		for i, c := range list[1:] {
			sets = append(sets, c.name+" = $"+strconv.Itoa(i+2))
		}
		text = "UPDATE " + table + " SET " + strings.Join(sets, ", ") + " WHERE " + list[0].name + " = $1"
		writeTexts.Store(key, text)
	}

	return tx.affect(text.(string), values(list)...)
}

func values(list []column) []any {
	out := make([]any, len(list))
	for i, c := range list {
		out[i] = c.value
	}

	return out
}
