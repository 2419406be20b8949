// Written by `npm run bot:fit -- --write` from 100 recordings of 52 clients: log-odds, over 0 for a person. Do not edit: change a signal's prior and fit again.

/** Log-odds of a request of which nothing is known. */
export const base: number = 0.03

/** Log-odds of each signal where it speaks. */
export const weights: Readonly<Record<string, number>> = {
  'agent/absent': -3, // prior -3
  'agent/light': 1.39, // prior 1
  'agent/listed': -5.02, // prior -5
  'agent/malformed': -2.02, // prior -2
  'agent/outdated': -1.51, // prior -1.5
  'agent/sounds-automatic': -4, // prior -4
  'agent/unfamiliar': -1.4, // prior -1.4
  'agent/unreduced': -0.8, // prior -0.8
  'light/incomplete': -1.5, // prior -1.5
  'hints/agree': 1.13, // prior 1.2
  'hints/conflict': -2.5, // prior -2.5
  'hints/foreign': -3.02, // prior -3
  'hints/forged': -4.12, // prior -4
  'hints/missing': -2, // prior -2
  'hints/partial': -1.5, // prior -1.5
  'fetch/agree': 1.05, // prior 1.2
  'fetch/impossible': -3, // prior -3
  'fetch/missing': -2.04, // prior -2
  'fetch/no-referrer': -1.64, // prior -1.5
  'fetch/user-foreign': -1, // prior -1
  'accept/agree': 0.21, // prior 0.7
  'accept/any': -0.81, // prior -0.8
  'accept/foreign': -1.5, // prior -1.5
  'accept/missing': -1.21, // prior -1.2
  'language/bare': -0.94, // prior -0.8
  'language/missing': -1.52, // prior -1.5
  'language/odd': -1.5, // prior -1.5
  'language/present': 0.57, // prior 0.5
  'encoding/agree': 0.07, // prior 0.4
  'encoding/foreign': -1.3, // prior -1.3
  'upgrade/missing': -1.3, // prior -1.3
  'upgrade/stray': -2, // prior -2
  'priority/agree': 0.12, // prior 0.3
  'priority/missing': -1.54, // prior -1.5
  'trailers/foreign': -1.5, // prior -1.5
  'trailers/missing': -4.04, // prior -4
  'connection/close': -0.4, // prior -0.4
  'http/old': -1.02, // prior -1.2
  'method/head': -0.8, // prior -0.8
  'method/odd': -1, // prior -1
  'body/stray': -1.52, // prior -1.5
  'path/probe': -1.2, // prior -1.2
  'header/absurd': -1.5, // prior -1.5
  'header/odd': -1.2, // prior -1.2
  'header/sparse': -1.01, // prior -1
  'cookie/odd': -1.5, // prior -1.5
  'tls/agree': 0.6, // prior 0.6
  'tls/foreign': -4, // prior -4
  'tls/unfamiliar': -0.7, // prior -0.7
}
