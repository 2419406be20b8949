/** Programs that are no English words: after a separator they are commands, whatever follows. POSIX and Linux, then Windows. */
const programs: ReadonlySet<string> = new Set(
  `whoami uname ifconfig ipconfig netstat nslookup wget curl bash sh zsh ksh csh tcsh dash ash busybox chmod chown chgrp chroot sudo su
  nc ncat netcat socat telnet ssh scp sftp rsync ftp tftp lynx fetch perl python python2 python3 ruby php node nodejs lua gcc
  cc awk gawk sed grep egrep fgrep xargs tee tac nl od xxd hexdump base64 base32 printf eval exec source printenv getent
  ps pwd mkdir rmdir rm cp mv ln lsof dmesg mount umount crontab systemctl service kill killall pkill nohup setsid
  useradd userdel passwd adduser usermod iptables ip route arp traceroute tracert ping ping6 dig nmap tcpdump
  wc tr uniq rev basename dirname readlink realpath mknod mkfifo dd tar gzip gunzip bzip2 unzip zip openssl gpg vi vim ed
  lsb_release hostnamectl hostname getfacl stat chattr lsattr uptime reboot poweroff halt shutdown init
  cmd cmd.exe powershell powershell.exe pwsh wmic tasklist taskkill systeminfo certutil bitsadmin mshta rundll32 regsvr32
  cscript wscript schtasks icacls attrib findstr del erase xcopy robocopy rmdir ver reg sc netsh nbtstat vssadmin iex iwr irm`.split(
    /\s+/,
  ),
)

/** Commands that are words too: their arguments decide. */
const words: ReadonlySet<string> = new Set(
  `cat ls id dir echo sleep find sort more less head tail cut touch make man host who w last read set export exit type net time
  timeout date test env print file which whereis locate strings split paste join fold expand look write wall nice yes top watch at
  batch cd copy move ren start call for if while until do then else fi case function let declare alias unset trap wait jobs fg bg
  help history true false cal df du free vmstat diff patch git apt yum dnf apk pip npm java mail sendmail tree md rd cls
  title color path vol query pause choice goto rem mklink nproc groups users finger logname sync open osascript say pbcopy`.split(
    /\s+/,
  ),
)

/** Those of `words` and of `programs` that make sense, and do harm enough, with no argument at all. */
const bare: ReadonlySet<string> = new Set(
  `id ls dir env set whoami uname ifconfig ipconfig netstat ps pwd hostname printenv uptime lsb_release sh bash zsh ksh dash ash
  cmd cmd.exe powershell powershell.exe pwsh tasklist systeminfo ver reboot poweroff halt dmesg mount arp route lsof
  perl python python3 php node su sudo`.split(/\s+/),
)

/** What tells about a machine, and is no word: what else could stand behind a separator. */
const unmistakable: ReadonlySet<string> = new Set(
  'whoami ifconfig ipconfig netstat printenv lsb_release tasklist systeminfo uname'.split(' '),
)
/** With those, what people who try whether a command runs let it be. */
const probes: ReadonlySet<string> = new Set([
  ...unmistakable,
  ...'id ls env ps pwd hostname uptime dmesg lsof'.split(' '),
])

export const isUnmistakable = (name: string): boolean => unmistakable.has(name)
export const isProbe = (name: string): boolean => probes.has(name)

/** What a name is: 2 a program, 1 a word that is a command too, 0 none. Longest name 16. */
export function commandKind(name: string): 0 | 1 | 2 {
  if (name.length > 16 || name.length === 0) return 0
  if (programs.has(name)) return 2
  if (words.has(name)) return 1
  return isCmdlet(name) ? 2 : 0
}

export const isBareCommand = (name: string): boolean => bare.has(name)

/** Commands whose first argument is a word: `net view`, `ip addr`. */
const subcommands: ReadonlyMap<string, string> = new Map([
  ['net', ' view user users localgroup share use start stop group accounts session config '],
  ['ip', ' a addr address route link neigh '],
  ['sc', ' query create start stop delete '],
  ['reg', ' query add delete save export '],
  ['systemctl', ' status start stop restart list-units '],
  ['cat', ' flag flag.txt passwd '],
])

/** Whether `word` is what this command is told to do. @param word in lower case */
export const isSubcommand = (name: string, word: string): boolean =>
  subcommands.get(name)?.includes(` ${word} `) ?? false

/** Commands that only take time or a number: `sleep 5`, `ping -n 5`, `kill 1`. */
export const takesNumber = (name: string): boolean => /^(?:sleep|timeout|kill|exit|waitfor|usleep)$/.test(name)

/** PowerShell's Verb-Noun (approved verbs). */
const isCmdlet = (name: string): boolean =>
  /^(?:get|set|new|invoke|start|stop|remove|add|copy|out|write|test|select|convertto|convertfrom|import|export)-[a-z]{3,12}$/.test(
    name,
  )

/** Interpreters whose names stand behind the backticks of a Markdown block. */
const languages: ReadonlySet<string> = new Set(
  'sh bash zsh ksh fish powershell pwsh cmd python python3 perl ruby php node lua'.split(' '),
)

export const isLanguage = (name: string): boolean => languages.has(name.toLowerCase())
