/**
 * Files and folders that stand in the same place on many machines: what is asked for when a path can be chosen. Manuals: hier(7),
 * proc(5), Windows "Well-known folders", layout of Apache, nginx, PHP, Tomcat and XAMPP packages.
 */

/** Last segments of a path, joined with `/`, lower case, that name a file with something to give away. */
const tails: ReadonlySet<string> = new Set(
  `etc/passwd etc/passwd- etc/shadow etc/shadow- etc/group etc/gshadow etc/hosts etc/hostname etc/issue etc/motd etc/fstab etc/crontab
  etc/sudoers etc/resolv.conf etc/os-release etc/profile etc/inittab etc/exports etc/mtab etc/services etc/networks etc/my.cnf
  etc/master.passwd etc/security/passwd etc/security/group etc/php.ini etc/redhat-release etc/lsb-release etc/ld.so.conf etc/environment
  proc/self/environ proc/self/cmdline proc/self/maps proc/self/status proc/self/mounts proc/self/stat proc/version proc/cmdline
  proc/cpuinfo proc/mounts proc/net/tcp proc/net/arp proc/net/route proc/net/fib_trie proc/sched_debug
  boot.ini win.ini system.ini windows/win.ini windows/system.ini winnt/win.ini windows/system32/drivers/etc/hosts
  system32/drivers/etc/hosts system32/config/sam system32/config/system system32/cmd.exe windows/repair/sam windows/php.ini windows/panther/unattend.xml
  ntuser.dat ntuser.ini autoexec.bat pagefile.sys hiberfil.sys web-inf/web.xml meta-inf/manifest.mf .ssh/id_rsa .ssh/id_ed25519
  .ssh/authorized_keys .ssh/known_hosts .bash_history .mysql_history .aws/credentials inetpub/wwwroot/web.config inetpub/wwwroot/global.asa conf/tomcat-users.xml
  conf/httpd.conf conf/server.xml apache2/apache2.conf nginx/nginx.conf my.ini`.split(/\s+/),
)

/** Names that are worth a climb wherever they stand, and nothing without one. */
const prizes: ReadonlySet<string> = new Set(
  `php.ini httpd.conf nginx.conf my.cnf access.log error.log access_log error_log web.config wp-config.php .htpasswd .env id_rsa
  settings.py database.yml passwd shadow`.split(/\s+/),
)

/** Whether the last segment names something that nobody climbs to by chance. @param name in lower case */
export function isPrize(name: string): boolean {
  return prizes.has(name)
}

const kept =
  /\.(?:pem|key|sqlite3?|db|sql|bak|conf|cfg|ini|properties|ya?ml|log|inc)$|^(?:config|settings?|secrets?|credentials?|database|users?)[\w.-]{0,32}\.(?:php|py|rb|xml|txt|asp|aspx|jsp)$/
const described =
  /^(?:package(?:-lock)?|composer|config|settings?|secrets?|credentials?|appsettings|tsconfig|manifest|database)[\w.-]{0,32}\.(?:js|ts|json|lock)$/

/** Whether a name is one of what an application keeps to itself, and worth so many steps up. @param name in lower case */
export function isInner(name: string, ups: number): boolean {
  return name.length < 80 && (kept.test(name) || (ups > 1 && described.test(name)))
}

/** Most segments in one of `tails`. */
const longestTail = 5

/** Folders at the root of a system: climbing to one of these leaves the application. */
const roots: ReadonlySet<string> = new Set(
  `etc proc var usr opt windows winnt volumes xampp lampp apache apache2 php4 php5 inetpub system32 sys boot.ini win.ini
  program files wamp private webserver web-inf meta-inf`.split(/\s+/),
)

/** Folders that an application may have beside it too. */
const likelyRoots: ReadonlySet<string> = new Set(
  'lib home root bin sbin users tmp logs log php conf dev mnt srv system mysql library httpd nginx tomcat'.split(' '),
)

/** Whether the last segments name a file of `tails`. @param segments in lower case, from the first to the last */
export function isKnownFile(segments: readonly string[]): boolean {
  const last = segments.length - 1
  let tail = ''
  for (let count = 0; count < longestTail && count <= last; count++) {
    const segment = segments[last - count] as string
    tail = tail === '' ? segment : `${segment}/${tail}`
    if (tails.has(tail)) return true
  }
  return isProcess(segments)
}

/** `/proc/PID/...`, `/proc/self/fd/7`, `/dev/fd/0`. */
function isProcess(segments: readonly string[]): boolean {
  const at = segments.lastIndexOf('proc')
  if (at < 0) return segments.at(-2) === 'fd' && segments.at(-3) === 'dev'
  return /^(?:self|thread-self|\d{1,7})$/.test(segments[at + 1] ?? '')
}

/** How surely a folder of this name stands at the root of a system: 2 surely, 1 perhaps, 0 not. @param name in lower case */
export function rootness(name: string): 0 | 1 | 2 {
  if (roots.has(name) || name.startsWith('program')) return 2
  return likelyRoots.has(name) ? 1 : 0
}
