import type { Signal } from '../signal.ts'

/**
 * The address belongs to a company that rents out servers, by its AS number. Programs live there; so do the ends of many VPNs that people use, so it
 * weighs little. Neutral where the platform does not tell the number.
 */
export const addressHosting: Signal = {
  id: 'address/hosting',
  prior: -0.8,
  evaluate: ({ sighting: { asn } }) =>
    asn !== undefined && hosting.has(asn) ? { detail: 'the address of a company that rents out servers' } : undefined,
}

// AS numbers as registered: Amazon, Google Cloud, DigitalOcean, OVH, Hetzner, Akamai (Linode), Vultr, Alibaba, Tencent, Contabo, Scaleway, Leaseweb, Oracle,
// IONOS, M247, Hostinger, UpCloud, Zenlayer, Choopa, ColoCrossing, HostPapa, Huawei, Aruba, netcup, Yandex Cloud, Selectel.
const hosting: ReadonlySet<number> = new Set([
  16509, 14618, 8987, 396982, 14061, 16276, 24940, 213230, 63949, 20473, 45102, 37963, 132203, 45090, 51167, 12876,
  60781, 28753, 31898, 8560, 9009, 47583, 202053, 21859, 36352, 36351, 55286, 136907, 31034, 197540, 200350, 49505,
])
