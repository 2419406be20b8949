/**
 * What each check test of the suite answers, group by group, and why it was chosen. A check has no right answer: a change of one is a change
 * of what the cache does, and fails the run.
 */
const chosen: readonly (readonly [answer: 'yes' | 'no', why: string, tests: string])[] = [
  ['yes', 'no lifetime is no lifetime', 'freshness-none'],
  ['yes', 'apparent_age counts (RFC 9111, section 4.2.3)', 'freshness-max-age-date'],
  [
    'no',
    'two lifetimes that differ are taken as stale (section 4.2.1)',
    'freshness-max-age-two-fresh-stale-sameline freshness-max-age-two-fresh-stale-sepline freshness-max-age-two-stale-fresh-sameline freshness-max-age-two-stale-fresh-sepline',
  ],
  [
    'yes',
    'both forms of a value are read (section 5.2); with a blank around `=` it is no directive',
    'freshness-max-age-quoted freshness-max-age-space-before-equals freshness-max-age-space-after-equals',
  ],
  [
    'no',
    'a lifetime that cannot be read is stale (section 4.2.1)',
    'freshness-max-age-decimal-zero freshness-max-age-decimal-five freshness-max-age-a100 freshness-max-age-100a',
  ],
  ['no', 'an Age that is no number is ignored (section 5.1)', 'age-parse-parameter age-parse-numeric-parameter'],
  [
    'yes',
    'fields that no-cache names are not given out unasked (section 5.2.2.4)',
    'headers-omit-headers-listed-in-Cache-Control-no-cache-single headers-omit-headers-listed-in-Cache-Control-no-cache',
  ],
  [
    'yes',
    'an origin that is gone is survived (section 4.2.4), an error where stale-if-error says so',
    'stale-close stale-sie-close stale-sie-503',
  ],
  ['no', 'an error is an answer unless the origin or the route says otherwise', 'stale-503'],
  ['no', 'Warning is obsolete (section 5.5); Cache-Status says it', 'stale-warning-stored stale-warning-become'],
  [
    'no',
    'a tenth of the time is over before the test asks again',
    'heuristic-delta-5 heuristic-delta-10 heuristic-delta-30',
  ],
  [
    'yes',
    'a tenth of the time since Last-Modified (section 4.2.2)',
    'heuristic-delta-60 heuristic-delta-300 heuristic-delta-600 heuristic-delta-1200 heuristic-delta-1800 heuristic-delta-3600 heuristic-delta-43200 heuristic-delta-86400',
  ],
  ['yes', 'only-if-cached costs nothing to obey', 'ccreq-oic'],
  [
    'no',
    "a visitor’s directives do not reach through to the origin, or anybody could make it work for nothing; `requestDirectives: 'honour'` changes that",
    'ccreq-ma0 ccreq-ma1 ccreq-magreaterage ccreq-max-stale ccreq-max-stale-age ccreq-min-fresh ccreq-min-fresh-age ccreq-no-cache ccreq-no-cache-lm ccreq-no-cache-etag ccreq-no-store',
  ],
  ['no', 'nothing is guessed against a Pragma', 'pragma-response-no-cache-heuristic'],
  [
    'yes',
    'Pragma says nothing (section 5.4)',
    'pragma-request-no-cache pragma-request-extension pragma-response-no-cache pragma-response-extension',
  ],
  ['yes', 'what is not stored is asked for as it was', 'conditional-etag-forward'],
  ['no', 'a validator of another variant is not shown to the origin', 'conditional-etag-vary-headers-mismatch'],
  [
    'no',
    'what is no entity tag is not taken for one (RFC 9110, section 8.8.3)',
    'conditional-etag-strong-respond-obs-text conditional-etag-quoted-respond-unquoted conditional-etag-unquoted-respond-unquoted conditional-etag-unquoted-respond-quoted conditional-etag-weak-respond-lowercase conditional-etag-weak-respond-backslash conditional-etag-weak-respond-omit-slash conditional-etag-strong-generate-unquoted conditional-etag-forward-unquoted',
  ],
  [
    'no',
    'it describes the bytes that are held (section 3.2)',
    '304-etag-update-response-Content-Encoding 304-etag-update-response-Content-MD5 304-etag-update-response-Content-Range',
  ],
  [
    'no',
    'a 304 of another strong tag is of other content (section 4.3.4): asked again',
    '304-etag-update-response-ETag',
  ],
  [
    'yes',
    'a 304 brings fields up to date (section 3.2)',
    '304-etag-update-response-Content-Location 304-etag-update-response-Content-Security-Policy 304-etag-update-response-Content-Type 304-etag-update-response-Clear-Site-Data 304-etag-update-response-Expires 304-etag-update-response-Public-Key-Pins 304-etag-update-response-Set-Cookie 304-etag-update-response-Set-Cookie2 304-etag-update-response-X-Frame-Options 304-etag-update-response-X-XSS-Protection',
  ],
  ['no', 'another status is other content', 'head-410-update'],
  [
    'yes',
    'HEAD is passed on when stale, and freshens (section 4.3.5)',
    'head-writethrough head-200-retain head-200-freshness-update head-200-update',
  ],
  ['no', 'workerd answers 501 before any worker', 'invalidate-M-SEARCH-location invalidate-M-SEARCH-cl'],
  [
    'yes',
    'Location and Content-Location of the same origin are made invalid (section 4.4)',
    'invalidate-POST-location invalidate-PUT-location invalidate-DELETE-location invalidate-POST-cl invalidate-PUT-cl invalidate-DELETE-cl',
  ],
  ['no', 'Age is of stored answers', 'other-age-delay'],
  [
    'yes',
    'Expires stays as it is, Content-Disposition says nothing',
    'other-date-update-expires-update other-heuristic-content-disposition-attachment other-fresh-content-disposition-attachment',
  ],
  ['no', 'keys of a Dictionary are in lower case (RFC 9651)', 'cdn-max-age-case-insensitive'],
  [
    'yes',
    'no Dictionary, so the field is not there (RFC 9213, section 2.1)',
    'cdn-max-age-space-before-equals cdn-max-age-space-after-equals',
  ],
  [
    'yes',
    'other caches may follow, so the field, Age, Date and Expires go on',
    'cdn-remove-header cdn-remove-age-exceed cdn-date-update-exceed cdn-expires-update-exceed',
  ],
]

/** Answers by test. */
export const checkAnswers: Readonly<Record<string, 'yes' | 'no'>> = Object.fromEntries(
  chosen.flatMap(([answer, , tests]) => tests.split(' ').map((id) => [id, answer] as const)),
)
