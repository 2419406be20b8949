/**
 * Milliseconds of processor time: other work on the machine does not count. What tests compare it with lies between linear cost, which is
 * well under a second here, and cost with the square of a megabyte, which is minutes.
 */
export function processorTime(run: () => unknown): number {
  const start = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

export const betweenLinearAndSquare = 15_000
