import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/support/ports.ts'
import { listenerOf } from '../support/processes.ts'

/** Another cache in front of the same origin. */
export interface Peer {
  readonly name: string
  readonly port: number
  /** The process that answers. */
  readonly pid: number
  stop(): Promise<void>
}

const installed = (command: string, flag: string): boolean => spawnSync(command, [flag]).status === 0

/** Caches of Debian's packages, where they are installed; what is missing is said. */
export async function startPeers(originPort: number): Promise<readonly Peer[]> {
  const peers: Peer[] = []
  if (installed('nginx', '-v')) peers.push(await startNginx(originPort))
  else console.log('nginx: not installed (apt-get install nginx)')
  if (installed('varnishd', '-V')) peers.push(await startVarnish(originPort))
  else console.log('Varnish: not installed (apt-get install varnish)')
  return peers
}

async function startNginx(originPort: number): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-nginx-'))
  const port = await freePort()
  mkdirSync(join(folder, 'logs'))
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
events { worker_connections 512; }
http {
  access_log off; keepalive_requests 1000000;
  proxy_cache_path ${folder}/cache keys_zone=all:10m max_size=200m;
  client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${originPort}; proxy_cache all; } }
}
`,
  )
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' })
  return peer('nginx', port, child, folder)
}

async function startVarnish(originPort: number): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-varnish-'))
  const port = await freePort()
  const child = spawn(
    'varnishd',
    ['-F', '-n', folder, '-a', `127.0.0.1:${port}`, '-b', `127.0.0.1:${originPort}`, '-s', 'malloc,200m'],
    { stdio: 'ignore' },
  )
  return peer('Varnish', port, child, folder)
}

async function peer(name: string, port: number, child: ChildProcess, folder: string): Promise<Peer> {
  const ended = once(child, 'exit')
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  for (let tries = 0; tries < 100; tries++) {
    const pid = listenerOf(port)
    if (pid !== undefined) return { name, port, pid, stop }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await stop()
  throw new Error(`${name} did not listen within 10 seconds`)
}
