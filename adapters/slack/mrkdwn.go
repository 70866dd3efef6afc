package slack

import "strings"

// entities are the only entities of Slack. One pass replaces all of them, so "&amp;lt;" stays "&lt;".
var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// plain makes readable text of a customer's message. Slack delivers mentions, channels and links in angle brackets, and escapes & < >.
// plain is total: text outside of mrkdwn stays unchanged. Reference: docs.slack.dev, "Formatting message text".
func plain(mrkdwn string) string {
	var out strings.Builder

	for {
		open := strings.IndexByte(mrkdwn, '<')
		if open < 0 {
			break
		}
		length := strings.IndexByte(mrkdwn[open:], '>')
		if length < 0 {
			break
		}
		out.WriteString(mrkdwn[:open])
		out.WriteString(token(mrkdwn[open+1 : open+length]))
		mrkdwn = mrkdwn[open+length+1:]
	}
	out.WriteString(mrkdwn)

	return entities.Replace(out.String())
}

// token is the readable text of one "<...>".
func token(inner string) string {
	body, label, _ := strings.Cut(inner, "|")
	switch {
	case body == "":
		return "<" + inner + ">"
	case body[0] == '@' || body[0] == '#':
		if label != "" {
			return body[:1] + strings.TrimLeft(label, "@#")
		}

		return body
	case body[0] == '!':
		if label != "" {
			return label
		}
		name, _, _ := strings.Cut(body[1:], "^")

		return "@" + name
	case !strings.Contains(body, ":"):
		return "<" + inner + ">"
	}

	return link(body, label)
}

func link(address, label string) string {
	for _, scheme := range []string{"mailto:", "tel:"} {
		if rest, found := strings.CutPrefix(address, scheme); found && (label == "" || label == rest) {
			return rest
		}
	}

	switch strings.TrimSuffix(label, "/") {
	case "", strings.TrimSuffix(address, "/"):
		return address
	case strings.TrimSuffix(strings.TrimPrefix(address, "http://"), "/"),
		strings.TrimSuffix(strings.TrimPrefix(address, "https://"), "/"):
		return label // typed without the scheme
	}

	return label + " (" + address + ")"
}
