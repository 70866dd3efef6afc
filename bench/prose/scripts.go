package main

import (
	"os"
	"regexp"
	"strconv"
	"strings"
)

// scripts are the endings of the front ends' sources.
var scripts = map[string]bool{".ts": true, ".svelte": true, ".js": true, ".mjs": true}

// comments are the comments of a script: //, /* */ and <!-- -->. Texts in quotes come first, so that an address in a text is no comment.
// A template text may hold any of the three, and a regular expression may hold a quote or a slash.
var comments = regexp.MustCompile(
	"(?s)'(?:[^'\\\\\n]|\\\\.)*'|\"(?:[^\"\\\\\n]|\\\\.)*\"|`(?:[^`\\\\]|\\\\.)*`|" +
		`/(?:[^/*\\\n\[ ]|\\.|\[(?:[^\]\\\n]|\\.)*\])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])*/[a-z]*|` +
		`(//[^\n]*|/\*.*?\*/|<!--.*?-->)`,
)

// rules are comments that only tools read.
var rules = regexp.MustCompile(`^(?:/\*|//|<!--)\s*(?:svelte-ignore|eslint-|prettier-ignore|@ts-)`)

// script counts the comments and the widths of a source of the front ends. Generated files are left out.
func (c *prose) script(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text := string(data)
	if strings.HasPrefix(text, "// Code generated ") {
		return nil
	}

	for _, at := range comments.FindAllStringSubmatchIndex(text, -1) {
		if at[2] < 0 {
			continue
		}
		comment := text[at[2]:at[3]]
		if !rules.MatchString(comment) {
			c.sentence(path+":"+strconv.Itoa(1+strings.Count(text[:at[2]], "\n")), comment)
		}
	}
	c.width(path, strings.Split(text, "\n"))

	return nil
}
