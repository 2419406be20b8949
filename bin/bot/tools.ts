/**
 * Programs beside the crawlers' list, in its form, and before it: own knowledge of what libraries, command lines, scanners and driven browsers call
 * themselves. `automation`: a real browser that says it is driven or has no window.
 */
export const tools: string = `curl/	curl	tool	^
libcurl	libcurl	tool	
Wget/	Wget	tool	^
Wget2/	Wget2	tool	^
aria2/	aria2	tool	^
HTTPie/	HTTPie	tool	^
xh/	xh	tool	^
nghttp2/	nghttp2	tool	^
h2load	h2load	tool	^
lwp-request	lwp-request	tool	
lwp-trivial	lwp-trivial	tool	
libwww-perl	libwww-perl	tool	
HTTP-Tiny/	HTTP-Tiny	tool	^
Mojolicious	Mojolicious	tool	
WWW-Mechanize	WWW-Mechanize	tool	
Python-urllib/	Python-urllib	tool	
python-urllib3	python-urllib3	tool	
python-requests/	python-requests	tool	
python-httpx/	python-httpx	tool	
Python/3	aiohttp	tool	
aiohttp/	aiohttp	tool	
Scrapy/	Scrapy	tool	
MechanicalSoup	MechanicalSoup	tool	
Go-http-client/	Go net/http	tool	^
fasthttp	fasthttp	tool	^
go-resty/	go-resty	tool	
colly	colly	tool	^
Java/	Java	tool	^
Java-http-client/	Java-http-client	tool	^
Apache-HttpClient	Apache-HttpClient	tool	
Apache-HttpAsyncClient	Apache-HttpAsyncClient	tool	
Jakarta Commons-HttpClient	Commons-HttpClient	tool	^
okhttp/	okhttp	tool	
Dalvik/	Dalvik	tool	^
CFNetwork/	CFNetwork	tool	
Ktor client	Ktor	tool	
jsoup	jsoup	tool	^
HtmlUnit	HtmlUnit	automation	
axios/	axios	tool	^
got (	got	tool	^
node-fetch	node-fetch	tool	^
undici	undici	tool	^
Needle/	Needle	tool	^
superagent	superagent	tool	
node-superagent	superagent	tool	
ky/	ky	tool	^
Deno/	Deno	tool	^
Bun/	Bun	tool	^
jsdom/	jsdom	automation	
Node.js	Node.js	tool	
Ruby	Ruby	tool	^
Faraday	Faraday	tool	^
Typhoeus	Typhoeus	tool	
http.rb/	http.rb	tool	^
Mechanize/	Mechanize	tool	
PHP/	PHP	tool	^
GuzzleHttp/	Guzzle	tool	
Symfony HttpClient	Symfony HttpClient	tool	
reqwest/	reqwest	tool	
hyper/	hyper	tool	^
ureq/	ureq	tool	^
isahc/	isahc	tool	
surf/	surf (Rust)	tool	^surf\\/[0-9.]+$
WindowsPowerShell/	PowerShell	tool	
PowerShell/	PowerShell	tool	
WinHttp	WinHTTP	tool	
.NET CLR HttpClient	.NET HttpClient	tool	
RestSharp/	RestSharp	tool	^
PostmanRuntime/	Postman	tool	^
insomnia/	Insomnia	tool	^
bruno-runtime/	Bruno	tool	^
lua-resty-http	lua-resty-http	tool	
LuaSocket	LuaSocket	tool	
Erlang/OTP	Erlang httpc	tool	
hackney/	hackney	tool	^
mint/	Mint	tool	^
R (	R	tool	^
httr/	httr	tool	
libsoup/	libsoup	tool	^
gvfs/	GVfs	tool	^
fetch libfetch/	libfetch	tool	^
axel/	axel	tool	
Axel/	axel	tool	^
lftp/	lftp	tool	^
ApacheBench/	ApacheBench	scanner	
Siege/	Siege	scanner	
wrk/	wrk	scanner	^
hey/	hey	scanner	^
k6/	k6	scanner	
Grafana k6	k6	scanner	
vegeta	vegeta	scanner	
bombardier	bombardier	scanner	
autocannon	autocannon	scanner	
JMeter	JMeter	scanner	
Gatling	Gatling	scanner	
locust	Locust	scanner	
oha/	oha	scanner	^
httperf	httperf	scanner	
weighttp	weighttp	scanner	
Wfuzz/	Wfuzz	scanner	
gobuster/	gobuster	scanner	
Fuzz Faster U Fool	ffuf	scanner	
feroxbuster/	feroxbuster	scanner	
DirBuster	DirBuster	scanner	
dirsearch	dirsearch	scanner	
sqlmap/	sqlmap	scanner	
Nikto	Nikto	scanner	
Nmap Scripting Engine	Nmap	scanner	
masscan	masscan	scanner	
zgrab	zgrab	scanner	
Nuclei	Nuclei	scanner	
(Hydra)	Hydra	scanner	
Hydra	Hydra	scanner	^
THC-Hydra	Hydra	scanner	
Medusa	Medusa	scanner	^
WhatWeb/	WhatWeb	scanner	
WPScan	WPScan	scanner	
Wapiti	Wapiti	scanner	
w3af	w3af	scanner	
skipfish	skipfish	scanner	
Arachni	Arachni	scanner	
OpenVAS	OpenVAS	scanner	
Nessus	Nessus	scanner	
commix	commix	scanner	
XSStrike	XSStrike	scanner	
subfinder	subfinder	scanner	
httpx - Open-source project	httpx (scanner)	scanner	
katana	katana	scanner	
whatweb	WhatWeb	scanner	
HTTrack	HTTrack	archive	
Offline Explorer	Offline Explorer	archive	
WebCopier	WebCopier	archive	
Teleport Pro	Teleport Pro	archive	
SiteSucker	SiteSucker	archive	
Monolith	Monolith	archive	^
ArchiveBox	ArchiveBox	archive	
HeadlessChrome/	Headless Chrome	automation	
HeadlessEdg/	Headless Edge	automation	
PhantomJS/	PhantomJS	automation	
SlimerJS/	SlimerJS	automation	
Cypress/	Cypress	automation	
Playwright/	Playwright	automation	
Puppeteer	Puppeteer	automation	
Selenium	Selenium	automation	
Splash	Splash	automation	^
`
