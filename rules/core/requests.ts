import { everyValue, rule, type ValueRule } from 'sallyport/rules'
import { crlf, crlfNeeds, ssi, ssiNeeds, ssrf, ssrfNeeds } from 'sallyport/runtime'

/** Values that make a server ask others, answer with other fields, or include other files. */
export const requests: readonly ValueRule[] = [
  rule({
    id: 517_010,
    message: 'Header injection: the value begins a field of its own',
    stops: 'Line ends followed by a field, in answers and in mail.',
    severity: 'critical',
    tags: ['attack-protocol', 'capec/34'],
    in: everyValue,
    detect: crlf,
    needs: crlfNeeds,
    matches: ['x\r\nSet-Cookie: a=b', 'a@b.example\nBcc: c@d.example'],
    passes: ['first line\r\nsecond line: with a colon', 'Dear Bob,\n\nsubject to change'],
  }),
  rule({
    id: 517_110,
    message: 'Server-side include: the value is an instruction to the server',
    stops: 'SSI and ESI elements.',
    severity: 'critical',
    tags: ['attack-ssi', 'capec/101'],
    in: everyValue,
    detect: ssi,
    needs: ssiNeeds,
    matches: ['<!--#exec cmd="dir" -->', '<esi:include src="http://x.example/a"/>'],
    passes: ['<!-- a comment -->', '<essay>'],
  }),
  rule({
    id: 517_210,
    message: 'Server-side request forgery: the value is an address inside',
    stops: 'URLs of loopback, link-local, private and metadata addresses in every spelling.',
    severity: 'critical',
    tags: ['attack-ssrf', 'capec/664'],
    in: ['query', 'form', 'json', 'xml', 'body', 'cookie'],
    detect: ssrf,
    needs: ssrfNeeds,
    matches: ['http://169.254.169.254/latest/meta-data/', 'http://0x7f000001/'],
    passes: ['https://example.com/a?b=c', '192.168.178.20 is my printer'],
  }),
]
