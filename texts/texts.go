// Package texts holds every text of Frontdesk for customers, by key and language, with the plurals of CLDR.
//
// The package does not know conversations. Another language is one more file in the folder. A test checks every file for every key.
package texts

import (
	"embed"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"frontdesk/chat"
)

//go:embed *.yaml
var files embed.FS

// Book translates keys into the languages. A Book is immutable and may be used concurrently.
type Book struct {
	bundle *i18n.Bundle
	langs  []string
	first  string
	// company is the name of the company, for the argument Company of every text. Empty means the texts name no company.
	company string
	spoken  map[string]*i18n.Localizer
}

// Open loads the built-in languages. first is the fallback language. The texts speak for the company; an empty name is left out.
func Open(first, company string) (*Book, error) {
	book := &Book{
		bundle:  i18n.NewBundle(language.English),
		first:   first,
		company: company,
		spoken:  map[string]*i18n.Localizer{},
	}
	book.bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	names, err := files.ReadDir(".")
	if err != nil {
		return nil, err
	}

	for _, f := range names {
		if _, err := book.bundle.LoadMessageFileFS(files, f.Name()); err != nil {
			return nil, fmt.Errorf("texts %s: %w", f.Name(), err)
		}
		book.langs = append(book.langs, f.Name()[:len(f.Name())-len(path.Ext(f.Name()))])
	}
	if !slices.Contains(book.langs, first) {
		return nil, fmt.Errorf("language %q: want one of %v", first, book.langs)
	}

	for _, l := range book.langs {
		book.spoken[l] = i18n.NewLocalizer(book.bundle, l, first)
	}

	return book, nil
}

// Langs lists the available languages.
func (b *Book) Langs() []string { return b.langs }

// Lang returns the language if there is a text file for the language, else the installation's own language.
func (b *Book) Lang(lang string) string {
	if b.spoken[lang] != nil {
		return lang
	}

	return b.first
}

// Say returns the text of a key, filled in with args. An unknown key is returned unchanged; a test forbids unknown keys.
func (b *Book) Say(lang, key string, args map[string]string) string {
	return b.say(lang, key, b.company, args)
}

func (b *Book) say(lang, key, company string, args map[string]string) string {
	data := map[string]string{"Company": company}
	maps.Copy(data, args)

	return b.localize(lang, &i18n.LocalizeConfig{MessageID: key, TemplateData: data})
}

// Word returns the text of an entry's wording.
func (b *Book) Word(lang string, w chat.Wording) string { return b.Say(lang, w.Key, w.Args) }

// markdown escapes the characters with a meaning in Markdown.
var markdown = strings.NewReplacer(
	"\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]",
	"<", "\\<", ">", "\\>", "#", "\\#", "~", "\\~", "|", "\\|", "!", "\\!",
)

// Markdown returns the text of an entry's wording as Markdown. The arguments are shown verbatim: a name or a question is no Markdown.
func (b *Book) Markdown(lang string, wording chat.Wording) string {
	shown := make(map[string]string, len(wording.Args))
	for name, text := range wording.Args {
		shown[name] = verbatim(text)
	}

	return b.say(lang, wording.Key, verbatim(b.company), shown)
}

func verbatim(text string) string { return markdown.Replace(strings.Join(strings.Fields(text), " ")) }

// Count is Say with the plural form for n. {{.N}} is the number.
func (b *Book) Count(lang, key string, n int) string {
	return b.localize(lang, &i18n.LocalizeConfig{MessageID: key, TemplateData: map[string]any{"N": n}, PluralCount: n})
}

func (b *Book) localize(lang string, config *i18n.LocalizeConfig) string {
	text, err := b.spoken[b.Lang(lang)].Localize(config)
	if err != nil {
		return config.MessageID
	}

	return text
}
