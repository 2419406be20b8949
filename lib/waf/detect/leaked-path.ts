import { codeAt } from '../../text/code-at.ts'
import { lower } from '../ascii.ts'
import { isBlank } from './bytes.ts'
import type { Finding } from './finding.ts'
import { Fact, type Needs } from './needs.ts'

export const leakedPathNeeds: Needs = { all: 0, any: Fact.dot | Fact.slash, length: 3 }

/** Segments that no site publishes on purpose: stores of version control, of keys, of editors. */
const segments: ReadonlySet<string> = new Set(
  `.git .svn .hg .bzr cvs .env .aws .ssh .gnupg .docker .kube .htpasswd .htaccess .htgroup .npmrc .yarnrc .pypirc .netrc .pgpass
  .my.cnf .bash_history .zsh_history .mysql_history .psql_history .bashrc .profile .ds_store .idea .vscode .gitignore
  .gitconfig .git-credentials .dockercfg .dockerenv .travis.yml .gitlab-ci.yml .circleci .terraform web-inf meta-inf .s3cfg .boto
  .remote-sync.json .ftpconfig .sftp-config.json .config .azure .gcloud`.split(/\s+/),
)

/** Last segments: configurations, keys, consoles and dumps as they are left lying about. */
const files: ReadonlySet<string> = new Set(
  `id_rsa id_dsa id_ecdsa id_ed25519 authorized_keys server.key private.key privatekey.key credentials.json secrets.yml secrets.yaml
  database.yml wp-config.php wp-config.php.bak configuration.php local.xml parameters.yml settings.py localsettings.php
  docker-compose.yml dockerfile docker-compose.yaml terraform.tfstate terraform.tfvars serverless.yml sftp-config.json web.config
  appsettings.json application.properties application.yml phpinfo.php info.php test.php adminer.php server-status server-info
  heapdump env.json dump.sql backup.sql database.sql db.sql mysql.sql backup.zip backup.tar.gz www.zip site.zip
  composer.lock phpunit.xml eval-stdin.php elmah.axd trace.axd error_log debug.log npm-debug.log
  sitemanager.xml filezilla.xml ws_ftp.ini winscp.ini core.dump jmx-console web-console`.split(/\s+/),
)

/** Of `files`, what some sites serve. */
const served: ReadonlySet<string> = new Set(
  'test.php info.php dockerfile docker-compose.yml docker-compose.yaml composer.lock serverless.yml'.split(' '),
)

/** What editors and hands append to a file that a server would have run. */
const copies =
  /\.(?:php\d?|phtml|jsp|aspx?|py|rb|pl|cgi|conf|config|ini|yml|yaml|xml|sql|json|js|inc|env)(?:~|\.(?:bak|backup|old|orig|original|save|swp|swo|tmp|copy|dist|\d|txt|1|zip|gz))$|^\.\w.{0,64}\.sw[po]$|^#.{1,64}#$/

/** How names of copies and dumps end; the patterns are asked about these alone. */
const ends: ReadonlySet<string> = new Set(
  'bak backup old orig original save swp swo tmp copy dist txt zip gz tar tgz rar 7z sql 0 1 2 3 4 5 6 7 8 9'.split(
    ' ',
  ),
)
const isCopy = (name: string): boolean => /[~#]$/.test(name) || ends.has(name.slice(name.lastIndexOf('.') + 1))

/** How much of a name is read, from its end. */
const longestName = 256

/** Does this path of a request ask for what lies about on servers and is nobody's to read? @param value a path, canonical or as sent */
export function leakedPath(value: string): Finding | undefined {
  const length = lengthOf(value)
  let start = 0
  let before = ''
  for (;;) {
    let end = start
    while (end < length && !isSlash(codeAt(value, end))) end++
    const last = end >= length
    if (last || isTelling(value, start, end)) {
      const confidence = partSure(nameOf(value, start, end), last, before)
      if (confidence > 0)
        return {
          language: 'path',
          context: 'request path',
          reason: 'what lies about on servers',
          span: [start, Math.max(end, start + 1)],
          confidence,
        }
    }
    if (last) return undefined
    before = end - start < 9 ? lower(value.slice(start, end)) : ''
    start = end + 1
  }
}

/** Of the path, without a query. */
function lengthOf(value: string): number {
  for (let at = 0, size = value.length; at < size; at++) {
    const code = codeAt(value, at)
    if (code === 63 || code === 35) return at
  }
  return value.length
}

const isSlash = (code: number): boolean => code === 47 || code === 92

/** Whether a folder may be one of `segments`: they begin with a dot, but for `cvs`, `web-inf` and `meta-inf`. */
function isTelling(value: string, start: number, end: number): boolean {
  const first = codeAt(value, start)
  return first === 46 || (end - start < 12 && ((first | 32) === 99 || (first | 32) === 119 || (first | 32) === 109))
}

/** In lower case, without the blanks and dots at its end that file systems leave out. */
function nameOf(value: string, start: number, end: number): string {
  let stop = end
  while (stop > start && (isBlank(codeAt(value, stop - 1)) || codeAt(value, stop - 1) === 46)) stop--
  return lower(value.slice(Math.max(start, stop - longestName), stop))
}

function partSure(name: string, last: boolean, before: string): number {
  if (name === '') return 0
  if (segments.has(name)) return name === 'cvs' || name === '.profile' || name === '.config' ? (last ? 0.6 : 0.7) : 0.9
  if (name.startsWith('.') && /^\.(?:env(?:[.\-_]\w{1,24})?|git\w{0,16}|ht\w{1,16})$/.test(name)) return 0.9
  if (!last) return 0
  if (files.has(name)) return served.has(name) ? 0.6 : 0.85
  const copy = isCopy(name)
  if (copy && copies.test(name)) return 0.85
  if (
    before === 'actuator' &&
    /^(?:env|heapdump|threaddump|configprops|mappings|beans|trace|httptrace|loggers|jolokia|gateway|shutdown|logfile|auditevents|sessions)$/.test(
      name,
    )
  )
    return 0.85
  if (before === 'debug' && /^(?:pprof|vars|default)$/.test(name)) return 0.8
  return copy &&
    /^(?:backup|dump|database|db|site|www|wwwroot|public_html|htdocs)[-_.\d]{0,12}\.(?:zip|tar|tgz|tar\.gz|rar|7z|sql|sql\.gz|gz|bak)$/.test(
      name,
    )
    ? 0.85
    : 0
}
