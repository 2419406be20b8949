import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { baseRules } from '../../bin/rules/base.ts'
import { ruleFiles } from '../../bin/rules/files.ts'
import { freePort } from '../../test/support/ports.ts'
import { listenerOf } from '../support/processes.ts'

const modules = '/usr/lib/nginx/modules' // of Debian
const module = join(modules, 'ngx_http_modsecurity_module.so')

/** One worker process that serves the same answer with the rules before it, and without. */
export interface Peer {
  readonly version: string
  readonly withRules: number
  readonly withoutRules: number
  /** CPU time of the worker so far, in nanoseconds. */
  cpu(): number
  stop(): Promise<void>
}

/** @returns what to install where something is missing */
export function missing(): string | undefined {
  const found = spawnSync('nginx', ['-v']).status === 0 && existsSync(module)
  return found ? undefined : 'apt-get install nginx libnginx-mod-http-modsecurity'
}

/** @throws Error with what nginx says where it does not start */
export async function startPeer(rules: string, setup: string | undefined, mode: 'block' | 'detect'): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-peer-'))
  const [withRules, withoutRules, origin] = [await freePort(), await freePort(), await freePort()]
  mkdirSync(join(folder, 'logs'))
  writeFileSync(join(folder, 'rules.conf'), rulesText(rules, setup, mode))
  writeFileSync(join(folder, 'nginx.conf'), configText(folder, { withRules, withoutRules, origin }))
  const nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  nginx.stderr.on('data', (data) => (said += data))
  const ended = once(nginx, 'exit')
  const stop = async (): Promise<void> => {
    nginx.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const worker = await workerOf(nginx, withRules)
    return {
      version: (spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr ?? '').replace('nginx version: ', '').trim(),
      withRules,
      withoutRules,
      cpu: () => Number(readFileSync(`/proc/${worker}/schedstat`, 'latin1').split(' ')[0]),
      stop,
    }
  } catch (error) {
    await stop()
    throw new Error(`nginx did not start: ${said}`, { cause: error })
  }
}

/** The worker's id: the only child of the process that was started. */
async function workerOf({ pid, exitCode }: ChildProcess, port: number): Promise<number> {
  for (let tries = 0; tries < 100 && exitCode === null; tries++) {
    const [child] = children(pid as number)
    if (child !== undefined && listenerOf(port) !== undefined) return child
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('no worker within ten seconds')
}

function children(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

/** The same rules, in the same order and with the same base, as bin/rules/compile.ts has them. */
function rulesText(rules: string, setup: string | undefined, mode: 'block' | 'detect'): string {
  const inside = join(rules, 'rules')
  const folder = existsSync(inside) ? inside : rules
  const example = [rules, folder, join(folder, '..')]
    .flatMap((place) => [join(place, 'crs-setup.conf'), join(place, 'crs-setup.conf.example')])
    .find((path) => existsSync(path))
  const first = setup ?? example
  return [
    `SecRuleEngine ${mode === 'block' ? 'On' : 'DetectionOnly'}`,
    'SecRequestBodyAccess On',
    'SecRequestBodyNoFilesLimit 1048576',
    'SecResponseBodyAccess Off',
    'SecAuditEngine Off',
    'SecDebugLogLevel 0',
    baseRules,
    ...(first === undefined ? [] : [`Include ${resolve(first)}`]),
    'SecAction "id:900998,phase:1,pass,nolog,setvar:tx.blocking_paranoia_level=1,setvar:tx.detection_paranoia_level=1"',
    ...ruleFiles(folder).map((path) => `Include ${resolve(path)}`),
    '',
  ].join('\n')
}

interface Ports {
  readonly withRules: number
  readonly withoutRules: number
  readonly origin: number
}

// A `return` in the inspected server would be carried out before the rules see anything: the answer comes from another one.
const configText = (folder: string, { withRules, withoutRules, origin }: Ports): string => `
load_module ${module};
daemon off;
worker_processes 1;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${folder}/nginx.pid;
error_log ${folder}/logs/error.log crit;
events { worker_connections 256; }
http {
  access_log off;
  keepalive_requests 1000000;
  client_max_body_size 16m;
  client_body_buffer_size 2m;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  upstream origin { server 127.0.0.1:${origin}; keepalive 16; keepalive_requests 1000000; }
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  server {
    listen 127.0.0.1:${withRules};
    modsecurity on;
    modsecurity_rules_file ${folder}/rules.conf;
    location / { proxy_pass http://origin; }
  }
  server {
    listen 127.0.0.1:${withoutRules};
    location / { proxy_pass http://origin; }
  }
  server {
    listen 127.0.0.1:${origin};
    default_type text/plain;
    location / { return 200 "ok\\n"; }
  }
}
`
