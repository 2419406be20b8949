import type { Signal } from '../signal.ts'

// Files that no page links to, and that scanners ask everybody for. Facts about what software leaves lying about.
const probes =
  /\/(?:\.(?:env|git|svn|hg|aws|ssh|htpasswd|htaccess|DS_Store)(?:$|[/?.])|wp-(?:login|config|admin|includes)\b|xmlrpc\.php|phpmyadmin\b|pma\/|phpinfo\b|cgi-bin\/|server-status\b|actuator\/|vendor\/phpunit|\.well-known\/\.|etc\/passwd|boaform|HNAP1|solr\/admin|manager\/html|owa\/auth|id_rsa|backup\.(?:sql|zip|tar))/i

/**
 * The path is one that scanners ask every site for (`/.env`, `/wp-login.php`, `/.git/config`). Sites that do run that software may leave this
 * signal out by name.
 */
export const pathProbe: Signal = {
  id: 'path/probe',
  prior: -1.2,
  evaluate: ({ sighting }) =>
    probes.test(sighting.target.slice(0, 1024)) ? { detail: 'a path that scanners look for' } : undefined,
}
