package wordform

// Source is a source of texts, words or vectors that built-in data was made from. The program contains none of the texts.
type Source struct {
	Name    string // title of the source
	From    string // place of publication
	Licence string // SPDX expression
	Credit  string // attribution, required wherever the data is passed on
}

// Sources lists the sources of the known words beside the sources of the sentence encoder. The list of known words is a modified version
// of every source: it holds stems as bits of a filter.
var Sources = []Source{
	{Name: "Russian spelling dictionary for hunspell, headwords",
		From:    "code.google.com/p/hunspell-ru, by way of Debian's hunspell-ru",
		Licence: "LicenseRef-hunspell-ru",
		Credit:  "Copyright Alexander I. Lebedev; modified: headwords, reduced to stems"},
	{Name: "Russian vocabulary of Snowball", From: "github.com/snowballstem/snowball-data",
		Licence: "BSD-3-Clause", Credit: "Dr Martin Porter, Richard Boulton, and contributors of Snowball"},
	{
		Name: "Microsoft's documentation and short support answers in Russian and English, further repositories",
		From: "github.com/MicrosoftDocs (dynamics365smb-docs, Dynamics-365-Operations, nav-content, " +
			"partner-center-pr and others in Russian), " +
			"isabella232/OfficeDocs-AlchemyInsights-pr.ru-RU",
		Licence: "CC-BY-4.0", Credit: "Microsoft Corporation",
	},
	{Name: "Questions and answers of Yandex Cloud's documentation", From: "github.com/yandex-cloud/docs",
		Licence: "CC-BY-4.0", Credit: "YANDEX LLC"},
	{Name: "Questions and answers of Scratch, Bitcoin.org and Monero",
		From: "github.com/LLK/scratch-l10n, bitcoin-dot-org/Bitcoin.org, " +
			"monero-project/monero-site", Licence: "BSD-3-Clause AND MIT",
		Credit: "Contributors of Scratch, Bitcoin.org and Monero"},
	{Name: "Guides of Diplodoc and Open Source Guides, English and Russian",
		From:    "github.com/diplodoc-platform/docs, github/opensource.guide",
		Licence: "MIT AND CC-BY-4.0", Credit: "YANDEX LLC; GitHub and contributors"},
	{Name: "Interface texts of web programs, English and Russian",
		From: "github.com/wekan/wekan, bagisto/bagisto, Sylius/Sylius, django-oscar, louislam/uptime-kuma, " +
			"RocketChat/Rocket.Chat.ReactNative, " +
			"saleor/saleor-dashboard, pypi/warehouse, thunderbird/thunderbird-android",
		Licence: "MIT AND BSD-3-Clause AND Apache-2.0", Credit: "Contributors of the named projects"},
	{Name: "Questions, facts and advertisements of NLP_Datasets, Russian", From: "github.com/Koziev/NLP_Datasets",
		Licence: "CC0-1.0", Credit: "Ilya Koziev"},
}
