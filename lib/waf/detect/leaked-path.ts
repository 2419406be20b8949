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

/** Longest path read: longer ones name nothing that lies about. */
const longest = 4096
const mostSegments = 128

/** Does this path of a request ask for what lies about on servers and is nobody's to read? @param value a path, canonical or as sent */
export function leakedPath(value: string): Finding | undefined {
  const query = value.search(/[?#]/)
  const path = value
    .slice(0, Math.min(query < 0 ? value.length : query, longest))
    .replace(/[A-Z]+/g, (run) => run.toLowerCase())
  const parts = path.split(/[/\\]/, mostSegments)
  let start = 0
  for (const [index, part] of parts.entries()) {
    const confidence = partSure(part, index === parts.length - 1, parts[index - 1] ?? '')
    if (confidence > 0)
      return {
        language: 'path',
        context: 'request path',
        reason: 'what lies about on servers',
        span: [start, Math.max(start + part.length, start + 1)],
        confidence,
      }
    start += part.length + 1
  }
  return undefined
}

function partSure(part: string, last: boolean, before: string): number {
  const name = part.replace(/[\s.]+$/, '')
  if (name === '') return 0
  if (segments.has(name)) return name === 'cvs' || name === '.profile' || name === '.config' ? (last ? 0.6 : 0.7) : 0.9
  if (/^\.env(?:[.\-_]\w{1,24})?$/.test(name) || /^\.git\w{0,16}$/.test(name) || /^\.ht\w{1,16}$/.test(name)) return 0.9
  if (!last) return 0
  if (files.has(name)) return served.has(name) ? 0.6 : 0.85
  if (copies.test(name)) return 0.85
  if (
    before === 'actuator' &&
    /^(?:env|heapdump|threaddump|configprops|mappings|beans|trace|httptrace|loggers|jolokia|gateway|shutdown|logfile|auditevents|sessions)$/.test(
      name,
    )
  )
    return 0.85
  if (before === 'debug' && /^(?:pprof|vars|default)$/.test(name)) return 0.8
  return /^(?:backup|dump|database|db|site|www|wwwroot|public_html|htdocs)[-_.\d]{0,12}\.(?:zip|tar|tgz|tar\.gz|rar|7z|sql|sql\.gz|gz|bak)$/.test(
    name,
  )
    ? 0.85
    : 0
}
